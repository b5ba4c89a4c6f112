// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine/m4_node.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "cpu/unicorn/unicorn_core.h"
#include "machine/peripheral_claims.h"

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

std::span<std::byte> tail_of(AlignedMemory& memory, std::uint32_t base, std::uint32_t address) {
  const std::span<std::byte> bytes = memory.bytes();
  if (address < base || address - base >= bytes.size()) return {};
  return bytes.subspan(address - base);
}

}  // namespace

std::span<const std::byte> M4Node::DmaView::readable(std::uint32_t address) const {
  if (const auto sysram = tail_of(node_.sysram_, soc::kSysramBase, address); !sysram.empty()) {
    return sysram;
  }
  return tail_of(node_.flash_, soc::kXipBase, address);
}

std::span<std::byte> M4Node::DmaView::writable(std::uint32_t address) {
  return tail_of(node_.sysram_, soc::kSysramBase, address);
}

void M4Node::DmaView::written(std::uint32_t address, std::uint32_t size) {
  node_.core_->core().invalidate_code(address, size);
}

M4Node::M4Node(unsigned number, image::Firmware firmware)
    : number_(number),
      firmware_(std::move(firmware)),
      symbols_(firmware_.elf),
      domain_(fmt::format("m4-{}", number), number + 1) {}

Result<std::unique_ptr<M4Node>> M4Node::create(unsigned number, const M4Config& config,
                                               std::int64_t start_time_s,
                                               const image::SignaturePolicy& policy) {
  auto firmware = image::load_firmware(config.image, policy);
  if (!firmware) return tl::unexpected<Error>(firmware.error());
  std::unique_ptr<M4Node> node(new M4Node(number, std::move(*firmware)));
  if (auto built = node->build(config); !built) return tl::unexpected<Error>(built.error());
  node->connect_semihosting(start_time_s);
  node->io_->rtc().set_start(start_time_s);
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
  io_ = std::make_unique<soc::IoCore>(domain_, number_, clock_, shared_memory_, lines_, dma_view_);
  if (firmware_.manifest) io_->guard(claims_of(firmware_.manifest->capabilities));
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
    exit_status_.reset();
    if (semihosting_ != nullptr) semihosting_->reset();
    if (cause == cpu::ResetCause::power_on) return;
    tell_state(cause == cpu::ResetCause::watchdog ? "reset by the watchdog" : "reset by software");
  });
  core_->on_sleep([this](bool deep) { io_->core_sleeps(deep); });
  core_->on_wake([this] { io_->core_wakes(); });
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

sim::LineSplitter& M4Node::add_console(std::string source) {
  consoles_.push_back(std::make_unique<sim::LineSplitter>(
      domain_, source + " line", [this, source](std::string_view line) {
        boost::json::object fields;
        fields["data"] = line;
        domain_.journal().record(source, EventType::uart, std::move(fields));
      }));
  return *consoles_.back();
}

void M4Node::connect_consoles() {
  const auto to = [](sim::LineSplitter& console) {
    return [&console](std::uint8_t byte) {
      const auto value = static_cast<std::byte>(byte);
      console.put(std::span(&value, 1));
    };
  };
  io_->debug_uart().on_transmit(to(add_console(domain_.name() + ".uart")));
  for (unsigned isu = 0; isu < soc::kIsus; ++isu) {
    io_->isu_uart(isu).on_transmit(
        to(add_console(fmt::format("{}.isu{}-uart", domain_.name(), isu))));
  }
  core_->set_itm_console(to(add_console(domain_.name() + ".itm")));
}

// BKPT 0xAB. On the device it needs a debugger, here it always works.
void M4Node::connect_semihosting(std::int64_t start_time_s) {
  sim::LineSplitter& console = add_console(domain_.name() + ".semihosting");
  semihosting_ = std::make_unique<cpu::Semihosting>(
      core_->memory(),
      cpu::Semihosting::Hooks{
          [this] { return domain_.now(); },
          [&console](std::span<const std::byte> bytes) { console.put(bytes); },
          [this](const std::string& what) { domain_.journal().warn_once(domain_.name(), what); },
          [this](std::uint32_t status) { end(status); }},
      cpu::Semihosting::Options{start_time_s, firmware_.name});
  core_->set_breakpoint_handler([this](std::uint32_t immediate) {
    if (immediate != cpu::Semihosting::kBreakpoint) return false;
    const auto r = core_->core().gpr();
    r[0] = semihosting_->call(r[0], r[1]);
    return true;
  });
}

void M4Node::end(std::uint32_t status) {
  flush_consoles();
  exit_status_ = status;
  core_->stop();
  boost::json::object fields;
  fields["state"] = "ended";
  fields["image"] = firmware_.name;
  fields["status"] = status;
  domain_.journal().record(domain_.name(), EventType::lifecycle, std::move(fields));
  if (status != 0) domain_.request_stop();
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
