// SPDX-License-Identifier: GPL-2.0-or-later
//
// How the channels of the DMA controller move their units.
#include <algorithm>

#include <fmt/format.h>

#include "soc/dma.h"
#include "soc/dma_registers.h"

namespace armillary::soc {

using namespace dma_registers;

namespace {
/// The most units that one event moves: more than any FIFO of a block holds, and little enough
/// that RLCT is seen to count.
constexpr std::uint32_t kMostUnits = 256;
}  // namespace

bool Dma::requested(unsigned channel) const {
  if ((software_requests_ >> channel & 1U) != 0) return true;
  const auto& requests = channels_[channel]->requests;
  return std::any_of(requests.begin(), requests.end(),
                     [](const sim::Wire* request) { return request->level(); });
}

bool Dma::can_move(unsigned channel) const {
  const Channel& c = *channels_[channel];
  if (!c.running || c.stuck || !bit(kEnabled, channel) || bit(kPause, channel)) return false;
  if (kind_of(channel) == Kind::virtual_fifo) {
    const VirtualFifo fifo = fifo_of(channel);
    if (control(channel, kToMemory) ? fifo.full() : fifo.empty()) return false;
  }
  return !control(channel, kHandshake) || requested(channel);
}

std::uint32_t Dma::next_piece(unsigned channel) const {
  if (kind_of(channel) == Kind::virtual_fifo) {
    const VirtualFifo fifo = fifo_of(channel);
    const std::uint32_t count = fifo.count();
    return std::min(kMostUnits, control(channel, kToMemory) ? fifo.capacity() - count : count);
  }
  const Channel& c = *channels_[channel];
  const std::uint32_t half = control(channel, kHalfEnable) ? c.count / 2 : 0;
  // The half interrupt has an instant of its own.
  return std::min(kMostUnits, (c.moved < half ? half : c.count) - c.moved);
}

void Dma::kick_all() {
  for (unsigned channel = 0; channel < kChannels; ++channel) kick(channel);
}

void Dma::kick(unsigned channel) {
  Channel& c = *channels_[channel];
  if (c.move_event.scheduled() || !can_move(channel)) return;
  const bool free = !control(channel, kHandshake);
  c.piece = free ? next_piece(channel) : kMostUnits;
  // A request is followed at once, unless the units before are still on the bus: so even channels
  // that request each other take time.
  c.move_event.schedule(std::max(now() + time_of(free ? c.piece : 0), c.free_at));
}

void Dma::move(unsigned channel) {
  Channel& c = *channels_[channel];
  port_.begin();
  const std::uint32_t most = c.piece;
  std::uint32_t left = most;
  // Asked again for each unit: what it did to a block may have changed anything.
  while (left > 0 && can_move(channel)) {
    const std::uint32_t copied = copy_full(channel, left);
    if (copied == 0 && !move_unit(channel)) {
      c.stuck = true;
      break;
    }
    left -= std::max(copied, 1U);
  }
  port_.end();
  // The time of a free channel's piece is over.
  c.free_at = now() + time_of(control(channel, kHandshake) ? most - left : 0);
  c.move_event.cancel();  // what it did may have kicked it
  kick(channel);
}

sim::Duration Dma::time_of(std::uint32_t units) const {
  return bus_clock_.rate().span_of(std::int64_t{units} * kCyclesPerUnit);
}

bool Dma::move_unit(unsigned channel) {
  software_requests_ &= ~(1U << channel);
  switch (kind_of(channel)) {
    case Kind::half_size:
      return move_half(channel);
    case Kind::full_size:
      return move_full(channel);
    case Kind::virtual_fifo:
      return move_fifo(channel);
  }
  return false;
}

bool Dma::move_half(unsigned channel) {
  Channel& c = *channels_[channel];
  const unsigned unit = unit_of(channel);
  const std::uint32_t fixed = at(kFixed, channel);
  // B2W: a word at the peripheral is four units in memory, wherever those lie.
  const bool words = control(channel, kBytesInWords) && unit == 1;
  const std::uint32_t units = words ? std::min(4U, c.count - c.moved) : 1;
  const unsigned port_size = words ? 4 : unit;
  if (control(channel, kToMemory)) {
    if (!port_.may_store(c.address)) return refused(channel, c.address, true, false);
    const auto value = port_.load_register(fixed, port_size);
    if (!value) return refused(channel, fixed, false, true);
    for (std::uint32_t i = 0; i < units; ++i) {
      if (!port_.store(c.address, unit, *value >> (8 * i))) {
        return refused(channel, c.address, true, false);
      }
      advance(channel, 1);
    }
    return true;
  }
  std::uint32_t word = 0;
  std::uint32_t address = c.address;
  for (std::uint32_t i = 0; i < units; ++i) {
    const auto value = port_.load(address, unit);
    if (!value) return refused(channel, address, false, false);
    word |= *value << (8 * i);
    ++c.moved;
    step(channel, address, true);
  }
  c.moved -= units;
  if (!port_.store_register(fixed, port_size, word)) return refused(channel, fixed, true, true);
  for (std::uint32_t i = 0; i < units && c.running; ++i) advance(channel, 1);
  return true;
}

bool Dma::move_full(unsigned channel) {
  Channel& c = *channels_[channel];
  const unsigned unit = unit_of(channel);
  if (!port_.may_store(c.target)) return refused(channel, c.target, true, false);
  const auto value = port_.load(c.address, unit);
  if (!value) return refused(channel, c.address, false, false);
  if (!port_.store(c.target, unit, *value)) return refused(channel, c.target, true, false);
  advance(channel, 1);
  return true;
}

std::uint32_t Dma::copy_full(unsigned channel, std::uint32_t units) {
  const std::uint32_t settings = at(kControl, channel);
  constexpr std::uint32_t kBoth = kSourceIncrements | kDestinationIncrements;
  constexpr std::uint32_t kOthers = kHandshake | kWrapEnable;
  if (kind_of(channel) != Kind::full_size || (settings & (kBoth | kOthers)) != kBoth) return 0;
  Channel& c = *channels_[channel];
  units = std::min(units, next_piece(channel));
  units = port_.copy(c.address, c.target, unit_of(channel), units);
  if (units != 0) advance(channel, units);
  return units;
}

bool Dma::move_fifo(unsigned channel) {
  const Channel& c = *channels_[channel];
  const VirtualFifo fifo = fifo_of(channel);
  const std::uint32_t fixed = at(kFixed, channel);
  const std::uint32_t pointer = at(kHardwarePointer, channel);
  const std::uint32_t address = c.address + (pointer & VirtualFifo::kOffset);
  if (control(channel, kToMemory)) {
    if (!port_.may_store(address)) return refused(channel, address, true, false);
    const auto value = port_.load_register(fixed, fifo.unit);
    if (!value) return refused(channel, fixed, false, true);
    if (!port_.store(address, fifo.unit, *value)) return refused(channel, address, true, false);
  } else {
    const auto value = port_.load(address, fifo.unit);
    if (!value) return refused(channel, address, false, false);
    if (!port_.store_register(fixed, fifo.unit, *value)) return refused(channel, fixed, true, true);
  }
  if (!c.running) return true;  // the access has stopped it
  at(kHardwarePointer, channel) = fifo.next(pointer);
  if (control(channel, kToMemory)) data_arrived(channel);
  check_threshold(channel);
  return true;
}

void Dma::step(unsigned channel, std::uint32_t& address, bool is_source) const {
  const std::uint32_t settings = at(kControl, channel);
  const std::uint32_t moved = channels_[channel]->moved;
  if ((settings & (is_source ? kSourceIncrements : kDestinationIncrements)) != 0) {
    address += unit_of(channel);
  }
  const bool wraps = (settings & kWrapEnable) != 0 &&
                     ((settings & kWrapsDestination) == 0) == is_source &&
                     moved == at(kWrapPoint, channel);
  if (wraps) address = at(kWrapTo, channel);
}

void Dma::advance(unsigned channel, std::uint32_t units) {
  Channel& c = *channels_[channel];
  if (!c.running) return;  // the access has stopped it
  c.moved += units;
  at(kRemaining, channel) = c.count - c.moved;
  if (kind_of(channel) == Kind::full_size) {
    // More than one only where both sides rise and nothing wraps.
    c.address += (units - 1) * unit_of(channel);
    c.target += (units - 1) * unit_of(channel);
    step(channel, c.address, true);
    step(channel, c.target, false);
  } else {
    step(channel, c.address, !control(channel, kToMemory));
  }
  const bool halves = c.moved == c.count / 2 && control(channel, kHalfEnable);
  if (halves) raise(channel, kHalfDone);
  if (c.moved == c.count) finish(channel);
}

void Dma::finish(unsigned channel) {
  Channel& c = *channels_[channel];
  const bool again = kind_of(channel) == Kind::half_size && (at(kCount, channel) & kReload) != 0;
  if (again) {
    c.moved = 0;
    c.address = at(kMemory, channel);
    at(kRemaining, channel) = c.count;
  } else {
    c.running = false;
  }
  if (control(channel, dma_registers::kInterruptEnable)) raise(channel, kDone);
}

bool Dma::refused(unsigned channel, std::uint32_t address, bool is_write, bool is_register) {
  if ((refusals_named_ >> channel & 1U) != 0) return false;
  refusals_named_ |= 1U << channel;
  warn(channel,
       fmt::format("cannot {} 0x{:08X}: {} is there, which the DMA does not reach, and nothing "
                   "moves; {}",
                   is_write ? "write" : "read", address, DmaPort::obstacle(address, is_write),
                   is_register ? "FIXADDR is to hold the address of a peripheral's register"
                               : "place the buffer in SYSRAM (0x22000000)"));
  return false;
}

}  // namespace armillary::soc
