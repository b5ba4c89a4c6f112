// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "board/board.h"

namespace armillary::machine {

/// The boards around the cores of one device. Each core has its own instance of the blocks at the
/// pins and so of every part; here they are the parts of one device again.
class BoardSet {
 public:
  /// One core's side of the pins. All references must outlive the set.
  struct Side {
    sim::Domain& domain;
    soc::Pads& pads;
    soc::PinPeripherals& peripherals;
    soc::Uart* debug_uart;
  };
  /// A file that the device file asks a part for.
  struct Output {
    std::string part, key;
    std::filesystem::path path;
    std::size_t index;  ///< of the part
  };

  /// To be called first. The parts are complete (board::parts_of).
  void set_parts(const std::vector<PartConfig>& parts);
  /// The first side that is added narrates.
  Result<void> add(const Side& side);

  [[nodiscard]] const std::vector<soc::Pads*>& pads() const { return pads_; }
  /// The core of side `index` has changed what it does to a pin.
  void pin_changed(std::size_t index, const soc::Pads::Change& change);

  [[nodiscard]] const std::vector<Output>& outputs() const { return outputs_; }
  /// What the file holds: taken from the instance that was used, the first one where none or more
  /// than one was.
  [[nodiscard]] std::string output(std::size_t index) const;
  /// Warns of files that two cores have a claim to.
  void check_outputs();

 private:
  [[nodiscard]] const board::Part& source_of(const Output& output) const;

  std::vector<PartConfig> parts_;
  std::vector<Output> outputs_;
  std::vector<soc::Pads*> pads_;
  std::vector<sim::Domain*> domains_;
  std::vector<std::unique_ptr<board::Board>> boards_;
};

}  // namespace armillary::machine
