// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>
#include <vector>

#include "os/call.h"
#include "os/kernel.h"
#include "os/syscalls/families.h"

namespace armillary::os {

namespace {

constexpr std::uint32_t kMostPolled = 1024;

/// struct pollfd.
struct PollEntry {
  std::int32_t descriptor = -1;
  std::int16_t events = 0;
  std::int16_t answer = 0;
};
static_assert(sizeof(PollEntry) == 8);

SysResult do_poll(Call& call) {
  const std::uint32_t address = call.arg(0), count = call.arg(1);
  if (count > kMostPolled) return -kEINVAL;
  std::vector<PollEntry> entries(count);
  if (!call.memory().copy_in(address, std::as_writable_bytes(std::span(entries)))) return -kEFAULT;
  std::int32_t ready = 0;
  for (PollEntry& entry : entries) {
    entry.answer = 0;
    if (entry.descriptor < 0) continue;
    const std::shared_ptr<File> file = call.process().files().get(entry.descriptor);
    std::uint32_t bits = kPollInvalid;
    if (file) {
      const auto wanted = static_cast<std::uint16_t>(entry.events);
      bits = file->poll() & (wanted | kEpollErr | kEpollHup) & 0xffff;
    }
    entry.answer = static_cast<std::int16_t>(bits);
    if (bits != 0) ++ready;
  }
  if (ready == 0 && !call.deadline_passed()) {
    if (call.interrupted()) return -kEINTR;
    for (const PollEntry& entry : entries) {
      if (entry.descriptor < 0) continue;
      if (const auto file = call.process().files().get(entry.descriptor)) {
        call.wait_on(file->waiters());
      }
    }
    return call.block(Restart::never);
  }
  if (!call.memory().copy_out(address, std::as_bytes(std::span(entries)))) return -kEFAULT;
  return ready;
}

SysResult sys_poll(Call& call) {
  if (call.first_try() && call.signed_arg(2) >= 0) {
    call.set_timeout(std::chrono::milliseconds(call.signed_arg(2)));
  }
  return do_poll(call);
}

/// The signal mask of ppoll and pselect6. EFAULT or EINVAL.
SysResult take_mask(Call& call, std::uint32_t address, std::uint32_t size) {
  if (address == 0) return 0;
  SignalSet mask = 0;
  if (size != 8) return -kEINVAL;
  if (!call.memory().get(address, mask)) return -kEFAULT;
  call.use_signal_mask(mask);
  return 0;
}

SysResult ppoll(Call& call, bool time64) {
  if (call.first_try()) {
    const auto timeout = call.read_timeout(call.arg(2), time64);
    if (!timeout) return -timeout.error();
    if (const SysResult mask = take_mask(call, call.arg(3), call.arg(4)); mask != 0) return mask;
    if (*timeout) call.set_timeout(**timeout);
  }
  return do_poll(call);
}
SysResult sys_ppoll(Call& call) { return ppoll(call, false); }
SysResult sys_ppoll64(Call& call) { return ppoll(call, true); }

/// The three sets of select(2) as bits.
using FdSet = std::array<std::uint32_t, 32>;

SysResult do_select(Call& call) {
  static constexpr std::array<std::uint32_t, 3> kKinds{kEpollIn | kEpollHup | kEpollErr,
                                                       kEpollOut | kEpollErr, kEpollPri};
  const std::int32_t count = call.signed_arg(0);
  if (count < 0) return -kEINVAL;
  const auto end = static_cast<std::uint32_t>(std::min(count, 1024));
  const std::uint32_t bytes = (end + 31) / 32 * 4;
  std::array<FdSet, 3> wanted{}, found{};
  for (unsigned kind = 0; kind < 3; ++kind) {
    if (call.arg(1 + kind) == 0) continue;
    const auto room = std::as_writable_bytes(std::span(wanted[kind])).first(bytes);
    if (!call.memory().copy_in(call.arg(1 + kind), room)) return -kEFAULT;
  }
  std::int32_t ready = 0;
  std::vector<std::shared_ptr<File>> files;
  for (std::uint32_t descriptor = 0; descriptor < end; ++descriptor) {
    const std::uint32_t bit = 1U << (descriptor % 32);
    const std::size_t word = descriptor / 32;
    if (((wanted[0][word] | wanted[1][word] | wanted[2][word]) & bit) == 0) continue;
    std::shared_ptr<File> file = call.file(descriptor);
    if (!file) return -kEBADF;
    const std::uint32_t now = file->poll();
    for (unsigned kind = 0; kind < 3; ++kind) {
      if ((wanted[kind][word] & bit) == 0 || (now & kKinds[kind]) == 0) continue;
      found[kind][word] |= bit;
      ++ready;
    }
    files.push_back(std::move(file));
  }
  if (ready == 0 && !call.deadline_passed()) {
    if (call.interrupted()) return -kEINTR;
    for (const auto& file : files) call.wait_on(file->waiters());
    return call.block(Restart::never);
  }
  for (unsigned kind = 0; kind < 3; ++kind) {
    if (call.arg(1 + kind) == 0) continue;
    const auto answer = std::as_bytes(std::span(found[kind])).first(bytes);
    if (!call.memory().copy_out(call.arg(1 + kind), answer)) return -kEFAULT;
  }
  return ready;
}

SysResult sys_select(Call& call) {
  if (call.first_try() && call.arg(4) != 0) {
    std::array<std::int32_t, 2> raw{};
    if (!call.memory().get(call.arg(4), raw)) return -kEFAULT;
    if (raw[0] < 0 || raw[1] < 0) return -kEINVAL;
    call.set_timeout(std::chrono::seconds(raw[0]) + std::chrono::microseconds(raw[1]));
  }
  return do_select(call);
}

SysResult pselect(Call& call, bool time64) {
  if (call.first_try()) {
    const auto timeout = call.read_timeout(call.arg(4), time64);
    if (!timeout) return -timeout.error();
    if (call.arg(5) != 0) {
      std::array<std::uint32_t, 2> mask{};
      if (!call.memory().get(call.arg(5), mask)) return -kEFAULT;
      if (const SysResult taken = take_mask(call, mask[0], mask[1]); taken != 0) return taken;
    }
    if (*timeout) call.set_timeout(**timeout);
  }
  return do_select(call);
}
SysResult sys_pselect6(Call& call) { return pselect(call, false); }
SysResult sys_pselect664(Call& call) { return pselect(call, true); }

constexpr SyscallEntry kTable[] = {
    {142, "_newselect", sys_select},          {168, "poll", sys_poll},
    {335, "pselect6", sys_pselect6},          {336, "ppoll", sys_ppoll},
    {413, "pselect6_time64", sys_pselect664}, {414, "ppoll_time64", sys_ppoll64},
};

}  // namespace

SyscallFamily poll_syscalls() { return kTable; }

}  // namespace armillary::os
