// SPDX-License-Identifier: GPL-2.0-or-later
//
// image/ reads what developers bring: ELF files, raw binaries, image packages, app folders and
// manifests. All of it is hostile until read: every offset is checked, sizes have limits, and what
// is refused is refused with a sentence that names the file, the place, what was found, what was
// expected and what to change.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace armillary::image {

/// One PT_LOAD program header, checked: the file part lies in the file, and nothing wraps around.
struct ElfSegment {
  unsigned index = 0;  ///< number of the program header, for messages
  std::uint32_t address = 0;
  std::uint32_t file_offset = 0;
  std::uint32_t file_size = 0;
  std::uint32_t memory_size = 0;  ///< at least file_size; the rest is zero
  bool read = false, write = false, execute = false;
};

/// A section, for symbols and debug information. Its bytes lie in the file.
struct ElfSection {
  std::string name;
  std::uint32_t type = 0;
  std::uint32_t file_offset = 0;
  std::uint32_t size = 0;
  std::uint32_t link = 0;
};

/// Where the memory of the A7's programs ends; above it lies the kernel.
inline constexpr std::uint32_t kAppAddressEnd = 0xBF00'0000;

/// What kind of processor profile an ELF was built for.
enum class ElfProfile { unknown, application, microcontroller };

/// A 32-bit little-endian ARM program, executable or position-independent.
struct ElfFile {
  bool position_independent = false;  ///< ET_DYN
  std::uint32_t entry = 0;
  std::string interpreter;                   ///< PT_INTERP; empty when there is none
  bool dynamic = false;                      ///< has PT_DYNAMIC
  ElfProfile profile = ElfProfile::unknown;  ///< by the build attributes
  std::vector<ElfSegment> segments;          ///< those with a size, in file order
  std::vector<ElfSection> sections;          ///< empty when they are stripped or damaged

  /// A program for the A7's Linux, as far as its headers tell.
  [[nodiscard]] bool for_linux() const;
};

/// True when the bytes begin as every ELF file does.
bool looks_like_elf(std::span<const std::byte> bytes);

/// Reads the headers of `bytes`; `name` stands in messages. Accepts what either core family can
/// run and refuses everything else.
Result<ElfFile> read_elf(std::span<const std::byte> bytes, std::string_view name);

}  // namespace armillary::image
