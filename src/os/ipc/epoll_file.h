// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "os/file.h"

namespace armillary::os {

/// epoll(7). Ready files are told in the order in which they became ready; level-triggered ones go
/// to the end of the line after they have been told.
class EpollFile final : public File {
 public:
  static constexpr int kAdd = 1, kDelete = 2, kModify = 3;  ///< EPOLL_CTL_...
  static constexpr std::size_t kMostFiles = 4096;
  /// struct epoll_event as the guest has it.
  struct Event {
    std::uint32_t events = 0;
    std::uint32_t padding = 0;
    std::uint64_t data = 0;
  };

  explicit EpollFile(std::uint32_t flags);
  ~EpollFile() override;

  /// epoll_ctl: EEXIST, ENOENT, EPERM (not pollable), EINVAL (itself), ELOOP (a circle, or nested
  /// more than five deep), ENOSPC.
  SysResult control(int operation, int descriptor, const std::shared_ptr<File>& file, Event event);
  /// Up to `limit` events that hold now; empty: wait on waiters().
  std::vector<Event> collect(std::size_t limit);

  [[nodiscard]] std::uint32_t poll() const override;

 private:
  struct Item;
  using Key = std::pair<int, const File*>;

  void on_wake(Item& item, std::uint32_t events);
  void make_ready(Item& item);
  void forget(Item& item);
  [[nodiscard]] static std::uint32_t holding(const Item& item);
  /// How deep epolls are nested below; more than five: too deep, or `target` is among them.
  [[nodiscard]] int depth_below(const File& target) const;

  std::map<Key, std::unique_ptr<Item>> items_;
  std::list<Item*> ready_;
  /// Items whose file has gone: they may be in the middle of their own callback.
  std::vector<std::unique_ptr<Item>> graveyard_;
};

}  // namespace armillary::os
