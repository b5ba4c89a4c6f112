// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/socket/inet_address.h"

#include <cstdint>
#include <cstring>

#include "os/abi/errno.h"
#include "os/abi/sockets.h"

namespace armillary::os {

namespace {

constexpr std::size_t kSize = 16;  // family, port, address, 8 bytes of padding

std::uint32_t at(std::span<const std::byte> bytes, std::size_t index) {
  return std::to_integer<std::uint32_t>(bytes[index]);
}

std::uint16_t family_of(std::span<const std::byte> address) {
  return static_cast<std::uint16_t>(at(address, 0) | at(address, 1) << 8);
}

}  // namespace

OsResult<net::Endpoint> read_inet_address(std::span<const std::byte> address) {
  if (address.size() < kSize) return os_failure(kEINVAL);
  if (family_of(address) != kAfInet) return os_failure(kEAFNOSUPPORT);
  return net::Endpoint{net::Ipv4Address(at(address, 4) << 24 | at(address, 5) << 16 |
                                        at(address, 6) << 8 | at(address, 7)),
                       static_cast<std::uint16_t>(at(address, 2) << 8 | at(address, 3))};
}

std::vector<std::byte> inet_address(net::Endpoint endpoint) {
  std::vector<std::byte> bytes(kSize);
  const std::uint32_t address = endpoint.address.value();
  bytes[0] = std::byte{kAfInet};
  bytes[2] = static_cast<std::byte>(endpoint.port >> 8);
  bytes[3] = static_cast<std::byte>(endpoint.port & 0xff);
  for (std::size_t i = 0; i < 4; ++i) {
    bytes[4 + i] = static_cast<std::byte>(address >> (24 - 8 * i) & 0xff);
  }
  return bytes;
}

bool is_unspecified(std::span<const std::byte> address) {
  return address.size() >= 2 && family_of(address) == kAfUnspecified;
}

}  // namespace armillary::os
