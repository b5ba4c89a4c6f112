// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <utility>

namespace armillary::os {

class WaitQueue;

/// One listener's place in one WaitQueue: a blocked thread, or an epoll instance. It leaves the
/// queue when it is destroyed; when the queue is destroyed first, it hears of that once
/// (`events` is then WaitQueue::kGone) and is then connected to nothing.
class WaitLink {
 public:
  using Callback = std::function<void(std::uint32_t events)>;

  explicit WaitLink(Callback callback) : callback_(std::move(callback)) {}
  ~WaitLink() { disconnect(); }
  WaitLink(const WaitLink&) = delete;
  WaitLink& operator=(const WaitLink&) = delete;

  /// At the end of the queue; leaves an earlier one.
  void connect(WaitQueue& queue);
  void disconnect();
  [[nodiscard]] bool connected() const { return queue_ != nullptr; }

 private:
  friend class WaitQueue;

  Callback callback_;
  WaitQueue* queue_ = nullptr;
  WaitLink* previous_ = nullptr;
  WaitLink* next_ = nullptr;
};

/// Who wants to hear that something has changed: a file became readable, a child ended. wake() says
/// that it is worth to look again, never that a wait has succeeded; a blocked system call is tried
/// again from its beginning. Not thread-safe: everything here belongs to the A7's domain.
class WaitQueue {
 public:
  /// Bits for wake() besides those of epoll: the queue's owner is going away.
  static constexpr std::uint32_t kGone = 1u << 27;

  WaitQueue() = default;
  ~WaitQueue();
  WaitQueue(const WaitQueue&) = delete;
  WaitQueue& operator=(const WaitQueue&) = delete;

  /// `events`: the EPOLL bits that may have become true; edge-triggered listeners use them. The
  /// listeners are called in the order in which they connected. A listener may disconnect itself
  /// and others, and may connect again (it is then called at the next wake); it must destroy
  /// neither its own link nor this queue. A wake from within a listener of this queue does nothing.
  void wake(std::uint32_t events);
  [[nodiscard]] bool empty() const { return first_ == nullptr; }

 private:
  friend class WaitLink;
  WaitLink* first_ = nullptr;
  WaitLink* last_ = nullptr;
  WaitLink* cursor_ = nullptr;  ///< the next to be called by the running wake()
  WaitLink* final_ = nullptr;   ///< the last one that the running wake() calls
};

}  // namespace armillary::os
