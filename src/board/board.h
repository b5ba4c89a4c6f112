// SPDX-License-Identifier: GPL-2.0-or-later
//
// board/ holds what is wired to the pins of the chip: lights, buttons, analogue sources, meters.
// It knows pins, buses and voltages, and nothing of who drives them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include <armillary/part_config.h>

#include "base/result.h"
#include "board/part.h"
#include "sim/archive.h"
#include "soc/pads.h"

namespace armillary::board {

/// The parts as one domain sees them: every core has its own instance of the blocks at the pins, so
/// each has a board around it.
class Board {
 public:
  /// Makes each part of `parts`, which are complete (parts_of), with `context` and its own name.
  /// The references in `context` must outlive the board.
  static Result<std::unique_ptr<Board>> create(const PartContext& context,
                                               const std::vector<PartConfig>& parts);
  Board(const Board&) = delete;
  Board& operator=(const Board&) = delete;

  /// A core has changed what it does to a pin; `own`: this board's core. Called at the end of the
  /// window.
  void pin_changed(const soc::Pads::Change& change, bool own);

  /// All changes of the window have been told.
  void settle();
  /// A value that a part has for its instances at the other cores.
  struct Message {
    std::size_t part;  ///< index of parts()
    std::uint64_t value;
  };
  /// What the parts have sent since the last call, in order.
  std::vector<Message> take_messages() { return std::exchange(messages_, {}); }

  /// In the order in which they were given.
  [[nodiscard]] const std::vector<std::unique_ptr<Part>>& parts() const { return parts_; }

  /// Saves or restores every part. What the parts do to the pins is part of the pads.
  void serialize(sim::Archive& archive);

 private:
  Board() = default;
  std::vector<std::unique_ptr<Part>> parts_;
  std::vector<Message> messages_;
};

}  // namespace armillary::board
