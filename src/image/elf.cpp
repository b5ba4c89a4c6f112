// SPDX-License-Identifier: GPL-2.0-or-later
#include "image/elf.h"

#include <algorithm>
#include <array>

#include <elf.h>
#include <fmt/format.h>

#include "base/suggest.h"
#include "image/bytes.h"

namespace armillary::image {
namespace {

constexpr std::size_t kHeaderSize = sizeof(Elf32_Ehdr);
constexpr std::size_t kProgramHeaderSize = sizeof(Elf32_Phdr);
constexpr std::size_t kSectionHeaderSize = sizeof(Elf32_Shdr);
constexpr unsigned kMostProgramHeaders = 64;

std::string machine_name(unsigned machine) {
  switch (machine) {
    case EM_386:
      return "x86 (32-bit)";
    case EM_X86_64:
      return "x86-64";
    case EM_AARCH64:
      return "AArch64 (64-bit ARM)";
    case EM_MIPS:
      return "MIPS";
    case EM_PPC:
      return "PowerPC";
    case EM_RISCV:
      return "RISC-V";
    case EM_XTENSA:
      return "Xtensa";
    case EM_AVR:
      return "AVR";
    default:
      return fmt::format("machine number {}", machine);
  }
}

class Refusal {
 public:
  explicit Refusal(std::string_view name) : name_(name) {}
  template <class... Args>
  [[nodiscard]] tl::unexpected<Error> operator()(fmt::format_string<Args...> text,
                                                 Args&&... args) const {
    return failure(ErrorKind::bad_input,
                   fmt::format("{}: {}", name_, fmt::format(text, std::forward<Args>(args)...)));
  }

 private:
  std::string_view name_;
};

Result<void> check_identity(Bytes bytes, const Refusal& refuse) {
  if (bytes.empty()) return refuse("the file is empty; expected an ELF program. Build it again");
  if (!looks_like_elf(bytes)) {
    return refuse(
        "byte 0: the file does not begin as an ELF program does (7f 45 4c 46); name the linked "
        "program");
  }
  if (bytes.size() < EI_NIDENT + 4) {
    return refuse("the file ends at byte {}, within the ELF header; it is truncated. Copy it again",
                  bytes.size());
  }
  const auto ident = [&](unsigned at) { return std::to_integer<unsigned>(bytes[at]); };
  const bool big = ident(EI_DATA) == ELFDATA2MSB;
  const auto field16 = [&](std::size_t at) {
    const unsigned value = load16(bytes, at);
    return big ? (value >> 8 | (value & 0xFF) << 8) : value;
  };
  const unsigned machine = field16(18);
  if (ident(EI_CLASS) == ELFCLASS64) {
    return refuse(
        "byte 4: this is a 64-bit program for {}; expected a 32-bit ARM program. Build "
        "it with arm-none-eabi-gcc (M4) or for armhf (A7)",
        machine_name(machine));
  }
  if (ident(EI_CLASS) != ELFCLASS32) {
    return refuse("byte 4: the ELF class is {}; expected 1 (32-bit). The file is damaged",
                  ident(EI_CLASS));
  }
  if (machine != EM_ARM) {
    return refuse(
        "byte 18: this is a program for {}; expected ARM. Build it with "
        "arm-none-eabi-gcc (M4) or for armhf (A7)",
        machine_name(machine));
  }
  if (big) {
    return refuse(
        "byte 5: this is a big-endian program; the MT3620 is little-endian. Build it "
        "without -mbig-endian");
  }
  if (ident(EI_DATA) != ELFDATA2LSB) {
    return refuse(
        "byte 5: the ELF data encoding is {}; expected 1 (little-endian). The file is "
        "damaged",
        ident(EI_DATA));
  }
  if (bytes.size() < kHeaderSize) {
    return refuse(
        "the file ends at byte {}, within the ELF header of {} bytes; it is truncated. "
        "Copy it again",
        bytes.size(), kHeaderSize);
  }
  switch (const unsigned type = load16(bytes, 16)) {
    case ET_EXEC:
    case ET_DYN:
      return {};
    case ET_REL:
      return refuse(
          "byte 16: this is an object file that has not been linked; name the program "
          "that the linker made of it");
    case ET_CORE:
      return refuse("byte 16: this is a core dump; name the program");
    default:
      return refuse(
          "byte 16: the ELF type is {}; expected 2 (program) or 3 (position-independent "
          "program). The file is damaged",
          type);
  }
}

Result<ElfSegment> read_segment(Bytes bytes, std::size_t at, unsigned index,
                                const Refusal& refuse) {
  ElfSegment segment;
  segment.index = index;
  segment.file_offset = load32(bytes, at + 4);
  segment.address = load32(bytes, at + 8);
  segment.file_size = load32(bytes, at + 16);
  segment.memory_size = load32(bytes, at + 20);
  const std::uint32_t flags = load32(bytes, at + 24);
  segment.read = (flags & PF_R) != 0;
  segment.write = (flags & PF_W) != 0;
  segment.execute = (flags & PF_X) != 0;
  if (!holds(bytes, segment.file_offset, segment.file_size)) {
    return refuse(
        "program header {} at byte {:#x}: the segment's {} bytes at byte {:#x} go past "
        "the end of the file ({} bytes); it is truncated. Copy or build it again",
        index, at, segment.file_size, segment.file_offset, bytes.size());
  }
  if (segment.memory_size < segment.file_size) {
    return refuse(
        "program header {} at byte {:#x}: the segment has {} bytes in the file but only "
        "{} in memory; expected at least as many. The file is damaged",
        index, at, segment.file_size, segment.memory_size);
  }
  if (std::uint64_t{segment.address} + segment.memory_size > (std::uint64_t{1} << 32)) {
    return refuse(
        "program header {} at byte {:#x}: the segment at {:#010x} with {} bytes goes past "
        "the end of the address space. Check the linker script",
        index, at, segment.address, segment.memory_size);
  }
  return segment;
}

// The profile stands in .ARM.attributes: 'A', then blocks of a vendor, then sub-blocks of tags
// (ELF for the ARM Architecture, ABI addenda, section 2.3.6). Tag 7 is Tag_CPU_arch_profile.
ElfProfile read_profile(Bytes section) {
  std::size_t at = 0;
  const auto take_uleb = [&](std::size_t end) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; at < end; shift += 7) {
      const auto byte = std::to_integer<unsigned>(section[at++]);
      if (shift < 64) value |= std::uint64_t{byte & 0x7F} << shift;
      if ((byte & 0x80) == 0) break;
    }
    return value;
  };
  if (section.empty() || section[0] != std::byte{'A'} || !holds(section, 1, 4)) return {};
  const std::size_t vendor_end = std::min<std::size_t>(section.size(), 1 + load32(section, 1));
  at = 5;
  if (text_at(section, at) != "aeabi") return {};
  at += 6;
  if (at >= vendor_end || take_uleb(vendor_end) != 1 || !holds(section, at, 4))
    return {};  // Tag_File
  at += 4;
  while (at < vendor_end) {
    const std::uint64_t tag = take_uleb(vendor_end);
    const bool text = tag == 4 || tag == 5 || tag == 67 || (tag > 32 && tag % 2 == 1);
    if (tag == 32) {
      take_uleb(vendor_end);
    }
    if (text || tag == 32) {
      at += text_at(section.first(vendor_end), at).size() + 1;
      continue;
    }
    const std::uint64_t value = take_uleb(vendor_end);
    if (tag != 7) continue;
    if (value == 'M') return ElfProfile::microcontroller;
    return value == 'A' ? ElfProfile::application : ElfProfile::unknown;
  }
  return ElfProfile::unknown;
}

// Sections only serve messages, so damage here costs the names and nothing else.
std::vector<ElfSection> read_sections(Bytes bytes) {
  const std::uint32_t offset = load32(bytes, 32);
  const unsigned size = load16(bytes, 46), count = load16(bytes, 48), names = load16(bytes, 50);
  std::vector<ElfSection> sections;
  if (offset == 0 || size != kSectionHeaderSize || names >= count ||
      !holds(bytes, offset, std::uint64_t{count} * size)) {
    return sections;
  }
  const std::size_t names_at = offset + std::size_t{names} * size;
  Bytes strings;
  if (holds(bytes, load32(bytes, names_at + 16), load32(bytes, names_at + 20))) {
    strings = bytes.subspan(load32(bytes, names_at + 16), load32(bytes, names_at + 20));
  }
  for (unsigned i = 0; i < count; ++i) {
    const std::size_t at = offset + std::size_t{i} * size;
    ElfSection section;
    section.name = text_at(strings, load32(bytes, at)).substr(0, 64);
    section.type = load32(bytes, at + 4);
    section.file_offset = load32(bytes, at + 16);
    section.size = load32(bytes, at + 20);
    section.link = load32(bytes, at + 24);
    if (section.type == SHT_NOBITS || !holds(bytes, section.file_offset, section.size)) {
      section.file_offset = section.size = 0;
    }
    sections.push_back(std::move(section));
  }
  return sections;
}

}  // namespace

bool ElfFile::for_linux() const {
  if (!interpreter.empty() || dynamic || position_independent) return true;
  return profile == ElfProfile::application;
}

bool looks_like_elf(Bytes bytes) {
  constexpr std::array<std::byte, 4> kMagic = {std::byte{0x7F}, std::byte{'E'}, std::byte{'L'},
                                               std::byte{'F'}};
  return bytes.size() >= kMagic.size() && std::equal(kMagic.begin(), kMagic.end(), bytes.begin());
}

Result<ElfFile> read_elf(Bytes bytes, std::string_view name) {
  const Refusal refuse(name);
  if (auto identity = check_identity(bytes, refuse); !identity) {
    return tl::unexpected<Error>(identity.error());
  }
  ElfFile file;
  file.position_independent = load16(bytes, 16) == ET_DYN;
  file.entry = load32(bytes, 24);
  const std::uint32_t table = load32(bytes, 28);
  const unsigned size = load16(bytes, 42), count = load16(bytes, 44);
  if (count == 0) {
    return refuse(
        "byte 44: the program has no program headers, so nothing would be loaded; link "
        "it again");
  }
  if (size != kProgramHeaderSize) {
    return refuse("byte 42: a program header has {} bytes; expected {}. The file is damaged", size,
                  kProgramHeaderSize);
  }
  if (count > kMostProgramHeaders) {
    return refuse("byte 44: the program has {} program headers; at most {} are accepted", count,
                  kMostProgramHeaders);
  }
  if (!holds(bytes, table, std::uint64_t{count} * size)) {
    return refuse(
        "byte 28: the {} program headers at byte {:#x} go past the end of the file ({} "
        "bytes); it is truncated. Copy or build it again",
        count, table, bytes.size());
  }
  for (unsigned i = 0; i < count; ++i) {
    const std::size_t at = table + std::size_t{i} * size;
    const std::uint32_t type = load32(bytes, at);
    if (type == PT_DYNAMIC) file.dynamic = true;
    if (type != PT_LOAD && type != PT_INTERP) continue;
    const auto segment = read_segment(bytes, at, i, refuse);
    if (!segment) return tl::unexpected<Error>(segment.error());
    if (type == PT_INTERP) {
      file.interpreter =
          text_at(bytes.subspan(segment->file_offset, segment->file_size), 0).substr(0, 256);
    } else if (segment->memory_size > 0) {
      file.segments.push_back(*segment);
    }
  }
  if (file.segments.empty()) {
    return refuse("the program headers at byte {:#x} hold no segment to load; link it again",
                  table);
  }
  std::vector<const ElfSegment*> sorted;
  for (const ElfSegment& segment : file.segments) sorted.push_back(&segment);
  std::stable_sort(sorted.begin(), sorted.end(), [](const ElfSegment* a, const ElfSegment* b) {
    return a->address < b->address;
  });
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    const ElfSegment &a = *sorted[i - 1], &b = *sorted[i];
    if (std::uint64_t{a.address} + a.memory_size > b.address) {
      return refuse(
          "program headers {} and {}: the segments at {:#010x} ({} bytes) and {:#010x} "
          "({} bytes) overlap. Check the linker script",
          a.index, b.index, a.address, a.memory_size, b.address, b.memory_size);
    }
  }
  file.sections = read_sections(bytes);
  for (const ElfSection& section : file.sections) {
    if (section.name == ".ARM.attributes") {
      file.profile = read_profile(bytes.subspan(section.file_offset, section.size));
    }
  }
  return file;
}

}  // namespace armillary::image
