// SPDX-License-Identifier: GPL-2.0-or-later
//
// os/intercore/ holds the link between the A7's apps and the firmware on the IO cores: the codec of
// the shared rings (ring.h), the kernel's driver of one core (channel.h), the rules about who may
// talk to whom and the AF_AZSPIO sockets (azspio.h). The protocol is that of the 19.09 kernel
// (drivers io_core_comm, net/azspio) and of the public firmware drivers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "base/guid.h"

namespace armillary::os {

/// One of the two buffers of a channel. Each side writes one buffer and reads the other. A buffer
/// starts with a header that only its writer touches:
///   0x00  write position in this buffer's data area
///   0x04  read position in the OTHER buffer's data area
///   0x40  data area, to the end
/// Positions are offsets in the data area, multiples of 16, always below its size.
class RingMemory {
 public:
  virtual ~RingMemory() = default;
  /// Bytes of the whole buffer, header included; a power of two of at least 128.
  [[nodiscard]] virtual std::uint32_t size() const = 0;
  /// `offset` counts from the start of the header; offset + length <= size().
  virtual void read(std::uint32_t offset, std::span<std::byte> out) const = 0;
  virtual void write(std::uint32_t offset, std::span<const std::byte> data) = 0;
};

inline constexpr std::uint32_t kRingHeaderSize = 64;
inline constexpr std::uint32_t kRingAlignment = 16;
/// The size word, the component id and the reserved word in front of a payload.
inline constexpr std::uint32_t kRingBlockOverhead = 24;
/// A block's size word counts all but itself.
inline constexpr std::uint32_t kRingSizeWord = 4;
/// The longest payload that the A7 takes; a longer block halts the channel.
inline constexpr std::uint32_t kMaxIntercorePayload = 1024;

/// One message. In the buffer that the firmware writes `component` is the destination, in the one
/// that it reads it is the sender: always the high-level app's id.
struct RingMessage {
  Guid component;
  std::vector<std::byte> payload;
};

/// What the other side wrote that no correct side writes. The channel cannot go on.
struct RingFault {
  enum class Kind : std::uint8_t {
    position_range,      ///< a position outside the data area
    position_alignment,  ///< a position that is not a multiple of 16
    block_too_large,     ///< a block of more than 1024 + 20 bytes
    block_too_small,     ///< a block that cannot hold a component id
    block_incomplete,    ///< a block that is longer than what has been written
  };
  Kind kind = Kind::position_range;
  std::uint32_t value = 0;  ///< the position or the block size found
  std::uint32_t limit = 0;  ///< what it was checked against

  /// A sentence without a full stop: "write position 5000 lies outside the 4032 bytes of data".
  [[nodiscard]] std::string describe() const;
};

/// The writing end of one buffer. Starts with empty buffers (both zeroed by the A7).
class RingWriter {
 public:
  /// `own` is written; `peer` holds the other side's read position. Both must outlive the writer.
  RingWriter(RingMemory& own, const RingMemory& peer) : own_(own), peer_(peer) {}

  /// True when it was written, false when there is no room yet.
  tl::expected<bool, RingFault> write(const Guid& component, std::span<const std::byte> payload);
  /// Free bytes in the data area; one slot of 16 bytes always stays free.
  [[nodiscard]] tl::expected<std::uint32_t, RingFault> free_bytes() const;
  /// Back to the start, for buffers that have been zeroed again.
  void restart() { position_ = 0; }

 private:
  RingMemory& own_;
  const RingMemory& peer_;
  std::uint32_t position_ = 0;
};

/// The reading end of one buffer.
class RingReader {
 public:
  /// `peer` is read; the read position goes into the header of `own`. Both must outlive the reader.
  RingReader(RingMemory& own, const RingMemory& peer) : own_(own), peer_(peer) {}

  /// Takes the next message out of the ring; nothing when it is empty. After a fault nothing is
  /// consumed, and the next call finds the same fault.
  tl::expected<std::optional<RingMessage>, RingFault> read();
  void restart() { position_ = 0; }

 private:
  void read_wrapped(std::uint32_t position, std::span<std::byte> out) const;

  RingMemory& own_;
  const RingMemory& peer_;
  std::uint32_t position_ = 0;
};

}  // namespace armillary::os
