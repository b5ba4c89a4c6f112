// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>

#include "os/wait_queue.h"

namespace armillary::os {

class FutexTable;

/// What a futex word is known by: its address space and address, or, for words in shared memory,
/// the frame.
struct FutexKey {
  std::uint64_t space = 0;  ///< 0: shared, `address` is physical
  std::uint64_t address = 0;
  friend auto operator<=>(const FutexKey&, const FutexKey&) = default;
};

/// A thread that waits on a futex word; held by its system call. Leaves the table when destroyed.
class FutexWaiter {
 public:
  FutexWaiter(FutexTable& table, FutexKey key, std::uint32_t bits);
  ~FutexWaiter();
  FutexWaiter(const FutexWaiter&) = delete;
  FutexWaiter& operator=(const FutexWaiter&) = delete;

  [[nodiscard]] bool woken() const { return woken_; }
  [[nodiscard]] WaitQueue& queue() { return queue_; }

 private:
  friend class FutexTable;
  FutexTable& table_;
  FutexKey key_;
  std::uint32_t bits_;
  bool woken_ = false;
  WaitQueue queue_;
};

/// All waiting threads, first come first served.
class FutexTable {
 public:
  static constexpr std::uint32_t kAnyBit = 0xffffffff;

  /// Wakes up to `count` waiters that share a bit with `bits`; returns how many.
  std::size_t wake(FutexKey key, std::size_t count, std::uint32_t bits);
  /// Moves up to `count` waiters to the end of another word's queue; returns how many.
  std::size_t requeue(FutexKey from, FutexKey to, std::size_t count);

 private:
  friend class FutexWaiter;
  std::map<FutexKey, std::list<FutexWaiter*>> waiters_;
};

}  // namespace armillary::os
