// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "os/fs/directory_file.h"
#include "os/fs/node.h"

namespace armillary::os {

/// A regular file with bytes of its own. It may be mapped: the node is the source of the pages.
class RegularNode final : public Node, public PageSource {
 public:
  RegularNode(std::shared_ptr<Volume> volume, std::uint32_t permissions, std::uint32_t uid = 0,
              std::uint32_t gid = 0);
  ~RegularNode() override;

  [[nodiscard]] Stat stat(const Caller& caller) const override;
  OsResult<std::shared_ptr<File>> open(const Caller& caller, std::uint32_t flags) override;
  /// -kEFBIG beyond what the volume could ever hold, ENOSPC or EDQUOT beyond what it holds now.
  SysResult truncate(std::uint64_t size) override;

  /// As write(2) at `offset`: what fits is written; the volume's full_error() when nothing does.
  SysResult write_at(std::uint64_t offset, std::span<const std::byte> in);
  /// While the tree is filled, read-only or not; false when the volume cannot hold it.
  [[nodiscard]] bool assign(std::vector<std::byte> bytes);
  [[nodiscard]] const std::vector<std::byte>& bytes() const { return bytes_; }

  // PageSource
  [[nodiscard]] bool immutable() const override { return volume().read_only(); }
  [[nodiscard]] std::uint64_t size() const override { return bytes_.size(); }
  std::size_t read_at(std::uint64_t offset, std::span<std::byte> out) const override;

 private:
  std::vector<std::byte> bytes_;
};

/// An open regular file.
class RegularFile final : public NodeFile {
 public:
  RegularFile(std::shared_ptr<RegularNode> node, const Caller& caller, std::uint32_t flags);

  SysResult read(std::span<std::byte> out) override;
  SysResult write(std::span<const std::byte> in) override;
  SysResult read_at(std::uint64_t offset, std::span<std::byte> out) override;
  SysResult write_at(std::uint64_t offset, std::span<const std::byte> in) override;
  SysResult seek(std::int64_t offset, int whence) override;
  SysResult truncate(std::uint64_t size) override;
  /// Shared writable mappings are not offered (ENODEV): the app's write(2) is the way.
  OsResult<std::shared_ptr<const PageSource>> pages(bool writable_shared) override;

 private:
  std::shared_ptr<RegularNode> regular_;
  std::uint64_t offset_ = 0;
};

/// A file whose text was made when it was opened (/proc). Read-only.
class TextFile final : public NodeFile {
 public:
  TextFile(std::shared_ptr<Node> node, const Caller& caller, std::uint32_t flags, std::string text);
  SysResult read(std::span<std::byte> out) override;
  SysResult read_at(std::uint64_t offset, std::span<std::byte> out) override;
  SysResult seek(std::int64_t offset, int whence) override;

 private:
  std::string text_;
  std::uint64_t offset_ = 0;
};

/// lseek(2) on something of `size` bytes: the new offset, or -kEINVAL.
SysResult seek_within(std::uint64_t current, std::uint64_t size, std::int64_t offset, int whence);

}  // namespace armillary::os
