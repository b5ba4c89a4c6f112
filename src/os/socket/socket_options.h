// SPDX-License-Identifier: GPL-2.0-or-later
//
// os/socket/ holds the sockets of the apps: TCP and UDP over the simulated network, AF_AZSPIO to
// the real-time cores, pairs of connected streams, and the system calls.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "os/os_result.h"

namespace armillary::os {

/// What socket(2) was asked for.
struct SocketKind {
  std::uint16_t family = 0;
  std::uint32_t type = 0;
  std::uint32_t protocol = 0;
};

/// The options that every socket has. Timeouts have their effect in the system calls; the others
/// are kept and told again, as they change nothing in the simulated network.
class SocketOptions {
 public:
  explicit SocketOptions(SocketKind kind) : kind_(kind) {}

  /// ENOPROTOOPT: not one of these. EINVAL: too short. EDOM: a timeout that is none.
  SysResult set(int level, int name, std::span<const std::byte> value);
  /// The value, cut to `size` bytes. SO_ERROR is the socket's own affair.
  [[nodiscard]] OsResult<std::vector<std::byte>> get(int level, int name, std::size_t size) const;

  [[nodiscard]] const SocketKind& kind() const { return kind_; }
  /// Nanoseconds; 0: wait for ever.
  [[nodiscard]] std::int64_t receive_timeout() const { return receive_timeout_; }
  [[nodiscard]] std::int64_t send_timeout() const { return send_timeout_; }

 private:
  SysResult set_timeout(int name, std::span<const std::byte> value);

  SocketKind kind_;
  std::map<std::pair<int, int>, std::uint32_t> values_;
  std::int64_t receive_timeout_ = 0, send_timeout_ = 0;
};

/// An option's value as the guest gets it.
std::vector<std::byte> option_bytes(std::uint32_t value, std::size_t size);

}  // namespace armillary::os
