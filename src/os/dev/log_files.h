// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "os/dev/log_file.h"
#include "os/vfs.h"
#include "sim/domain.h"

namespace armillary::os {

/// All the logs that apps have open, so that their open lines can be told at the end of a run. The
/// processes own the files. `domain` must outlive it and them.
class LogFiles {
 public:
  explicit LogFiles(sim::Domain& domain) : domain_(domain) {}
  LogFiles(const LogFiles&) = delete;
  LogFiles& operator=(const LogFiles&) = delete;

  /// A log of its own for `source`, "a7.gateway".
  [[nodiscard]] std::shared_ptr<LogFile> open(const std::string& source, const std::string& stream);
  /// Text that waits for its newline becomes events.
  void flush();
  /// How many are remembered; closed ones are forgotten now and then.
  [[nodiscard]] std::size_t size() const { return files_.size(); }

 private:
  sim::Domain& domain_;
  std::vector<std::weak_ptr<LogFile>> files_;
  std::size_t sweep_at_ = 64;
};

/// Adds /dev/log-debug, which Log_Debug of the platform's library writes to. Anybody may write;
/// each open(2) is a log of the caller's app. `logs` must outlive the tree.
void add_log_device(Vfs& vfs, LogFiles& logs);

}  // namespace armillary::os
