# SPDX-License-Identifier: GPL-2.0-or-later
# Compiler options that hold for every target of the project.
option(ARMILLARY_SANITIZE "Build with the address and undefined behaviour sanitizers" OFF)
option(ARMILLARY_TIDY "Run clang-tidy on every file" OFF)
option(ARMILLARY_WERROR "Treat warnings as errors" ON)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(armillary_options INTERFACE)
target_compile_options(armillary_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast
  $<$<BOOL:${ARMILLARY_WERROR}>:-Werror>)
# GCC 12 reports overlapping copies inside std::string that cannot happen (GCC bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(armillary_options INTERFACE -Wno-restrict)
endif()
target_include_directories(armillary_options INTERFACE
  ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include)
# Debian's fmt and spdlog are separate packages; spdlog must use that fmt.
target_compile_definitions(armillary_options INTERFACE SPDLOG_FMT_EXTERNAL)

if(ARMILLARY_SANITIZE)
  # GCC takes what the sanitizers put in for uses of uninitialized members of a std::variant; the
  # build without them still warns.
  target_compile_options(armillary_options INTERFACE -Wno-maybe-uninitialized)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()

if(ARMILLARY_TIDY)
  find_program(CLANG_TIDY NAMES clang-tidy-14 clang-tidy REQUIRED)
  set(ARMILLARY_TIDY_COMMAND ${CLANG_TIDY} --quiet)
endif()
