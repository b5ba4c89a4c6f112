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

/// How a run is made. Nothing here but `end_ns` and `strict` can show in a result, as long as
/// nothing is put into a console.
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
  /// Called when nothing can happen any more unless somebody types. May wait; true once something
  /// was put into a console, false to let the run go on to its end.
  std::function<bool(std::int64_t now_ns)> on_idle;
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
  /// What an app has owned of written memory at most, in bytes; and what it may own, if limited.
  struct AppMemory {
    std::string source;  ///< "a7.gateway"
    std::uint64_t peak = 0;
    std::optional<std::uint64_t> limit;
  };
  std::vector<AppMemory> apps;
};

/// A file of the host that a part of the board has something for: a picture, a sound, a memory.
struct PartFile {
  std::string part;  ///< its name in the device file
  std::filesystem::path path;
};

/// The host's end of a UART: a part of the type console that is not on the terminal.
struct Console {
  enum class Host : std::uint8_t { file, pty, tcp };
  std::string name;  ///< of the part
  std::string uart;  ///< "m4-0.uart" or "isu2"
  Host host = Host::file;
  std::filesystem::path path;  ///< for a file
  std::uint16_t port = 0;      ///< for TCP; 0: any
  bool wait = false;           ///< the run is to begin when somebody has connected
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

  /// The consoles of the board. The same for the machine's whole life.
  [[nodiscard]] virtual std::vector<Console> consoles() const = 0;
  /// What the guest has sent to the console with that index since the last call. Like put() only
  /// between runs, within on_boundary and within on_idle.
  virtual std::string take_output(std::size_t console) = 0;
  /// Bytes from the host, which the UART gets from the present on: how many had room, the first
  /// ones. This is the one door for what a host does to a run; each call becomes an event of the
  /// type `input`, so that a run can be made again.
  virtual std::size_t put(std::size_t console, std::string_view bytes) = 0;

  /// The files that the device file asks the parts for. The same for the machine's whole life.
  [[nodiscard]] virtual std::vector<PartFile> part_files() const = 0;
  /// What the file with that index holds after the runs so far. Nothing is written to the host
  /// here.
  [[nodiscard]] virtual std::string part_file(std::size_t index) const = 0;
};

}  // namespace armillary
