// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/fs/path_walk.h"

#include <algorithm>
#include <utility>

namespace armillary::os {

namespace {

constexpr int kMostLinks = 40;  // MAXSYMLINKS, include/linux/namei.h

/// Takes the first name off `rest`, with the slashes around it.
std::string take_name(std::string& rest) {
  const std::size_t start = rest.find_first_not_of('/');
  if (start == std::string::npos) {
    rest.clear();
    return {};
  }
  const std::size_t end = std::min(rest.find('/', start), rest.size());
  std::string name = rest.substr(start, end - start);
  rest.erase(0, end);
  return name;
}

bool only_slashes(const std::string& rest) { return rest.find_first_not_of('/') == rest.npos; }

void remove_last_name(std::string& path) { path.erase(path.rfind('/')); }

}  // namespace

OsResult<PathEnd> PathWalk::find(const Caller& caller, std::string_view path, bool follow) const {
  if (path.empty()) return os_failure(kENOENT);
  if (path.size() >= kPathMax) return os_failure(kENAMETOOLONG);
  if (path.front() != '/') return os_failure(kENOENT);  // callers join relative paths

  std::string rest(path);
  std::shared_ptr<DirectoryNode> directory = root_;
  std::string walked;  // the path of `directory`, "" for the root
  int links = 0;
  for (;;) {
    const std::string name = take_name(rest);
    const bool slash = !rest.empty();
    const bool last = only_slashes(rest);
    if (name.size() > kNameMax) return os_failure(kENAMETOOLONG);
    if (name.empty() || name == "." || name == "..") {
      if (!name.empty() && !directory->permits(caller, 1)) return os_failure(kEACCES);
      if (name == "..") {
        auto parent = directory->parent();
        if (parent == nullptr) return os_failure(kENOENT);
        if (directory != root_) {
          remove_last_name(walked);
          directory = std::move(parent);
        }
      }
      if (!last) continue;
      PathEnd end;
      end.parent = directory->parent();
      end.node = directory;
      end.path = walked.empty() ? "/" : walked;
      return end;
    }
    if (!directory->permits(caller, 1)) return os_failure(kEACCES);
    std::shared_ptr<Node> node = directory->lookup(caller, name);
    if (node != nullptr && node->is_symlink() && (!last || follow || slash)) {
      if (++links > kMostLinks) return os_failure(kELOOP);
      std::string target = static_cast<const SymlinkNode&>(*node).target(caller);
      if (target.empty()) return os_failure(kENOENT);
      if (target.size() + rest.size() >= kPathMax) return os_failure(kENAMETOOLONG);
      if (target.front() == '/') {
        directory = root_;
        walked.clear();
      }
      rest.insert(0, target);
      continue;
    }
    if (last) {
      if (slash && node != nullptr && !node->is_directory()) return os_failure(kENOTDIR);
      return PathEnd{directory, name, std::move(node), walked + "/" + name, slash};
    }
    if (node == nullptr) return os_failure(kENOENT);
    if (!node->is_directory()) return os_failure(kENOTDIR);
    directory = std::static_pointer_cast<DirectoryNode>(std::move(node));
    walked += "/" + name;
  }
}

OsResult<PathEnd> PathWalk::find_existing(const Caller& caller, std::string_view path,
                                          bool follow) const {
  auto end = find(caller, path, follow);
  if (end && end->node == nullptr) return os_failure(kENOENT);
  return end;
}

}  // namespace armillary::os
