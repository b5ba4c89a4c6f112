// SPDX-License-Identifier: GPL-2.0-or-later
//
// board/ holds what is wired to the pins of the chip: lights, buttons, analogue sources, meters.
// It knows pins and voltages, and nothing of who drives them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <armillary/device_config.h>

#include "base/result.h"
#include "sim/archive.h"
#include "sim/domain.h"
#include "soc/adc.h"
#include "soc/pads.h"

namespace armillary::board {

/// The parts of a device: those of the built-in board that it names, and its own. A part at a pin
/// that the board has taken replaces the board's part there. Refuses a board that is not known.
Result<std::vector<PartConfig>> parts_of(const DeviceConfig& config);

/// The parts as one domain sees them: every core has its own instance of the blocks at the pins, so
/// each has a board around it. The lights and meters tell what this core does to them.
class Board {
 public:
  /// All references must outlive the board. Of several boards only one `narrates`: tells of what
  /// happens to all of them, such as the press of a button.
  Board(sim::Domain& domain, soc::Pads& pads, soc::Adc& adc, const std::vector<PartConfig>& parts,
        bool narrates);
  Board(const Board&) = delete;
  Board& operator=(const Board&) = delete;

  /// This core has changed what it does to a pin; called at the end of the window.
  void pin_changed(const soc::Pads::Change& change);

  /// Saves or restores what has been told and the presses that are still to come. What the parts do
  /// to the pins is part of the pads.
  void serialize(sim::Archive& archive);

 private:
  struct Output {
    std::string name;
    unsigned pin;
    bool is_meter;
    bool active_low;
    std::string last;  ///< what was told, so that nothing is told twice
  };
  struct Press {
    Press(Board& board, const std::string& name, const ButtonConfig& button,
          const ButtonConfig::Press& press);
    sim::TimedEvent down, up;
  };
  void add(const PartConfig& part);
  void set_button(const std::string& name, const ButtonConfig& button, bool pressed);
  void tell(sim::Time when, const std::string& name, unsigned pin, boost::json::object fields);

  sim::Domain& domain_;
  soc::Pads& pads_;
  soc::Adc& adc_;
  bool narrates_;
  std::vector<Output> outputs_;
  std::vector<std::unique_ptr<Press>> presses_;
};

}  // namespace armillary::board
