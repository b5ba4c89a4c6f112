// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/log_file.h"

#include <string_view>
#include <utility>

namespace armillary::os {

LogFile::LogFile(sim::Domain& domain, std::string source, std::string stream)
    : File(kOReadWrite),
      lines_(domain, source + "." + stream, [&domain, source, stream](std::string_view line) {
        domain.journal().record(source, EventType::log, {{"stream", stream}, {"data", line}});
      }) {
  set_path("/dev/" + stream);
}

SysResult LogFile::write(std::span<const std::byte> in) {
  lines_.put(in);
  return static_cast<SysResult>(in.size());
}

OsResult<Stat> LogFile::stat() const {
  Stat stat;
  stat.mode = kModeCharacter | 0622;
  stat.inode = 9;
  return stat;
}

}  // namespace armillary::os
