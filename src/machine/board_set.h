// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <armillary/machine.h>

#include "base/result.h"
#include "board/board.h"

namespace armillary::machine {

/// The boards around the cores of one device. Each core has its own instance of the blocks at the
/// pins and so of every part; here they are the parts of one device again.
/// As a link between the domains it carries what the instances of one part tell each other; it
/// comes after the link of the pins.
class BoardSet final : public sim::Link {
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

  void collect() override;
  void deliver(sim::Time boundary) override;

  /// The parts that are consoles at the host, but for those on the terminal.
  [[nodiscard]] const std::vector<Console>& consoles() const { return consoles_; }
  /// As Machine::take_output() and Machine::put().
  std::string take_output(std::size_t console);
  std::size_t put(std::size_t console, std::string_view bytes);

  [[nodiscard]] const std::vector<Output>& outputs() const { return outputs_; }
  /// What the file holds: taken from the instance that was used, the first one where none or more
  /// than one was.
  [[nodiscard]] std::string output(std::size_t index) const;
  /// Warns of files that two cores have a claim to.
  void check_outputs();

 private:
  void add_console(const PartConfig& part, std::size_t index);
  /// The ends of a console at the cores that have one.
  [[nodiscard]] std::vector<board::ConsoleEnd*> ends_of(std::size_t console) const;
  [[nodiscard]] const board::Part& source_of(const Output& output) const;

  std::vector<PartConfig> parts_;
  std::vector<Output> outputs_;
  std::vector<Console> consoles_;
  std::vector<std::size_t> console_parts_;  ///< the part of each console
  std::vector<std::vector<board::Board::Message>> messages_;
  std::vector<soc::Pads*> pads_;
  std::vector<sim::Domain*> domains_;
  std::vector<std::unique_ptr<board::Board>> boards_;
};

}  // namespace armillary::machine
