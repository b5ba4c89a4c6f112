// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "os/guest_memory.h"
#include "os/os_result.h"

namespace armillary::os {

/// struct msghdr of 32-bit ARM as a call has it, with its struct iovec array read. send, sendto,
/// recv and recvfrom are made into one as well.
struct MessageHeader {
  struct Part {
    std::uint32_t address = 0, length = 0;
  };
  std::uint32_t name = 0, name_length = 0;
  std::vector<Part> parts;
  std::uint32_t control = 0, control_length = 0;

  static constexpr std::uint32_t kMostParts = 1024;  // UIO_MAXIOV
  /// A datagram never holds more, and a stream takes the rest with the next call.
  static constexpr std::size_t kMostBytes = std::size_t{256} << 10;

  /// EFAULT, EINVAL (a negative length), EMSGSIZE (more than kMostParts).
  static OsResult<MessageHeader> read(GuestMemory& memory, std::uint32_t address);
  /// Of all parts, kMostBytes at most.
  [[nodiscard]] std::size_t size() const;
  /// False: a bad address.
  bool gather(GuestMemory& memory, std::span<std::byte> bytes) const;
  bool scatter(GuestMemory& memory, std::span<const std::byte> bytes) const;
};

}  // namespace armillary::os
