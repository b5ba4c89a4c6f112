# SPDX-License-Identifier: GPL-2.0-or-later
# Small guest programs for tests, assembled at build time.
#
# guest_program(TARGET file.S ADDRESS base FLAGS flag...) assembles and links file.S at `base` and
# generates `NAME.guest.h` (NAME is the file's name) in the build tree: namespace guest::NAME with
# kBase, the bytes kImage, and one constant for the address of each global label. Tests name
# instructions by these labels, so an expected PC is readable.
find_program(ARM_NONE_EABI_GCC arm-none-eabi-gcc)

function(guest_program target source)
  cmake_parse_arguments(ARG "" "ADDRESS" "FLAGS" ${ARGN})
  if(NOT ARM_NONE_EABI_GCC)
    message(FATAL_ERROR "arm-none-eabi-gcc is missing: install gcc-arm-none-eabi. "
      "The tests of the engine assemble their guest programs with it.")
  endif()
  get_filename_component(name ${source} NAME_WE)
  get_filename_component(source ${source} ABSOLUTE)
  set(elf ${CMAKE_CURRENT_BINARY_DIR}/${name}.guest.elf)
  set(header ${CMAKE_CURRENT_BINARY_DIR}/${name}.guest.h)
  set(script ${PROJECT_SOURCE_DIR}/tools/cmake/guest_header.cmake)
  add_custom_command(OUTPUT ${header}
    COMMAND ${ARM_NONE_EABI_GCC} ${ARG_FLAGS} -nostdlib -Wl,-Ttext=${ARG_ADDRESS}
      -Wl,-e,${ARG_ADDRESS} -Wl,--no-warn-rwx-segments -o ${elf} ${source}
    COMMAND ${CMAKE_COMMAND} -DGCC=${ARM_NONE_EABI_GCC} -DELF=${elf} -DNAME=${name}
      -DBASE=${ARG_ADDRESS} -DHEADER=${header} -P ${script}
    DEPENDS ${source} ${script} VERBATIM)
  target_sources(${target} PRIVATE ${header})
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR})
endfunction()
