// SPDX-License-Identifier: GPL-2.0-or-later
//
// board/ holds what is wired to the pins of the chip: lights, buttons, analogue sources, meters.
// It knows pins, buses and voltages, and nothing of who drives them.
#pragma once

#include <memory>
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

  /// In the order in which they were given.
  [[nodiscard]] const std::vector<std::unique_ptr<Part>>& parts() const { return parts_; }

  /// Saves or restores every part. What the parts do to the pins is part of the pads.
  void serialize(sim::Archive& archive);

 private:
  Board() = default;
  std::vector<std::unique_ptr<Part>> parts_;
};

}  // namespace armillary::board
