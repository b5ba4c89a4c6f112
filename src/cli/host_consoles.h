// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <armillary/machine.h>

#include "cli/console_port.h"
#include "cli/run_command.h"

namespace armillary::cli {

/// The consoles of a machine that are at the host: files, pseudo-terminals, TCP ports. What comes
/// from them enters the machine only at the end of a window or while nothing else can happen.
class HostConsoles {
 public:
  /// Opens all of them; `machine` and `stop` must outlive them.
  static Result<HostConsoles> open(Machine& machine, const std::atomic<bool>& stop);

  /// Says where each is to be found, and waits for those that the run is to wait for.
  void begin(const Streams& streams);
  /// At the end of a window: bytes in both directions.
  void pump(std::int64_t now_ns);
  /// Nothing can happen until somebody types: true when somebody has, false when nobody can.
  bool wait_for_input();
  /// After the run.
  Result<void> finish();

  /// Whether the lines of that source show here and not on the terminal.
  [[nodiscard]] bool shows(std::string_view source) const;

 private:
  struct Entry {
    std::size_t index;  ///< of Machine::consoles()
    Console console;
    std::unique_ptr<ConsolePort> port;
    std::string typed;  ///< what has come and had no room yet
  };
  HostConsoles(Machine& machine, const std::atomic<bool>& stop)
      : machine_(&machine), stop_(&stop) {}
  void take_output(Entry& entry);
  /// True when the machine has taken something.
  bool give_input(Entry& entry);
  [[nodiscard]] bool stopped() const { return stop_->load(std::memory_order_relaxed); }

  Machine* machine_;
  const std::atomic<bool>* stop_;
  std::vector<Entry> entries_;
  std::int64_t next_read_ns_ = 0;
};

}  // namespace armillary::cli
