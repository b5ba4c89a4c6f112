// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/log_files.h"

#include <algorithm>

#include "os/process.h"

namespace armillary::os {

std::shared_ptr<LogFile> LogFiles::open(const std::string& source, const std::string& stream) {
  // A guest may open and close without end; what it has closed costs nothing for long.
  if (files_.size() >= sweep_at_) {
    std::erase_if(files_, [](const auto& file) { return file.expired(); });
    sweep_at_ = std::max<std::size_t>(64, 2 * files_.size());
  }
  auto file = std::make_shared<LogFile>(domain_, source, stream);
  files_.push_back(file);
  return file;
}

void LogFiles::flush() {
  for (const auto& weak : files_) {
    if (const auto file = weak.lock()) file->flush();
  }
}

void add_log_device(Vfs& vfs, LogFiles& logs) {
  vfs.add_device(
      "/dev/log-debug", 0622,
      [&logs](const Caller& caller, std::uint32_t flags) -> OsResult<std::shared_ptr<File>> {
        auto file =
            logs.open(caller.process == nullptr ? "a7" : caller.process->source(), "log-debug");
        file->set_flags(flags);
        return file;
      });
}

}  // namespace armillary::os
