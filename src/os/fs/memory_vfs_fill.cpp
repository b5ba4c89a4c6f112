// SPDX-License-Identifier: GPL-2.0-or-later
// The part of MemoryVfs that the simulator itself uses to lay out the tree.
#include <array>
#include <utility>

#include <fmt/format.h>

#include "os/fs/memory_vfs.h"
#include "os/fs/regular_file.h"

namespace armillary::os {

namespace {

// The root holds the guest's C library, libapplibs and friends, all loaded from the host: room for
// any plausible runtime, and a sentence instead of an exhausted host for an implausible one.
constexpr std::uint64_t kRootCapacity = std::uint64_t{256} << 20;
constexpr std::uint64_t kRootNodes = 16384;

struct WellKnown {
  std::string_view path;
  std::uint64_t number;
};
/// st_rdev: major << 8 | minor, Documentation/admin-guide/devices.txt.
constexpr std::array<WellKnown, 7> kWellKnown{{{"/dev/null", 0x0103},
                                               {"/dev/zero", 0x0105},
                                               {"/dev/full", 0x0107},
                                               {"/dev/random", 0x0108},
                                               {"/dev/urandom", 0x0109},
                                               {"/dev/tty", 0x0500},
                                               {"/dev/console", 0x0501}}};
constexpr std::uint64_t kDynamicMajor = 0xFE00;

std::string_view next_name(std::string_view& rest) {
  while (rest.starts_with('/')) rest.remove_prefix(1);
  const std::string_view name = rest.substr(0, rest.find('/'));
  rest.remove_prefix(name.size());
  return name;
}

tl::unexpected<Error> not_a_directory(std::string_view path, std::string_view name) {
  return failure(ErrorKind::internal,
                 fmt::format("{}: '{}' on the way is no directory that can be filled", path, name));
}

}  // namespace

MemoryVfs::MemoryVfs(StampClock clock)
    : clock_(std::move(clock)),
      root_volume_(make_volume({.type = kCramfsType,
                                .read_only = false,
                                .capacity = kRootCapacity,
                                .node_limit = kRootNodes})),
      root_(std::make_shared<StoredDirectory>(root_volume_, 0755)),
      walk_(root_) {
  root_->set_parent(root_);
}

std::shared_ptr<Volume> MemoryVfs::make_volume(Volume::Config config) {
  return std::make_shared<Volume>(++last_device_, config, clock_);
}

Result<std::shared_ptr<StoredDirectory>> MemoryVfs::directory_at(std::string_view path) {
  std::shared_ptr<StoredDirectory> directory = root_;
  std::string_view rest = path;
  for (std::string_view name = next_name(rest); !name.empty(); name = next_name(rest)) {
    std::shared_ptr<Node> child = directory->lookup({}, name);
    if (child == nullptr) {
      if (!directory->volume().has_free_node()) {
        return failure(ErrorKind::bad_input,
                       fmt::format("{}: too many files for the simulated file system", path));
      }
      child = std::make_shared<StoredDirectory>(directory->shared_volume(), 0755);
      directory->attach(std::string(name), child);
    }
    directory = std::dynamic_pointer_cast<StoredDirectory>(child);
    if (directory == nullptr) return not_a_directory(path, name);
  }
  return directory;
}

Result<std::shared_ptr<StoredDirectory>> MemoryVfs::parent_of(std::string_view path,
                                                              std::string& name) {
  const std::size_t slash = path.rfind('/');
  if (slash == path.npos || slash + 1 == path.size()) {
    return failure(ErrorKind::internal, fmt::format("'{}' is not a path of a file", path));
  }
  name = path.substr(slash + 1);
  if (name == "." || name == ".." || name.size() > kNameMax) {
    return failure(ErrorKind::bad_input, fmt::format("'{}' ends in no name for a file", path));
  }
  auto parent = directory_at(path.substr(0, slash));
  if (parent && !(*parent)->volume().has_free_node()) {
    return failure(ErrorKind::bad_input,
                   fmt::format("{}: too many files for the simulated file system", path));
  }
  return parent;
}

Result<void> MemoryVfs::mount(std::string_view path, const std::shared_ptr<Volume>& volume,
                              std::uint32_t permissions, std::uint32_t uid, std::uint32_t gid) {
  return mount_node(path, std::make_shared<StoredDirectory>(volume, permissions, uid, gid));
}

Result<void> MemoryVfs::mount_node(std::string_view path, std::shared_ptr<Node> node) {
  std::string name;
  const auto parent = parent_of(path, name);
  if (!parent) return tl::unexpected(parent.error());
  (*parent)->attach(std::move(name), std::move(node));
  return {};
}

bool MemoryVfs::unmount(std::string_view path) {
  const auto end = walk_.find({}, path, false);
  if (!end || end->node == nullptr || end->name.empty()) return false;
  auto* parent = dynamic_cast<StoredDirectory*>(end->parent.get());
  if (parent == nullptr || &end->node->volume() == &parent->volume()) return false;
  parent->detach(end->name);
  return true;
}

Result<void> MemoryVfs::add_directory(std::string_view path, std::uint32_t permissions,
                                      std::uint32_t uid, std::uint32_t gid) {
  const auto directory = directory_at(path);
  if (!directory) return tl::unexpected(directory.error());
  (*directory)->set_permissions(permissions);
  (*directory)->set_owner(uid, gid);
  return {};
}

Result<void> MemoryVfs::add_file(std::string_view path, std::vector<std::byte> bytes,
                                 std::uint32_t permissions, std::uint32_t uid, std::uint32_t gid) {
  std::string name;
  const auto parent = parent_of(path, name);
  if (!parent) return tl::unexpected(parent.error());
  auto node = std::make_shared<RegularNode>((*parent)->shared_volume(), permissions, uid, gid);
  const std::size_t size = bytes.size();
  if (!node->assign(std::move(bytes))) {
    return failure(ErrorKind::bad_input,
                   fmt::format("{}: its {} bytes do not fit into a simulated file system of {}",
                               path, size, node->volume().capacity()));
  }
  (*parent)->attach(std::move(name), std::move(node));
  return {};
}

Result<void> MemoryVfs::add_symlink(std::string_view path, std::string target) {
  std::string name;
  const auto parent = parent_of(path, name);
  if (!parent) return tl::unexpected(parent.error());
  (*parent)->attach(std::move(name),
                    std::make_shared<SymlinkNode>((*parent)->shared_volume(), std::move(target)));
  return {};
}

void MemoryVfs::add_device(std::string_view path, std::uint32_t mode, DeviceFactory factory) {
  std::uint64_t number = 0;
  for (const WellKnown& known : kWellKnown) {
    if (known.path == path) number = known.number;
  }
  if (number == 0) number = kDynamicMajor + last_minor_++;
  std::string name;
  const auto parent = parent_of(path, name);
  if (!parent) return;
  (*parent)->attach(std::move(name), std::make_shared<DeviceNode>((*parent)->shared_volume(), mode,
                                                                  number, std::move(factory)));
}

}  // namespace armillary::os
