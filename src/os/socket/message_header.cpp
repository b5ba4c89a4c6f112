// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/socket/message_header.h"

#include <algorithm>
#include <array>

#include "os/abi/errno.h"

namespace armillary::os {

OsResult<MessageHeader> MessageHeader::read(GuestMemory& memory, std::uint32_t address) {
  // name, namelen, iov, iovlen, control, controllen, flags
  std::array<std::uint32_t, 7> raw{};
  if (!memory.get(address, raw)) return os_failure(kEFAULT);
  if (raw[3] > kMostParts) return os_failure(kEMSGSIZE);
  MessageHeader header;
  header.name = raw[0];
  header.name_length = raw[0] == 0 ? 0 : raw[1];
  header.control = raw[4];
  header.control_length = raw[5];
  for (std::uint32_t i = 0; i < raw[3]; ++i) {
    std::array<std::uint32_t, 2> part{};
    if (!memory.get(raw[2] + i * 8, part)) return os_failure(kEFAULT);
    if (static_cast<std::int32_t>(part[1]) < 0) return os_failure(kEINVAL);
    header.parts.push_back({part[0], part[1]});
  }
  return header;
}

std::size_t MessageHeader::size() const {
  std::size_t total = 0;
  for (const Part& part : parts) total += part.length;
  return std::min(total, kMostBytes);
}

bool MessageHeader::gather(GuestMemory& memory, std::span<std::byte> bytes) const {
  for (const Part& part : parts) {
    const std::size_t count = std::min<std::size_t>(part.length, bytes.size());
    if (!memory.copy_in(part.address, bytes.first(count))) return false;
    bytes = bytes.subspan(count);
  }
  return true;
}

bool MessageHeader::scatter(GuestMemory& memory, std::span<const std::byte> bytes) const {
  for (const Part& part : parts) {
    const std::size_t count = std::min<std::size_t>(part.length, bytes.size());
    if (!memory.copy_out(part.address, bytes.first(count))) return false;
    bytes = bytes.subspan(count);
  }
  return true;
}

}  // namespace armillary::os
