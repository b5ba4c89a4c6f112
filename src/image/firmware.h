// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "image/manifest.h"
#include "image/signature_check.h"

namespace armillary::image {

/// A memory that firmware can be loaded into. docs: linker scripts of all public M4 firmware agree
/// on these regions.
struct MemoryRegion {
  std::string_view name;
  std::uint32_t base = 0, size = 0;
  [[nodiscard]] constexpr bool contains(std::uint32_t address, std::uint64_t bytes = 1) const {
    return address >= base && address - base + bytes <= size;
  }
};
inline constexpr MemoryRegion kTcm{"TCM", 0x00100000, 192 * 1024};
inline constexpr MemoryRegion kSysram{"SYSRAM", 0x22000000, 64 * 1024};
/// The flash window in which code runs in place; read-only.
inline constexpr MemoryRegion kXipFlash{"XIP flash", 0x10000000, 1024 * 1024};

/// Bytes for the memory of an M4 core. `memory_size` is at least bytes.size(); the rest is zero,
/// because no start code of this platform copies .data or (always) clears .bss.
struct FirmwareSegment {
  std::uint32_t address = 0;
  std::vector<std::byte> bytes;
  std::uint32_t memory_size = 0;
};

/// What one M4 core runs: a whole, checked program.
struct Firmware {
  std::string name;                       ///< file name without folders, for messages and events
  std::vector<FirmwareSegment> segments;  ///< each in one MemoryRegion, none overlap
  std::uint32_t vector_table = 0;         ///< the core starts with MSP and PC from its two words
  std::optional<Manifest> manifest;       ///< of an image package or folder
  std::string elf;  ///< the ELF file's bytes for Symbols; empty for a raw binary
  /// What looks odd but can be run, a sentence each; the machine reports them as warnings.
  std::vector<std::string> notes;
};

/// Loads firmware for an M4 from an ELF file, a raw binary (*.bin, loaded at the start of the TCM),
/// an image package, or a folder with app_manifest.json and bin/app. `policy` says which signatures
/// of image packages are accepted.
Result<Firmware> load_firmware(const std::filesystem::path& path,
                               const SignaturePolicy& policy = {});

/// The same from the bytes of an ELF file or of a raw binary; `name` stands in messages.
Result<Firmware> firmware_from_elf(std::string bytes, std::string_view name);
Result<Firmware> firmware_from_raw(std::string_view bytes, std::string_view name);

}  // namespace armillary::image
