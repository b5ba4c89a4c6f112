# SPDX-License-Identifier: GPL-2.0-or-later
# A room is a folder of src/ that holds one concept. armillary_room() makes its library, and names
# the rooms below it that it may use: the arrows of docs/architecture.md. tests/<room>/ holds the
# tests of src/<room>/, one executable a room.

# armillary_room(NAME [USES room...] [LIBRARIES target...])
function(armillary_room name)
  cmake_parse_arguments(ARG "" "" "USES;LIBRARIES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(TRANSFORM ARG_USES PREPEND armillary_)
  if(sources)
    add_library(armillary_${name} STATIC ${sources})
    target_link_libraries(armillary_${name}
      PUBLIC ${ARG_USES} ${ARG_LIBRARIES} PRIVATE armillary_options)
    target_include_directories(armillary_${name} PUBLIC
      ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include)
    if(ARMILLARY_TIDY)
      set_target_properties(armillary_${name} PROPERTIES CXX_CLANG_TIDY "${ARMILLARY_TIDY_COMMAND}")
    endif()
  else()
    add_library(armillary_${name} INTERFACE)
    target_link_libraries(armillary_${name} INTERFACE ${ARG_USES} ${ARG_LIBRARIES})
  endif()
endfunction()

# armillary_tests(ROOM [USES room...] [LIBRARIES target...]): all *_test.cpp of this folder.
function(armillary_tests room)
  cmake_parse_arguments(ARG "" "" "USES;LIBRARIES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  if(NOT sources)
    return()
  endif()
  list(TRANSFORM ARG_USES PREPEND armillary_)
  add_executable(${room}_tests ${sources})
  target_link_libraries(${room}_tests PRIVATE
    armillary_${room} ${ARG_USES} ${ARG_LIBRARIES} armillary_options GTest::gmock_main)
  target_include_directories(${room}_tests PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  include(GoogleTest)
  # Properties are tested with one seed: a failure is the same failure on every machine. Others are
  # for a run by hand: RC_PARAMS="seed=7 max_success=100000" build/release/tests/net/net_tests
  gtest_discover_tests(${room}_tests TEST_PREFIX ${room}. DISCOVERY_TIMEOUT 60
    PROPERTIES TIMEOUT 400 ENVIRONMENT RC_PARAMS=seed=3620)
endfunction()
