// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>

#include "os/file.h"
#include "sim/domain.h"
#include "sim/line_splitter.h"

namespace armillary::os {

/// An app's output: every line becomes a `log` event of `source` with `stream` and `data`. For
/// descriptors 1 and 2 ("stdout", "stderr"), and for /dev/log-debug ("log-debug"). Reads are at
/// the end of the file. `domain` must outlive it.
class LogFile final : public File {
 public:
  LogFile(sim::Domain& domain, std::string source, std::string stream);
  ~LogFile() override { lines_.flush(); }
  SysResult read(std::span<std::byte> /*out*/) override { return 0; }
  SysResult write(std::span<const std::byte> in) override;
  [[nodiscard]] OsResult<Stat> stat() const override;
  /// Gives an open line away: the end of the run.
  void flush() { lines_.flush(); }

 private:
  sim::LineSplitter lines_;
};

}  // namespace armillary::os
