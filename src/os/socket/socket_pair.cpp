// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/socket/socket_pair.h"

#include <algorithm>

#include "os/abi/errno.h"
#include "os/abi/sockets.h"
#include "os/task.h"

namespace armillary::os {

PairSocket::PairSocket(SocketKind kind, std::uint32_t flags)
    : SocketFile(flags | kOReadWrite), options_(kind) {}

PairSocket::~PairSocket() {
  if (peer_ == nullptr) return;
  peer_->peer_ = nullptr;
  peer_->ended_ = true;
  peer_->waiters().wake(kEpollIn | kEpollHup | kEpollReadHup);
}

std::pair<std::shared_ptr<SocketFile>, std::shared_ptr<SocketFile>> PairSocket::make(
    std::uint32_t type, std::uint32_t flags) {
  auto first = std::make_shared<PairSocket>(SocketKind{kAfUnix, type, 0}, flags);
  auto second = std::make_shared<PairSocket>(SocketKind{kAfUnix, type, 0}, flags);
  first->peer_ = second.get();
  second->peer_ = first.get();
  return {std::move(first), std::move(second)};
}

bool PairSocket::keeps_message_borders() const { return options_.kind().type != kSockStream; }

SysResult PairSocket::receive_bytes(std::span<std::byte> out, bool peek, std::size_t& length) {
  if (received_.empty()) return ended_ || peer_ == nullptr ? 0 : -kEAGAIN;
  if (keeps_message_borders()) {
    const std::vector<std::byte>& message = received_.front();
    length = message.size();
    const std::size_t count = std::min(out.size(), length);
    std::copy_n(message.begin(), count, out.begin());
    if (!peek) {
      received_bytes_ -= length;
      received_.pop_front();
    }
    if (!peek && peer_ != nullptr) peer_->waiters().wake(kEpollOut);
    return static_cast<SysResult>(count);
  }
  std::size_t count = 0;
  for (std::size_t i = 0; i < received_.size() && count < out.size();) {
    std::vector<std::byte>& piece = received_[i];
    const std::size_t part = std::min(out.size() - count, piece.size());
    std::copy_n(piece.begin(), part, out.begin() + static_cast<std::ptrdiff_t>(count));
    count += part;
    if (peek) {
      ++i;
    } else if (part == piece.size()) {
      received_.pop_front();
    } else {
      piece.erase(piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(part));
    }
  }
  if (!peek) {
    received_bytes_ -= count;
    if (peer_ != nullptr) peer_->waiters().wake(kEpollOut);
  }
  length = count;
  return static_cast<SysResult>(count);
}

SysResult PairSocket::read(std::span<std::byte> out) {
  std::size_t length = 0;
  return out.empty() ? 0 : receive_bytes(out, false, length);
}

SysResult PairSocket::write(std::span<const std::byte> in) {
  if (peer_ == nullptr || shut_write_) return -kEPIPE;
  if (keeps_message_borders() && in.size() > kBuffer) return -kEMSGSIZE;
  const std::size_t free = kBuffer - std::min(kBuffer, peer_->received_bytes_);
  if (keeps_message_borders() ? in.size() > free : !in.empty() && free == 0) return -kEAGAIN;
  const std::size_t count = std::min(in.size(), free);
  if (count == 0 && !keeps_message_borders()) return 0;
  peer_->received_.emplace_back(in.begin(), in.begin() + static_cast<std::ptrdiff_t>(count));
  peer_->received_bytes_ += count;
  peer_->waiters().wake(kEpollIn);
  return static_cast<SysResult>(count);
}

SysResult PairSocket::send(Task& /*task*/, const SocketMessage& message, std::uint32_t /*flags*/) {
  if (!message.address.empty()) return -kEISCONN;
  return write(message.data);
}

SysResult PairSocket::receive(SocketMessage& message, std::uint32_t flags) {
  std::size_t length = 0;
  const SysResult count = receive_bytes(message.data, (flags & kMsgPeek) != 0, length);
  if (count < 0) return count;
  message.data.resize(static_cast<std::size_t>(count));
  message.address.clear();
  message.control.clear();
  message.flags = length > message.data.size() ? kMsgTruncated : 0;
  return (flags & kMsgTruncated) != 0 ? static_cast<SysResult>(length) : count;
}

std::uint32_t PairSocket::poll() const {
  std::uint32_t events = 0;
  if (!received_.empty() || ended_) events |= kEpollIn | kEpollReadNormal;
  if (ended_) events |= kEpollReadHup;
  if (peer_ == nullptr) return events | kEpollHup | kEpollOut;
  if (peer_->received_bytes_ < kBuffer) events |= kEpollOut | kEpollWriteNormal;
  return events;
}

OsResult<Stat> PairSocket::stat() const {
  Stat stat;
  stat.mode = kModeSocket | 0777;
  return stat;
}

SysResult PairSocket::ioctl(Task& task, std::uint32_t request, std::uint32_t argument) {
  if (request != kFionRead) return SocketFile::ioctl(task, request, argument);
  const auto value = static_cast<std::uint32_t>(
      keeps_message_borders() && !received_.empty() ? received_.front().size() : received_bytes_);
  return task.memory().put(argument, value) ? 0 : -kEFAULT;
}

SysResult PairSocket::bind(Task& /*task*/, std::span<const std::byte> /*address*/) {
  return -kEOPNOTSUPP;
}
SysResult PairSocket::connect(Task& /*task*/, std::span<const std::byte> /*address*/) {
  return -kEISCONN;
}
SysResult PairSocket::listen(Task& /*task*/, int /*backlog*/) { return -kEINVAL; }
OsResult<std::shared_ptr<SocketFile>> PairSocket::accept(std::uint32_t /*flags*/) {
  return os_failure(kEINVAL);
}

OsResult<std::vector<std::byte>> PairSocket::local_address() const {
  return std::vector<std::byte>{std::byte{kAfUnix}, std::byte{0}};
}
OsResult<std::vector<std::byte>> PairSocket::peer_address() const { return local_address(); }

SysResult PairSocket::shutdown(int how) {
  if (how < kShutRead || how > kShutBoth) return -kEINVAL;
  if (how != kShutRead) {
    shut_write_ = true;
    if (peer_ != nullptr) {
      peer_->ended_ = true;
      peer_->waiters().wake(kEpollIn | kEpollReadHup);
    }
  }
  if (how != kShutWrite) {
    ended_ = true;
    waiters().wake(kEpollIn | kEpollReadHup);
  }
  return 0;
}

SysResult PairSocket::set_option(Task& /*task*/, int level, int name,
                                 std::span<const std::byte> value) {
  return level == kLevelSocket ? options_.set(level, name, value) : -kEOPNOTSUPP;
}

OsResult<std::vector<std::byte>> PairSocket::option(int level, int name, std::size_t size) {
  if (level != kLevelSocket) return os_failure(kEOPNOTSUPP);
  if (name == kSoError) return option_bytes(0, size);
  return options_.get(level, name, size);
}

}  // namespace armillary::os
