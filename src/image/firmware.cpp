// SPDX-License-Identifier: GPL-2.0-or-later
#include "image/firmware.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>

#include "base/host_file.h"
#include "base/suggest.h"
#include "image/bytes.h"
#include "image/elf.h"
#include "image/package.h"

namespace armillary::image {
namespace {

constexpr std::uint64_t kLargestFile = 64 * 1024 * 1024;  // debug information included
constexpr std::array<const MemoryRegion*, 3> kRegions = {&kTcm, &kXipFlash, &kSysram};

const MemoryRegion* region_of(std::uint32_t address) {
  for (const MemoryRegion* region : kRegions) {
    if (region->contains(address)) return region;
  }
  return nullptr;
}

std::string memory_list() {
  std::string text;
  for (const MemoryRegion* region : kRegions) {
    text += fmt::format("{}{} at {:#010x} ({} KiB)", text.empty() ? "" : ", ", region->name,
                        region->base, region->size / 1024);
  }
  return text;
}

tl::unexpected<Error> refuse(std::string_view name, std::string_view why) {
  return failure(ErrorKind::bad_input, fmt::format("{}: {}", name, why));
}

std::optional<std::uint32_t> word_at(const Firmware& firmware, std::uint32_t address) {
  for (const FirmwareSegment& segment : firmware.segments) {
    const std::uint64_t offset = std::uint64_t{address} - segment.address;
    if (address < segment.address || !holds(segment.bytes, offset, 4)) continue;
    return load32(segment.bytes, static_cast<std::size_t>(offset));
  }
  return std::nullopt;
}

// The core takes its stack pointer and first instruction from the vector table; a table that points
// nowhere is a build mistake that would otherwise show as a lockup at the first instruction.
Result<void> check_vectors(const Firmware& firmware, std::string_view name) {
  const std::uint32_t table = firmware.vector_table;
  const auto stack = word_at(firmware, table), reset = word_at(firmware, table + 4);
  if (table % 128 != 0 || !stack || !reset) {
    return refuse(
        name, fmt::format("the vector table at {:#010x} {}; check ENTRY() and the address of the "
                          "vector table in the linker script",
                          table,
                          table % 128 != 0 ? "is not aligned to 128 bytes" : "lies in no segment"));
  }
  // The stack grows down: its first word goes below the pointer, which may be a region's end.
  const bool stack_good =
      *stack % 4 == 0 && (kTcm.contains(*stack - 4, 4) || kSysram.contains(*stack - 4, 4));
  if (!stack_good) {
    return refuse(
        name, fmt::format("the vector table at {:#010x}, word 0: the stack pointer {:#010x} is not "
                          "at or below the end of TCM (0x00130000) or SYSRAM (0x22010000); check "
                          "the vector table",
                          table, *stack));
  }
  if (*reset % 2 == 0) {
    return refuse(
        name,
        fmt::format("the vector table at {:#010x}, word 1: the reset vector {:#010x} is even, "
                    "but the Cortex-M4 only runs Thumb code, whose addresses are odd there; "
                    "declare the handler as a function (.thumb_func)",
                    table, *reset));
  }
  if (!word_at(firmware, (*reset & ~1U) & ~3U)) {
    return refuse(
        name, fmt::format("the vector table at {:#010x}, word 1: the reset vector {:#010x} points "
                          "outside of what the file loads; check the vector table",
                          table, *reset));
  }
  return {};
}

Result<void> check_placement(const ElfSegment& segment, std::string_view name) {
  const MemoryRegion* region = region_of(segment.address);
  if (region == nullptr) {
    return refuse(name,
                  fmt::format("program header {}: the segment at {:#010x} ({} bytes) is outside "
                              "of the core's memory: {}. Check the linker script",
                              segment.index, segment.address, segment.memory_size, memory_list()));
  }
  if (!region->contains(segment.address, segment.memory_size)) {
    return refuse(
        name,
        fmt::format("program header {}: the segment at {:#010x} with {} bytes goes {} bytes "
                    "past the end of {} ({:#010x}); make the program smaller or move parts of "
                    "it in the linker script",
                    segment.index, segment.address, segment.memory_size,
                    std::uint64_t{segment.address} + segment.memory_size -
                        (std::uint64_t{region->base} + region->size),
                    region->name, std::uint64_t{region->base} + region->size));
  }
  return {};
}

std::string what_it_is(Bytes bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const auto starts = [&](std::string_view magic) { return text.starts_with(magic); };
  if (starts(":1") || starts(":0")) {
    return "this looks like Intel HEX; convert it: arm-none-eabi-objcopy -I ihex -O binary IN "
           "OUT.bin";
  }
  if (starts("S0") || starts("S1") || starts("S3")) {
    return "this looks like an S-record file; convert it: arm-none-eabi-objcopy -I srec -O binary "
           "IN "
           "OUT.bin";
  }
  if (starts("MZ")) return "this is a Windows program; name the ELF file of the firmware";
  if (starts("\xCF\xFA\xED\xFE")) return "this is a macOS program; name the ELF file";
  if (starts("PK\x03\x04") || starts("\x1F\x8B") || starts("!<arch>")) {
    return "this is an archive; name the program in it";
  }
  if (starts("#!")) return "this is a script; name the ELF file of the firmware";
  std::string head;
  for (const std::byte byte : bytes.first(std::min<std::size_t>(bytes.size(), 4))) {
    head += fmt::format("{}{:02x}", head.empty() ? "" : " ", std::to_integer<unsigned>(byte));
  }
  return fmt::format(
      "the file begins with {}; expected an ELF file (7f 45 4c 46) or an image package "
      "(45 3d cd 28). A raw binary must be named *.bin",
      head);
}

}  // namespace

Result<Firmware> firmware_from_elf(std::string bytes, std::string_view name) {
  const auto elf = read_elf(bytes_of(bytes), name);
  if (!elf) return tl::unexpected<Error>(elf.error());
  if (elf->for_linux()) {
    return refuse(name,
                  "this is a Linux program for the Cortex-A7; an M4 core needs firmware built with "
                  "arm-none-eabi-gcc. Use --a7 for it, or a7.apps in the device file");
  }
  Firmware firmware;
  firmware.name = std::filesystem::path(name).filename().string();
  unsigned in_flash = 0;
  for (const ElfSegment& segment : elf->segments) {
    if (auto placed = check_placement(segment, name); !placed) {
      return tl::unexpected<Error>(placed.error());
    }
    if (kXipFlash.contains(segment.address)) {
      ++in_flash;
      if (segment.memory_size != segment.file_size) {
        return refuse(
            name,
            fmt::format("program header {}: the segment at {:#010x} wants {} zeroed "
                        "bytes in the flash, which is read-only; place .bss in TCM "
                        "or SYSRAM",
                        segment.index, segment.address, segment.memory_size - segment.file_size));
      }
      if (segment.file_offset % 32 != 0) {
        firmware.notes.push_back(
            fmt::format("program header {}: the flash segment lies at byte {:#x} of the file; the "
                        "device needs a "
                        "multiple of 32 to run it in place",
                        segment.index, segment.file_offset));
      }
    }
    FirmwareSegment part;
    part.address = segment.address;
    part.memory_size = segment.memory_size;
    const Bytes from = bytes_of(bytes).subspan(segment.file_offset, segment.file_size);
    part.bytes.assign(from.begin(), from.end());
    firmware.segments.push_back(std::move(part));
  }
  if (in_flash > 1) {
    firmware.notes.push_back(
        fmt::format("{} segments lie in the flash window; the device maps only one", in_flash));
  }
  firmware.vector_table = elf->entry;
  if (elf->entry % 2 == 1) {
    // Other platforms' linker scripts name the reset handler. The device would not start such a
    // file, but what is meant is clear.
    const bool flash = !word_at(firmware, kTcm.base);
    firmware.vector_table = flash ? kXipFlash.base : kTcm.base;
    firmware.notes.push_back(fmt::format(
        "the ELF entry {:#010x} is code; the device takes it as the address of the "
        "vector table. {:#010x} is used; write ENTRY(vector table) in the linker script",
        elf->entry, firmware.vector_table));
  }
  if (auto good = check_vectors(firmware, name); !good) {
    return tl::unexpected<Error>(good.error());
  }
  firmware.elf = std::move(bytes);
  return firmware;
}

Result<Firmware> firmware_from_raw(std::string_view bytes, std::string_view name) {
  if (bytes.empty()) {
    return refuse(name, "the file is empty; expected a raw binary for the TCM. Build it again");
  }
  if (bytes.size() < 8) {
    return refuse(name,
                  fmt::format("the raw binary has {} bytes; expected at least the 8 of a vector "
                              "table's stack pointer and reset vector",
                              bytes.size()));
  }
  if (bytes.size() > kTcm.size) {
    return refuse(name,
                  fmt::format("the raw binary has {} bytes; the TCM at {:#010x} holds {}. Use "
                              "the ELF file if parts of it belong elsewhere",
                              bytes.size(), kTcm.base, kTcm.size));
  }
  Firmware firmware;
  firmware.name = std::filesystem::path(name).filename().string();
  const Bytes from = bytes_of(bytes);
  firmware.segments.push_back(
      {kTcm.base, {from.begin(), from.end()}, static_cast<std::uint32_t>(bytes.size())});
  firmware.vector_table = kTcm.base;
  if (auto good = check_vectors(firmware, name); !good) {
    return tl::unexpected<Error>(good.error());
  }
  return firmware;
}

namespace {

/// An interface unit has one function (mt3620.md section 7.1); what the device says to a manifest
/// that asks for two is not known.
void note_isus_in_two_modes(const Capabilities& capabilities, std::vector<std::string>& notes) {
  const std::array<std::pair<std::string_view, const std::set<std::string>*>, 3> lists{
      {{"Uart", &capabilities.uart},
       {"I2cMaster", &capabilities.i2c_master},
       {"SpiMaster", &capabilities.spi_master}}};
  for (std::size_t i = 0; i < lists.size(); ++i) {
    for (std::size_t k = i + 1; k < lists.size(); ++k) {
      for (const std::string& isu : *lists[i].second) {
        if (!lists[k].second->contains(isu)) continue;
        notes.push_back(fmt::format(
            R"(the app manifest lists {} in "{}" and in "{}"; it has one function. Take one out)",
            isu, lists[i].first, lists[k].first));
      }
    }
  }
}

Result<Firmware> firmware_from_package(Result<Package> package, std::string_view name) {
  if (!package) return tl::unexpected<Error>(package.error());
  const Manifest& manifest = package->manifest;
  if (manifest.type != ApplicationType::real_time) {
    return refuse(name,
                  "/ApplicationType of its manifest is not \"RealTimeCapable\": this is an app for "
                  "the Cortex-A7. Use --a7 for it, or a7.apps in the device file");
  }
  const PackageFile* program = package->find(manifest.entry_point);
  if (program == nullptr) {
    return refuse(name, fmt::format("there is no {} (device error 2.22), which /EntryPoint of its "
                                    "manifest names; build the app first",
                                    in_quotes(manifest.entry_point)));
  }
  auto firmware =
      firmware_from_elf(program->bytes, (std::filesystem::path(name) / program->path).string());
  if (!firmware) return firmware;
  firmware->name = package->name;
  firmware->manifest = manifest;
  note_isus_in_two_modes(manifest.capabilities, firmware->notes);
  return firmware;
}

}  // namespace

Result<Firmware> load_firmware(const std::filesystem::path& path, const SignaturePolicy& policy) {
  std::error_code ignored;
  const std::string name = path.string();
  if (std::filesystem::is_directory(path, ignored)) {
    return firmware_from_package(read_package_folder(path), name);
  }
  auto bytes = read_host_file(path, kLargestFile, "firmware image");
  if (!bytes) return tl::unexpected<Error>(bytes.error());
  if (looks_like_elf(bytes_of(*bytes))) return firmware_from_elf(std::move(*bytes), name);
  if (looks_like_package(*bytes))
    return firmware_from_package(read_package(*bytes, name, policy), name);
  if (path.extension() == ".bin") return firmware_from_raw(*bytes, name);
  if (bytes->empty()) {
    return refuse(name, "the file is empty; expected firmware for an M4 core. Build it again");
  }
  return refuse(name, what_it_is(bytes_of(*bytes)));
}

}  // namespace armillary::image
