// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/part.h"

#include <utility>

namespace armillary::board {

void Part::pin_changed(const soc::Pads::Change& /*change*/, bool /*own*/) {}

void Part::tell(sim::Time when, EventType type, boost::json::object fields) {
  domain().journal().record_at(when, "board." + name(), type, std::move(fields));
}

void Part::to_others(std::uint64_t value) {
  if (!context_.send) return;
  context_.send(value);
  domain().request_exchange();
}

void Part::warn_once(std::string_view what) {
  domain().journal().warn_once("board." + name(), what);
}

}  // namespace armillary::board
