// SPDX-License-Identifier: GPL-2.0-or-later
#include <array>
#include <optional>

#include <fmt/format.h>

#include "board/isu_pins.h"
#include "board/part_type.h"
#include "board/uart_ends.h"

namespace armillary::board {

namespace {

using Kind = soc::PinDrive::Kind;

constexpr std::array kKeys{
    PartKey{.name = "from",
            .kind = KeyKind::pin,
            .summary = "the GPIO that drives it",
            .required = true},
    PartKey{
        .name = "to", .kind = KeyKind::pin, .summary = "the GPIO that sees it", .required = true},
};

/// Carries what happens at one pin to another. Every core has its own view of the pins, which
/// soc::PinLink keeps together, so that copying a level within each view is enough, whichever core
/// drives it. Bytes of a UART are not levels of a pin here: they are handed on as bytes.
class WirePart final : public Part {
 public:
  WirePart(const PartContext& context, const PartValues& values)
      : Part(context), from_(values.index("from")), to_(values.index("to")) {
    pads().wire(from_).observe([this](bool) { copy(); });
    copy();
    join_uarts();
    join_buses();
  }

  void pin_changed(const soc::Pads::Change& change, bool /*own*/) override {
    // Also what changes no level: a PWM, and a pin that is released.
    if (change.pin == from_) copy();
    if (change.pin == to_) check_other_end();
  }

  void from_other(std::uint64_t signal) override { receive(signal); }

  void settle() override { copy(); }

  void serialize(sim::Archive& archive) override { archive.value(carries_); }

 private:
  void copy() {
    soc::PinDrive drive = pads().own(from_);
    soc::Pull pull = pads().own_pull(from_);
    if (drive.kind == Kind::released) {
      drive = pads().outside(from_);
      if (pull == soc::Pull::none) pull = pads().outside_pull(from_);
    }
    // A pin that nobody drives or pulls says nothing to the other end, but that it was let go.
    const bool says_something = drive.kind != Kind::released || pull != soc::Pull::none;
    if (!says_something && !carries_) return;
    carries_ = says_something;
    if (drive == pads().outside(to_) && pull == pads().outside_pull(to_)) return;
    pads().set_outside(to_, drive, pull);
    check_other_end();
  }

  /// Two outputs on one wire are a short circuit: here each sees its own level.
  void check_other_end() {
    const bool both = pads().own(to_).kind != Kind::released &&
                      pads().outside(to_).kind != Kind::released && carries_;
    if (!both || warned_) return;
    warned_ = true;
    warn_once(
        fmt::format("GPIO{} drives the wire and GPIO{}, at its other end, is an output, too; make "
                    "one of them an input. On a board this is a short circuit; here each sees its "
                    "own level",
                    from_, to_));
  }

  /// What goes from one UART to another: a byte, a break, or a level of RTS.
  static constexpr std::uint64_t kBreak = 0x100, kRequest = 0x200;

  void join_uarts() {
    if (is_uart_pin(from_, UartSignal::txd) && is_uart_pin(to_, UartSignal::rxd)) {
      receiver_ = uart_at(context(), to_, UartSignal::rxd);
      if (soc::Uart* sender = uart_at(context(), from_, UartSignal::txd)) {
        sender->on_transmit([this](std::uint8_t byte) { send(byte); });
        sender->sends_break().observe([this](bool begins) {
          if (begins) send(kBreak);
        });
      }
    }
    if (is_uart_pin(from_, UartSignal::rts) && is_uart_pin(to_, UartSignal::cts)) {
      receiver_ = uart_at(context(), to_, UartSignal::cts);
      if (soc::Uart* sender = uart_at(context(), from_, UartSignal::rts)) {
        sender->request_to_send().observe([this](bool level) { send(kRequest | (level ? 1 : 0)); });
      }
    }
  }

  void send(std::uint64_t signal) {
    receive(signal);
    to_others(signal);
  }

  void receive(std::uint64_t signal) {
    if (receiver_ == nullptr) return;
    if ((signal & kRequest) != 0) {
      receiver_->set_clear_to_send((signal & 1U) != 0);
    } else if (signal == kBreak) {
      receiver_->arrive(0, soc::Uart::LineError::line_break);
    } else {
      receiver_->arrive(static_cast<std::uint8_t>(signal));
    }
  }

  void join_buses() {
    const auto from = isu_pin(from_), to = isu_pin(to_);
    if (!from || !to) return;
    if (from->isu == to->isu && from->signal == IsuSignal::mosi_rts_scl &&
        to->signal == IsuSignal::miso_rxd_sda) {
      context().peripherals.spi_bus(from->isu).set_loopback(true);
    }
    if (from->isu != to->isu && from->signal == IsuSignal::miso_rxd_sda &&
        to->signal == IsuSignal::miso_rxd_sda) {
      // Two wires make the bus; SDA stands for both.
      soc::PinPeripherals& blocks = context().peripherals;
      blocks.i2c_bus(from->isu).attach(blocks.i2c(to->isu).target());
      blocks.i2c_bus(to->isu).attach(blocks.i2c(from->isu).target());
    }
  }

  unsigned from_, to_;
  bool carries_ = false;
  bool warned_ = false;
  soc::Uart* receiver_ = nullptr;
};

std::optional<PartComplaint> check(const PartValues& values) {
  if (values.number("from") != values.number("to")) return std::nullopt;
  return PartComplaint{"to", {}, "is the pin where the wire begins; name another one"};
}

}  // namespace

extern const PartType kWire{
    .name = "wire",
    .summary =
        "A wire from one pin to another, also between pins of two cores. From TXD to RXD of two "
        "UARTs it carries bytes (the speeds are not compared), from MOSI to MISO of an ISU it is a "
        "loopback, from SDA to SDA it joins the I2C of two ISUs of one core.",
    .keys = kKeys,
    .create = make_part<WirePart>,
    .check = check,
    .shares_pins = true};

}  // namespace armillary::board
