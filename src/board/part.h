// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <armillary/event.h>
#include <boost/json/object.hpp>

#include "board/console_end.h"
#include "sim/archive.h"
#include "sim/domain.h"
#include "soc/io_core.h"
#include "soc/pads.h"
#include "soc/uart.h"

namespace armillary::board {

/// What a part sees of the device: one core's side of the pins. Every core has its own instance of
/// the blocks at the pins, and so of the parts. All references outlive the part.
struct PartContext {
  sim::Domain& domain;
  soc::Pads& pads;
  /// ADC, UARTs, and the wires of I2C and SPI of the interface units.
  soc::PinPeripherals& peripherals;
  /// The debug UART of this core; the A7 has none.
  soc::Uart* debug_uart;
  /// The name in the device file.
  std::string name;
  /// Set for one of the instances: it tells of what happens to all of them alike, such as the press
  /// of a button. What only this core does to a part is told by its own instance.
  bool narrates;
  /// How an instance reaches the others of the same part: Part::to_others().
  std::function<void(std::uint64_t value)> send = {};
};

/// What a part has made for a file of the host.
struct PartOutput {
  /// The key whose value is the file's path (KeyKind::output_file).
  std::string_view key;
  std::string bytes;
};

/// One thing that is wired to the pins, as one core sees it. It lives in one domain, knows no host,
/// and starts its events at sim::kPowerOn. docs/write-a-part.md shows one.
class Part {
 public:
  explicit Part(const PartContext& context) : context_(context) {}
  virtual ~Part() = default;
  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;

  [[nodiscard]] const std::string& name() const { return context_.name; }

  /// A core has changed what it does to a pin; `own`: this instance's core. Called at the end of
  /// the window in which it did.
  virtual void pin_changed(const soc::Pads::Change& change, bool own);
  /// All that happened at the pins within the window has been told.
  virtual void settle() {}
  /// Another instance of this part has called to_others(), in the window that ends now.
  virtual void from_other(std::uint64_t /*value*/) {}
  /// The host's end, where the part has one and this core has a side of it.
  virtual ConsoleEnd* console_end() { return nullptr; }
  /// Saves or restores what changes after construction. What the part does to pins is part of the
  /// pads, and its events are to be listed here.
  virtual void serialize(sim::Archive& archive) = 0;
  /// Whether this core has made use of the part. A file is taken from the instance that was used.
  [[nodiscard]] virtual bool used() const { return false; }
  /// What is to be written to files at the end of a run; asked for only where the device file names
  /// a file.
  [[nodiscard]] virtual std::vector<PartOutput> outputs() const { return {}; }

 protected:
  [[nodiscard]] const PartContext& context() const { return context_; }
  [[nodiscard]] sim::Domain& domain() const { return context_.domain; }
  [[nodiscard]] soc::Pads& pads() const { return context_.pads; }
  [[nodiscard]] sim::Time now() const { return context_.domain.now(); }
  [[nodiscard]] bool narrates() const { return context_.narrates; }
  /// One line of the event log, from "board.NAME". `when` lies in the current window.
  void tell(sim::Time when, EventType type, boost::json::object fields);
  void tell(EventType type, boost::json::object fields) { tell(now(), type, std::move(fields)); }
  /// Hands a value to the instances of this part at the other cores, which get it at the end of the
  /// window.
  void to_others(std::uint64_t value);
  /// Something that is not modelled or looks wrong; named once.
  void warn_once(std::string_view what);

 private:
  PartContext context_;
};

}  // namespace armillary::board
