// SPDX-License-Identifier: GPL-2.0-or-later
#include "image/asxipfs.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/suggest.h"
#include "image/check_sum.h"

namespace armillary::image {
namespace {

constexpr std::size_t kInodeSize = 12;
constexpr std::size_t kRootInode = 64;

tl::unexpected<Error> refuse(std::string_view name, std::string_view why) {
  return failure(ErrorKind::bad_input, fmt::format("{}: {}", name, why));
}

struct Inode {
  std::uint32_t mode = 0, size = 0, offset = 0;
  std::size_t name_size = 0;
  [[nodiscard]] bool is_folder() const { return (mode & 0170000) == 0040000; }
  [[nodiscard]] bool is_file() const { return (mode & 0170000) == 0100000; }
};

// mode:16 uid:16 | size:24 gid:8 | namelen/4:6 offset/4:26
Inode load_inode(Bytes bytes, std::size_t at) {
  const std::uint32_t packed = load32(bytes, at + 8);
  return {load16(bytes, at), load32(bytes, at + 4) & 0xFFFFFF, (packed >> 6) * 4,
          std::size_t{packed & 0x3F} * 4};
}

class FileSystemReader {
 public:
  FileSystemReader(Bytes bytes, std::string_view name) : bytes_(bytes), name_(name) {}

  Result<Asxipfs> read() {
    if (!holds(bytes_, 0, kRootInode + kInodeSize)) {
      return refuse(name_, fmt::format("the file ends at byte {}, within the file system's header; "
                                       "it is truncated. Copy it again",
                                       bytes_.size()));
    }
    const Inode root = load_inode(bytes_, kRootInode);
    if (!root.is_folder()) {
      return refuse(name_,
                    "byte 64: the root of the file system is not a folder; the image package "
                    "is damaged");
    }
    if (auto done = folder(root, "", 0); !done) return tl::unexpected<Error>(done.error());
    std::sort(found_.files.begin(), found_.files.end(),
              [](const PackageFile& a, const PackageFile& b) { return a.path < b.path; });
    found_.size = load32(bytes_, 4);
    found_.flags = load32(bytes_, 8);
    found_.check_sum = load32(bytes_, kCheckSumAt);
    const std::size_t size = std::clamp<std::size_t>(found_.size, kRootInode, bytes_.size());
    found_.computed_check_sum = check_sum(bytes_.first(size));
    return std::move(found_);
  }

 private:
  Result<void> folder(const Inode& inode, const std::string& path, unsigned depth) {
    if (depth > kDeepestFolder || !holds(bytes_, inode.offset, inode.size)) {
      return refuse(name_,
                    fmt::format("the folder {} at byte {:#x} {}; the image package is damaged",
                                in_quotes("/" + path), inode.offset,
                                depth > kDeepestFolder ? "is nested too deeply"
                                                       : "goes past the end of the file"));
    }
    std::size_t at = inode.offset;
    const std::size_t end = at + inode.size;
    while (at < end) {
      if (end - at < kInodeSize) {
        return refuse(name_, fmt::format("byte {:#x}: half an entry of the folder {}; the image "
                                         "package is damaged",
                                         at, in_quotes("/" + path)));
      }
      const Inode entry = load_inode(bytes_, at);
      if (end - at - kInodeSize < entry.name_size) {
        return refuse(name_,
                      fmt::format("byte {:#x}: the name goes past its folder's end; the image "
                                  "package is damaged",
                                  at));
      }
      const std::string entry_name(text_at(bytes_.subspan(at + kInodeSize, entry.name_size), 0));
      if (entry_name.empty() || entry_name == "." || entry_name == ".." ||
          entry_name.find('/') != std::string::npos) {
        return refuse(name_,
                      fmt::format("byte {:#x}: {} cannot be a file name; the image package is "
                                  "damaged",
                                  at, in_quotes(entry_name)));
      }
      if (auto done = add(entry, path.empty() ? entry_name : path + "/" + entry_name, at, depth);
          !done) {
        return done;
      }
      at += kInodeSize + entry.name_size;
    }
    return {};
  }

  Result<void> add(const Inode& entry, const std::string& path, std::size_t at, unsigned depth) {
    // Folders that share entries could multiply without end.
    if (++entries_ > kMostPackageFiles) {
      return refuse(name_, fmt::format("more than {} files; at most that many are accepted",
                                       kMostPackageFiles));
    }
    if (entry.is_folder()) return folder(entry, path, depth + 1);
    if (!entry.is_file()) return {};
    total_ += entry.size;
    if (!holds(bytes_, entry.offset, entry.size) || total_ > kLargestPackage) {
      return refuse(name_,
                    fmt::format("byte {:#x}: the file {} with {} bytes at byte {:#x} goes past "
                                "the end of the image package; it is truncated. Copy it again",
                                at, in_quotes("/" + path), entry.size, entry.offset));
    }
    const Bytes data = bytes_.subspan(entry.offset, entry.size);
    if ((entry.mode & kExecuteInPlace) == 0) found_.not_in_place.push_back(path);
    found_.files.push_back({path,
                            std::string(reinterpret_cast<const char*>(data.data()), data.size()),
                            (entry.mode & 0111) != 0});
    return {};
  }

  Bytes bytes_;
  std::string_view name_;
  Asxipfs found_;
  std::size_t entries_ = 0;
  std::uint64_t total_ = 0;
};

}  // namespace

Result<Asxipfs> read_asxipfs(Bytes bytes, std::string_view name) {
  return FileSystemReader(bytes, name).read();
}

}  // namespace armillary::image
