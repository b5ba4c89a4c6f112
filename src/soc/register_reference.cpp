// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/register_reference.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include <fmt/format.h>

#include "soc/io_core.h"

namespace armillary::soc {

namespace {

constexpr std::string_view kIntroduction =
    R"(<!-- SPDX-License-Identifier: GPL-2.0-or-later -->
<!-- Made by the program register_reference from the register tables in src/soc; do not edit. -->
# Fidelity: what is modelled, and how sure we are

The register manual of the MT3620 is not public. Every model follows public drivers, headers and
documents, which each block names as its sources. Each register carries two marks.

**Behaviour**: what stands behind it.

| Mark | Meaning |
|---|---|
| modelled | it does what it does on silicon, as far as the sources tell |
| stored | it keeps what is written, and nothing that software can see depends on it |
| not modelled | it keeps what is written; the first read and the first write are named in a `warning` event with block and register, and `--strict` ends the run |

**Fidelity**: how sure we are.

| Mark | Meaning |
|---|---|
| proven | a public driver depends on it: another behaviour would break that driver |
| inferred | it follows from how public drivers use it |
| unknown | no source says; the choice works with every public driver that is known |

Access: RW read and write, RO writes are ignored, WO reads 0, W1C a bit written as 1 becomes 0. An
access to an offset that is in no table reads 0, ignores the write and is named in a warning. 8- and
16-bit accesses reach their byte lanes; drivers use 32 bits, so others are named in a warning. A
word that is not aligned is written byte by byte and read as the two whole words that it touches,
once each; the read is not named.

## What is simplified everywhere

- **Time of an instruction.** Each instruction takes `cpi` cycles of the core's clock, 1 unless the
  device file says otherwise. Wait states of flash, SYSRAM and the bus, pipeline stalls and the cost
  of a cache miss are not modelled. Devices keep exact time: a timer or a UART frame is never early
  or late by more than the nanosecond to which instants are rounded up.
- **Between cores.** What one core does to another (mailbox, software interrupt, shared memory, a
  wire) takes effect at the end of a window of 10 us.
- **Interrupts** reach the core between two instructions, without the cycles that entry takes on
  silicon.
- **Pins.** Each core has its own instance of the blocks that all cores can reach, as the device's
  firewall gives each pin to one app. What the firewall does to an access beyond the manifest is not
  known: it works, and is named once with the line that is missing (docs/ownership.md).
- **Wires of I2C, SPI and I2S.** An I2C target gets a byte when its last bit has passed, an SPI
  target a whole transfer at its end. A bus has one controller, no noise and its pull-ups. Clock
  polarity and phase are stored: both sides always agree. An I2S block's external clock is the
  sample rate that the block itself is set to.
- **Voltages** are ideal: no noise, no offset, no load. Drive strength, slew rate and delays of pins
  are stored.
)";

/// The instances of one kind of block.
struct Kind {
  const BlockInfo* block;
  std::vector<const Device*> devices;
};

std::vector<Kind> kinds_of(const Bus& bus) {
  std::vector<Kind> kinds;
  for (const Device* device : bus.devices()) {
    auto found = std::find_if(kinds.begin(), kinds.end(),
                              [&](const Kind& kind) { return kind.block == &device->block(); });
    if (found == kinds.end()) found = kinds.insert(found, {&device->block(), {}});
    found->devices.push_back(device);
  }
  std::stable_sort(kinds.begin(), kinds.end(), [](const Kind& a, const Kind& b) {
    return a.devices.front()->base() + a.block->start < b.devices.front()->base() + b.block->start;
  });
  return kinds;
}

std::string summary_table(const std::vector<Kind>& kinds) {
  std::string text =
      "\n## The blocks\n\n"
      "| Block | Instances | Registers | modelled | stored | not modelled | proven | inferred | "
      "unknown |\n|---|---|---|---|---|---|---|---|---|\n";
  for (const Kind& kind : kinds) {
    std::array<unsigned, 3> behaviours{}, fidelities{};
    unsigned all = 0;
    for (const RegisterInfo& info : kind.block->registers) {
      all += info.count;
      behaviours[static_cast<std::size_t>(info.behaviour)] += info.count;
      fidelities[static_cast<std::size_t>(info.fidelity)] += info.count;
    }
    text += fmt::format("| {} | {} | {} | {} | {} |\n", kind.block->kind, kind.devices.size(), all,
                        fmt::join(behaviours, " | "), fmt::join(fidelities, " | "));
  }
  return text;
}

std::string offset_text(const RegisterInfo& info) {
  if (info.count == 1) return fmt::format("0x{:03X}", info.offset);
  return fmt::format("0x{:03X} + {:#x} × 0..{}", info.offset, info.stride, info.count - 1);
}

std::string row(const BlockInfo& block, const RegisterInfo& info) {
  std::string notes(info.summary);
  if (block.banks > 1 && info.banks != 0xFF) {
    std::vector<unsigned> banks;
    for (unsigned bank = 0; bank < block.banks; ++bank) {
      if ((info.banks >> bank & 1U) != 0) banks.push_back(bank);
    }
    if (banks.size() < block.banks) {
      notes = fmt::format("bank {}{}{}", fmt::join(banks, ", "), notes.empty() ? "" : ": ", notes);
    }
  }
  return fmt::format("| {} | {} | {} | 0x{:08X} | 0x{:08X} | {} | {} | {} |\n", offset_text(info),
                     info.name, to_string(info.access), info.reset, info.mask,
                     to_string(info.behaviour), to_string(info.fidelity), notes);
}

std::string chapter(const Kind& kind) {
  const BlockInfo& block = *kind.block;
  std::string text = fmt::format("\n## {}\n\nWhat it is: {}.\n\n", block.kind, block.summary);
  std::vector<std::string> instances;
  for (const Device* device : kind.devices) {
    instances.push_back(fmt::format("{} 0x{:08X}", device->name(), device->base()));
  }
  text +=
      fmt::format("Instances: {}.\n\nSources: {}.\n\n", fmt::join(instances, ", "), block.sources);
  text +=
      "| Offset | Register | Access | Reset | Bits | Behaviour | Fidelity | Notes |\n"
      "|---|---|---|---|---|---|---|---|\n";
  std::vector<const RegisterInfo*> registers;
  for (const RegisterInfo& info : block.registers) registers.push_back(&info);
  std::stable_sort(registers.begin(), registers.end(),
                   [](const auto* a, const auto* b) { return a->offset < b->offset; });
  for (const RegisterInfo* info : registers) text += row(block, *info);
  return text;
}

std::string missing_regions() {
  std::string text = R"(
## What is not there yet

These ranges exist on the chip. A read gives 0, a write is ignored, and the first of each is named
in a warning. So is an access behind the registers of a block, within the 64 KiB that it decodes.
Everywhere else an access is a bus error.

| Address | Size | What |
|---|---|---|
)";
  for (const NamedRegion& region : kNamedRegions) {
    text += fmt::format("| 0x{:08X} | 0x{:X} | {} |\n", region.base, region.size, region.name);
  }
  text += fmt::format(
      "| ISU base + 0x200, 0x300, 0x400 | 0x100 each | I2C, SPI master and SPI slave of the {} "
      "ISUs |\n",
      kIsus);
  return text;
}

class NoDmaMemory final : public DmaMemory {
 public:
  [[nodiscard]] std::span<const std::byte> readable(std::uint32_t) const override { return {}; }
  [[nodiscard]] std::span<std::byte> writable(std::uint32_t) override { return {}; }
  void written(std::uint32_t, std::uint32_t) override {}
};

class NoSink final : public InterruptSink {
 public:
  void set_line(unsigned, bool) override {}
  void pulse(unsigned) override {}
};

}  // namespace

std::string register_reference() {
  sim::Domain domain("m4-0", 1);
  sim::Clock clock(kCrystal);
  SharedMemoryView memory(domain);
  NoSink sink;
  NoDmaMemory dma_memory;
  IoCore core(domain, 0, clock, memory, sink, dma_memory);
  const std::vector<Kind> kinds = kinds_of(core.bus());
  std::string text(kIntroduction);
  text += summary_table(kinds);
  for (const Kind& kind : kinds) text += chapter(kind);
  text += missing_regions();
  return text;
}

}  // namespace armillary::soc
