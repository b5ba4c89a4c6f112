// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace armillary::image::test {

/// Writes small ELF files, good ones and bad ones. Every field can be set to nonsense.
struct ElfBuilder {
  struct Segment {
    std::uint32_t address = 0;
    std::string bytes;
    std::uint32_t memory_size = 0;  ///< 0: as many as there are bytes
    std::uint32_t type = 1;         // PT_LOAD
  };
  std::uint8_t elf_class = 1, encoding = 1;
  std::uint16_t type = 2, machine = 40;
  std::uint32_t entry = 0x00100000;
  std::uint16_t header_size = 32;
  std::vector<Segment> segments;

  static constexpr std::size_t kHeader = 52, kProgramHeader = 32;

  static void put16(std::string& out, std::uint32_t value) {
    out += static_cast<char>(value & 0xFF);
    out += static_cast<char>(value >> 8 & 0xFF);
  }
  static void put32(std::string& out, std::uint32_t value) {
    put16(out, value & 0xFFFF);
    put16(out, value >> 16);
  }
  /// A vector table and a little code behind it.
  static std::string program(std::uint32_t stack, std::uint32_t reset, std::size_t size = 64) {
    std::string bytes;
    put32(bytes, stack);
    put32(bytes, reset);
    bytes.resize(size, '\0');
    return bytes;
  }
  /// Firmware that every check accepts.
  static ElfBuilder good() {
    ElfBuilder builder;
    builder.segments.push_back({0x00100000, program(0x00130000, 0x00100021), 128, 1});
    return builder;
  }

  [[nodiscard]] std::string build() const {
    std::string out =
        "\x7F"
        "ELF";
    out += static_cast<char>(elf_class);
    out += static_cast<char>(encoding);
    out += '\x01';
    out.resize(16, '\0');
    put16(out, type);
    put16(out, machine);
    put32(out, 1);
    put32(out, entry);
    put32(out, kHeader);
    put32(out, 0);  // no sections
    put32(out, 0x05000000);
    put16(out, kHeader);
    put16(out, header_size);
    put16(out, static_cast<std::uint32_t>(segments.size()));
    put16(out, 40);
    put16(out, 0);
    put16(out, 0);
    std::uint32_t at = static_cast<std::uint32_t>(kHeader + segments.size() * kProgramHeader);
    at = (at + 31) & ~31U;
    const std::uint32_t first = at;
    std::string data;
    for (const Segment& segment : segments) {
      const auto size = static_cast<std::uint32_t>(segment.bytes.size());
      put32(out, segment.type);
      put32(out, at);
      put32(out, segment.address);
      put32(out, segment.address);
      put32(out, size);
      put32(out, segment.memory_size == 0 ? size : segment.memory_size);
      put32(out, 7);
      put32(out, 32);
      data += segment.bytes;
      data.resize((data.size() + 31) & ~std::size_t{31}, '\0');
      at = first + static_cast<std::uint32_t>(data.size());
    }
    out.resize(first, '\0');
    return out + data;
  }
};

}  // namespace armillary::image::test
