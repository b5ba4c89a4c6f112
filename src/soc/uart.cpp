// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/uart.h"

#include <algorithm>
#include <array>
#include <bit>

#include "soc/uart_registers.h"

namespace armillary::soc {

namespace {

using namespace uart_registers;

// Ten ticks a clock of the 26 MHz crystal: FRACDIV counts tenths.
constexpr sim::Rate kTicks{260'000'000};

constexpr std::uint32_t kIdNone = 0x01, kIdLineStatus = 0x06, kIdTimeout = 0x0C, kIdReceived = 0x04,
                        kIdEmpty = 0x02, kIdModem = 0x00, kIdHardwareFlow = 0x20;

/// INTERRUPT_STA: RTS or CTS has gone inactive.
constexpr std::uint32_t kHardwareFlow = 1U << 6;

}  // namespace

const BlockInfo Uart::kBlock{
    .kind = "UART",
    .summary =
        "16550 superset with 26 MHz clock; transmit FIFO 16, receive FIFO 32. Bank 0 shows "
        "while LCR.DLAB is 0, bank 1 while it is 1, bank 2 while LCR is 0xBF",
    .size = 0x100,
    .registers = kRegisters,
    .banks = 3,
    .sources =
        "Codethink mt3620/uart.h and UART.c; MediaTek hdl_uart.c, mhal_uart.c, os_hal_uart.c; "
        "Azure samples mt3620-uart-poll.c; Azure Sphere Linux 8250_mtk.c; MediaTek issue 31 "
        "(receive FIFO)"};

Uart::Uart(const DeviceContext& context, std::string name, std::uint32_t base)
    : Device(context, kBlock, std::move(name), base),
      interrupt_(this->name() + " interrupt"),
      transmit_request_(this->name() + " transmit request"),
      receive_request_(this->name() + " receive request"),
      request_to_send_(this->name() + " RTS"),
      sends_break_(this->name() + " break"),
      transmit_event_(context.events(), this->name() + " transmit", [this] { end_transmit(); }),
      line_event_(context.events(), this->name() + " receive", [this] { end_line(); }),
      timeout_event_(context.events(), this->name() + " timeout", [this] { receive_timeout(); }),
      break_event_(context.events(), this->name() + " break", [this] {
        if (loopback() && sends_break_.level()) take(0, LineError::line_break);
        update_interrupt();
      }) {
  computed<&Uart::receiver_front>(kData);
  after_read<&Uart::pop_received>(kData);
  on_write<&Uart::write_data>(kData);
  on_write<&Uart::write_interrupt_enable>(kInterruptEnable);
  computed<&Uart::interrupt_id>(kInterruptId);
  after_read<&Uart::acknowledge_interrupt>(kInterruptId);
  on_write<&Uart::write_fifo_control>(kInterruptId);
  on_write<&Uart::write_enhanced>(kEnhanced, kEnhancedBank);
  on_write<&Uart::write_line_control>(kLineControl);
  on_write<&Uart::write_modem_control>(kModemControl);
  computed<&Uart::line_status>(kLineStatus);
  after_read<&Uart::clear_line_errors>(kLineStatus);
  computed<&Uart::modem_status>(kModemStatus);
  after_read<&Uart::clear_modem_changes>(kModemStatus);
  on_write<&Uart::write_setting>(kDmaEnable);
  on_write<&Uart::write_setting>(kExtendAdd);
  on_write<&Uart::write_setting>(kInterruptStatus);
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
  break_event_.cancel();
  sends_break_.set(false);
  transmit_.clear();
  clear_received();
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
  archive.wire(transmit_request_);
  archive.wire(receive_request_);
  archive.wire(request_to_send_);
  archive.wire(sends_break_);
  archive.event(transmit_event_);
  archive.event(line_event_);
  archive.event(timeout_event_);
  archive.event(break_event_);
  transmit_.serialize(archive);
  received_.serialize(archive);
  archive.sequence(line_, kLongestInput);
  transmit_stream_.serialize(archive);
  line_stream_.serialize(archive);
  archive.value(shift_);
  archive.value(fifo_control_);
  archive.value(modem_changes_);
  archive.value(spoilt_);
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
    if (lost_bytes_ == nullptr) {
      lost_bytes_ = &warn_once("a byte was written to the full transmit FIFO and is lost");
    } else {
      ++*lost_bytes_;
    }
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
  if (sends_break_.level()) {
    // The line is held down: nobody hears it.
  } else if (loopback()) {
    take(byte);
  } else {
    for (const auto& sink : transmit_sinks_) sink(byte);
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

void Uart::arrive(std::uint8_t byte, LineError error) {
  if (loopback()) return;  // the pin is disconnected
  take(byte, error);
  update_interrupt();
}

void Uart::take(std::uint8_t byte, LineError error) {
  if (received_.size() >= receive_capacity()) {
    overrun_ = true;
  } else {
    const auto bits = static_cast<unsigned>(error);
    received_.push(static_cast<std::uint16_t>(bits << 8 | (byte & data_mask())));
    if (bits != 0) ++spoilt_;
  }
  restart_timeout();
}

void Uart::clear_received() {
  received_.clear();
  spoilt_ = 0;
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
    if (front_error() != 0) --spoilt_;
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
    clear_received();
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
  const bool down = (value & 0x40U) != 0 && value != 0xBF;
  if (down && !sends_break_.level()) break_event_.schedule(now() + kTicks.span_of(frame_ticks()));
  if (!down) break_event_.cancel();
  sends_break_.set(down);
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
  update_interrupt();
}

void Uart::set_clear_to_send(bool asserted) {
  const std::uint32_t before = modem_status();
  const bool automatic = bit(kEnhanced, 7, kEnhancedBank);
  if (automatic && clear_to_send_ && !asserted && bit(kInterruptEnable, 7)) {
    stored(kInterruptStatus) |= kHardwareFlow;
  }
  clear_to_send_ = asserted;
  note_modem_change(before);
  if (!transmit_event_.scheduled()) transmit_stream_.busy = false;
  start_transmit();
  update_interrupt();
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
  if (modem_changes_ == 0) return;
  modem_changes_ = 0;
  update_interrupt();
}

std::uint32_t Uart::line_status() const {
  std::uint32_t status = 0;
  if (!received_.empty()) status |= 0x01;
  if (overrun_) status |= 0x02;
  status |= front_error();
  if (spoilt_ != 0 && fifos_on()) status |= 0x80;
  // The FIFO must be empty, not only below its trigger: drivers that poll may write all 16 then.
  if (transmit_.empty()) status |= 0x20;
  if (transmit_.empty() && !transmit_event_.scheduled()) status |= 0x40;
  return status;
}

void Uart::clear_line_errors() {
  if (front_error() != 0) {
    received_.replace_front(received_.front() & 0xFFU);
    --spoilt_;
  }
  overrun_ = false;
  update_interrupt();
}

std::uint32_t Uart::interrupt_id() const {
  const std::uint32_t enabled = stored(kInterruptEnable);
  std::uint32_t id = kIdNone;
  if ((enabled & 4U) != 0 && (overrun_ || front_error() != 0)) {
    id = kIdLineStatus;
  } else if ((enabled & 1U) != 0 && timeout_pending_) {
    id = kIdTimeout;
  } else if ((enabled & 1U) != 0 && !dma_mode() && received_.size() >= receive_trigger()) {
    id = kIdReceived;
  } else if ((enabled & 2U) != 0 && transmit_pending_) {
    id = kIdEmpty;
  } else if ((enabled & 8U) != 0 && modem_changes_ != 0) {
    id = kIdModem;
  } else if ((enabled & 0xC0U) != 0 && (stored(kInterruptStatus) & kHardwareFlow) != 0) {
    id = kIdHardwareFlow;
  }
  return id | (fifos_on() ? 0xC0U : 0U);
}

void Uart::acknowledge_interrupt() {
  const std::uint32_t id = interrupt_id() & 0x3FU;
  if (id == kIdEmpty) transmit_pending_ = false;
  if (id == kIdHardwareFlow) stored(kInterruptStatus) &= ~kHardwareFlow;
  update_interrupt();
}

void Uart::update_request_to_send() {
  const bool automatic = bit(kEnhanced, 6, kEnhancedBank);
  const bool full = automatic && received_.size() >= receive_trigger();
  if (full && request_to_send_.level() && bit(kInterruptEnable, 6)) {
    stored(kInterruptStatus) |= kHardwareFlow;
  }
  request_to_send_.set(bit(kModemControl, 1) && !full && !loopback());
}

void Uart::update_interrupt() {
  update_request_to_send();
  interrupt_.set((interrupt_id() & 0x3FU) != kIdNone);
  transmit_request_.set(dma_mode() && bit(kExtendAdd, 1) && transmit_.size() < transmit_capacity());
  receive_request_.set(dma_mode() && bit(kExtendAdd, 0) && !received_.empty());
}

}  // namespace armillary::soc
