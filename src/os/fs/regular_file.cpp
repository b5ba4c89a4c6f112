// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/fs/regular_file.h"

#include <algorithm>
#include <utility>

namespace armillary::os {

namespace {

std::size_t copy_from(std::span<const std::byte> from, std::uint64_t offset,
                      std::span<std::byte> out) {
  if (offset >= from.size()) return 0;
  const auto rest = from.subspan(static_cast<std::size_t>(offset));
  const std::size_t count = std::min(rest.size(), out.size());
  std::copy_n(rest.begin(), count, out.begin());
  return count;
}

}  // namespace

SysResult seek_within(std::uint64_t current, std::uint64_t size, std::int64_t offset, int whence) {
  std::int64_t base = 0;
  switch (whence) {
    case kSeekSet:
      break;
    case kSeekCurrent:
      base = static_cast<std::int64_t>(current);
      break;
    case kSeekEnd:
      base = static_cast<std::int64_t>(size);
      break;
    default:
      return -kEINVAL;
  }
  std::int64_t target = 0;
  if (__builtin_add_overflow(base, offset, &target) || target < 0) return -kEINVAL;
  return target;
}

RegularNode::RegularNode(std::shared_ptr<Volume> volume, std::uint32_t permissions,
                         std::uint32_t uid, std::uint32_t gid)
    : Node(std::move(volume), kModeRegular | permissions, uid, gid) {}

RegularNode::~RegularNode() {
  // A smaller file always fits.
  static_cast<void>(volume().resize(bytes_.size(), 0));
}

Stat RegularNode::stat(const Caller& caller) const {
  Stat stat = Node::stat(caller);
  stat.size = static_cast<std::int64_t>(bytes_.size());
  const std::uint64_t block = stat.block_size;
  stat.blocks = (bytes_.size() + block - 1) / block * (block / 512);
  return stat;
}

OsResult<std::shared_ptr<File>> RegularNode::open(const Caller& caller, std::uint32_t flags) {
  return std::make_shared<RegularFile>(std::static_pointer_cast<RegularNode>(shared_from_this()),
                                       caller, flags);
}

SysResult RegularNode::truncate(std::uint64_t size) {
  if (volume().read_only()) return -kEROFS;
  if (size > volume().capacity()) return -kEFBIG;
  if (!volume().resize(bytes_.size(), size)) return -volume().full_error();
  bytes_.resize(static_cast<std::size_t>(size));
  touch_modified();
  return 0;
}

SysResult RegularNode::write_at(std::uint64_t offset, std::span<const std::byte> in) {
  if (volume().read_only()) return -kEROFS;
  if (in.empty()) return 0;
  if (offset >= volume().capacity()) return -kEFBIG;
  const std::uint64_t longest =
      std::max<std::uint64_t>(volume().longest(bytes_.size()), bytes_.size());
  if (offset >= longest) return -volume().full_error();
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(in.size(), longest - offset));
  const std::uint64_t end = offset + count;
  if (end > bytes_.size()) {
    if (!volume().resize(bytes_.size(), end)) return -volume().full_error();
    bytes_.resize(static_cast<std::size_t>(end));
  }
  std::copy_n(in.begin(), count, bytes_.begin() + static_cast<std::ptrdiff_t>(offset));
  touch_modified();
  return static_cast<SysResult>(count);
}

bool RegularNode::assign(std::vector<std::byte> bytes) {
  if (!volume().resize(bytes_.size(), bytes.size())) return false;
  bytes_ = std::move(bytes);
  return true;
}

std::size_t RegularNode::read_at(std::uint64_t offset, std::span<std::byte> out) const {
  return copy_from(bytes_, offset, out);
}

RegularFile::RegularFile(std::shared_ptr<RegularNode> node, const Caller& caller,
                         std::uint32_t flags)
    : NodeFile(node, caller, flags), regular_(std::move(node)) {}

SysResult RegularFile::read(std::span<std::byte> out) {
  const SysResult count = read_at(offset_, out);
  if (count > 0) offset_ += static_cast<std::uint64_t>(count);
  return count;
}

SysResult RegularFile::write(std::span<const std::byte> in) {
  if ((flags() & kOAppend) != 0) offset_ = regular_->size();
  const SysResult count = write_at(offset_, in);
  if (count > 0) offset_ += static_cast<std::uint64_t>(count);
  return count;
}

SysResult RegularFile::read_at(std::uint64_t offset, std::span<std::byte> out) {
  if (!readable()) return -kEBADF;
  return static_cast<SysResult>(regular_->read_at(offset, out));
}

SysResult RegularFile::write_at(std::uint64_t offset, std::span<const std::byte> in) {
  if (!writable()) return -kEBADF;
  return regular_->write_at(offset, in);
}

SysResult RegularFile::seek(std::int64_t offset, int whence) {
  const SysResult target = seek_within(offset_, regular_->size(), offset, whence);
  if (target >= 0) offset_ = static_cast<std::uint64_t>(target);
  return target;
}

SysResult RegularFile::truncate(std::uint64_t size) {
  if (!writable()) return -kEINVAL;
  return regular_->truncate(size);
}

OsResult<std::shared_ptr<const PageSource>> RegularFile::pages(bool writable_shared) {
  if (writable_shared) return os_failure(kENODEV);
  return regular_;
}

TextFile::TextFile(std::shared_ptr<Node> node, const Caller& caller, std::uint32_t flags,
                   std::string text)
    : NodeFile(std::move(node), caller, flags), text_(std::move(text)) {}

SysResult TextFile::read(std::span<std::byte> out) {
  const SysResult count = read_at(offset_, out);
  if (count > 0) offset_ += static_cast<std::uint64_t>(count);
  return count;
}

SysResult TextFile::read_at(std::uint64_t offset, std::span<std::byte> out) {
  if (!readable()) return -kEBADF;
  return static_cast<SysResult>(
      copy_from(std::as_bytes(std::span(text_.data(), text_.size())), offset, out));
}

SysResult TextFile::seek(std::int64_t offset, int whence) {
  const SysResult target = seek_within(offset_, text_.size(), offset, whence);
  if (target >= 0) offset_ = static_cast<std::uint64_t>(target);
  return target;
}

}  // namespace armillary::os
