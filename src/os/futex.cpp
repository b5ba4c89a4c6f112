// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/futex.h"

#include <iterator>

namespace armillary::os {

FutexWaiter::FutexWaiter(FutexTable& table, FutexKey key, std::uint32_t bits)
    : table_(table), key_(key), bits_(bits) {
  table_.waiters_[key_].push_back(this);
}

FutexWaiter::~FutexWaiter() {
  if (woken_) return;
  const auto place = table_.waiters_.find(key_);
  if (place == table_.waiters_.end()) return;
  place->second.remove(this);
  if (place->second.empty()) table_.waiters_.erase(place);
}

std::size_t FutexTable::wake(FutexKey key, std::size_t count, std::uint32_t bits) {
  const auto place = waiters_.find(key);
  if (place == waiters_.end()) return 0;
  std::size_t woken = 0;
  for (auto at = place->second.begin(); at != place->second.end() && woken < count;) {
    FutexWaiter* waiter = *at;
    if ((waiter->bits_ & bits) == 0) {
      ++at;
      continue;
    }
    at = place->second.erase(at);
    waiter->woken_ = true;
    ++woken;
    waiter->queue_.wake(0);
  }
  if (place->second.empty()) waiters_.erase(place);
  return woken;
}

std::size_t FutexTable::requeue(FutexKey from, FutexKey to, std::size_t count) {
  const auto place = waiters_.find(from);
  if (place == waiters_.end() || from == to) return 0;
  std::list<FutexWaiter*>& target = waiters_[to];
  std::size_t moved = 0;
  while (moved < count && !place->second.empty()) {
    place->second.front()->key_ = to;
    target.splice(target.end(), place->second, place->second.begin());
    ++moved;
  }
  if (place->second.empty()) waiters_.erase(place);
  if (target.empty()) waiters_.erase(to);
  return moved;
}

}  // namespace armillary::os
