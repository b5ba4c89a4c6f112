// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstddef>

#include "sim/archive.h"

namespace armillary::soc {

/// A hardware FIFO of at most N items. Pushing into a full one or popping an empty one does
/// nothing; the block decides what that means.
template <class T, std::size_t N>
class Fifo {
 public:
  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] bool full() const { return count_ == N; }
  [[nodiscard]] std::size_t size() const { return count_; }
  /// T{} when empty.
  [[nodiscard]] T front() const { return empty() ? T{} : items_[head_]; }

  /// Nothing when empty.
  void replace_front(T item) {
    if (!empty()) items_[head_] = item;
  }
  bool push(T item) {
    if (full()) return false;
    items_[(head_ + count_) % N] = item;
    ++count_;
    return true;
  }
  T pop() {
    const T item = front();
    if (!empty()) {
      head_ = (head_ + 1) % N;
      --count_;
    }
    return item;
  }
  void clear() { head_ = count_ = 0; }

  void serialize(sim::Archive& archive) {
    archive.value(head_);
    archive.value(count_);
    if (head_ >= N || count_ > N) {
      archive.fail("a FIFO that is fuller than it can be");
      clear();
    }
    for (T& item : items_) {
      if constexpr (requires { item.serialize(archive); }) {
        item.serialize(archive);
      } else {
        archive.value(item);
      }
    }
  }

 private:
  std::array<T, N> items_{};
  std::size_t head_ = 0, count_ = 0;
};

}  // namespace armillary::soc
