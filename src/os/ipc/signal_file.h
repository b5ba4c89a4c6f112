// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "os/abi/signals.h"
#include "os/file.h"
#include "os/process.h"
#include "os/wait_queue.h"

namespace armillary::os {

/// signalfd(2): signals of the process that made it, as messages of 128 bytes. Threads' own signals
/// are taken from the first thread, whose descriptor it mostly is. After the process has ended it
/// gives nothing more.
class SignalFile final : public File {
 public:
  SignalFile(Process& process, SignalSet mask, std::uint32_t flags);

  void set_mask(SignalSet mask);
  SysResult read(std::span<std::byte> out) override;
  [[nodiscard]] std::uint32_t poll() const override;
  [[nodiscard]] OsResult<Stat> stat() const override;

 private:
  [[nodiscard]] SignalSet pending() const;

  Process* process_;  ///< null when it has ended
  SignalSet mask_;
  WaitLink link_;
};

}  // namespace armillary::os
