# SPDX-License-Identifier: GPL-2.0-or-later
# Real-time apps of the two Cortex-M4F cores: bare metal, no start files but the app's own.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR cortex-m4)

get_filename_component(ARMILLARY_ROOT ${CMAKE_CURRENT_LIST_DIR}/../../.. ABSOLUTE)
set(CMAKE_C_COMPILER arm-none-eabi-gcc)
set(CMAKE_ASM_COMPILER arm-none-eabi-gcc)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_EXECUTABLE_SUFFIX .elf)

# The vendor's real-time flags, with the hardware FPU; the map keeps host paths out of the images.
set(CMAKE_C_FLAGS_INIT "-mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16 -fno-common \
-ffreestanding -ffunction-sections -fdata-sections -fno-omit-frame-pointer \
-ffile-prefix-map=${ARMILLARY_ROOT}=.")
set(CMAKE_ASM_FLAGS_INIT "-mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16")
set(CMAKE_C_FLAGS_DEBUG "-ggdb -O0" CACHE STRING "")
set(CMAKE_C_FLAGS_RELEASE "-g -O2" CACHE STRING "")
# -n: segments lie where the sections say, not at page bounds, as the device's loader wants it.
set(CMAKE_EXE_LINKER_FLAGS_INIT "-nostartfiles -Wl,-n -Wl,--no-undefined -Wl,--gc-sections")
