// SPDX-License-Identifier: GPL-2.0-or-later
//
// os/ipc/ holds the files through which threads and processes wait for each other and for time:
// pipes, eventfd, timerfd and epoll, and their system calls.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <utility>

#include "os/file.h"

namespace armillary::os {

/// pipe(7): 64 KiB between two ends. A write of up to 4096 bytes is whole or not at all.
class Pipe {
 public:
  static constexpr std::size_t kCapacity = 65536;
  static constexpr std::size_t kAtomic = 4096;  ///< PIPE_BUF

  struct Ends {
    std::shared_ptr<File> reader, writer;
  };
  /// `flags`: O_NONBLOCK or nothing. `number` names it: "pipe:[number]".
  static Ends make(std::uint32_t flags, std::uint64_t number);

 private:
  class Reader;
  class Writer;

  std::deque<std::byte> bytes_;
  Reader* reader_ = nullptr;  ///< null when closed
  Writer* writer_ = nullptr;
};

}  // namespace armillary::os
