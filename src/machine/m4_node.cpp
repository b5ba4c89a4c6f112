// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine/m4_node.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "cpu/unicorn/unicorn_core.h"

namespace armillary::machine {

namespace {

/// Where the bus of an IO core answers: everything outside the memories and the PPB.
struct IoRange {
  std::uint32_t base, size;
};
constexpr std::array kIoRanges{
    IoRange{0x2000'0000, 0x0200'0000},  // core configuration and private blocks
    IoRange{0x3000'0000, 0x1000'0000},  // A7's side and the shared peripherals
    IoRange{soc::kSharedMemoryBase, soc::kSharedMemorySize},
};

}  // namespace

M4Node::M4Node(unsigned number, image::Firmware firmware)
    : number_(number),
      firmware_(std::move(firmware)),
      symbols_(firmware_.elf),
      domain_(fmt::format("m4-{}", number), number + 1) {}

Result<std::unique_ptr<M4Node>> M4Node::create(unsigned number, const M4Config& config) {
  auto firmware = image::load_firmware(config.image);
  if (!firmware) return tl::unexpected<Error>(firmware.error());
  std::unique_ptr<M4Node> node(new M4Node(number, std::move(*firmware)));
  if (auto built = node->build(config); !built) return tl::unexpected<Error>(built.error());
  return node;
}

Result<void> M4Node::build(const M4Config& config) {
  auto engine = cpu::make_unicorn_core(cpu::Model::cortex_m4f);
  if (!engine) return tl::unexpected<Error>(engine.error());
  cpu::CortexM4::Options options;
  options.cpi = {static_cast<std::uint32_t>(config.cycles_per_instruction.numerator),
                 static_cast<std::uint32_t>(config.cycles_per_instruction.denominator)};
  // What the loader leaves is not known; with the FPU on, firmware that uses it in printf before
  // its own start code turns it on runs as it does on the device (mt3620.md section 8, number 16).
  options.cpacr = 0xFU << 20;
  auto core = cpu::CortexM4::create(domain_, clock_, std::move(*engine), options);
  if (!core) return tl::unexpected<Error>(core.error());
  core_ = std::move(*core);
  io_ = std::make_unique<soc::IoCore>(domain_, number_, clock_, shared_memory_, lines_);
  port_.bus = &io_->bus();
  lines_.core = core_.get();
  if (auto mapped = map_memory(); !mapped) return mapped;

  domain_.set_processor(core_.get());
  domain_.journal().set_location([this] { return core_->location(); });
  core_->set_symbolizer([this](std::uint32_t pc) { return symbols_.describe(pc); });
  core_->on_fatal([this](const cpu::FaultReport& report) {
    fault_ = report;
    domain_.journal().record(domain_.name(), EventType::fault, report.json());
    domain_.request_stop();
    return false;
  });
  core_->on_reset([this](cpu::ResetCause cause) {
    if (cause == cpu::ResetCause::power_on) return;
    tell_state(cause == cpu::ResetCause::watchdog ? "reset by the watchdog" : "reset by software");
  });
  io_->wdt().on_bite([this](soc::Wdt::Cause) { core_->reset(cpu::ResetCause::watchdog); });
  connect_consoles();
  load();
  return {};
}

Result<void> M4Node::map_memory() {
  struct Memory {
    std::uint32_t base;
    AlignedMemory& memory;
    cpu::Permissions permissions;
  };
  for (const Memory& memory : {Memory{soc::kTcmBase, tcm_, cpu::kReadWriteExecute},
                               Memory{soc::kSysramBase, sysram_, cpu::kReadWriteExecute},
                               Memory{soc::kXipBase, flash_, cpu::kReadExecute}}) {
    auto mapped = core_->map_memory(memory.base, memory.memory.bytes(), memory.permissions);
    if (!mapped) return mapped;
  }
  for (const IoRange& range : kIoRanges) {
    if (auto mapped = core_->map_io(range.base, range.size, port_); !mapped) return mapped;
  }
  return {};
}

void M4Node::load() {
  struct Target {
    std::uint32_t base;
    std::span<std::byte> bytes;
  };
  for (const image::FirmwareSegment& segment : firmware_.segments) {
    for (const Target& target :
         {Target{soc::kTcmBase, tcm_.bytes()}, Target{soc::kSysramBase, sysram_.bytes()},
          Target{soc::kXipBase, flash_.bytes()}}) {
      if (segment.address < target.base) continue;
      const std::size_t offset = segment.address - target.base;
      if (offset > target.bytes.size() || segment.bytes.size() > target.bytes.size() - offset) {
        continue;
      }
      std::copy(segment.bytes.begin(), segment.bytes.end(),
                target.bytes.begin() + static_cast<std::ptrdiff_t>(offset));
    }
  }
  core_->set_reset_vector(firmware_.vector_table);
}

void M4Node::connect_consoles() {
  const auto connect = [this](soc::Uart& uart, std::string source) {
    auto splitter = std::make_unique<sim::LineSplitter>(
        domain_, source + " line", [this, source](std::string_view line) {
          boost::json::object fields;
          fields["data"] = line;
          domain_.journal().record(source, EventType::uart, std::move(fields));
        });
    uart.on_transmit([&console = *splitter](std::uint8_t byte) {
      const auto value = static_cast<std::byte>(byte);
      console.put(std::span(&value, 1));
    });
    consoles_.push_back(std::move(splitter));
  };
  connect(io_->debug_uart(), domain_.name() + ".uart");
  for (unsigned isu = 0; isu < soc::kIsus; ++isu) {
    connect(io_->isu_uart(isu), fmt::format("{}.isu{}-uart", domain_.name(), isu));
  }
}

void M4Node::tell_state(std::string_view state) {
  boost::json::object fields;
  fields["state"] = state;
  fields["image"] = firmware_.name;
  domain_.journal().record(domain_.name(), EventType::lifecycle, std::move(fields));
}

void M4Node::start() {
  core_->reset(cpu::ResetCause::power_on);
  tell_state("started");
  for (const std::string& note : firmware_.notes) domain_.journal().warn_once(domain_.name(), note);
}

void M4Node::flush_consoles() {
  for (const auto& console : consoles_) console->flush();
}

}  // namespace armillary::machine
