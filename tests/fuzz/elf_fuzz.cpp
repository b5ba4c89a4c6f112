// SPDX-License-Identifier: GPL-2.0-or-later
// ELF files: what is accepted lies in the file and does not wrap around; symbols and line tables
// may be damaged in any way.
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>

#include "image/elf.h"
#include "image/symbols.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  const auto elf = armillary::image::read_elf(bytes, "image.elf");
  if (!elf) {
    if (elf.error().message.find("image.elf") == std::string::npos) std::abort();
  } else {
    for (const auto& segment : elf->segments) {
      if (std::uint64_t{segment.file_offset} + segment.file_size > size) std::abort();
      if (segment.file_size > segment.memory_size) std::abort();
      if (std::uint64_t{segment.address} + segment.memory_size > (std::uint64_t{1} << 32)) {
        std::abort();
      }
    }
    for (const auto& section : elf->sections) {
      constexpr std::uint32_t kNoBits = 8;
      if (section.type == kNoBits) continue;
      if (std::uint64_t{section.file_offset} + section.size > size) std::abort();
    }
  }
  const armillary::image::Symbols symbols(std::string(reinterpret_cast<const char*>(data), size));
  for (const std::uint32_t address : {0U, 0x100U, 0x10'0000U, 0xFFFF'FFFFU}) {
    (void)symbols.describe(address);
  }
  (void)symbols.address_of("main");
  return 0;
}
