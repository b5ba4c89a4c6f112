// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/socket/socket_options.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "os/abi/errno.h"
#include "os/abi/sockets.h"

namespace armillary::os {

namespace {

struct KnownOption {
  int level, name;
  std::uint32_t initial;
};

/// Kept as numbers. The buffers' sizes are those of a Linux with little memory.
constexpr std::array kKept{
    KnownOption{kLevelSocket, kSoReuseAddress, 0},
    KnownOption{kLevelSocket, kSoBroadcast, 0},
    KnownOption{kLevelSocket, kSoSendBuffer, 16384},
    KnownOption{kLevelSocket, kSoReceiveBuffer, 16384},
    KnownOption{kLevelSocket, kSoKeepAlive, 0},
    KnownOption{kLevelSocket, kSoLinger, 0},
    KnownOption{kLevelSocket, kSoReusePort, 0},
    KnownOption{kLevelIp, 1, 0},      // IP_TOS
    KnownOption{kLevelIp, 2, 64},     // IP_TTL
    KnownOption{kLevelTcp, 1, 0},     // TCP_NODELAY
    KnownOption{kLevelTcp, 4, 7200},  // TCP_KEEPIDLE
    KnownOption{kLevelTcp, 5, 75},    // TCP_KEEPINTVL
    KnownOption{kLevelTcp, 6, 9},     // TCP_KEEPCNT
    KnownOption{kLevelTcp, 18, 0},    // TCP_USER_TIMEOUT
};

const KnownOption* find(int level, int name) {
  const auto* found = std::ranges::find_if(
      kKept, [&](const KnownOption& known) { return known.level == level && known.name == name; });
  return found == kKept.end() ? nullptr : found;
}

bool is_timeout(int name) {
  return name == kSoReceiveTimeout || name == kSoSendTimeout || name == kSoReceiveTimeoutOld ||
         name == kSoSendTimeoutOld;
}

bool is_receive(int name) { return name == kSoReceiveTimeout || name == kSoReceiveTimeoutOld; }
bool is_old(int name) { return name == kSoReceiveTimeoutOld || name == kSoSendTimeoutOld; }

/// struct timeval with members of type T.
template <class T>
std::vector<std::byte> timeval_bytes(std::int64_t ns, std::size_t size) {
  const std::array<T, 2> parts{static_cast<T>(ns / 1'000'000'000),
                               static_cast<T>(ns % 1'000'000'000 / 1000)};
  const auto bytes = std::as_bytes(std::span(parts));
  return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(std::min(size, bytes.size()))};
}

template <class T>
OsResult<std::int64_t> read_timeval(std::span<const std::byte> value) {
  std::array<T, 2> parts{};
  if (value.size() < sizeof(parts)) return os_failure(kEINVAL);
  std::memcpy(parts.data(), value.data(), sizeof(parts));
  constexpr T kMicroseconds = 1'000'000;
  if (parts[1] < 0 || parts[1] >= kMicroseconds) return os_failure(kEDOM);
  // Linux takes a negative time for none; what no clock reaches waits for ever, too.
  constexpr std::int64_t kLongest = 1'000'000'000;
  if (parts[0] < 0 || parts[0] > kLongest) return 0;
  return std::int64_t{parts[0]} * 1'000'000'000 + std::int64_t{parts[1]} * 1000;
}

}  // namespace

std::vector<std::byte> option_bytes(std::uint32_t value, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(&value, 1));
  return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(std::min(size, bytes.size()))};
}

SysResult SocketOptions::set_timeout(int name, std::span<const std::byte> value) {
  const auto ns =
      is_old(name) ? read_timeval<std::int32_t>(value) : read_timeval<std::int64_t>(value);
  if (!ns) return -ns.error();
  (is_receive(name) ? receive_timeout_ : send_timeout_) = *ns;
  return 0;
}

SysResult SocketOptions::set(int level, int name, std::span<const std::byte> value) {
  if (level == kLevelSocket && is_timeout(name)) return set_timeout(name, value);
  if (find(level, name) == nullptr) return -kENOPROTOOPT;
  std::uint32_t number = 0;
  if (value.size() < sizeof(number)) return -kEINVAL;
  std::memcpy(&number, value.data(), sizeof(number));
  values_[{level, name}] = number;
  return 0;
}

OsResult<std::vector<std::byte>> SocketOptions::get(int level, int name, std::size_t size) const {
  if (level == kLevelSocket) {
    if (is_timeout(name)) {
      const std::int64_t ns = is_receive(name) ? receive_timeout_ : send_timeout_;
      return is_old(name) ? timeval_bytes<std::int32_t>(ns, size)
                          : timeval_bytes<std::int64_t>(ns, size);
    }
    if (name == kSoType) return option_bytes(kind_.type, size);
    if (name == kSoDomain) return option_bytes(kind_.family, size);
    if (name == kSoProtocol) return option_bytes(kind_.protocol, size);
  }
  const KnownOption* known = find(level, name);
  if (known == nullptr) return os_failure(kENOPROTOOPT);
  const auto kept = values_.find({level, name});
  return option_bytes(kept == values_.end() ? known->initial : kept->second, size);
}

}  // namespace armillary::os
