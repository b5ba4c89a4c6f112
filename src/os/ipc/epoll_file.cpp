// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/ipc/epoll_file.h"

#include <algorithm>

namespace armillary::os {

namespace {
constexpr int kDeepest = 5;
constexpr std::uint32_t kInputBits = kEpollExclusive | kEpollWakeUp | kEpollOneShot | kEpollEdge;
}  // namespace

struct EpollFile::Item {
  Item(EpollFile& owner, int the_descriptor, File& the_file)
      : descriptor(the_descriptor),
        file(&the_file),
        link([this, &owner](std::uint32_t events) { owner.on_wake(*this, events); }) {}
  int descriptor;
  File* file;
  Event event;
  bool ready = false;
  bool disabled = false;  ///< one shot, told
  WaitLink link;
};

EpollFile::EpollFile(std::uint32_t flags) : File(flags | kOReadWrite) {
  set_path("anon_inode:[eventpoll]");
}
EpollFile::~EpollFile() = default;

std::uint32_t EpollFile::holding(const Item& item) {
  if (item.disabled) return 0;
  return item.file->poll() & ((item.event.events & ~kInputBits) | kEpollErr | kEpollHup);
}

void EpollFile::make_ready(Item& item) {
  if (!item.ready) {
    item.ready = true;
    ready_.push_back(&item);
  }
  waiters().wake(kEpollIn);
}

void EpollFile::on_wake(Item& item, std::uint32_t events) {
  if (events == WaitQueue::kGone) {
    forget(item);
    return;
  }
  if (item.disabled) return;
  const std::uint32_t wanted = item.event.events | kEpollErr | kEpollHup;
  if (events == 0 || (events & wanted) != 0) make_ready(item);
}

void EpollFile::forget(Item& item) {
  if (item.ready) ready_.remove(&item);
  item.ready = false;
  const auto found = items_.find({item.descriptor, item.file});
  if (found == items_.end()) return;
  graveyard_.push_back(std::move(found->second));
  items_.erase(found);
}

int EpollFile::depth_below(const File& target) const {
  int deepest = 0;
  for (const auto& [key, item] : items_) {
    const auto* nested = dynamic_cast<const EpollFile*>(item->file);
    if (nested == nullptr) continue;
    if (nested == &target) return kDeepest + 1;
    deepest = std::max(deepest, 1 + nested->depth_below(target));
    if (deepest > kDeepest) break;
  }
  return deepest;
}

SysResult EpollFile::control(int operation, int descriptor, const std::shared_ptr<File>& file,
                             Event event) {
  graveyard_.clear();
  if (file.get() == this) return -kEINVAL;
  if (!file->pollable()) return -kEPERM;
  const auto found = items_.find({descriptor, file.get()});
  switch (operation) {
    case kAdd: {
      if (found != items_.end()) return -kEEXIST;
      if (const auto* nested = dynamic_cast<const EpollFile*>(file.get())) {
        if (1 + nested->depth_below(*this) > kDeepest) return -kELOOP;
      }
      if (items_.size() >= kMostFiles) return -kENOSPC;
      auto item = std::make_unique<Item>(*this, descriptor, *file);
      item->event = event;
      item->link.connect(file->waiters());
      Item& added = *item;
      items_.emplace(Key{descriptor, file.get()}, std::move(item));
      if (holding(added) != 0) make_ready(added);
      return 0;
    }
    case kModify: {
      if (found == items_.end()) return -kENOENT;
      Item& item = *found->second;
      if (((item.event.events | event.events) & kEpollExclusive) != 0) return -kEINVAL;
      item.event = event;
      item.disabled = false;
      if (holding(item) != 0) make_ready(item);
      return 0;
    }
    case kDelete:
      if (found == items_.end()) return -kENOENT;
      if (found->second->ready) ready_.remove(found->second.get());
      items_.erase(found);
      return 0;
    default:
      return -kEINVAL;
  }
}

std::vector<EpollFile::Event> EpollFile::collect(std::size_t limit) {
  graveyard_.clear();
  std::vector<Event> events;
  // Only those that are in line now: what is told goes to the end and waits for the next call.
  for (std::size_t left = ready_.size(); left > 0 && events.size() < limit; --left) {
    Item& item = *ready_.front();
    ready_.pop_front();
    item.ready = false;
    const std::uint32_t now = holding(item);
    if (now == 0) continue;
    events.push_back({now, 0, item.event.data});
    if ((item.event.events & kEpollOneShot) != 0) {
      item.disabled = true;
    } else if ((item.event.events & kEpollEdge) == 0) {
      item.ready = true;
      ready_.push_back(&item);
    }
  }
  return events;
}

std::uint32_t EpollFile::poll() const {
  return std::ranges::any_of(ready_, [](const Item* item) { return holding(*item) != 0; })
             ? kEpollIn
             : 0;
}

}  // namespace armillary::os
