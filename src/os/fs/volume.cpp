// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/fs/volume.h"

#include <utility>

namespace armillary::os {

Volume::Volume(std::uint64_t device, Config config, StampClock clock)
    : device_(device), config_(config), clock_(std::move(clock)) {}

FileSystemStat Volume::status() const {
  constexpr std::uint32_t kReadOnlyFlag = 1;  // ST_RDONLY
  FileSystemStat status;
  status.type = config_.type;
  status.block_size = config_.block_size;
  // A read-only volume is exactly full.
  status.blocks = config_.read_only ? used_blocks_ : config_.capacity / config_.block_size;
  status.blocks_free = status.blocks - used_blocks_;
  status.blocks_available = status.blocks_free;
  status.files = config_.read_only ? nodes_ : config_.node_limit;
  status.files_free = status.files - nodes_;
  status.flags = config_.read_only ? kReadOnlyFlag : 0;
  return status;
}

bool Volume::resize(std::uint64_t old_size, std::uint64_t new_size) {
  const std::uint64_t others = used_blocks_ - blocks(old_size);
  const std::uint64_t limit = config_.capacity / config_.block_size;
  const std::uint64_t wanted = blocks(new_size);
  if (new_size > old_size && (wanted > limit || others > limit - wanted)) return false;
  used_blocks_ = others + wanted;
  return true;
}

std::uint64_t Volume::longest(std::uint64_t size) const {
  const std::uint64_t others = used_blocks_ - blocks(size);
  const std::uint64_t limit = config_.capacity / config_.block_size;
  return others >= limit ? 0 : (limit - others) * config_.block_size;
}

std::uint64_t Volume::add_node() {
  ++nodes_;
  return ++last_inode_;
}

}  // namespace armillary::os
