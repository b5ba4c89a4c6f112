# SPDX-License-Identifier: GPL-2.0-or-later
# High-level apps of the Cortex-A7: Thumb-2, hard float, musl, position independent. The compiler
# and the sysroot are made by tools/setup/guest-runtime.sh.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR armv7)

get_filename_component(ARMILLARY_ROOT ${CMAKE_CURRENT_LIST_DIR}/../../.. ABSOLUTE)
set(CMAKE_C_COMPILER ${ARMILLARY_ROOT}/build/guest/bin/arm-musl-gcc)
if(NOT EXISTS ${CMAKE_C_COMPILER})
  message(FATAL_ERROR "The guest compiler ${CMAKE_C_COMPILER} is missing: "
    "run tools/setup/guest-runtime.sh once.")
endif()
set(CMAKE_FIND_ROOT_PATH ${ARMILLARY_ROOT}/build/guest/sysroot)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)

# The flags of the vendor's SDK that show in the code; the map keeps host paths out of the images.
set(CMAKE_C_FLAGS_INIT "-fPIC -ffunction-sections -fdata-sections -fno-strict-aliasing \
-fno-omit-frame-pointer -fno-exceptions -fstack-protector-strong \
-ffile-prefix-map=${ARMILLARY_ROOT}=.")
set(CMAKE_C_FLAGS_DEBUG "-ggdb -O0" CACHE STRING "")
set(CMAKE_C_FLAGS_RELEASE "-g1 -Os" CACHE STRING "")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-Wl,--no-undefined -Wl,--gc-sections")
