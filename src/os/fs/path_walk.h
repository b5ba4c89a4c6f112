// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "os/fs/node.h"

namespace armillary::os {

/// Where a path leads.
struct PathEnd {
  std::shared_ptr<DirectoryNode> parent;  ///< the directory of the last name
  std::string name;                       ///< empty when the path is "/", or ends in "." or ".."
  std::shared_ptr<Node> node;             ///< nothing when the last name does not exist
  std::string path;                       ///< absolute, without ".", ".." and links
  bool wants_directory = false;           ///< it ended in a slash
};

/// Walks absolute paths through a tree as path_resolution(7) says: search permission in every
/// directory, at most 40 symbolic links, 255 bytes a name and 4095 a path.
class PathWalk {
 public:
  explicit PathWalk(std::shared_ptr<DirectoryNode> root) : root_(std::move(root)) {}

  /// `follow`: also a symbolic link in the last place. A missing last name is no error here; the
  /// errors are those on the way: ENOENT, ENOTDIR, EACCES, ELOOP, ENAMETOOLONG.
  [[nodiscard]] OsResult<PathEnd> find(const Caller& caller, std::string_view path,
                                       bool follow) const;
  /// The same, and ENOENT when the last name does not exist.
  [[nodiscard]] OsResult<PathEnd> find_existing(const Caller& caller, std::string_view path,
                                                bool follow) const;

 private:
  std::shared_ptr<DirectoryNode> root_;
};

}  // namespace armillary::os
