// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "os/file.h"
#include "os/fs/node.h"

namespace armillary::os {

/// What every open file of the tree has: the node behind it.
class NodeFile : public File {
 public:
  NodeFile(std::shared_ptr<Node> node, const Caller& caller, std::uint32_t flags);
  [[nodiscard]] const std::shared_ptr<Node>& node() const { return node_; }

  [[nodiscard]] OsResult<Stat> stat() const override;
  SysResult set_mode(std::uint32_t mode) override;
  SysResult set_owner(std::uint32_t uid, std::uint32_t gid) override;
  SysResult set_times(const TimeSpec* accessed, const TimeSpec* modified) override;
  [[nodiscard]] OsResult<FileSystemStat> file_system() const override;
  [[nodiscard]] bool pollable() const override { return false; }

 protected:
  /// Who opened it.
  [[nodiscard]] const Caller& opener() const { return opener_; }

 private:
  std::shared_ptr<Node> node_;
  Caller opener_;
};

/// An open directory.
class DirectoryFile final : public NodeFile {
 public:
  DirectoryFile(std::shared_ptr<DirectoryNode> node, const Caller& caller, std::uint32_t flags);
  SysResult read(std::span<std::byte> out) override;
  OsResult<std::vector<DirectoryEntry>> entries() override;
  /// Only the positions that getdents64 gave out: a count of entries.
  SysResult seek(std::int64_t offset, int whence) override;

 private:
  std::shared_ptr<DirectoryNode> directory_;
};

/// What O_PATH gives: a place in the tree that cannot be read or written.
class PathFile final : public NodeFile {
 public:
  using NodeFile::NodeFile;
  SysResult read(std::span<std::byte> out) override;
  SysResult write(std::span<const std::byte> in) override;
  SysResult read_at(std::uint64_t offset, std::span<std::byte> out) override;
  SysResult write_at(std::uint64_t offset, std::span<const std::byte> in) override;
  SysResult ioctl(Task& task, std::uint32_t request, std::uint32_t argument) override;
  SysResult seek(std::int64_t offset, int whence) override;
  OsResult<std::vector<DirectoryEntry>> entries() override;
  SysResult truncate(std::uint64_t size) override;
  SysResult set_mode(std::uint32_t mode) override;
  SysResult set_owner(std::uint32_t uid, std::uint32_t gid) override;
};

/// The d_type of a node.
std::uint8_t entry_type(const Node& node);

}  // namespace armillary::os
