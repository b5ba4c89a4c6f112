// SPDX-License-Identifier: GPL-2.0-or-later
// Hostile firmware that calls the host by semihosting: any operation with any parameter block,
// handle, length and address. Nothing leaves the guest's memory, what is written is bounded by the
// memory it comes from, and the same calls give the same answers.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cpu/armv7m/guest_memory.h"
#include "cpu/armv7m/semihosting.h"
#include "cpu/unicorn/unicorn_core.h"

namespace {

using armillary::cpu::GuestMemory;
using armillary::cpu::Semihosting;

constexpr std::uint32_t kRam = 0x2000'0000, kRom = 0x1000'0000, kSize = 0x1000;

struct Guest {
  Guest() {
    if (!memory.map_memory(kRam, ram, armillary::cpu::kReadWriteExecute) ||
        !memory.map_memory(kRom, rom, armillary::cpu::kReadExecute)) {
      std::abort();
    }
  }
  alignas(0x1000) std::array<std::byte, kSize> ram{};
  alignas(0x1000) std::array<std::byte, kSize> rom{};
  std::unique_ptr<armillary::cpu::Core> core =
      armillary::cpu::make_unicorn_core(armillary::cpu::Model::cortex_m4f).value();
  GuestMemory memory{*core};
};

struct Outcome {
  std::vector<std::uint32_t> answers;
  std::string output;
  std::array<std::byte, kSize> ram;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome run(Guest& guest, std::span<const std::uint8_t> bytes) {
  guest.ram.fill(std::byte{0});
  const std::size_t load = std::min<std::size_t>(bytes.size() / 2, kSize);
  std::transform(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(load),
                 guest.ram.begin(), [](std::uint8_t b) { return std::byte{b}; });
  Outcome outcome{};
  std::size_t most = 0;  // what one call may write
  Semihosting host(
      guest.memory,
      {[] { return armillary::sim::kPowerOn; },
       [&](std::span<const std::byte> text) {
         if (text.size() > kSize || (most += text.size()) > kSize) std::abort();
         for (const std::byte b : text) outcome.output += static_cast<char>(b);
       },
       [](const std::string&) {}, [&](std::uint32_t status) { outcome.answers.push_back(status); }},
      {1'700'000'000, "app argument"});
  const std::array<std::byte, kSize> rom = guest.rom;
  for (auto rest = bytes.subspan(load); rest.size() >= 4; rest = rest.subspan(4)) {
    std::uint32_t address = rest[2] | static_cast<std::uint32_t>(rest[3]) << 8;
    switch (rest[1] & 7U) {
      case 0:
        address += kRom;
        break;
      case 1:
        address |= 0xFFFF'0000;
        break;
      case 2:
        address <<= 16;
        break;
      default:
        address = kRam + address % (kSize + 8);
    }
    // The operations are 0x01 to 0x31, and two that extensions use.
    const std::uint32_t operation = (rest[1] & 0x80U) != 0 ? 0x100U + rest[0] : rest[0] % 0x40U;
    most = 0;
    outcome.answers.push_back(host.call(operation, address));
  }
  if (guest.rom != rom) std::abort();
  outcome.ram = guest.ram;
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Guest guest;  // the engine is slow to make; run() sets all that it holds
  const std::span<const std::uint8_t> bytes(data, std::min<std::size_t>(size, 9'000));
  const Outcome first = run(guest, bytes);
  if (run(guest, bytes) != first) std::abort();
  return 0;
}
