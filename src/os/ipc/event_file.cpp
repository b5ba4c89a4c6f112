// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/ipc/event_file.h"

#include <cstring>
#include <limits>

namespace armillary::os {

namespace {
constexpr std::uint64_t kLargest = std::numeric_limits<std::uint64_t>::max() - 1;
}

SysResult EventFile::read(std::span<std::byte> out) {
  if (out.size() < sizeof(value_)) return -kEINVAL;
  if (value_ == 0) return -kEAGAIN;
  const std::uint64_t given = semaphore_ ? 1 : value_;
  value_ -= given;
  std::memcpy(out.data(), &given, sizeof(given));
  waiters().wake(kEpollOut);
  return sizeof(given);
}

SysResult EventFile::write(std::span<const std::byte> in) {
  std::uint64_t added = 0;
  if (in.size() < sizeof(added)) return -kEINVAL;
  std::memcpy(&added, in.data(), sizeof(added));
  if (added > kLargest) return -kEINVAL;
  if (added > kLargest - value_) return -kEAGAIN;
  value_ += added;
  waiters().wake(kEpollIn);
  return sizeof(added);
}

std::uint32_t EventFile::poll() const {
  return (value_ > 0 ? kEpollIn : 0) | (value_ < kLargest ? kEpollOut : 0);
}

}  // namespace armillary::os
