# SPDX-License-Identifier: GPL-2.0-or-later
# Real-time capable apps for the M4 cores, built with Debian's gcc-arm-none-eabi: name this file as
# CMAKE_TOOLCHAIN_FILE of an existing project. Floating point in software; the file ...VFP.cmake
# beside it uses the cores' FPU.
if(NOT DEFINED _azsphere_float)
  set(_azsphere_float "")
endif()
set(AZURE_SPHERE_REAL_TIME TRUE)
include(${CMAKE_CURRENT_LIST_DIR}/AzureSphere.cmake)

set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR arm)
# Projects name the compiler's folder as ARM_GNU_PATH. A folder of another machine is passed over.
if(NOT ARM_GNU_PATH AND DEFINED ENV{ArmGnuPath})
  set(ARM_GNU_PATH $ENV{ArmGnuPath})
endif()
find_program(AZURE_SPHERE_M4_GCC arm-none-eabi-gcc HINTS ${ARM_GNU_PATH} ${ARM_GNU_PATH}/bin
  NO_CMAKE_FIND_ROOT_PATH)
if(NOT AZURE_SPHERE_M4_GCC)
  message(FATAL_ERROR "arm-none-eabi-gcc is missing: install the packages gcc-arm-none-eabi and "
    "libnewlib-arm-none-eabi, or run ${ARMILLARY_ROOT}/tools/setup.sh once.")
endif()
set(CMAKE_C_COMPILER ${AZURE_SPHERE_M4_GCC})
set(CMAKE_ASM_COMPILER ${AZURE_SPHERE_M4_GCC})
string(REGEX REPLACE "gcc$" "g++" CMAKE_CXX_COMPILER ${AZURE_SPHERE_M4_GCC})
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)

set(_azsphere_cpu "-mcpu=cortex-m4 -mthumb ${_azsphere_float}")
set(CMAKE_C_FLAGS_INIT "${_azsphere_cpu} -fno-common -Wall")
set(CMAKE_CXX_FLAGS_INIT "${CMAKE_C_FLAGS_INIT}")
set(CMAKE_ASM_FLAGS_INIT "${_azsphere_cpu}")
set(CMAKE_C_FLAGS_DEBUG_INIT "-ggdb -O0")
set(CMAKE_C_FLAGS_RELEASE_INIT "-g1 -Os")
# -n: segments lie where the linker script says, not at page bounds, as the loader wants it.
set(CMAKE_EXE_LINKER_FLAGS_INIT "-nostartfiles -Wl,--no-undefined -Wl,-n")
if(EXISTS ${CMAKE_SOURCE_DIR}/linker.ld)
  string(APPEND CMAKE_EXE_LINKER_FLAGS_INIT " -T \"${CMAKE_SOURCE_DIR}/linker.ld\"")
endif()
