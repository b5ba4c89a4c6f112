// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <algorithm>
#include <deque>

namespace armillary::os {

class Task;

/// The threads that could run, in turn. One that an event has woken (a timer, a device, another
/// core) goes before those that only wait for their turn, as Linux lets sleepers go first.
class RunQueue {
 public:
  void add(Task& task) { ready_.push_back(&task); }
  void add_first(Task& task) { ready_.push_front(&task); }
  void add_urgent(Task& task) { urgent_.push_back(&task); }
  void remove(Task& task) {
    std::erase(ready_, &task);
    std::erase(urgent_, &task);
  }
  [[nodiscard]] bool empty() const { return ready_.empty() && urgent_.empty(); }
  [[nodiscard]] bool has_urgent() const { return !urgent_.empty(); }
  /// The queue is not empty.
  Task* take(bool& urgent) {
    urgent = !urgent_.empty();
    std::deque<Task*>& queue = urgent ? urgent_ : ready_;
    Task* task = queue.front();
    queue.pop_front();
    return task;
  }

 private:
  std::deque<Task*> ready_, urgent_;
};

}  // namespace armillary::os
