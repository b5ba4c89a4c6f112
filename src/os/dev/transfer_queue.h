// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "os/call.h"
#include "os/os_result.h"
#include "os/wait_queue.h"

namespace armillary::os {

/// Work for a block that takes its time in virtual time: a transfer, a conversion.
struct Transfer {
  virtual ~Transfer() = default;
  std::optional<SysResult> result;  ///< there when it is over
};

/// The transfers of one block: one after the other, in the order in which they came. The threads
/// that asked for them sleep until theirs is over; a transfer whose thread has been killed is
/// finished all the same. Lives in the A7's domain.
class TransferQueue {
 public:
  /// `start` begins a transfer; sooner or later finish() is called for it, from events only.
  explicit TransferQueue(std::function<void(Transfer&)> start) : start_(std::move(start)) {}
  TransferQueue(const TransferQueue&) = delete;
  TransferQueue& operator=(const TransferQueue&) = delete;

  /// One try of a system call: the first one makes the transfer (`make` gives it, or the error
  /// number why not) and queues it, the one after its end asks `answer` what the call returns.
  template <class T>
  SysResult run(Call& call, const std::function<OsResult<std::shared_ptr<T>>()>& make,
                const std::function<SysResult(T&)>& answer) {
    if (call.object() == nullptr) {
      auto made = make();
      if (!made) return -made.error();
      call.object() = *made;
      submit(std::move(*made));
    }
    const auto transfer = std::static_pointer_cast<T>(call.object());
    if (!transfer->result) {
      call.wait_on(waiters_);
      return call.block_uninterruptible();
    }
    call.object().reset();
    return answer(*transfer);
  }

  /// The one that is under way, or nullptr.
  [[nodiscard]] Transfer* current() const {
    return queue_.empty() ? nullptr : queue_.front().get();
  }
  /// It is over; the next one begins.
  void finish(SysResult result) {
    queue_.front()->result = result;
    queue_.pop_front();
    if (!queue_.empty()) start_(*queue_.front());
    waiters_.wake(0);
  }

 private:
  void submit(std::shared_ptr<Transfer> transfer) {
    queue_.push_back(std::move(transfer));
    if (queue_.size() == 1) start_(*queue_.front());
  }

  std::function<void(Transfer&)> start_;
  std::deque<std::shared_ptr<Transfer>> queue_;
  WaitQueue waiters_;
};

}  // namespace armillary::os
