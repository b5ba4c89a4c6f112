// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/wait_queue.h"

#include <utility>

namespace armillary::os {

void WaitLink::connect(WaitQueue& queue) {
  disconnect();
  queue_ = &queue;
  previous_ = queue.last_;
  next_ = nullptr;
  (previous_ != nullptr ? previous_->next_ : queue.first_) = this;
  queue.last_ = this;
}

void WaitLink::disconnect() {
  if (queue_ == nullptr) return;
  if (queue_->cursor_ == this) queue_->cursor_ = queue_->final_ == this ? nullptr : next_;
  if (queue_->final_ == this) queue_->final_ = previous_;
  (previous_ != nullptr ? previous_->next_ : queue_->first_) = next_;
  (next_ != nullptr ? next_->previous_ : queue_->last_) = previous_;
  queue_ = nullptr;
  previous_ = next_ = nullptr;
}

WaitQueue::~WaitQueue() {
  while (first_ != nullptr) {
    WaitLink* link = first_;
    link->disconnect();
    if (link->callback_) link->callback_(kGone);
  }
}

void WaitQueue::wake(std::uint32_t events) {
  // A wake from within a listener of this same queue would visit the same listeners again.
  if (cursor_ != nullptr) return;
  cursor_ = first_;
  final_ = last_;
  while (cursor_ != nullptr) {
    WaitLink* link = cursor_;
    cursor_ = link == final_ ? nullptr : link->next_;
    if (link->callback_) link->callback_(events);
  }
  final_ = nullptr;
}

}  // namespace armillary::os
