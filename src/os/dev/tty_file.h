// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "os/dev/tty.h"
#include "os/file.h"

namespace armillary::os {

/// An open file of a serial line. The line has been opened for it, and is closed with it.
class TtyFile final : public File {
 public:
  /// `tty` must outlive it.
  TtyFile(std::uint32_t flags, Tty& tty) : File(flags), tty_(tty) {}
  ~TtyFile() override { tty_.close(waiters()); }

  SysResult read(std::span<std::byte> out) override;
  SysResult write(std::span<const std::byte> in) override;
  [[nodiscard]] std::uint32_t poll() const override;
  SysResult ioctl(Task& task, std::uint32_t request, std::uint32_t argument) override;
  [[nodiscard]] OsResult<Stat> stat() const override;

 private:
  SysResult get_termios(Task& task, std::uint32_t argument, std::size_t size);
  SysResult set_termios(Task& task, std::uint32_t request, std::uint32_t argument);
  SysResult flush(std::uint32_t queue);
  SysResult send_break(Task& task, std::uint32_t request, std::uint32_t argument);
  SysResult wait_until_sent(Task& task);
  SysResult modem_lines(Task& task, std::uint32_t argument);
  SysResult set_modem_lines(Task& task, std::uint32_t request, std::uint32_t argument);

  Tty& tty_;
};

}  // namespace armillary::os
