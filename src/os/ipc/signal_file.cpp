// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/ipc/signal_file.h"

#include <algorithm>
#include <cstring>

namespace armillary::os {

namespace {

/// struct signalfd_siginfo.
struct Message {
  std::uint32_t signal = 0;
  std::int32_t error = 0, code = 0;
  std::uint32_t pid = 0, uid = 0;
  std::int32_t descriptor = 0;
  std::uint32_t timer = 0, band = 0, overrun = 0, trap = 0;
  std::int32_t status = 0, value = 0;
  std::uint64_t pointer = 0, user_time = 0, system_time = 0, address = 0;
  std::uint16_t address_bits = 0, padding2 = 0;
  std::int32_t syscall = 0;
  std::uint64_t call_address = 0;
  std::uint32_t architecture = 0;
  std::array<std::uint8_t, 28> padding{};
};
static_assert(sizeof(Message) == 128);

Message message_of(const SigInfo& info) {
  Message message;
  message.signal = static_cast<std::uint32_t>(info.signal);
  message.error = info.error;
  message.code = info.code;
  message.pid = static_cast<std::uint32_t>(info.pid);
  message.uid = info.uid;
  message.timer = static_cast<std::uint32_t>(info.timer);
  message.overrun = static_cast<std::uint32_t>(info.overrun);
  message.status = info.status;
  message.value = static_cast<std::int32_t>(info.value);
  message.pointer = info.value;
  message.address = info.address;
  return message;
}

}  // namespace

SignalFile::SignalFile(Process& process, SignalSet mask, std::uint32_t flags)
    : File(flags | kOReadOnly),
      process_(&process),
      mask_(mask & ~kUnblockable),
      link_([this](std::uint32_t events) {
        if ((events & WaitQueue::kGone) != 0) {
          process_ = nullptr;
        } else if (pending() != 0) {
          waiters().wake(kEpollIn);
        }
      }) {
  link_.connect(process.signal_waiters());
}

void SignalFile::set_mask(SignalSet mask) {
  mask_ = mask & ~kUnblockable;
  waiters().wake(poll());
}

SignalSet SignalFile::pending() const {
  if (process_ == nullptr) return 0;
  SignalSet all = process_->signals.pending();
  if (!process_->tasks.empty()) all |= process_->tasks.front()->signals.pending();
  return all & mask_;
}

SysResult SignalFile::read(std::span<std::byte> out) {
  if (out.size() < sizeof(Message)) return -kEINVAL;
  std::size_t done = 0;
  while (out.size() - done >= sizeof(Message) && pending() != 0) {
    std::optional<SigInfo> info;
    if (!process_->tasks.empty()) info = process_->tasks.front()->signals.take(mask_);
    if (!info) info = process_->signals.take(mask_);
    if (!info) break;
    const Message message = message_of(*info);
    std::memcpy(out.data() + done, &message, sizeof(message));
    done += sizeof(message);
  }
  return done == 0 ? -kEAGAIN : static_cast<SysResult>(done);
}

std::uint32_t SignalFile::poll() const { return pending() != 0 ? kEpollIn : 0; }

OsResult<Stat> SignalFile::stat() const {
  Stat stat;
  stat.mode = 0600;
  return stat;
}

}  // namespace armillary::os
