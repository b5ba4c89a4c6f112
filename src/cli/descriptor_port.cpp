// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/descriptor_port.h"

#include <poll.h>

namespace armillary::cli {

void DescriptorPort::drain() {
  std::size_t done = 0;
  while (done < unread_.size()) {
    const std::size_t count = write_some(std::string_view(unread_).substr(done));
    if (count == 0 || unread_.empty()) break;
    done += count;
  }
  unread_.erase(0, std::min(done, unread_.size()));
}

void DescriptorPort::write(std::string_view bytes, const std::atomic<bool>& stop) {
  unread_ += bytes;
  if (connected()) drain();
  while (unread_.size() > kMostUnread && !stop.load(std::memory_order_relaxed)) {
    if (!connected()) {
      // Nobody has ever read or nobody reads any more: the event log has it all.
      unread_.erase(0, unread_.size() - kMostUnread);
      return;
    }
    poll_once(true);
    drain();
  }
}

void DescriptorPort::wait() { poll_once(false); }

Result<void> DescriptorPort::finish(const std::atomic<bool>& stop) {
  while (!unread_.empty() && connected() && !stop.load(std::memory_order_relaxed)) {
    drain();
    if (!unread_.empty()) poll_once(true);
  }
  return {};
}

void DescriptorPort::poll_once(bool for_room) {
  // Short, because a signal that comes just before the wait does not end it.
  constexpr int kShortWhile_ms = 20;
  pollfd entry{descriptor(), static_cast<short>(for_room ? POLLOUT : POLLIN), 0};
  static_cast<void>(::poll(&entry, entry.fd < 0 ? 0 : 1, kShortWhile_ms));
}

}  // namespace armillary::cli
