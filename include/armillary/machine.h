// SPDX-License-Identifier: GPL-2.0-or-later
//
// include/armillary/ is the public C++ API: a device described by a DeviceConfig, put together and
// run as a Machine, observed through Events. Nothing here shows how it is done.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <armillary/device_config.h>
#include <armillary/event.h>
#include <armillary/result.h>

namespace armillary {

/// The three cores, in the fixed order in which results list them.
enum class CoreId : std::uint8_t { a7 = 0, m4_0 = 1, m4_1 = 2 };
inline constexpr std::size_t kCoreCount = 3;
/// "a7", "m4-0", "m4-1".
std::string_view to_string(CoreId core);

/// How a run is made. Nothing here but `end_ns` and `strict` can show in a result.
struct RunOptions {
  /// Virtual nanoseconds since power-on at which the run ends; none: until nothing can happen.
  std::optional<std::int64_t> end_ns;
  /// The most instructions a core executes without a look at the outside; at least 1.
  std::uint64_t quantum = 1'000'000;
  /// Host threads; at least 1. More than three are of no use.
  unsigned threads = 1;
  /// Makes anything that is not modelled end the run.
  bool strict = false;
  /// Called at the end of windows with the virtual time; false ends the run. The place for
  /// real-time pacing and for Ctrl-C.
  std::function<bool(std::int64_t now_ns)> on_boundary;
};

/// What came out of a run.
struct RunReport {
  enum class Outcome {
    finished,          ///< end_ns was reached
    idle,              ///< nothing can ever happen again (or every app has exited)
    guest_fault,       ///< a fault, lockup or app crash that nobody expected
    strict_violation,  ///< under strict: something that is not modelled
    interrupted,       ///< on_boundary said so
    refused,           ///< an app cannot be started; nothing has run
  };
  Outcome outcome = Outcome::finished;
  /// One sentence: why the run ended. Empty for `finished`.
  std::string reason;
  /// For `guest_fault`: the decoded report as text for a person, several lines.
  std::string fault_report;
  std::int64_t virtual_ns = 0;
  std::array<std::uint64_t, kCoreCount> instructions{};
  /// What was not modelled or looked wrong, and how often.
  struct Warning {
    std::string source, text;
    std::uint64_t count = 0;
  };
  std::vector<Warning> warnings;
};

/// A file of the host that a part of the board has something for: a picture, a sound, a memory.
struct PartFile {
  std::string part;  ///< its name in the device file
  std::filesystem::path path;
};

/// One simulated MT3620 with its board, network and cloud. Not thread-safe; it uses as many host
/// threads as RunOptions says, inside run() only.
class Machine {
 public:
  /// Loads the images that the config names and puts the device together. Errors of kind
  /// `bad_input` name the file, the place and what to change; nothing has run then.
  static Result<std::unique_ptr<Machine>> create(const DeviceConfig& config);
  virtual ~Machine() = default;

  /// Receives every event of the coming runs. Must outlive the machine's last run.
  virtual void add_sink(EventSink& sink) = 0;
  /// May be called again after `finished` to go on, with a later end.
  virtual RunReport run(const RunOptions& options) = 0;

  /// The files that the device file asks the parts for. The same for the machine's whole life.
  [[nodiscard]] virtual std::vector<PartFile> part_files() const = 0;
  /// What the file with that index holds after the runs so far. Nothing is written to the host
  /// here.
  [[nodiscard]] virtual std::string part_file(std::size_t index) const = 0;
};

}  // namespace armillary
