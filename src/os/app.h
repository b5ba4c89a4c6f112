// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/guid.h"
#include "image/manifest.h"
#include "os/memory/address_space.h"
#include "sim/event_queue.h"

namespace armillary::os {

class Process;

/// An app as its package describes it. The package's files are mounted at mount_point() by the
/// caller before the app starts.
struct AppSpec {
  Guid component_id;
  std::string name;  ///< for event sources: "gateway" becomes "a7.gateway"
  std::string entry_point = "/bin/app";
  std::vector<std::string> arguments;  ///< CmdArgs of the manifest, without argv[0]
  std::uint32_t uid = 0;               ///< 0: the kernel gives each app its own
  image::Capabilities capabilities;
};

/// One app while the device runs.
class App {
 public:
  explicit App(AppSpec spec) : spec_(std::move(spec)) {}
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  [[nodiscard]] const AppSpec& spec() const { return spec_; }
  [[nodiscard]] std::uint32_t uid() const { return spec_.uid; }
  /// "a7.gateway"
  [[nodiscard]] std::string source() const { return "a7." + spec_.name; }
  /// "/mnt/apps/25025d2c-66da-4448-bae1-ac26fcdd3627"
  [[nodiscard]] std::string mount_point() const {
    return "/mnt/apps/" + spec_.component_id.to_string();
  }

  /// The first process while it runs, else 0.
  [[nodiscard]] std::int32_t pid() const { return pid_; }
  /// What its processes own: Applications_GetUserModeMemoryUsageInKB.
  [[nodiscard]] const MemoryAccount& memory() const { return *account_; }

  /// `"SystemTime": true`
  [[nodiscard]] bool has(const std::string& flag) const {
    return spec_.capabilities.flags.contains(flag);
  }

 private:
  friend class Kernel;
  AppSpec spec_;
  std::shared_ptr<MemoryAccount> account_;
  std::unique_ptr<sim::TimedEvent> kill_timer_;
  std::int32_t pid_ = 0;  ///< of the first process; 0: not running
  bool stopping_ = false;
  std::string crash_report_;
};

/// How an app ended.
struct AppExit {
  App* app = nullptr;
  int exit_code = 0;      ///< when signal is 0
  int signal = 0;         ///< the signal that ended it
  bool expected = false;  ///< the simulator had asked it to stop
  std::string report;     ///< of a crash: what a person needs, several lines
};

}  // namespace armillary::os
