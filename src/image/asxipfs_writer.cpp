// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <map>
#include <memory>

#include <fmt/format.h>

#include "base/suggest.h"
#include "image/asxipfs.h"
#include "image/check_sum.h"
#include "image/store.h"

namespace armillary::image {
namespace {

constexpr std::size_t kHeader = 64, kInode = 12, kPage = 4096;
constexpr std::uint32_t kFolderMode = 040755, kFileMode = 0100644, kExecutableMode = 0100755;
constexpr std::uint32_t kFlags = 3;  // FSID_VERSION_2 and SORTED_DIRS

constexpr std::size_t up_to(std::size_t size, std::size_t unit) {
  return (size + unit - 1) / unit * unit;
}

/// A folder while the tree is laid out. Entries are sorted by name, as SORTED_DIRS promises.
struct Node {
  std::map<std::string, std::unique_ptr<Node>> entries;
  const PackageFile* file = nullptr;
  std::size_t place = 0;  ///< of the entries, or of the data

  [[nodiscard]] std::size_t entries_size() const {
    std::size_t size = 0;
    for (const auto& [name, node] : entries) size += kInode + up_to(name.size(), 4);
    return size;
  }
  [[nodiscard]] std::size_t size() const {
    return file != nullptr ? file->bytes.size() : entries_size();
  }
};

tl::unexpected<Error> refuse(const PackageFile& file, std::string_view why) {
  return failure(ErrorKind::bad_input, fmt::format("the file {} {}", in_quotes(file.path), why));
}

Result<void> insert(Node& root, const PackageFile& file) {
  Node* at = &root;
  std::string_view rest = file.path;
  for (unsigned depth = 0;; ++depth) {
    const std::size_t slash = rest.find('/');
    const std::string part(rest.substr(0, slash));
    if (part.empty() || part == "." || part == ".." || part.find('\0') != std::string::npos) {
      return refuse(file, "cannot be packed: its path is not one of plain names and '/'");
    }
    if (part.size() > kLongestFileName || depth > kDeepestFolder) {
      return refuse(file, fmt::format("cannot be packed: a name has at most {} bytes, and folders "
                                      "are nested at most {} deep",
                                      kLongestFileName, kDeepestFolder));
    }
    std::unique_ptr<Node>& next = at->entries[part];
    const bool is_last = slash == std::string_view::npos;
    if (next != nullptr && (is_last || next->file != nullptr)) {
      return refuse(file, "cannot be packed: its place is taken by another file");
    }
    if (next == nullptr) next = std::make_unique<Node>();
    at = next.get();
    if (is_last) break;
    rest.remove_prefix(slash + 1);
  }
  at->file = &file;
  return {};
}

/// Calls `visit` for every folder, a folder before those in it.
template <class F>
void each_folder(Node& folder, F visit) {
  visit(folder);
  for (auto& [name, node] : folder.entries) {
    if (node->file == nullptr) each_folder(*node, visit);
  }
}

void put_inode(std::string& out, std::size_t at, const Node& node, std::string_view name) {
  std::uint32_t mode = kFolderMode;
  if (node.file != nullptr) {
    mode = (node.file->executable ? kExecutableMode : kFileMode) | kExecuteInPlace;
  }
  store16(out, at, static_cast<std::uint16_t>(mode));
  store16(out, at + 2, 0);
  store32(out, at + 4, static_cast<std::uint32_t>(node.size()));
  const auto words = static_cast<std::uint32_t>(up_to(name.size(), 4) / 4);
  store32(out, at + 8, words | static_cast<std::uint32_t>(node.place / 4) << 6);
  out.replace(at + kInode, name.size(), name);
}

}  // namespace

Result<std::string> write_asxipfs(const std::vector<PackageFile>& files) {
  if (files.size() > kMostPackageFiles) {
    return failure(ErrorKind::bad_input, fmt::format("{} files; at most {} can be packed",
                                                     files.size(), kMostPackageFiles));
  }
  Node root;
  std::uint64_t total = 0;
  for (const PackageFile& file : files) {
    total += up_to(file.bytes.size(), kPage);
    if (total > kLargestPackage) {
      return failure(ErrorKind::bad_input,
                     fmt::format("the files have more than {} MiB together; a device holds 1 MiB "
                                 "of apps",
                                 kLargestPackage / 1024 / 1024));
    }
    if (auto done = insert(root, file); !done) return tl::unexpected<Error>(done.error());
  }

  std::size_t end = kHeader + kInode, count = 1;
  each_folder(root, [&](Node& folder) {
    folder.place = folder.entries.empty() ? 0 : end;
    end += folder.entries_size();
    count += folder.entries.size();
  });
  end = up_to(std::max(end, kPage), kPage);
  each_folder(root, [&](Node& folder) {
    for (auto& [name, node] : folder.entries) {
      if (node->file == nullptr || node->size() == 0) continue;
      node->place = end;
      end += up_to(node->size(), kPage);
    }
  });

  std::string out(end, '\0');
  store32(out, 0, kAsxipfsMagic);
  store32(out, 4, static_cast<std::uint32_t>(end));
  store32(out, 8, kFlags);
  out.replace(16, 16, "Compressed ROMFS");
  store32(out, 44, static_cast<std::uint32_t>(count));
  out.replace(48, 10, "Compressed");
  put_inode(out, kHeader, root, "");
  each_folder(root, [&](Node& folder) {
    std::size_t at = folder.place;
    for (const auto& [name, node] : folder.entries) {
      put_inode(out, at, *node, name);
      at += kInode + up_to(name.size(), 4);
      if (node->file != nullptr && node->size() > 0) {
        out.replace(node->place, node->size(), node->file->bytes);
      }
    }
  });
  store32(out, kCheckSumAt, check_sum(bytes_of(out)));
  return out;
}

}  // namespace armillary::image
