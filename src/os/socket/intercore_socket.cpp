// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/socket/intercore_socket.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "os/abi/errno.h"
#include "os/abi/sockets.h"
#include "os/app.h"
#include "os/process.h"
#include "os/task.h"

namespace armillary::os {

namespace {

/// struct sockaddr_azspio: family, port (0), component id.
constexpr std::size_t kAddressSize = 20, kIdOffset = 4;

std::vector<std::byte> address_of(const Guid& component) {
  std::vector<std::byte> bytes(kAddressSize);
  bytes[0] = std::byte{kAfAzspio};
  std::memcpy(bytes.data() + kIdOffset, component.bytes().data(), component.bytes().size());
  return bytes;
}

OsResult<Guid> read_address(std::span<const std::byte> address) {
  if (address.size() < kAddressSize) return os_failure(kEINVAL);
  std::uint16_t family = 0;
  std::memcpy(&family, address.data(), sizeof(family));
  if (family != kAfAzspio) return os_failure(kEAFNOSUPPORT);
  return Guid(std::span<const std::byte, 16>(address.subspan(kIdOffset, 16)));
}

}  // namespace

IntercoreSocket::IntercoreSocket(IntercoreSwitch& cores, std::uint32_t flags)
    : SocketFile(flags | kOReadWrite), cores_(cores), options_({kAfAzspio, kSockDatagram, 0}) {}

IntercoreSocket::~IntercoreSocket() {
  if (connected_) cores_.disconnect(app_, firmware_);
}

SysResult IntercoreSocket::bind(Task& task, std::span<const std::byte> address) {
  const auto wanted = read_address(address);
  if (!wanted) return -wanted.error();
  const App* app = task.process().app();
  if (app == nullptr || *wanted != app->spec().component_id) return -kEACCES;
  if (bound_) return -kEINVAL;
  app_ = *wanted;
  bound_ = true;
  return 0;
}

SysResult IntercoreSocket::connect(Task& task, std::span<const std::byte> address) {
  const auto peer = read_address(address);
  if (!peer) return -peer.error();
  const App* app = task.process().app();
  if (app == nullptr) return -kEPERM;
  const auto& allowed = app->spec().capabilities.allowed_application_connections;
  const Guid self = app->spec().component_id;
  if (std::ranges::find(allowed, *peer) == allowed.end() || !cores_.allows(self, *peer)) {
    return -kEPERM;
  }
  if (connected_) return -kEISCONN;
  if (!cores_.connect(self, *peer, *this)) return -kEADDRINUSE;
  app_ = self;
  firmware_ = *peer;
  bound_ = connected_ = true;
  waiters().wake(kEpollOut);
  return 0;
}

OsResult<std::vector<std::byte>> IntercoreSocket::local_address() const { return address_of(app_); }

OsResult<std::vector<std::byte>> IntercoreSocket::peer_address() const {
  if (!connected_) return os_failure(kENOTCONN);
  return address_of(firmware_);
}

bool IntercoreSocket::deliver(std::span<const std::byte> payload) {
  received_.emplace_back(payload.begin(), payload.end());
  received_bytes_ += payload.size();
  waiters().wake(kEpollIn);
  return received_bytes_ < kBuffer;
}

SysResult IntercoreSocket::send_bytes(std::span<const std::byte> payload) {
  if (!connected_) return -kENOTCONN;
  if (payload.size() > kMaxIntercorePayload) return -kEMSGSIZE;
  IntercoreChannel* channel = cores_.channel(firmware_);
  if (channel == nullptr || !channel->running()) return -kECONNRESET;
  if (channel->queued_bytes() + payload.size() > kBuffer) return -kEAGAIN;
  if (!channel->send(app_, {payload.begin(), payload.end()})) return -kECONNRESET;
  return static_cast<SysResult>(payload.size());
}

SysResult IntercoreSocket::receive_bytes(std::span<std::byte> out, bool peek, std::size_t& length) {
  if (received_.empty()) {
    const IntercoreChannel* channel = connected_ ? cores_.channel(firmware_) : nullptr;
    if (connected_ && (channel == nullptr || !channel->running())) return -kECONNRESET;
    return -kEAGAIN;
  }
  const std::vector<std::byte>& message = received_.front();
  length = message.size();
  const std::size_t count = std::min(out.size(), length);
  std::copy_n(message.begin(), count, out.begin());
  if (!peek) {
    const bool was_full = received_bytes_ >= kBuffer;
    received_bytes_ -= length;
    received_.pop_front();
    if (was_full && received_bytes_ < kBuffer) cores_.resume(firmware_);
  }
  return static_cast<SysResult>(count);
}

SysResult IntercoreSocket::read(std::span<std::byte> out) {
  std::size_t length = 0;
  return receive_bytes(out, false, length);
}

SysResult IntercoreSocket::write(std::span<const std::byte> in) { return send_bytes(in); }

SysResult IntercoreSocket::send(Task& /*task*/, const SocketMessage& message, std::uint32_t flags) {
  // MSG_NOSIGNAL comes from libraries and asks for nothing here.
  if ((flags & ~(kMsgDontWait | kMsgNoSignal)) != 0) return -kEINVAL;
  if (!message.address.empty()) {
    const auto to = read_address(message.address);
    if (!to) return -to.error();
    if (!connected_ || *to != firmware_) return -kEPERM;
  }
  return send_bytes(message.data);
}

SysResult IntercoreSocket::receive(SocketMessage& message, std::uint32_t flags) {
  std::size_t length = 0;
  const SysResult count = receive_bytes(message.data, (flags & kMsgPeek) != 0, length);
  if (count < 0) return count;
  message.data.resize(static_cast<std::size_t>(count));
  message.address = address_of(firmware_);
  message.control.clear();
  message.flags = length > message.data.size() ? kMsgTruncated : 0;
  return (flags & kMsgTruncated) != 0 ? static_cast<SysResult>(length) : count;
}

std::uint32_t IntercoreSocket::poll() const {
  std::uint32_t events = received_.empty() ? 0 : kEpollIn | kEpollReadNormal;
  const IntercoreChannel* channel = connected_ ? cores_.channel(firmware_) : nullptr;
  if (channel == nullptr) return events | kEpollOut;
  if (!channel->running()) return events | kEpollErr | kEpollHup;
  if (channel->queued_bytes() + kMaxIntercorePayload <= kBuffer) {
    events |= kEpollOut | kEpollWriteNormal;
  }
  return events;
}

OsResult<Stat> IntercoreSocket::stat() const {
  Stat stat;
  stat.mode = kModeSocket | 0777;
  return stat;
}

SysResult IntercoreSocket::ioctl(Task& task, std::uint32_t request, std::uint32_t argument) {
  std::uint32_t value = 0;
  if (request == kFionRead) {
    value = received_.empty() ? 0 : static_cast<std::uint32_t>(received_.front().size());
  } else if (request == kTiocOutQueue) {
    const IntercoreChannel* channel = connected_ ? cores_.channel(firmware_) : nullptr;
    value = channel == nullptr ? 0 : static_cast<std::uint32_t>(channel->queued_bytes());
  } else {
    return SocketFile::ioctl(task, request, argument);
  }
  return task.memory().put(argument, value) ? 0 : -kEFAULT;
}

SysResult IntercoreSocket::set_option(Task& /*task*/, int level, int name,
                                      std::span<const std::byte> value) {
  return level == kLevelSocket ? options_.set(level, name, value) : -kENOPROTOOPT;
}

OsResult<std::vector<std::byte>> IntercoreSocket::option(int level, int name, std::size_t size) {
  if (level == kLevelSocket && name == kSoError) return option_bytes(0, size);
  return options_.get(level, name, size);
}

}  // namespace armillary::os
