// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/uart.h"

#include <algorithm>
#include <array>
#include <bit>

namespace armillary::soc {

namespace {

enum Offset : std::uint32_t {
  kData = 0x00,
  kDivisorLow = 0x00,
  kInterruptEnable = 0x04,
  kDivisorHigh = 0x04,
  kInterruptId = 0x08,
  kEnhanced = 0x08,
  kLineControl = 0x0C,
  kModemControl = 0x10,
  kLineStatus = 0x14,
  kModemStatus = 0x18,
  kHighSpeed = 0x24,
  kSampleCount = 0x28,
  kGuard = 0x3C,
  kDmaEnable = 0x4C,
  kReceiveTrigger = 0x50,
  kFractionLow = 0x54,
  kFractionHigh = 0x58,
  kFifoControlRead = 0x5C,
  kReceiveOffset = 0x68,
  kTransmitOffset = 0x6C,
};

// The divisor latch shows with LCR.DLAB; with LCR = 0xBF also the enhanced registers, and the
// divisor still does (the Azure samples' first driver writes it then).
constexpr unsigned kDivisorBank = 1, kEnhancedBank = 2;
constexpr std::uint8_t kNormal = 0b001, kDivisor = 0b110, kNotEnhanced = 0b011, kBf = 0b100;

constexpr std::array kRegisters{
    RegisterInfo{.offset = 0x00,
                 .name = "RBR/THR",
                 .mask = 0xFF,
                 .write_mask = 0,
                 .summary = "read pops the receive FIFO, write pushes the transmit FIFO",
                 .banks = kNormal},
    RegisterInfo{.offset = 0x00,
                 .name = "DLL",
                 .reset = 1,
                 .mask = 0xFF,
                 .summary = "divisor, low byte; the reset value is not published",
                 .banks = kDivisor},
    RegisterInfo{.offset = 0x04,
                 .name = "IER",
                 .mask = 0xEF,
                 .summary = "b0 receive, b1 THR empty, b2 line status, b3 modem status",
                 .banks = kNormal},
    RegisterInfo{.offset = 0x04,
                 .name = "DLM",
                 .mask = 0xFF,
                 .summary = "divisor, high byte",
                 .banks = kDivisor},
    RegisterInfo{.offset = 0x08,
                 .name = "IIR/FCR",
                 .mask = 0xFF,
                 .write_mask = 0,
                 .summary = "read: b5:0 interrupt id, b7:6 set with the FIFOs on; write: FIFO "
                            "control. The FIFOs are on after reset, which no source states",
                 .banks = kNotEnhanced},
    RegisterInfo{.offset = 0x08,
                 .name = "EFR",
                 .mask = 0xDF,
                 .fidelity = Fidelity::inferred,
                 .summary = "b4 enhanced, b6 automatic RTS, b7 automatic CTS; software flow "
                            "control (b3:0) is not modelled",
                 .banks = kBf},
    RegisterInfo{.offset = 0x0C,
                 .name = "LCR",
                 .mask = 0xFF,
                 .summary = "b1:0 bits - 5, b2 stop, b3 parity, b6 break, b7 DLAB; 0xBF shows EFR"},
    RegisterInfo{.offset = 0x10,
                 .name = "MCR",
                 .mask = 0x9F,
                 .write_mask = 0x1F,
                 .fidelity = Fidelity::inferred,
                 .summary = "b4 loopback",
                 .banks = kNotEnhanced},
    RegisterInfo{.offset = 0x10,
                 .name = "XON1",
                 .mask = 0xFF,
                 .behaviour = Behaviour::stored,
                 .fidelity = Fidelity::unknown,
                 .banks = kBf},
    RegisterInfo{.offset = 0x14,
                 .name = "LSR",
                 .access = Access::read_only,
                 .mask = 0xFF,
                 .summary = "b0 data ready, b1 overrun (cleared by the read), b5 transmit FIFO "
                            "empty, b6 transmitter idle",
                 .banks = kNotEnhanced},
    RegisterInfo{.offset = 0x14,
                 .name = "XON2",
                 .mask = 0xFF,
                 .behaviour = Behaviour::stored,
                 .fidelity = Fidelity::unknown,
                 .banks = kBf},
    RegisterInfo{.offset = 0x18,
                 .name = "MSR",
                 .access = Access::read_only,
                 .mask = 0xFF,
                 .fidelity = Fidelity::inferred,
                 .summary = "b3:0 changes (cleared by the read), b4 CTS",
                 .banks = kNotEnhanced},
    RegisterInfo{.offset = 0x18,
                 .name = "XOFF1",
                 .mask = 0xFF,
                 .behaviour = Behaviour::stored,
                 .fidelity = Fidelity::unknown,
                 .banks = kBf},
    RegisterInfo{.offset = 0x1C,
                 .name = "SCR",
                 .mask = 0xFF,
                 .behaviour = Behaviour::stored,
                 .summary = "scratch",
                 .banks = kNotEnhanced},
    RegisterInfo{.offset = 0x1C,
                 .name = "XOFF2",
                 .mask = 0xFF,
                 .behaviour = Behaviour::stored,
                 .fidelity = Fidelity::unknown,
                 .banks = kBf},
    RegisterInfo{.offset = 0x20,
                 .name = "RX_LEVEL_CTL",
                 .mask = 0xC0,
                 .behaviour = Behaviour::missing,
                 .fidelity = Fidelity::unknown,
                 .summary = "b6 ignore acknowledge, b7 enable"},
    RegisterInfo{.offset = 0x24,
                 .name = "HIGHSPEED",
                 .mask = 0x03,
                 .summary = "clocks per bit: 0 = 16, 1 = 8, 2 = 4, 3 = SAMPLE_COUNT + 1"},
    RegisterInfo{.offset = 0x28,
                 .name = "SAMPLE_COUNT",
                 .mask = 0xFF,
                 .summary = "clocks per bit - 1 in mode 3"},
    RegisterInfo{.offset = 0x2C,
                 .name = "SAMPLE_POINT",
                 .reset = 0xFF,
                 .mask = 0xFF,
                 .behaviour = Behaviour::stored,
                 .summary = "where in the bit the receiver looks"},
    RegisterInfo{.offset = 0x30,
                 .name = "AUTOBAUD",
                 .mask = 0xFF,
                 .behaviour = Behaviour::missing,
                 .fidelity = Fidelity::unknown},
    RegisterInfo{.offset = 0x34,
                 .name = "RATE_FIX",
                 .mask = 0xFF,
                 .behaviour = Behaviour::missing,
                 .fidelity = Fidelity::unknown},
    RegisterInfo{.offset = 0x3C,
                 .name = "GUARD",
                 .mask = 0x1F,
                 .fidelity = Fidelity::inferred,
                 .summary = "b3:0 bit times between frames, b4 enable"},
    RegisterInfo{.offset = 0x40,
                 .name = "ESCAPE_DAT",
                 .mask = 0xFF,
                 .behaviour = Behaviour::stored,
                 .fidelity = Fidelity::unknown},
    RegisterInfo{.offset = 0x44,
                 .name = "ESCAPE_EN",
                 .mask = 0x01,
                 .behaviour = Behaviour::stored,
                 .summary = "only ever switched off"},
    RegisterInfo{.offset = 0x48,
                 .name = "SW_RTO_LIMIT",
                 .mask = 0xFE,
                 .behaviour = Behaviour::missing,
                 .fidelity = Fidelity::unknown},
    RegisterInfo{.offset = 0x4C,
                 .name = "VFIFO_EN",
                 .mask = 0x01,
                 .summary = "DMA mode; a read acknowledges the receive timeout"},
    RegisterInfo{.offset = 0x50,
                 .name = "RXTRIG",
                 .mask = 0x3F,
                 .fidelity = Fidelity::inferred,
                 .summary = "receive trigger when FCR[7:6] = 3"},
    RegisterInfo{.offset = 0x54,
                 .name = "FRACDIV_L",
                 .mask = 0xFF,
                 .summary = "bits that are one clock longer, of 10"},
    RegisterInfo{.offset = 0x58, .name = "FRACDIV_M", .mask = 0x03},
    RegisterInfo{.offset = 0x5C,
                 .name = "FCR_RD",
                 .access = Access::read_only,
                 .mask = 0xFF,
                 .summary = "what FCR holds"},
    RegisterInfo{.offset = 0x64,
                 .name = "EXTEND_ADD",
                 .mask = 0x07,
                 .behaviour = Behaviour::stored,
                 .summary = "DMA handshakes; without effect until the DMA is modelled"},
    RegisterInfo{.offset = 0x68,
                 .name = "RX_OFFSET",
                 .access = Access::read_only,
                 .mask = 0x3F,
                 .summary = "bytes in the receive FIFO"},
    RegisterInfo{.offset = 0x6C,
                 .name = "TX_OFFSET",
                 .access = Access::read_only,
                 .mask = 0x1F,
                 .summary = "bytes in the transmit FIFO"},
    RegisterInfo{.offset = 0x70,
                 .name = "INTERRUPT_STA",
                 .access = Access::write_one_to_clear,
                 .mask = 0xFF,
                 .behaviour = Behaviour::stored,
                 .fidelity = Fidelity::unknown,
                 .summary = "drivers only ever clear it"},
};

// Ten ticks a clock of the 26 MHz crystal: FRACDIV counts tenths.
constexpr sim::Rate kTicks{260'000'000};

constexpr std::uint32_t kIdNone = 0x01, kIdLineStatus = 0x06, kIdTimeout = 0x0C, kIdReceived = 0x04,
                        kIdEmpty = 0x02, kIdModem = 0x00;

}  // namespace

const BlockInfo Uart::kBlock{
    .kind = "UART",
    .summary = "16550 superset with 26 MHz clock; transmit FIFO 16, receive FIFO 32",
    .size = 0x100,
    .registers = kRegisters,
    .banks = 3};

Uart::Uart(const DeviceContext& context, std::string name, std::uint32_t base)
    : Device(context, kBlock, std::move(name), base),
      interrupt_(this->name() + " interrupt"),
      transmit_event_(context.events(), this->name() + " transmit", [this] { end_transmit(); }),
      line_event_(context.events(), this->name() + " receive", [this] { end_line(); }),
      timeout_event_(context.events(), this->name() + " timeout", [this] { receive_timeout(); }) {
  computed<&Uart::receiver_front>(kData);
  after_read<&Uart::pop_received>(kData);
  on_write<&Uart::write_data>(kData);
  on_write<&Uart::write_interrupt_enable>(kInterruptEnable);
  computed<&Uart::interrupt_id>(kInterruptId);
  after_read<&Uart::acknowledge_empty>(kInterruptId);
  on_write<&Uart::write_fifo_control>(kInterruptId);
  on_write<&Uart::write_enhanced>(kEnhanced, kEnhancedBank);
  on_write<&Uart::write_line_control>(kLineControl);
  on_write<&Uart::write_modem_control>(kModemControl);
  computed<&Uart::line_status>(kLineStatus);
  after_read<&Uart::clear_line_errors>(kLineStatus);
  computed<&Uart::modem_status>(kModemStatus);
  after_read<&Uart::clear_modem_changes>(kModemStatus);
  on_write<&Uart::write_dma_enable>(kDmaEnable);
  after_read<&Uart::acknowledge_timeout>(kDmaEnable);
  computed<&Uart::fifo_control>(kFifoControlRead);
  computed<&Uart::receive_level>(kReceiveOffset);
  computed<&Uart::transmit_level>(kTransmitOffset);
  reset_state();
}

void Uart::reset_state() {
  transmit_event_.cancel();
  line_event_.cancel();
  timeout_event_.cancel();
  transmit_.clear();
  received_.clear();
  transmit_stream_ = {};
  line_stream_ = {};
  shift_ = 0;
  fifo_control_ = 0x01;
  modem_changes_ = 0;
  transmit_pending_ = timeout_pending_ = overrun_ = false;
  update_interrupt();
  start_line();  // what a console has sent is still on its way
}

sim::Time Uart::Stream::next_end(sim::Time now, std::int64_t frame) {
  if (!busy) {
    epoch = now;
    ticks = 0;
    busy = true;
  }
  ticks += frame;
  return epoch + kTicks.span_of(ticks);
}

void Uart::Stream::serialize(sim::Archive& archive) {
  archive.value(epoch);
  archive.value(ticks);
  archive.value(busy);
}

void Uart::serialize_state(sim::Archive& archive) {
  archive.wire(interrupt_);
  archive.event(transmit_event_);
  archive.event(line_event_);
  archive.event(timeout_event_);
  transmit_.serialize(archive);
  received_.serialize(archive);
  archive.sequence(line_, kLongestInput);
  transmit_stream_.serialize(archive);
  line_stream_.serialize(archive);
  archive.value(shift_);
  archive.value(fifo_control_);
  archive.value(modem_changes_);
  archive.value(transmit_pending_);
  archive.value(timeout_pending_);
  archive.value(overrun_);
  archive.value(clear_to_send_);
}

// What the registers say.

bool Uart::fifos_on() const { return (fifo_control_ & 1U) != 0; }
bool Uart::dma_mode() const { return bit(kDmaEnable, 0); }
bool Uart::loopback() const { return bit(kModemControl, 4); }

std::size_t Uart::transmit_trigger() const {
  constexpr std::array<std::size_t, 4> kTriggers{1, 4, 8, 14};
  return fifos_on() ? kTriggers[fifo_control_ >> 4 & 3U] : 0;
}

std::size_t Uart::receive_trigger() const {
  if (!fifos_on()) return 1;
  constexpr std::array<std::size_t, 3> kTriggers{1, 6, 12};
  const unsigned choice = fifo_control_ >> 6 & 3U;
  if (choice < kTriggers.size()) return kTriggers[choice];
  return std::max<std::size_t>(1, stored(kReceiveTrigger));
}

std::int64_t Uart::frame_ticks() const {
  const std::uint32_t divisor = std::max<std::uint32_t>(
      1, stored(kDivisorHigh, kDivisorBank) << 8 | stored(kDivisorLow, kDivisorBank));
  std::uint32_t ticks_per_bit = 0;
  if (const std::uint32_t mode = stored(kHighSpeed); mode < 3) {
    ticks_per_bit = divisor * (16U >> mode) * 10;
  } else {
    const std::uint32_t fraction = stored(kFractionHigh) << 8 | stored(kFractionLow);
    ticks_per_bit = divisor * ((stored(kSampleCount) + 1) * 10 +
                               static_cast<std::uint32_t>(std::popcount(fraction)));
  }
  const std::uint32_t line = stored(kLineControl);
  const std::uint32_t data_bits = 5 + (line & 3U);
  const std::uint32_t parity_bits = line >> 3 & 1U;
  const std::uint32_t stop_half_bits = (line & 4U) == 0 ? 2 : (data_bits == 5 ? 3 : 4);
  const std::uint32_t guard = stored(kGuard);
  const std::uint32_t guard_bits = (guard & 0x10U) != 0 ? guard & 0x0FU : 0;
  const std::uint32_t half_bits = 2 * (1 + data_bits + parity_bits + guard_bits) + stop_half_bits;
  return std::int64_t{ticks_per_bit} * half_bits / 2;
}

std::uint8_t Uart::data_mask() const {
  return static_cast<std::uint8_t>((1U << (5 + (stored(kLineControl) & 3U))) - 1);
}

// Transmitting.

void Uart::write_data(const Write& write) {
  if (transmit_.size() >= transmit_capacity()) {
    warn_once("a byte was written to the full transmit FIFO and is lost");
    return;
  }
  transmit_.push(static_cast<std::uint8_t>(write.value));
  if (transmit_.size() > transmit_trigger()) transmit_pending_ = false;
  start_transmit();
  update_interrupt();
}

void Uart::start_transmit() {
  if (transmit_event_.scheduled() || transmit_.empty()) return;
  const bool automatic_cts = bit(kEnhanced, 7, kEnhancedBank);
  if (automatic_cts && !clear_to_send_ && !loopback()) return;
  shift_ = transmit_.pop() & data_mask();
  note_transmit_level();
  transmit_event_.schedule(transmit_stream_.next_end(now(), frame_ticks()));
}

void Uart::end_transmit() {
  const std::uint8_t byte = shift_;
  start_transmit();
  if (!transmit_event_.scheduled()) transmit_stream_.busy = false;
  if (loopback()) {
    take(byte);
  } else if (transmit_sink_) {
    transmit_sink_(byte);
  }
  update_interrupt();
}

void Uart::note_transmit_level() {
  if (transmit_.size() <= transmit_trigger()) transmit_pending_ = true;
}

std::uint32_t Uart::transmit_level() const { return static_cast<std::uint32_t>(transmit_.size()); }

// Receiving.

std::size_t Uart::receive(std::span<const std::byte> bytes) {
  const std::size_t count = std::min(bytes.size(), kLongestInput - line_.size());
  for (const std::byte byte : bytes.first(count)) {
    line_.push_back(std::to_integer<std::uint8_t>(byte));
  }
  start_line();
  return count;
}

void Uart::start_line() {
  if (line_event_.scheduled() || line_.empty()) return;
  const bool automatic_rts = bit(kEnhanced, 6, kEnhancedBank);
  if (automatic_rts && received_.size() >= receive_trigger()) {
    line_stream_.busy = false;  // the other side waits for RTS
    return;
  }
  line_event_.schedule(line_stream_.next_end(now(), frame_ticks()));
}

void Uart::end_line() {
  const std::uint8_t byte = line_.front();
  line_.pop_front();
  arrive(byte);
  start_line();
  if (!line_event_.scheduled()) line_stream_.busy = false;
}

void Uart::arrive(std::uint8_t byte) {
  if (loopback()) return;  // the pin is disconnected
  take(byte);
  update_interrupt();
}

void Uart::take(std::uint8_t byte) {
  if (received_.size() >= receive_capacity()) {
    overrun_ = true;
  } else {
    received_.push(byte & data_mask());
  }
  restart_timeout();
}

void Uart::restart_timeout() {
  if (received_.empty() && !dma_mode()) {
    timeout_event_.cancel();
    return;
  }
  // Four character times without a byte coming or going.
  timeout_event_.schedule(now() + kTicks.span_of(4 * frame_ticks()));
}

void Uart::receive_timeout() {
  // In DMA mode the DMA has emptied the FIFO, and the interrupt says that the line went idle.
  if (received_.empty() && !dma_mode()) return;
  timeout_pending_ = true;
  update_interrupt();
}

void Uart::pop_received() {
  if (!received_.empty()) {
    received_.pop();
    if (!dma_mode()) {
      timeout_pending_ = false;
      restart_timeout();
    }
    start_line();
  }
  update_interrupt();
}

std::uint32_t Uart::receive_level() const { return static_cast<std::uint32_t>(received_.size()); }

void Uart::acknowledge_timeout() {
  timeout_pending_ = false;
  update_interrupt();
}

// Control and status.

void Uart::write_fifo_control(const Write& write) {
  const bool toggled = ((write.value ^ fifo_control_) & 1U) != 0;
  if (toggled || (write.value & 2U) != 0) {
    received_.clear();
    timeout_pending_ = false;
    timeout_event_.cancel();
  }
  if (toggled || (write.value & 4U) != 0) transmit_.clear();
  fifo_control_ = static_cast<std::uint8_t>(write.value & 0xF1U);  // the clear bits fall back
  note_transmit_level();
  start_line();
  update_interrupt();
}

void Uart::write_interrupt_enable(const Write& write) {
  const bool enabled_now = (write.value & ~write.old & 2U) != 0;
  // Codethink's driver relies on an interrupt at once when the FIFO is empty already.
  if (enabled_now) note_transmit_level();
  update_interrupt();
}

void Uart::write_line_control(const Write& write) {
  const std::uint32_t value = write.value & 0xFFU;
  select_bank(value == 0xBF ? kEnhancedBank : value >> 7);
  if ((value & 0x40U) != 0 && value != 0xBF) warn_once("a break on the line is not modelled");
}

void Uart::write_modem_control(const Write& write) {
  const std::uint32_t now_set = stored(kModemControl);
  stored(kModemControl) = write.old;
  const std::uint32_t before = modem_status();
  stored(kModemControl) = now_set;
  note_modem_change(before);
}

void Uart::write_enhanced(const Write& write) {
  if ((write.value & 0x0FU) != 0) warn_once("software flow control (EFR) is not modelled");
  start_transmit();
  start_line();
}

void Uart::write_dma_enable(const Write& write) {
  if ((write.value & 1U) != 0) warn_once("DMA mode (VFIFO_EN) is not modelled yet");
  update_interrupt();
}

void Uart::set_clear_to_send(bool asserted) {
  const std::uint32_t before = modem_status();
  clear_to_send_ = asserted;
  note_modem_change(before);
  if (!transmit_event_.scheduled()) transmit_stream_.busy = false;
  start_transmit();
}

std::uint32_t Uart::modem_status() const {
  std::uint32_t lines = clear_to_send_ ? 0x10 : 0x00;
  if (loopback()) {
    const std::uint32_t control = stored(kModemControl);
    lines = (control & 2U) << 3 | (control & 1U) << 5 | (control & 4U) << 4 | (control & 8U) << 4;
  }
  return lines | modem_changes_;
}

void Uart::note_modem_change(std::uint32_t before) {
  modem_changes_ |= static_cast<std::uint8_t>((before ^ modem_status()) >> 4 & 0x0FU);
  update_interrupt();
}

void Uart::clear_modem_changes() {
  modem_changes_ = 0;
  update_interrupt();
}

std::uint32_t Uart::line_status() const {
  std::uint32_t status = 0;
  if (!received_.empty()) status |= 0x01;
  if (overrun_) status |= 0x02;
  // The FIFO must be empty, not only below its trigger: drivers that poll may write all 16 then.
  if (transmit_.empty()) status |= 0x20;
  if (transmit_.empty() && !transmit_event_.scheduled()) status |= 0x40;
  return status;
}

void Uart::clear_line_errors() {
  overrun_ = false;
  update_interrupt();
}

std::uint32_t Uart::interrupt_id() const {
  const std::uint32_t enabled = stored(kInterruptEnable);
  std::uint32_t id = kIdNone;
  if ((enabled & 4U) != 0 && overrun_) {
    id = kIdLineStatus;
  } else if ((enabled & 1U) != 0 && timeout_pending_) {
    id = kIdTimeout;
  } else if ((enabled & 1U) != 0 && !dma_mode() && received_.size() >= receive_trigger()) {
    id = kIdReceived;
  } else if ((enabled & 2U) != 0 && transmit_pending_) {
    id = kIdEmpty;
  } else if ((enabled & 8U) != 0 && modem_changes_ != 0) {
    id = kIdModem;
  }
  return id | (fifos_on() ? 0xC0U : 0U);
}

void Uart::acknowledge_empty() {
  if ((interrupt_id() & 0x3FU) != kIdEmpty) return;
  transmit_pending_ = false;
  update_interrupt();
}

void Uart::update_interrupt() { interrupt_.set((interrupt_id() & 0x3FU) != kIdNone); }

}  // namespace armillary::soc
