// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "sim/scheduler.h"
#include "soc/dma_registers.h"
#include "soc/io_core.h"
#include "soc/pin_link.h"
#include "test_dma_memory.h"

namespace armillary::soc {

/// Bytes that decide what happens; zeros without end behind the last.
class Choices {
 public:
  explicit Choices(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  [[nodiscard]] bool empty() const { return bytes_.empty(); }
  std::uint8_t byte() {
    if (bytes_.empty()) return 0;
    const std::uint8_t first = bytes_.front();
    bytes_ = bytes_.subspan(1);
    return first;
  }
  std::uint32_t word() {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i) value = value << 8 | byte();
    return value;
  }
  std::uint32_t below(std::uint32_t limit) { return byte() % limit; }

 private:
  std::span<const std::uint8_t> bytes_;
};

/// The whole chip without processors: two IO cores with all their blocks, the A7's mailboxes, and
/// the links between them. What happens is written down in a transcript.
class Chip final : private EventSink {
 public:
  Chip() {
    for (unsigned number = 0; number < 2; ++number) {
      cores_[number] = std::make_unique<Core>(*this, number);
      a7_ends_[number] = std::make_unique<MailboxEnd>(
          DeviceContext{a7_}, fmt::format("mailbox to m4-{}", number), kA7MailboxBases[number],
          fmt::format("m4-{}", number), MailboxEnd::Owner::a7);
    }
    scheduler_.add(a7_);
    std::vector<SharedMemoryView*> views{&a7_memory_};
    std::vector<Pads*> pads;
    for (auto& core : cores_) {
      scheduler_.add(core->domain);
      views.push_back(&core->memory);
      pads.push_back(&core->io.pads());
    }
    memory_link_ = std::make_unique<SharedMemory>(std::move(views));
    scheduler_.add(*memory_link_);
    for (unsigned i = 0; i < 2; ++i) {
      mailboxes_[i] = std::make_unique<MailboxLink>(*a7_ends_[i], cores_[i]->io.mailbox_a7());
    }
    mailboxes_[2] =
        std::make_unique<MailboxLink>(cores_[0]->io.mailbox_m4(), cores_[1]->io.mailbox_m4());
    for (auto& mailbox : mailboxes_) scheduler_.add(*mailbox);
    pins_ = std::make_unique<PinLink>(
        std::move(pads), [this](std::size_t index, const Pads::Change& change) {
          note("pin {} of {} at {}: {}", change.pin, index, sim::nanoseconds(change.when),
               static_cast<int>(change.drive.kind));
        });
    scheduler_.add(*pins_);
    scheduler_.add(static_cast<EventSink&>(*this));
  }
  ~Chip() override = default;
  Chip(const Chip&) = delete;
  Chip& operator=(const Chip&) = delete;

  [[nodiscard]] IoCore& io(unsigned number) { return cores_[number]->io; }
  [[nodiscard]] sim::Domain& domain(unsigned number) { return cores_[number]->domain; }
  [[nodiscard]] sim::Clock& clock(unsigned number) { return cores_[number]->clock; }
  [[nodiscard]] TestDmaMemory& dma_memory(unsigned number) { return cores_[number]->dma_memory; }
  [[nodiscard]] MailboxEnd& a7_end(unsigned number) { return *a7_ends_[number]; }
  [[nodiscard]] SharedMemoryView& a7_memory() { return a7_memory_; }
  /// What the core's interrupt controller was told, in order: "irq 4 high", "irq 2 pulse".
  [[nodiscard]] std::vector<std::string>& interrupts(unsigned number) {
    return cores_[number]->interrupts;
  }

  void run_for(sim::Duration time) { scheduler_.run_until(scheduler_.now() + time); }
  [[nodiscard]] sim::Time now() const { return scheduler_.now(); }

  /// All that could be seen from outside since the last call, without warnings.
  std::string take_transcript() { return std::exchange(transcript_, {}); }

  /// One step that the choices decide: an access of any size and alignment, time, or something from
  /// outside.
  void step(Choices& choices);

  /// To be called when at least one window has passed since the last step.
  std::vector<std::byte> save() {
    sim::Archive archive;
    serialize(archive);
    return archive.data();
  }
  /// Into a fresh chip. `now` is the time at which it was saved.
  Result<void> load(std::span<const std::byte> data, sim::Time now) {
    scheduler_.run_until(now);
    a7_.enter_boundary(now);
    for (auto& core : cores_) core->domain.enter_boundary(now);
    sim::Archive archive(data);
    serialize(archive);
    return archive.finish();
  }

 private:
  struct Core final : InterruptSink {
    Core(Chip& owner, unsigned number)
        : chip(owner),
          domain(fmt::format("m4-{}", number), number + 1),
          io(domain, number, clock, memory, *this, dma_memory) {
      for (unsigned isu = 0; isu < kIsus; ++isu) tap(io.isu_uart(isu));
      tap(io.debug_uart());
      io.wdt().on_bite([this](Wdt::Cause) { chip.note("{} is to restart", domain.name()); });
      io.adc().connect(1, [](sim::Time t) { return sim::nanoseconds(t) % 2'500'000; });
      io.adc().connect(6, [](sim::Time) { return std::int64_t{-1}; });
      io.adc().connect(7, [](sim::Time) { return std::int64_t{9'000'000'000}; });
      PinPeripherals& pins = io.peripherals();
      pins.i2c_bus(0).attach(pins.i2c(1).target());
      pins.i2c_bus(1).attach(pins.i2c(0).target());
      pins.spi_bus(0).set_loopback(true);
      pins.audio_port(0).attach_microphone([](sim::Time t, unsigned channel) {
        return static_cast<std::int16_t>(sim::nanoseconds(t) * (channel + 1));
      });
      pins.audio_port(0).attach_speaker([this](sim::Time t, const AudioFrame& frame) {
        chip.note("{} plays {} {} at {}", domain.name(), frame.samples[0], frame.samples[3],
                  sim::nanoseconds(t));
      });
    }
    void tap(Uart& uart) {
      uart.on_transmit([this, name = uart.name()](std::uint8_t byte) {
        chip.note("{} {} sends {} at {}", domain.name(), name, byte,
                  sim::nanoseconds(domain.now()));
      });
    }
    void set_line(unsigned irq, bool level) override {
      tell(fmt::format("irq {} {}", irq, level ? "high" : "low"));
    }
    void pulse(unsigned irq) override { tell(fmt::format("irq {} pulse", irq)); }
    void tell(std::string text) {
      chip.note("{} {} at {}", domain.name(), text, sim::nanoseconds(domain.now()));
      interrupts.push_back(std::move(text));
    }

    Chip& chip;
    std::vector<std::string> interrupts;
    sim::Domain domain;
    sim::Clock clock{kCrystal};
    SharedMemoryView memory{domain};
    TestDmaMemory dma_memory;
    IoCore io;
  };

  template <class... A>
  void note(fmt::format_string<A...> format, A&&... values) {
    fmt::format_to(std::back_inserter(transcript_), format, std::forward<A>(values)...);
    transcript_ += '\n';
  }
  void on_event(const Event& event) override {
    if (event.type != EventType::warning) note("{}", to_json_line(event));
  }
  void serialize(sim::Archive& archive) {
    a7_.events().serialize(archive);
    a7_memory_.serialize(archive);
    for (auto& end : a7_ends_) end->serialize(archive);
    for (auto& core : cores_) {
      core->domain.events().serialize(archive);
      core->memory.serialize(archive);
      core->dma_memory.serialize(archive);
      core->io.serialize(archive);
    }
  }
  void access(Core& core, Choices& choices, bool is_write);
  void from_outside(Core& core, Choices& choices);
  void program_dma(Core& core, Choices& choices);
  void serial_transfer(Core& core, Choices& choices);
  void from_a7(Choices& choices);

  std::string transcript_;
  sim::Domain a7_{"a7", 0};
  SharedMemoryView a7_memory_{a7_};
  std::array<std::unique_ptr<Core>, 2> cores_;
  std::array<std::unique_ptr<MailboxEnd>, 2> a7_ends_;
  std::unique_ptr<SharedMemory> memory_link_;
  std::array<std::unique_ptr<MailboxLink>, 3> mailboxes_;
  std::unique_ptr<PinLink> pins_;
  sim::Scheduler scheduler_;
};

inline void Chip::access(Core& core, Choices& choices, bool is_write) {
  const std::vector<Device*>& devices = core.io.bus().devices();
  const Device& device = *devices[choices.below(static_cast<std::uint32_t>(devices.size()))];
  const auto registers = device.block().registers;
  const std::uint8_t how = choices.byte();
  std::uint32_t address = device.base();
  if ((how & 0x80U) != 0) {
    address += choices.word() % (2 * device.block().size);
  } else {
    const RegisterInfo& info =
        registers[choices.below(static_cast<std::uint32_t>(registers.size()))];
    address += info.offset + choices.below(info.count) * info.stride;
  }
  constexpr std::array<unsigned, 4> kSizes{4, 4, 2, 1};
  const unsigned size = (how & 0x40U) != 0 ? kSizes[how & 3U] : 4;
  if (size > 1 && (how & 0x0CU) != 0) address &= ~(size - 1);  // one in four may be unaligned
  if (!is_write) {
    const ReadResult result = core.io.bus().read(address, size);
    note("{} read {:08x}/{}: {:x} {}", core.domain.name(), address, size, result.value, result.ok);
    return;
  }
  std::uint32_t value = choices.word();
  switch (how >> 4 & 3U) {
    case 0:
      value &= 0xFFU;
      break;
    case 1:
      value = 1U << (value & 31U);
      break;
    case 2:
      break;
    default:  // the keys of the watchdog and what registers often hold
      constexpr std::array<std::uint32_t, 8> kValues{0,      0xFFFF'FFFF, 0x2201,      0x2209,
                                                     0x1971, 0x28,        0x0000'FFFF, 0x1};
      value = kValues[value % kValues.size()];
  }
  note("{} write {:08x}/{}: {}", core.domain.name(), address, size,
       core.io.bus().write(address, size, value));
}

inline void Chip::from_outside(Core& core, Choices& choices) {
  switch (choices.below(6)) {
    case 0: {
      const std::array<std::byte, 3> bytes{std::byte{choices.byte()}, std::byte{0x55},
                                           std::byte{choices.byte()}};
      const unsigned which = choices.below(kIsus + 1);
      Uart& uart = which == kIsus ? core.io.debug_uart() : core.io.isu_uart(which);
      note("{} bytes in", uart.receive(bytes));
      break;
    }
    case 1:
      core.io.isu_uart(choices.below(kIsus)).set_clear_to_send((choices.byte() & 1U) != 0);
      break;
    case 3: {  // the data ports, which are no devices of their own
      const std::uint32_t address = i2s_port_base(choices.below(2)) + (choices.byte() & 0x82U);
      const unsigned size = 1U << choices.below(3);
      if ((choices.byte() & 1U) != 0) {
        core.io.bus().write(address, size, choices.word());
      } else {
        note("{:x}", core.io.bus().read(address, size).value);
      }
      break;
    }
    case 4:
      serial_transfer(core, choices);
      break;
    case 2: {
      const auto& devices = core.io.bus().devices();
      devices[choices.below(static_cast<std::uint32_t>(devices.size()))]->reset();
      break;
    }
    default: {
      PinDrive drive;
      drive.kind = static_cast<PinDrive::Kind>(choices.below(3));
      core.io.pads().set_outside(choices.below(kPins), drive, static_cast<Pull>(choices.below(3)));
    }
  }
}

/// What random accesses would seldom put together: a transfer on a bus, or a running I2S block.
inline void Chip::serial_transfer(Core& core, Choices& choices) {
  Bus& bus = core.io.bus();
  const unsigned isu = choices.below(kIsus);
  switch (choices.below(3)) {
    case 0: {
      const std::uint32_t base = isu_i2c_base(isu), other = isu_i2c_base(isu ^ 1U);
      bus.write(other + 0xC4, 4, 0x8000);
      bus.write(other + 0xC8, 4, 0x20);
      bus.write(base + 0x54, 4, choices.below(12));
      bus.write(base + 0x58, 4, choices.below(12));
      bus.write(base + 0x60, 4, 0x20 + choices.below(2));
      bus.write(base + 0x68, 4, choices.byte());
      bus.write(base + 0x90, 4, choices.byte());
      bus.write(base + 0x70, 4, 0xC001);
      break;
    }
    case 1: {
      const std::uint32_t base = isu_spi_base(isu);
      bus.write(base + 0x38, 4, (choices.byte() & 1U) << 8);
      const unsigned words = choices.below(40);
      for (unsigned i = 0; i < words; ++i) bus.write(base + 0x40, 4, choices.word() | 0x100);
      bus.write(base + 0x2C, 4, choices.word());
      bus.write(base, 4, 0x100);
      break;
    }
    default: {
      const std::uint32_t base = i2s_base(isu % kI2sBlocks);
      bus.write(base, 4, 0x1 | choices.word());
      bus.write(base + 4, 4, 0x1 | choices.word());
      bus.write(base + 8, 4, 0x1 | choices.word());
      const unsigned words = choices.below(40);
      for (unsigned i = 0; i < words; ++i) {
        bus.write(i2s_port_base(isu % kI2sBlocks), 4, choices.word());
      }
    }
  }
}

inline void Chip::program_dma(Core& core, Choices& choices) {
  using namespace dma_registers;
  // Memory, blocks, the controller itself, and what it does not reach.
  constexpr std::array<std::uint32_t, 12> kPlaces{kSysramBase,
                                                  kSysramBase + 0x7F01,
                                                  kSysramBase + kSysramSize - 4,
                                                  kXipBase,
                                                  kSharedMemoryBase,
                                                  kTcmBase,
                                                  isu_uart_base(0),
                                                  kAdcBase + 0x200,
                                                  kDmaBase + kSetRequest,
                                                  kDmaBase + kStart,
                                                  kDmaBase + 13 * kStride + kSoftwarePointer,
                                                  isu_uart_base(1) + 0x64};
  const auto place = [&] { return kPlaces[choices.below(kPlaces.size())] + 4 * choices.below(4); };
  const unsigned channel = choices.below(Dma::kChannels);
  const auto set = [&](std::uint32_t offset, std::uint32_t value) {
    core.io.bus().write(kDmaBase + channel * kStride + offset, 4, value);
  };
  core.io.bus().write(kDmaBase + kEnableSet, 4, 1U << channel);
  for (const std::uint32_t offset : {0x4CU, 0x64U}) {
    core.io.bus().write(isu_uart_base(channel / 2 % kIsus) + offset, 4, 3);
  }
  set(kStart, 0);
  for (const std::uint32_t offset : {kSource, kDestination, kWrapTo, kMemory, kFixed}) {
    set(offset, place());
  }
  set(kWrapPoint, choices.byte());
  // A channel that reloads runs for ever: seldom, or nothing else is seen.
  set(kCount, (choices.word() & 0xFFFU) | (choices.byte() % 16 == 0 ? kReload : 0));
  set(kFifoSize, choices.byte());
  set(kSoftwarePointer, choices.word() & 0x1'00FFU);
  set(kTimeout, choices.byte() * 100U);
  set(kControl, choices.word());
  if (choices.byte() % 4 == 0) core.io.bus().write(kDmaBase + kSetRequest, 4, choices.word());
  set(kStart, kRun);
  note("{} DMA channel {}", core.domain.name(), channel);
}

inline void Chip::from_a7(Choices& choices) {
  MailboxEnd& end = *a7_ends_[choices.below(2)];
  switch (choices.below(5)) {
    case 0:
      note("posted {}", end.post({choices.word(), choices.word()}));
      break;
    case 1: {
      const auto message = end.accept();
      note("accepted {:x}", message ? message->command : 0);
      break;
    }
    case 2:
      end.trigger(choices.byte());
      break;
    case 3:
      note("took {:x}", end.take_software_interrupts());
      break;
    default:
      a7_memory_.write(choices.word() % SharedMemoryView::kSize & ~3U, 4, choices.word());
  }
}

inline void Chip::step(Choices& choices) {
  const std::uint8_t kind = choices.byte();
  Core& core = *cores_[kind >> 7];
  switch (kind & 0x0FU) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4:
    case 5:
      access(core, choices, true);
      break;
    case 6:
    case 7:
    case 8:
    case 9:
      access(core, choices, false);
      break;
    case 10:
    case 11:
      run_for(sim::Duration{1U << choices.below(20)});
      break;
    case 12:
      run_for(std::chrono::microseconds{choices.byte() * 30});
      break;
    case 13:
      from_a7(choices);
      break;
    case 14:
      program_dma(core, choices);
      break;
    default:
      from_outside(core, choices);
  }
}

}  // namespace armillary::soc
