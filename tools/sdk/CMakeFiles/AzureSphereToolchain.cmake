# SPDX-License-Identifier: GPL-2.0-or-later
# High-level apps of the Azure Sphere, built with Debian's compilers: name this file as
# CMAKE_TOOLCHAIN_FILE of an existing project. docs/sdk.md has the page.
include(${CMAKE_CURRENT_LIST_DIR}/AzureSphere.cmake)

set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR arm)
set(_azsphere_guest ${ARMILLARY_ROOT}/build/guest)
set(CMAKE_C_COMPILER ${_azsphere_guest}/bin/arm-musl-gcc)
if(NOT EXISTS ${CMAKE_C_COMPILER})
  message(FATAL_ERROR "The compiler for apps, ${CMAKE_C_COMPILER}, is missing: "
    "run ${ARMILLARY_ROOT}/tools/setup.sh once.")
endif()
set(CMAKE_ASM_COMPILER ${CMAKE_C_COMPILER})
foreach(_azsphere_tool ar ranlib nm objcopy objdump readelf strip)
  string(TOUPPER ${_azsphere_tool} _azsphere_name)
  find_program(CMAKE_${_azsphere_name} arm-linux-gnueabihf-${_azsphere_tool} REQUIRED
    NO_CMAKE_FIND_ROOT_PATH)
endforeach()
# Apps are in C; a project that names no language still configures.
set(CMAKE_CXX_COMPILER ${CMAKE_C_COMPILER})
set(CMAKE_CXX_COMPILER_FORCED TRUE)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)

set(AZURE_SPHERE_API_SET_DIR ${_azsphere_guest}/sysroot)
set(CMAKE_FIND_ROOT_PATH ${AZURE_SPHERE_API_SET_DIR})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)

# What the vendor's SDK compiles with, as far as it shows in the code (azure-sphere.md, 3.6).
set(CMAKE_C_FLAGS_INIT "-D_POSIX_C_SOURCE -std=c11 -fPIC -ffunction-sections -fdata-sections \
-fno-strict-aliasing -fno-omit-frame-pointer -fno-exceptions -fstack-protector-strong -Wall \
-Wno-format -Werror=implicit-function-declaration")
set(CMAKE_C_FLAGS_DEBUG_INIT "-ggdb -O0")
set(CMAKE_C_FLAGS_RELEASE_INIT "-g1 -Os")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-nodefaultlibs -pie -Wl,--no-undefined -Wl,--gc-sections")
