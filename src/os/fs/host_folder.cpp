// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/fs/host_folder.h"

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace armillary::os {

namespace {

namespace hostfs = std::filesystem;

constexpr int kDeepest = 32;
constexpr std::uintmax_t kLargestFile = std::uintmax_t{64} << 20;

tl::unexpected<Error> refused(const hostfs::path& path, std::string_view why) {
  return failure(ErrorKind::io, fmt::format("{}: {}", path.string(), why));
}

Result<std::vector<std::byte>> read_file(const hostfs::path& path) {
  std::error_code error;
  const std::uintmax_t size = hostfs::file_size(path, error);
  if (error) return refused(path, error.message());
  if (size > kLargestFile) return refused(path, "larger than 64 MiB, no file of a guest system");
  std::vector<std::byte> bytes(static_cast<std::size_t>(size));
  std::ifstream stream(path, std::ios::binary);
  std::vector<char> text(bytes.size());
  if (!stream.read(text.data(), static_cast<std::streamsize>(text.size())) && size != 0) {
    return refused(path, "cannot be read");
  }
  std::ranges::transform(text, bytes.begin(), [](char c) { return static_cast<std::byte>(c); });
  return bytes;
}

Result<void> load(MemoryVfs& vfs, const std::string& path, const hostfs::path& folder, int depth) {
  if (depth > kDeepest) return refused(folder, "folders are nested too deeply");
  std::error_code error;
  std::vector<hostfs::path> entries;
  for (auto it = hostfs::directory_iterator(folder, error); !error && it != hostfs::end(it);
       it.increment(error)) {
    entries.push_back(it->path());
  }
  if (error) return refused(folder, error.message());
  std::ranges::sort(entries);

  for (const hostfs::path& entry : entries) {
    const std::string name = path + "/" + entry.filename().string();
    const hostfs::file_status status = hostfs::symlink_status(entry, error);
    if (error) return refused(entry, error.message());
    Result<void> result;
    switch (status.type()) {
      case hostfs::file_type::directory:
        result = vfs.add_directory(name, 0755);
        if (result) result = load(vfs, name, entry, depth + 1);
        break;
      case hostfs::file_type::symlink: {
        const hostfs::path target = hostfs::read_symlink(entry, error);
        if (error) return refused(entry, error.message());
        result = vfs.add_symlink(name, target.string());
        break;
      }
      case hostfs::file_type::regular: {
        auto bytes = read_file(entry);
        if (!bytes) return tl::unexpected(bytes.error());
        const bool executable =
            (status.permissions() & hostfs::perms::owner_exec) != hostfs::perms::none;
        result = vfs.add_file(name, std::move(*bytes), executable ? 0755 : 0644);
        break;
      }
      default:
        return refused(entry, "neither a file nor a folder nor a symbolic link");
    }
    if (!result) return result;
  }
  return {};
}

}  // namespace

Result<void> load_host_folder(MemoryVfs& vfs, std::string_view path, const hostfs::path& folder) {
  std::string root(path);
  while (root.ends_with('/')) root.pop_back();
  return load(vfs, root, folder, 0);
}

}  // namespace armillary::os
