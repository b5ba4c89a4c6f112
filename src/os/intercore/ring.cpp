// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/intercore/ring.h"

#include <algorithm>

#include <fmt/format.h>

namespace armillary::os {

namespace {

constexpr std::uint32_t kWritePosition = 0x00;
constexpr std::uint32_t kReadPosition = 0x04;
constexpr std::uint32_t kComponentBytes = 16;

constexpr std::uint32_t align_up(std::uint32_t value) {
  return (value + kRingAlignment - 1) / kRingAlignment * kRingAlignment;
}

std::uint32_t data_size(const RingMemory& memory) { return memory.size() - kRingHeaderSize; }

std::uint32_t load_word(const RingMemory& memory, std::uint32_t offset) {
  std::array<std::byte, 4> bytes{};
  memory.read(offset, bytes);
  std::uint32_t value = 0;
  for (unsigned i = 0; i < bytes.size(); ++i) {
    value |= std::to_integer<std::uint32_t>(bytes[i]) << (8 * i);
  }
  return value;
}

void put_word(std::span<std::byte> out, std::uint32_t value) {
  for (unsigned i = 0; i < 4; ++i) out[i] = static_cast<std::byte>(value >> (8 * i));
}

void store_word(RingMemory& memory, std::uint32_t offset, std::uint32_t value) {
  std::array<std::byte, 4> bytes{};
  put_word(bytes, value);
  memory.write(offset, bytes);
}

std::optional<RingFault> check_position(std::uint32_t position, std::uint32_t size) {
  if (position >= size) return RingFault{RingFault::Kind::position_range, position, size};
  if (position % kRingAlignment != 0) {
    return RingFault{RingFault::Kind::position_alignment, position, kRingAlignment};
  }
  return std::nullopt;
}

}  // namespace

std::string RingFault::describe() const {
  switch (kind) {
    case Kind::position_range:
      return fmt::format("position {} lies outside the {} bytes of data", value, limit);
    case Kind::position_alignment:
      return fmt::format("position {} is not a multiple of {}", value, limit);
    case Kind::block_too_large:
      return fmt::format("a block of {} bytes, more than the {} allowed", value, limit);
    case Kind::block_too_small:
      return fmt::format("a block of {} bytes, less than the {} of its header", value, limit);
    case Kind::block_incomplete:
      return fmt::format("a block of {} bytes where only {} are written", value, limit);
  }
  return "an unknown fault";
}

tl::expected<std::uint32_t, RingFault> RingWriter::free_bytes() const {
  const std::uint32_t size = data_size(own_);
  const std::uint32_t read = load_word(peer_, kReadPosition);
  if (const auto fault = check_position(read, size)) return tl::unexpected(*fault);
  const std::uint32_t used = (position_ + size - read) % size;
  return size - kRingAlignment - used;
}

tl::expected<bool, RingFault> RingWriter::write(const Guid& component,
                                                std::span<const std::byte> payload) {
  const auto free = free_bytes();
  if (!free) return tl::unexpected(free.error());
  if (payload.size() > *free) return false;  // also keeps the sum below from overflowing
  const auto length = static_cast<std::uint32_t>(payload.size());
  const std::uint32_t needed = align_up(kRingBlockOverhead + length);
  if (needed > *free) return false;

  std::vector<std::byte> block(kRingBlockOverhead + length);
  put_word(block, kRingBlockOverhead - kRingSizeWord + length);
  std::ranges::transform(component.bytes(), block.begin() + kRingSizeWord,
                         [](std::uint8_t b) { return std::byte{b}; });
  std::ranges::copy(payload, block.begin() + kRingBlockOverhead);

  const std::uint32_t size = data_size(own_);
  const std::size_t first = std::min<std::size_t>(block.size(), size - position_);
  own_.write(kRingHeaderSize + position_, std::span(block).first(first));
  if (first < block.size()) own_.write(kRingHeaderSize, std::span(block).subspan(first));
  position_ = (position_ + needed) % size;
  store_word(own_, kWritePosition, position_);
  return true;
}

void RingReader::read_wrapped(std::uint32_t position, std::span<std::byte> out) const {
  const std::uint32_t size = data_size(peer_);
  const std::uint32_t start = position % size;
  const std::size_t first = std::min<std::size_t>(out.size(), size - start);
  peer_.read(kRingHeaderSize + start, out.first(first));
  if (first < out.size()) peer_.read(kRingHeaderSize, out.subspan(first));
}

tl::expected<std::optional<RingMessage>, RingFault> RingReader::read() {
  const std::uint32_t size = data_size(peer_);
  const std::uint32_t written = load_word(peer_, kWritePosition);
  if (const auto fault = check_position(written, size)) return tl::unexpected(*fault);
  const std::uint32_t used = (written + size - position_) % size;
  if (used < kRingSizeWord) return std::nullopt;

  // The size word never wraps: blocks start at multiples of 16, and the data area is one, too.
  const std::uint32_t block = load_word(peer_, kRingHeaderSize + position_);
  constexpr std::uint32_t kLargest = kMaxIntercorePayload + kRingBlockOverhead - kRingSizeWord;
  constexpr std::uint32_t kSmallest = kRingBlockOverhead - kRingSizeWord;
  using Kind = RingFault::Kind;
  if (block > kLargest) return tl::unexpected(RingFault{Kind::block_too_large, block, kLargest});
  if (block < kSmallest) return tl::unexpected(RingFault{Kind::block_too_small, block, kSmallest});
  if (kRingSizeWord + block > used) {
    return tl::unexpected(RingFault{Kind::block_incomplete, block, used - kRingSizeWord});
  }

  RingMessage message;
  std::array<std::byte, kComponentBytes> id{};
  read_wrapped(position_ + kRingSizeWord, id);
  message.component = Guid(std::span<const std::byte, kComponentBytes>(id));
  message.payload.resize(block - kSmallest);
  read_wrapped(position_ + kRingBlockOverhead, message.payload);
  position_ = (position_ + align_up(kRingSizeWord + block)) % size;
  store_word(own_, kReadPosition, position_);
  return message;
}

}  // namespace armillary::os
