// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/link.h"

#include <algorithm>

namespace armillary::net {

sim::Time Link::carry(Way way, sim::Time at, std::size_t size) {
  sim::Time& free = way == Way::up ? up_free_ : down_free_;
  const sim::Time start = std::max(at, free);
  sim::Duration on_line{0};
  if (config_.bits_per_second > 0) {
    // Rounded up: a packet of at most 64 KiB keeps the product far below 64 bits.
    const std::uint64_t bit_ns = std::uint64_t{size} * 8 * 1'000'000'000;
    on_line = sim::Duration{static_cast<sim::Duration::rep>((bit_ns + config_.bits_per_second - 1) /
                                                            config_.bits_per_second)};
  }
  free = start + on_line;
  // A line whose latency was shortened still delivers in order.
  sim::Time& last = way == Way::up ? last_up_ : last_down_;
  last = std::max(last, free + config_.latency);
  return last;
}

}  // namespace armillary::net
