// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/i2c.h"

#include <algorithm>

#include <fmt/format.h>

#include "soc/i2c_registers.h"

namespace armillary::soc {

namespace {

using namespace i2c_registers;

constexpr sim::Rate kClock{40'000'000};
constexpr std::uint32_t kOver = 1U << 0, kTargetOver = 1U << 4;
constexpr std::uint32_t kStart = 1U << 0, kSeveral = 1U << 14, kEnable = 1U << 15;
constexpr std::uint32_t kMute = 1U << 14;
/// A byte and its acknowledge.
constexpr std::int64_t kByteBits = 9;

}  // namespace

const BlockInfo I2c::kBlock{
    .kind = "I2C",
    .summary =
        "controller and target side of an ISU, FIFOs of 8 bytes each way. The interrupt "
        "comes when the stop condition is over",
    .size = 0x100,
    .registers = kRegisters,
    .sources =
        "Codethink mt3620/i2c.h and I2CMaster.c; MediaTek hdl_i2c.c, mhal_i2c.c, "
        "os_hal_i2c.c; Azure Sphere Linux i2c-mt3620.c"};

I2c::I2c(const DeviceContext& context, std::string name, std::uint32_t base, I2cBus& bus)
    : Device(context, kBlock, std::move(name), base),
      bus_(bus),
      interrupt_(this->name() + " interrupt"),
      transmit_request_(this->name() + " transmit request"),
      receive_request_(this->name() + " receive request"),
      event_(context.events(), this->name() + " bus", [this] { end_step(); }) {
  on_write<&I2c::write_interrupt>(kInterrupt);
  computed<&I2c::acknowledge>(kAcknowledge);
  on_write<&I2c::write_control>(kControl);
  computed<&I2c::status>(kStatus);
  on_write<&I2c::write_dma>(kDma);

  on_write<&I2c::clear_fifos>(kFifoControl);
  computed<&I2c::fifo_status>(kFifoStatus);
  computed<&I2c::fifo_pointers>(kFifoPointers);
  computed<&I2c::fifo_front>(kFifoData);
  after_read<&I2c::pop_fifo>(kFifoData);
  on_write<&I2c::write_fifo>(kFifoData);

  on_write<&I2c::clear_target_fifos>(kTargetFifoControl);
  computed<&I2c::target_fifo_status>(kTargetFifoStatus);
  computed<&I2c::target_fifo_pointers>(kTargetFifoPointers);
  computed<&I2c::target_fifo_front>(kTargetFifoData);
  after_read<&I2c::pop_target_fifo>(kTargetFifoData);
  on_write<&I2c::write_target_fifo>(kTargetFifoData);
}

void I2c::reset_state() {
  cancel();
  fifos_.clear(3);
  target_fifos_.clear(3);
  epoch_ = {};
  clocks_ = 0;
  packet_ = left_ = written_ = acknowledge_ = 0;
  shift_ = 0;
  target_addressed_ = false;
  update();
}

void I2c::serialize_state(sim::Archive& archive) {
  bus_.serialize(archive);
  archive.wire(interrupt_);
  archive.wire(transmit_request_);
  archive.wire(receive_request_);
  archive.event(event_);
  fifos_.serialize(archive);
  target_fifos_.serialize(archive);
  archive.value(step_);
  archive.value(epoch_);
  archive.value(clocks_);
  archive.value(packet_);
  archive.value(left_);
  archive.value(written_);
  archive.value(shift_);
  archive.value(acknowledge_);
  archive.value(target_addressed_);
  if (step_ > Step::hung || packet_ >= kMostPackets || clocks_ < 0) {
    archive.fail("an I2C transfer that cannot be");
    step_ = Step::idle;
    packet_ = 0;
    clocks_ = 0;
  }
}

// The controller.

std::uint32_t I2c::status() const {
  const bool idle = step_ == Step::idle;
  return (idle ? 0x4U : 0x1U) | (stored(kStatus) & 0x2U);
}

bool I2c::packet_reads() const { return (stored(kPackets) >> packet_ & 1U) != 0; }

std::int64_t I2c::bit_clocks() const {
  const std::uint32_t low = stored(kPhaseLow), high = stored(kPhaseHigh), pad = stored(kPad);
  std::int64_t clocks = (low & 0xFFU) + (low >> 8) + (high & 0xFFU) + (high >> 8) + 4;
  const std::uint32_t deglitch = pad & 0x1FU;
  if (deglitch != 0) clocks += deglitch + 4;
  if ((pad & 0x80U) != 0) clocks += 2;
  return clocks;
}

void I2c::write_control(const Write& write) {
  stored(kControl) &= ~kStart;
  if ((write.value & kStart) == 0) {
    cancel();
    update();
  } else if ((write.value & kEnable) == 0) {
    warn_once("a start without the controller enabled (MM_CON0 b15) does nothing");
  } else if (step_ != Step::idle) {
    warn_once("a start while a transfer runs does nothing");
  } else {
    start();
  }
}

void I2c::start() {
  const std::uint32_t packets = stored(kPackets) >> 4 & 3U;
  if (packets >= kMostPackets) warn_once("a fourth packet has no byte count and is left out");
  if (packets != 0 && (stored(kControl) & kSeveral) == 0) {
    warn_once("several packets without MM_CON0 b14: drivers set it");
  }
  packet_ = written_ = acknowledge_ = 0;
  epoch_ = now();
  clocks_ = 0;
  begin_packet();
}

void I2c::cancel() {
  event_.cancel();
  if (step_ == Step::idle) return;
  step_ = Step::idle;
  bus_.stop();
}

void I2c::take(Step step, std::int64_t bits) {
  step_ = step;
  clocks_ += bits * bit_clocks();
  event_.schedule(epoch_ + kClock.span_of(clocks_));
}

void I2c::begin_packet() { take(Step::address, 1 + kByteBits); }

void I2c::end_step() {
  switch (step_) {
    case Step::address:
      end_address();
      break;
    case Step::write:
      if (!bus_.write(shift_)) {
        acknowledge_ |= 1U << std::min(written_, 7U);
        send_stop();
      } else {
        ++written_;
        next_byte();
      }
      break;
    case Step::read:
      fifos_.receive(bus_.read());
      next_byte();
      break;
    case Step::stop:
      end_transfer();
      break;
    case Step::idle:
    case Step::wait_for_transmit:
    case Step::wait_for_receive:
    case Step::hung:
      break;  // only a damaged snapshot schedules an event here
  }
  update();
}

void I2c::end_address() {
  const auto address = static_cast<std::uint8_t>(stored(kAddress));
  const bool reads = packet_reads();
  if (!bus_.start(address, reads)) {
    acknowledge_ |= 1U << (8 + packet_);
    warn_once(
        fmt::format("nobody answers at I2C address 0x{:02X} of this ISU, as when nothing is wired "
                    "to it; the device file says which parts hang on the bus",
                    address));
    send_stop();
    return;
  }
  left_ = stored(kByteCounts + 4 * packet_);
  if (reads && left_ == 0) {
    warn_once("a read of 0 bytes hangs the controller, as on the chip");
    step_ = Step::hung;
    return;
  }
  next_byte();
}

void I2c::next_byte() {
  if (left_ == 0) {
    const std::uint32_t last = std::min(stored(kPackets) >> 4 & 3U, kMostPackets - 1);
    if (packet_ >= last) {
      send_stop();
    } else {
      ++packet_;
      begin_packet();
    }
    return;
  }
  const bool dma = bit(kDma, 4);
  if (packet_reads()) {
    if (fifos_.receive_full()) {
      if (!dma) warn_once("the receive FIFO is full: SCL stays low until a byte is read");
      step_ = Step::wait_for_receive;
      return;
    }
    take(Step::read, kByteBits);
  } else {
    if (fifos_.transmit_empty()) {
      if (!dma) warn_once("the transmit FIFO is empty: SCL stays low until a byte is written");
      step_ = Step::wait_for_transmit;
      return;
    }
    shift_ = fifos_.transmit();
    take(Step::write, kByteBits);
  }
  --left_;
}

void I2c::send_stop() { take(Step::stop, 1); }

void I2c::end_transfer() {
  step_ = Step::idle;
  bus_.stop();
  raise(kOver);
}

void I2c::resume(Step waited_for) {
  if (step_ != waited_for) return;
  epoch_ = now();
  clocks_ = 0;
  next_byte();
}

void I2c::clear_fifos(const Write& write) {
  fifos_.clear(write.value);
  if ((write.value & 1U) != 0) resume(Step::wait_for_receive);
  update();
}

void I2c::write_fifo(const Write& write) {
  if (!fifos_.push(static_cast<std::uint8_t>(write.value))) {
    warn_once("a byte was written to the full transmit FIFO and is lost");
  }
  resume(Step::wait_for_transmit);
  update();
}

void I2c::pop_fifo() {
  if (!fifos_.pop()) warn_once("the empty receive FIFO was read");
  resume(Step::wait_for_receive);
  update();
}

// The target side.

bool I2c::target_start(std::uint8_t address, bool read) {
  const std::uint32_t control = stored(kTargetControl);
  if ((control & kEnable) == 0 || (control & kMute) != 0) return false;
  if (address != stored(kTargetAddress)) return false;
  const std::uint32_t received = address | (read ? 0x80U : 0U);
  if (target_addressed_) {
    // A repeated start ends the packet before it.
    stored(kTargetReceived1) = received;
    raise(kTargetOver);
  } else {
    stored(kTargetReceived0) = received;
    stored(kTargetReceived1) = 0;
  }
  target_addressed_ = true;
  update();
  return true;
}

bool I2c::target_write(std::uint8_t byte) {
  if (!target_fifos_.receive(byte)) {
    warn_once("the target side's receive FIFO is full; a byte of the bus is lost");
  }
  update();
  return true;
}

std::uint8_t I2c::target_read() {
  if (target_fifos_.transmit_empty()) {
    warn_once("the target side's transmit FIFO is empty; the bus reads 0xFF");
  }
  const std::uint8_t byte = target_fifos_.transmit();
  update();
  return byte;
}

void I2c::target_stop() {
  if (!target_addressed_) return;
  target_addressed_ = false;
  raise(kTargetOver);
  update();
}

void I2c::clear_target_fifos(const Write& write) {
  target_fifos_.clear(write.value);
  update();
}

void I2c::write_target_fifo(const Write& write) {
  if (!target_fifos_.push(static_cast<std::uint8_t>(write.value))) {
    warn_once("a byte was written to the target side's full transmit FIFO and is lost");
  }
  update();
}

void I2c::pop_target_fifo() {
  if (!target_fifos_.pop()) warn_once("the target side's empty receive FIFO was read");
  update();
}

// Wires.

void I2c::raise(std::uint32_t status_bit) { stored(kInterrupt) |= status_bit; }

void I2c::update() {
  const std::uint32_t control = stored(kInterrupt);
  const auto asserted = [control](unsigned first) {
    const std::uint32_t bits = control >> first;  // status, enable, mask
    return (bits & 7U) == 3U;
  };
  interrupt_.set(asserted(0) || asserted(4));
  // The DMA may answer a request at once, within set(): what follows looks again.
  const auto selected = [this]() -> const I2cFifos& {
    return bit(kDma, 5) ? target_fifos_ : fifos_;
  };
  transmit_request_.set(bit(kDma, 4) && !selected().transmit_full());
  receive_request_.set(bit(kDma, 4) && !selected().receive_empty());
}

}  // namespace armillary::soc
