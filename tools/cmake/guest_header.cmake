# SPDX-License-Identifier: GPL-2.0-or-later
# cmake -P script of GuestProgram.cmake: a linked guest program becomes a C++ header.
string(REGEX REPLACE "gcc$" "objcopy" objcopy ${GCC})
string(REGEX REPLACE "gcc$" "nm" nm ${GCC})
execute_process(COMMAND ${objcopy} -O binary ${ELF} ${ELF}.bin COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${nm} --extern-only --defined-only ${ELF}
  OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
file(READ ${ELF}.bin bytes HEX)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
string(REGEX REPLACE "(................................................................................)"
  "\\1\n" bytes "${bytes}")
set(labels "")
string(REGEX MATCHALL "[0-9a-f]+ [A-Za-z] [a-z][a-z0-9_]*\n" lines "${symbols}")
foreach(line ${lines})
  string(REGEX MATCH "([0-9a-f]+) [A-Za-z] ([a-z][a-z0-9_]*)" line "${line}")
  string(APPEND labels "inline constexpr std::uint32_t ${CMAKE_MATCH_2} = 0x${CMAKE_MATCH_1};\n")
endforeach()
file(WRITE ${HEADER} "// Generated from ${NAME}.S.
#pragma once
#include <array>
#include <cstdint>
namespace guest::${NAME} {
inline constexpr std::uint32_t kBase = ${BASE};
inline constexpr auto kImage = std::to_array<unsigned char>({
${bytes}});
${labels}}  // namespace guest::${NAME}
")
