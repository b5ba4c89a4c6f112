# SPDX-License-Identifier: GPL-2.0-or-later
# Code for the simulated cores is built by CMake projects of its own, with the toolchain files in
# tools/cmake/toolchains. This file is both sides: how the main build starts such a project, and
# what the project uses to declare its programs.
include_guard(GLOBAL)
get_filename_component(ARMILLARY_ROOT ${CMAKE_CURRENT_LIST_DIR}/../.. ABSOLUTE)

# armillary_cross_project(NAME CORE OUTPUT [DEPENDS target...] [DEFINE variable...])
# Main build: builds the current source folder for CORE (a7 or m4) into the folder OUTPUT, as part
# of `all`. The variables have the same values there. Without the core's compiler it says so and leaves the project out.
function(armillary_cross_project name core output)
  cmake_parse_arguments(ARG "" "" "DEPENDS;DEFINE" ${ARGN})
  set(definitions "")
  foreach(variable ${ARG_DEFINE})
    list(APPEND definitions "-D${variable}:PATH=${${variable}}")
  endforeach()
  if(core STREQUAL m4)
    find_program(ARMILLARY_M4_GCC arm-none-eabi-gcc)
    if(NOT ARMILLARY_M4_GCC)
      message(WARNING "${name} is left out: arm-none-eabi-gcc is missing. Install the package "
        "gcc-arm-none-eabi, or run tools/setup.sh.")
      return()
    endif()
  elseif(NOT EXISTS ${PROJECT_SOURCE_DIR}/build/guest/stamp)
    message(WARNING "${name} is left out: the guest runtime is missing. "
      "Run tools/setup/guest-runtime.sh, or tools/setup.sh, and configure again.")
    return()
  endif()
  include(ExternalProject)
  ExternalProject_Add(${name}
    SOURCE_DIR ${CMAKE_CURRENT_SOURCE_DIR}
    BINARY_DIR ${CMAKE_BINARY_DIR}/cross/${name}
    PREFIX ${CMAKE_BINARY_DIR}/cross/${name}-steps
    CMAKE_ARGS
      -DCMAKE_TOOLCHAIN_FILE=${PROJECT_SOURCE_DIR}/tools/cmake/toolchains/mt3620-${core}.cmake
      -DCMAKE_BUILD_TYPE=Release
      -DCMAKE_C_COMPILER_LAUNCHER=${CMAKE_C_COMPILER_LAUNCHER}
      -DARMILLARY_OUTPUT=${output}
      ${definitions}
    BUILD_ALWAYS ON
    INSTALL_COMMAND ""
    DEPENDS ${ARG_DEPENDS})
endfunction()

# --- inside a cross project -----------------------------------------------------------------------
set(ARMILLARY_M4_COMMON ${ARMILLARY_ROOT}/firmware-samples/common/m4)
# Standard headers for code of others; the compiler brings the freestanding ones only.
set(ARMILLARY_M4_LIBC ${ARMILLARY_M4_COMMON}/libc)

# armillary_kernel_folder(SAMPLE VARIABLE FILE)
# The folder of an operating system's kernel, as the user names it by a CMake variable or one of the
# environment. It must hold FILE. Without it the sample is left out, and the user is told.
macro(armillary_kernel_folder sample variable file)
  if(NOT ${variable})
    set(${variable} "$ENV{${variable}}")
  endif()
  if(NOT ${variable})
    message(STATUS "${sample} is left out: ${variable} names no folder. To build it, configure with "
      "-D${variable}=FOLDER.")
  elseif(NOT EXISTS "${${variable}}/${file}")
    message(FATAL_ERROR "${sample}: ${variable} is ${${variable}}, but there is no ${file} in it. "
      "Name the folder that holds the kernel's sources, or none.")
  endif()
endmacro()

function(_armillary_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wshadow -Wstrict-prototypes -Werror
    -std=gnu11)
endfunction()

# Puts a program where the simulator looks for it: FOLDER/bin/app beside FOLDER/app_manifest.json
# when it has a manifest, else the file FOLDER itself.
function(_armillary_place target folder manifest)
  if(manifest)
    get_filename_component(manifest ${manifest} ABSOLUTE)
    set_target_properties(${target} PROPERTIES
      OUTPUT_NAME app SUFFIX "" RUNTIME_OUTPUT_DIRECTORY ${folder}/bin)
    add_custom_command(OUTPUT ${folder}/app_manifest.json
      COMMAND ${CMAKE_COMMAND} -E copy ${manifest} ${folder}/app_manifest.json
      DEPENDS ${manifest} VERBATIM)
    add_custom_target(${target}-manifest ALL DEPENDS ${folder}/app_manifest.json)
  else()
    get_filename_component(directory ${folder} DIRECTORY)
    get_filename_component(file ${folder} NAME)
    set_target_properties(${target} PROPERTIES
      OUTPUT_NAME ${file} SUFFIX "" RUNTIME_OUTPUT_DIRECTORY ${directory})
  endif()
endfunction()

# armillary_realtime_app(TARGET OUTPUT path [MANIFEST file] [MEMORY tcm|xip] SOURCES ...)
# A program for an M4 with the library of firmware-samples/common/m4.
function(armillary_realtime_app target)
  cmake_parse_arguments(ARG "BARE" "OUTPUT;MANIFEST;MEMORY" "SOURCES" ${ARGN})
  set(common ${ARMILLARY_M4_COMMON})
  if(NOT ARG_MEMORY)
    set(ARG_MEMORY tcm)
  endif()
  if(NOT TARGET common_m4)
    file(GLOB sources CONFIGURE_DEPENDS ${common}/*.c)
    add_library(common_m4 OBJECT ${sources})
    target_include_directories(common_m4 PUBLIC ${common})
    _armillary_warnings(common_m4)
    # Without this, the loop in memcpy() may become a call of memcpy().
    target_compile_options(common_m4 PRIVATE -fno-tree-loop-distribute-patterns)
  endif()
  if(ARG_BARE)
    add_executable(${target} ${ARG_SOURCES})
  else()
    add_executable(${target} ${ARG_SOURCES} $<TARGET_OBJECTS:common_m4>)
    target_include_directories(${target} PRIVATE ${common})
  endif()
  _armillary_warnings(${target})
  target_link_options(${target} PRIVATE -nostdlib -L${common} -T${common}/${ARG_MEMORY}.ld
    -Wl,--no-warn-rwx-segments)
  target_link_libraries(${target} PRIVATE gcc)
  set_target_properties(${target} PROPERTIES
    LINK_DEPENDS "${common}/${ARG_MEMORY}.ld;${common}/sections.ld")
  _armillary_place(${target} ${ARG_OUTPUT} "${ARG_MANIFEST}")
endfunction()

# armillary_high_level_app(TARGET OUTPUT path [MANIFEST file] SOURCES ... [LIBRARIES ...])
function(armillary_high_level_app target)
  cmake_parse_arguments(ARG "" "OUTPUT;MANIFEST" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${target} ${ARG_SOURCES})
  _armillary_warnings(${target})
  target_compile_definitions(${target} PRIVATE _GNU_SOURCE)
  target_link_libraries(${target} PRIVATE ${ARG_LIBRARIES})
  _armillary_place(${target} ${ARG_OUTPUT} "${ARG_MANIFEST}")
endfunction()

# armillary_device_file(SAMPLE): copies the current folder's device.yaml beside the images.
function(armillary_device_file sample)
  set(target_file ${ARMILLARY_OUTPUT}/${sample}/device.yaml)
  add_custom_command(OUTPUT ${target_file}
    COMMAND ${CMAKE_COMMAND} -E copy ${CMAKE_CURRENT_SOURCE_DIR}/device.yaml ${target_file}
    DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/device.yaml VERBATIM)
  add_custom_target(${sample}-device-file ALL DEPENDS ${target_file})
endfunction()
