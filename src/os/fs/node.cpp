// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/fs/node.h"

#include "os/fs/directory_file.h"

namespace armillary::os {

Node::Node(std::shared_ptr<Volume> volume, std::uint32_t mode, std::uint32_t uid, std::uint32_t gid)
    : volume_(std::move(volume)),
      inode_(volume_->add_node()),
      mode_(mode),
      uid_(uid),
      gid_(gid),
      accessed_(volume_->now()),
      modified_(accessed_),
      changed_(accessed_) {}

Node::~Node() { volume_->remove_node(); }

Stat Node::stat(const Caller& /*caller*/) const {
  Stat stat;
  stat.device = volume_->device();
  stat.inode = inode_;
  stat.mode = mode_;
  stat.links = links_;
  stat.uid = uid_;
  stat.gid = gid_;
  stat.block_size = volume_->block_size();
  stat.accessed = accessed_;
  stat.modified = modified_;
  stat.changed = changed_;
  return stat;
}

SysResult Node::truncate(std::uint64_t /*size*/) { return -kEINVAL; }

bool Node::permits(const Caller& caller, std::uint32_t wanted) const {
  if (caller.uid == 0) {
    // Root may all but execute what nobody may execute.
    const bool executable = is_directory() || (mode_ & 0111) != 0;
    return (wanted & 1) == 0 || executable;
  }
  std::uint32_t bits = mode_;
  if (caller.uid == uid_) {
    bits = mode_ >> 6;
  } else if (caller.gid == gid_) {
    bits = mode_ >> 3;
  }
  return (wanted & ~bits & 7) == 0;
}

bool Node::owned_by(const Caller& caller) const { return caller.uid == 0 || caller.uid == uid_; }

void Node::set_permissions(std::uint32_t bits) {
  mode_ = type() | (bits & 07777);
  changed_ = volume_->now();
}

void Node::set_owner(std::uint32_t uid, std::uint32_t gid) {
  constexpr std::uint32_t kUnchanged = 0xFFFFFFFF;
  if (uid != kUnchanged) uid_ = uid;
  if (gid != kUnchanged) gid_ = gid;
  changed_ = volume_->now();
}

void Node::set_times(const TimeSpec* accessed, const TimeSpec* modified) {
  if (accessed != nullptr) accessed_ = *accessed;
  if (modified != nullptr) modified_ = *modified;
  changed_ = volume_->now();
}

void Node::touch_modified() { modified_ = changed_ = volume_->now(); }
void Node::touch_accessed() { accessed_ = volume_->now(); }

void Node::remove_link() {
  --links_;
  changed_ = volume_->now();
}

OsResult<std::shared_ptr<File>> DirectoryNode::open(const Caller& caller, std::uint32_t flags) {
  return std::make_shared<DirectoryFile>(
      std::static_pointer_cast<DirectoryNode>(shared_from_this()), caller, flags);
}

StoredDirectory::StoredDirectory(std::shared_ptr<Volume> volume, std::uint32_t permissions,
                                 std::uint32_t uid, std::uint32_t gid)
    : DirectoryNode(std::move(volume), kModeDirectory | permissions, uid, gid) {}

Stat StoredDirectory::stat(const Caller& caller) const {
  Stat stat = Node::stat(caller);
  // "." and the name in the parent, and the ".." of each directory below.
  stat.links = 2;
  for (const auto& [name, child] : children_) stat.links += child->is_directory() ? 1 : 0;
  stat.size = static_cast<std::int64_t>(volume().block_size());
  return stat;
}

std::shared_ptr<Node> StoredDirectory::lookup(const Caller& /*caller*/,
                                              std::string_view name) const {
  const auto found = children_.find(name);
  return found == children_.end() ? nullptr : found->second;
}

std::vector<std::pair<std::string, std::shared_ptr<Node>>> StoredDirectory::list(
    const Caller& /*caller*/) const {
  return {children_.begin(), children_.end()};
}

SysResult StoredDirectory::insert(std::string name, std::shared_ptr<Node> node) {
  if (volume().read_only()) return -kEROFS;
  attach(std::move(name), std::move(node));
  return 0;
}

void StoredDirectory::attach(std::string name, std::shared_ptr<Node> node) {
  detach(name);
  if (node->is_directory()) {
    static_cast<DirectoryNode&>(*node).set_parent(
        std::static_pointer_cast<DirectoryNode>(shared_from_this()));
  }
  node->add_link();
  children_.insert_or_assign(std::move(name), std::move(node));
  touch_modified();
}

SysResult StoredDirectory::remove(std::string_view name) {
  if (volume().read_only()) return -kEROFS;
  if (!children_.contains(name)) return -kENOENT;
  detach(name);
  return 0;
}

void StoredDirectory::detach(std::string_view name) {
  const auto found = children_.find(name);
  if (found == children_.end()) return;
  found->second->remove_link();
  if (found->second->is_directory()) {
    static_cast<DirectoryNode&>(*found->second).set_parent(nullptr);
  }
  children_.erase(found);
  touch_modified();
}

SymlinkNode::SymlinkNode(std::shared_ptr<Volume> volume, std::string target, std::uint32_t uid,
                         std::uint32_t gid)
    : Node(std::move(volume), kModeSymlink | 0777, uid, gid), target_(std::move(target)) {}

Stat SymlinkNode::stat(const Caller& caller) const {
  Stat stat = Node::stat(caller);
  stat.size = static_cast<std::int64_t>(target(caller).size());
  return stat;
}

OsResult<std::shared_ptr<File>> SymlinkNode::open(const Caller& /*caller*/,
                                                  std::uint32_t /*flags*/) {
  return os_failure(kELOOP);
}

DeviceNode::DeviceNode(std::shared_ptr<Volume> volume, std::uint32_t permissions,
                       std::uint64_t number, DeviceFactory factory)
    : Node(std::move(volume), kModeCharacter | permissions, 0, 0),
      number_(number),
      factory_(std::move(factory)) {}

Stat DeviceNode::stat(const Caller& caller) const {
  Stat stat = Node::stat(caller);
  stat.device_number = number_;
  return stat;
}

OsResult<std::shared_ptr<File>> DeviceNode::open(const Caller& caller, std::uint32_t flags) {
  return factory_(caller, flags);
}

}  // namespace armillary::os
