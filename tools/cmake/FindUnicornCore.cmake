# SPDX-License-Identifier: GPL-2.0-or-later
# Finds the engine that tools/setup.sh built in build/unicorn, and gives it as Unicorn::Core.
# A Unicorn without core mode (include/unicorn/core_mode.h), or with another version of it, is
# refused: the project does not run on it.
set(UnicornCore_ROOT ${PROJECT_SOURCE_DIR}/build/unicorn CACHE PATH "Where the engine is installed")
set(UnicornCore_INTERFACE 2) # UC_CORE_MODE_VERSION that src/cpu/unicorn is written for

set(_header ${UnicornCore_ROOT}/include/unicorn/core_mode.h)
set(_library ${UnicornCore_ROOT}/lib/libunicorn.a)
set(_found "")
if(EXISTS ${_header} AND EXISTS ${_library})
  file(STRINGS ${_header} _line REGEX "^#define UC_CORE_MODE_VERSION ")
  string(REGEX REPLACE "^.* " "" _found "${_line}")
  # A rebuilt engine is linked again without a fresh configuration, and a new interface is seen.
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${_header})
endif()
if(NOT _found STREQUAL UnicornCore_INTERFACE)
  if(EXISTS ${UnicornCore_ROOT}/include/unicorn/unicorn.h)
    set(_what "the Unicorn in ${UnicornCore_ROOT} has not this project's patches of tools/unicorn")
  else()
    set(_what "there is no engine in ${UnicornCore_ROOT}")
  endif()
  message(FATAL_ERROR "UnicornCore: ${_what}. Run tools/setup.sh, then configure again.")
endif()

# An engine of this interface that was built with other patches runs, but has other faults.
file(GLOB _patches CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tools/unicorn/*.patch)
set(_key "")
foreach(_file ${PROJECT_SOURCE_DIR}/tools/setup/unicorn.sh ${_patches})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${_file})
  file(READ ${_file} _text)
  string(APPEND _key "${_text}")
endforeach()
string(SHA256 _key "${_key}")
set(_stamp "")
if(EXISTS ${UnicornCore_ROOT}/stamp)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${UnicornCore_ROOT}/stamp)
  file(STRINGS ${UnicornCore_ROOT}/stamp _stamp)
endif()
if(_stamp STREQUAL _key)
  set_property(GLOBAL PROPERTY UNICORN_CORE_IS_CURRENT TRUE)
else()
  message(WARNING "UnicornCore: the engine in ${UnicornCore_ROOT} was built with other patches than "
    "those of tools/unicorn. Run tools/setup/unicorn.sh; the conformance tests are left out.")
endif()

if(NOT TARGET Unicorn::Core)
  find_package(Threads REQUIRED)
  add_library(Unicorn::Core STATIC IMPORTED)
  set_target_properties(Unicorn::Core PROPERTIES
    IMPORTED_LOCATION ${_library}
    INTERFACE_INCLUDE_DIRECTORIES ${UnicornCore_ROOT}/include
    INTERFACE_LINK_LIBRARIES "Threads::Threads;m")
endif()
set(UnicornCore_FOUND TRUE)
