// SPDX-License-Identifier: GPL-2.0-or-later
//
// What threads are built from: futexes, thread pointer, lists, yielding.
#include <array>

#include "os/call.h"
#include "os/futex.h"
#include "os/kernel.h"
#include "os/syscalls/families.h"

namespace armillary::os {

namespace {

// include/uapi/linux/futex.h
constexpr std::uint32_t kWait = 0, kWake = 1, kRequeue = 3, kCmpRequeue = 4, kWakeOp = 5,
                        kWaitBitset = 9, kWakeBitset = 10;
constexpr std::uint32_t kPrivate = 128, kClockRealtime = 256;

/// Private words go by address space and address, words in shared mappings by their frame, so that
/// processes meet there. EFAULT when there is no memory.
OsResult<FutexKey> key_of(Call& call, std::uint32_t address) {
  if ((address & 3) != 0) return os_failure(kEINVAL);
  AddressSpace& memory = call.process().memory();
  std::uint32_t word = 0;
  if (!memory.get(address, word)) return os_failure(kEFAULT);
  const auto* mapping = memory.find(address);
  if (mapping != nullptr && mapping->second.shared) {
    return FutexKey{0, FramePool::physical(memory.page(address).frame) | (address & kPageMask)};
  }
  return FutexKey{memory.id(), address};
}

SysResult futex_wait(Call& call, std::uint32_t bits, bool time64) {
  const std::uint32_t operation = call.arg(1);
  if (bits == 0) return -kEINVAL;
  if (call.first_try()) {
    const auto key = key_of(call, call.arg(0));
    if (!key) return -key.error();
    std::uint32_t word = 0;
    if (!call.memory().get(call.arg(0), word)) return -kEFAULT;
    const auto timeout = call.read_timeout(call.arg(3), time64);
    if (!timeout) return -timeout.error();
    if (word != call.arg(2)) return -kEAGAIN;
    if (*timeout) {
      // WAIT is relative, WAIT_BITSET absolute.
      if ((operation & 0x7f) == kWait) {
        call.set_timeout(**timeout);
      } else if ((operation & kClockRealtime) != 0) {
        call.set_deadline(call.kernel().wall_clock().when(WallClock::split(**timeout)));
      } else {
        call.set_deadline(sim::Time(**timeout));
      }
    }
    call.object() = std::make_shared<FutexWaiter>(call.kernel().futexes(), *key, bits);
  }
  auto& waiter = *std::static_pointer_cast<FutexWaiter>(call.object());
  if (waiter.woken()) return 0;
  if (call.deadline_passed()) return -kETIMEDOUT;
  call.wait_on(waiter.queue());
  return call.block(call.arg(3) == 0 ? Restart::if_asked : Restart::never);
}

SysResult wake_op(Call& call, FutexKey first) {
  const auto second = key_of(call, call.arg(4));
  if (!second) return -second.error();
  const std::uint32_t encoded = call.arg(5);
  std::uint32_t old = 0;
  if (!call.memory().get(call.arg(4), old)) return -kEFAULT;
  std::uint32_t operand = (encoded >> 12) & 0xfff;
  const std::uint32_t compare = encoded & 0xfff;
  const std::uint32_t operation = (encoded >> 28) & 0xf;
  if ((operation & 8) != 0) operand = 1U << (operand & 31);
  std::uint32_t value = old;
  switch (operation & 7) {
    case 0:
      value = operand;
      break;
    case 1:
      value = old + operand;
      break;
    case 2:
      value = old | operand;
      break;
    case 3:
      value = old & ~operand;
      break;
    case 4:
      value = old ^ operand;
      break;
    default:
      return -kENOSYS;
  }
  if (!call.memory().put(call.arg(4), value)) return -kEFAULT;
  const auto left = static_cast<std::int32_t>(old);
  const auto right = static_cast<std::int32_t>(compare);
  const std::array<bool, 6> outcomes{left == right, left != right,
                                     left<right, left <= right, left> right, left >= right};
  const std::uint32_t comparison = (encoded >> 24) & 0xf;
  if (comparison >= outcomes.size()) return -kENOSYS;
  std::size_t woken = call.kernel().futexes().wake(first, call.arg(2), FutexTable::kAnyBit);
  if (outcomes[comparison]) {
    woken += call.kernel().futexes().wake(*second, call.arg(3), FutexTable::kAnyBit);
  }
  return static_cast<SysResult>(woken);
}

SysResult futex(Call& call, bool time64) {
  const std::uint32_t operation = call.arg(1) & ~(kPrivate | kClockRealtime);
  if (operation == kWait) return futex_wait(call, FutexTable::kAnyBit, time64);
  if (operation == kWaitBitset) return futex_wait(call, call.arg(5), time64);
  const auto key = key_of(call, call.arg(0));
  if (!key) return -key.error();
  FutexTable& table = call.kernel().futexes();
  switch (operation) {
    case kWake:
      return static_cast<SysResult>(table.wake(*key, call.arg(2), FutexTable::kAnyBit));
    case kWakeBitset:
      if (call.arg(5) == 0) return -kEINVAL;
      return static_cast<SysResult>(table.wake(*key, call.arg(2), call.arg(5)));
    case kRequeue:
    case kCmpRequeue: {
      const auto target = key_of(call, call.arg(4));
      if (!target) return -target.error();
      std::uint32_t word = 0;
      if (!call.memory().get(call.arg(0), word)) return -kEFAULT;
      if (operation == kCmpRequeue && word != call.arg(5)) return -kEAGAIN;
      const std::size_t woken = table.wake(*key, call.arg(2), FutexTable::kAnyBit);
      const std::size_t moved = table.requeue(*key, *target, call.arg(3));
      return static_cast<SysResult>(woken + (operation == kCmpRequeue ? moved : 0));
    }
    case kWakeOp:
      return wake_op(call, *key);
    default:
      call.kernel().warn(call.process(), "futex operation " + std::to_string(operation) +
                                             " is not modelled; it answers ENOSYS");
      return -kENOSYS;
  }
}

SysResult sys_futex(Call& call) { return futex(call, false); }
SysResult sys_futex_time64(Call& call) { return futex(call, true); }

SysResult sys_set_tid_address(Call& call) {
  call.task().clear_child_tid = call.arg(0);
  return call.task().tid();
}
SysResult sys_set_robust_list(Call& call) {
  if (call.arg(1) != 12) return -kEINVAL;
  call.task().robust_list = call.arg(0);
  return 0;
}
SysResult sys_get_robust_list(Call& call) {
  Task* task = call.arg(0) == 0 ? &call.task() : call.kernel().find_task(call.signed_arg(0));
  if (task == nullptr) return -kESRCH;
  if (&task->process() != &call.process()) return -kEPERM;
  return call.memory().put(call.arg(1), task->robust_list) &&
                 call.memory().put(call.arg(2), std::uint32_t{12})
             ? 0
             : -kEFAULT;
}
SysResult sys_sched_yield(Call& call) {
  call.kernel().yield();
  return 0;
}
SysResult sys_set_tls(Call& call) {
  call.kernel().set_thread_pointer(call.task(), call.arg(0));
  return 0;
}
SysResult sys_get_tls(Call& call) {
  call.kernel().save_registers(call.task());
  return call.task().context.thread_pointer;
}
/// Instructions and data are always coherent here.
SysResult sys_cacheflush(Call& call) { return call.arg(0) > call.arg(1) ? -kEINVAL : 0; }

/// One core, one policy.
SysResult sys_sched_getaffinity(Call& call) {
  if (call.arg(1) < 4) return -kEINVAL;
  return call.memory().put(call.arg(2), std::uint32_t{1}) ? 4 : -kEFAULT;
}
SysResult sys_sched_setaffinity(Call& call) {
  std::uint32_t mask = 0;
  if (!call.memory().get(call.arg(2), mask)) return -kEFAULT;
  return (mask & 1) != 0 ? 0 : -kEINVAL;
}
SysResult sys_sched_getscheduler(Call& /*call*/) { return 0; }
SysResult sys_sched_getparam(Call& call) {
  return call.memory().put(call.arg(1), std::uint32_t{0}) ? 0 : -kEFAULT;
}
SysResult sys_sched_setscheduler(Call& call) { return call.arg(1) == 0 ? 0 : -kEPERM; }
SysResult sys_sched_priority(Call& call) {
  return call.arg(0) <= 3 ? 0 : call.arg(0) == 5 ? 0 : -kEINVAL;
}
SysResult sys_membarrier(Call& call) { return call.arg(0) == 0 ? 1 : 0; }

constexpr SyscallEntry kTable[] = {
    {156, "sched_setscheduler", sys_sched_setscheduler},
    {157, "sched_getscheduler", sys_sched_getscheduler},
    {155, "sched_getparam", sys_sched_getparam},
    {158, "sched_yield", sys_sched_yield},
    {159, "sched_get_priority_max", sys_sched_priority},
    {160, "sched_get_priority_min", sys_sched_priority},
    {240, "futex", sys_futex},
    {241, "sched_setaffinity", sys_sched_setaffinity},
    {242, "sched_getaffinity", sys_sched_getaffinity},
    {256, "set_tid_address", sys_set_tid_address},
    {338, "set_robust_list", sys_set_robust_list},
    {339, "get_robust_list", sys_get_robust_list},
    {389, "membarrier", sys_membarrier},
    {422, "futex_time64", sys_futex_time64},
    // Bit 15 and up of the number mark ARM's own calls; SyscallTable folds them in.
    {0x8002, "cacheflush", sys_cacheflush},
    {0x8005, "set_tls", sys_set_tls},
    {0x8006, "get_tls", sys_get_tls},
};

}  // namespace

SyscallFamily thread_syscalls() { return kTable; }

}  // namespace armillary::os
