// SPDX-License-Identifier: GPL-2.0-or-later
#include <array>
#include <optional>

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
  }

  void from_other(std::uint64_t byte) override {
    if (receiver_ != nullptr) receiver_->arrive(static_cast<std::uint8_t>(byte));
  }

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
  }

  void join_uarts() {
    receiver_ = uart_with_rxd(context(), to_);
    soc::Uart* transmitter = uart_with_txd(context(), from_);
    if (transmitter == nullptr || !is_rxd(to_)) return;
    transmitter->on_transmit([this](std::uint8_t byte) {
      if (receiver_ != nullptr) receiver_->arrive(byte);
      to_others(byte);
    });
  }

  /// Also of a debug UART that another core has.
  static bool is_rxd(unsigned pin) {
    const auto isu = isu_pin(pin);
    return isu ? isu->signal == IsuSignal::miso_rxd_sda : pin == 85 || pin == 89;
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
