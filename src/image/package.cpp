// SPDX-License-Identifier: GPL-2.0-or-later
#include "image/package.h"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

#include "base/host_file.h"
#include "base/suggest.h"
#include "image/bytes.h"
#include "image/elf.h"

namespace armillary::image {
namespace {

constexpr std::uint64_t kLargestPackage = 16 * 1024 * 1024;  // a device holds 1 MiB of apps
constexpr std::uint64_t kLargestProgram = 64 * 1024 * 1024;  // debug information included
constexpr std::uint64_t kLargestFolder = 128 * 1024 * 1024;
constexpr std::size_t kMostFiles = 1000;
constexpr unsigned kDeepest = 16;

constexpr std::uint32_t kFileSystemMagic = 0x28CD3D45;  // ASXipFS, which is a cramfs
constexpr std::uint32_t kMetadataMagic = 0x4D345834;    // "4X4M"
constexpr std::size_t kSignatureSize = 64;
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

  Result<std::vector<PackageFile>> read() {
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
    std::sort(files_.begin(), files_.end(),
              [](const PackageFile& a, const PackageFile& b) { return a.path < b.path; });
    return std::move(files_);
  }

 private:
  Result<void> folder(const Inode& inode, const std::string& path, unsigned depth) {
    if (depth > kDeepest || !holds(bytes_, inode.offset, inode.size)) {
      return refuse(
          name_,
          fmt::format("the folder {} at byte {:#x} {}; the image package is damaged",
                      in_quotes("/" + path), inode.offset,
                      depth > kDeepest ? "is nested too deeply" : "goes past the end of the file"));
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
    if (++entries_ > kMostFiles) {
      return refuse(name_,
                    fmt::format("more than {} files; at most that many are accepted", kMostFiles));
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
    files_.push_back({path, std::string(reinterpret_cast<const char*>(data.data()), data.size()),
                      (entry.mode & 0111) != 0});
    return {};
  }

  Bytes bytes_;
  std::string_view name_;
  std::vector<PackageFile> files_;
  std::size_t entries_ = 0;
  std::uint64_t total_ = 0;
};

/// The image id of the identity section. The metadata's length stands before the signature.
Result<std::optional<Guid>> read_metadata(Bytes bytes, std::string_view name) {
  const auto damaged = [&](std::uint64_t at, std::string_view what) {
    return refuse(name,
                  fmt::format("byte {:#x}: {}; the image package is damaged or truncated. Copy "
                              "it again",
                              at, what));
  };
  if (bytes.size() < kSignatureSize + 12) return damaged(bytes.size(), "no metadata");
  const std::size_t length_at = bytes.size() - kSignatureSize - 4;
  const std::uint32_t length = load32(bytes, length_at);
  if (length < 12 || length > length_at + 4) {
    return damaged(length_at, fmt::format("a metadata length of {}", length));
  }
  const std::size_t start = length_at + 4 - length;
  if (load32(bytes, start) != kMetadataMagic)
    return damaged(start, "no metadata mark (34 58 34 4d)");
  const std::uint32_t count = load32(bytes, start + 4);
  std::size_t at = start + 8;
  std::optional<Guid> image_id;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (length_at - at < 4) return damaged(at, "the metadata sections go past their end");
    const unsigned id = load16(bytes, at), size = load16(bytes, at + 2);
    if (length_at - at - 4 < size) return damaged(at, "a metadata section goes past the end");
    constexpr unsigned kIdentity = 0x4449, kIdentitySize = 36;
    if (id == kIdentity && size >= kIdentitySize) {
      image_id = Guid(std::span<const std::byte, 16>(bytes.subspan(at + 4 + 20).first<16>()));
    }
    at += 4 + size;
  }
  return image_id;
}

Result<Package> with_manifest(std::vector<PackageFile> files, std::string_view name) {
  Package package;
  package.name = std::filesystem::path(name).filename().string();
  package.files = std::move(files);
  const PackageFile* text = package.find("app_manifest.json");
  if (text == nullptr) {
    return refuse(name,
                  "there is no app_manifest.json in it (device error 2.25); name an app's "
                  "folder or package");
  }
  auto manifest = parse_manifest(text->bytes, (std::filesystem::path(name) / text->path).string());
  if (!manifest) return tl::unexpected<Error>(manifest.error());
  package.manifest = std::move(*manifest);
  return package;
}

// What the A7's loader would refuse only at the start of the app.
Result<void> check_segments(const ElfFile& elf, std::string_view place) {
  constexpr std::uint32_t kInPage = 0xFFF;
  for (const ElfSegment& segment : elf.segments) {
    const std::uint64_t end = std::uint64_t{segment.address} + segment.memory_size;
    if (end > kAppAddressEnd) {
      return refuse(
          place,
          fmt::format("program header {}: the segment at {:#010x} with {} bytes ends at "
                      "{:#010x}; the memory of apps ends at {:#010x}. Check the linker "
                      "script",
                      segment.index, segment.address, segment.memory_size, end, kAppAddressEnd));
    }
    if (segment.write && segment.execute) {
      return refuse(place, fmt::format("program header {}: the segment at {:#010x} is writable and "
                                       "executable, which the platform refuses; link without -N "
                                       "and with -z noexecstack",
                                       segment.index, segment.address));
    }
    if (segment.file_size != 0 && (segment.address & kInPage) != (segment.file_offset & kInPage)) {
      return refuse(place, fmt::format("program header {}: the segment at {:#010x} lies at byte "
                                       "{:#x} of the file, which differs within the page; link it "
                                       "for pages of 4096 bytes",
                                       segment.index, segment.address, segment.file_offset));
    }
  }
  return {};
}

/// `file` stands in messages when the program is a file of its own and lies in no package.
Result<void> check_program(const Package& package, std::string_view name,
                           std::string_view file = {}) {
  const PackageFile* program = package.find(package.manifest.entry_point);
  if (program == nullptr) {
    return refuse(name, fmt::format("there is no {} (device error 2.22), which /EntryPoint of its "
                                    "manifest names; build the app first",
                                    in_quotes(package.manifest.entry_point)));
  }
  const std::string place =
      file.empty() ? (std::filesystem::path(name) / program->path).string() : std::string(file);
  const auto elf = read_elf(bytes_of(program->bytes), place);
  if (!elf) return tl::unexpected<Error>(elf.error());
  if (!elf->for_linux()) {
    return refuse(
        place,
        "this is firmware for an M4 core; the Cortex-A7 runs Linux programs. Use --m4-0 or "
        "--m4-1 for it, or m4-0.image in the device file");
  }
  constexpr std::string_view kLoader = "/lib/ld-musl-armhf.so.1";
  if (!elf->interpreter.empty() && elf->interpreter != kLoader) {
    return refuse(place, fmt::format("the program wants the loader {}; expected {}. Build it for "
                                     "musl, as the device's toolchain does",
                                     in_quotes(elf->interpreter), in_quotes(kLoader)));
  }
  return check_segments(*elf, place);
}

Result<void> check_type(const Package& package, std::string_view name) {
  if (package.manifest.type == ApplicationType::real_time) {
    return refuse(name,
                  "/ApplicationType of its manifest is \"RealTimeCapable\": this is firmware "
                  "for an M4 core. Use --m4-0 or --m4-1 for it, or m4-0.image in the device "
                  "file");
  }
  return check_program(package, name);
}

}  // namespace

const PackageFile* Package::find(std::string_view path) const {
  while (path.starts_with('/')) path.remove_prefix(1);
  const auto found =
      std::find_if(files.begin(), files.end(), [&](const auto& file) { return file.path == path; });
  return found == files.end() ? nullptr : &*found;
}

bool looks_like_package(std::string_view bytes) {
  return bytes.size() >= 4 && load32(bytes_of(bytes), 0) == kFileSystemMagic;
}

Result<Package> read_package(std::string_view text, std::string_view name) {
  const Bytes bytes = bytes_of(text);
  if (text.empty()) return refuse(name, "the file is empty; expected an image package");
  if (!looks_like_package(text)) {
    return refuse(name, "byte 0: the file does not begin as an image package does (45 3d cd 28)");
  }
  const auto image_id = read_metadata(bytes, name);
  if (!image_id) return tl::unexpected<Error>(image_id.error());
  auto files = FileSystemReader(bytes, name).read();
  if (!files) return tl::unexpected<Error>(files.error());
  auto package = with_manifest(std::move(*files), name);
  if (package) package->image_id = *image_id;
  return package;
}

Result<Package> read_package_folder(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  const std::string name = folder.string();
  std::vector<PackageFile> files;
  std::uint64_t total = 0;
  std::error_code error;
  fs::recursive_directory_iterator at(folder, error);
  const fs::recursive_directory_iterator end;
  for (; !error && at != end; at.increment(error)) {
    if (at.depth() >= static_cast<int>(kDeepest)) at.disable_recursion_pending();
    std::error_code ignored;
    if (!at->is_regular_file(ignored)) continue;
    const std::string path = at->path().lexically_relative(folder).generic_string();
    auto bytes = read_host_file(at->path(), kLargestProgram, "app's file");
    if (!bytes) return tl::unexpected<Error>(bytes.error());
    total += bytes->size();
    if (files.size() == kMostFiles || total > kLargestFolder) {
      return refuse(name,
                    fmt::format("the folder holds more than {} files or {} MiB; name the app's "
                                "own folder, with app_manifest.json and bin/app",
                                kMostFiles, kLargestFolder / 1024 / 1024));
    }
    const auto permissions = at->status(ignored).permissions();
    const bool executable =
        (permissions & fs::perms::owner_exec) != fs::perms::none || path == "bin/app";
    files.push_back({path, std::move(*bytes), executable});
  }
  if (error) return refuse(name, fmt::format("the folder cannot be read: {}", error.message()));
  std::sort(files.begin(), files.end(),
            [](const PackageFile& a, const PackageFile& b) { return a.path < b.path; });
  const fs::path normal = folder.lexically_normal();
  return with_manifest(std::move(files),
                       normal.has_filename() ? normal.string() : normal.parent_path().string());
}

Result<Package> load_app(const std::filesystem::path& path) {
  const std::string name = path.string();
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    auto package = read_package_folder(path);
    if (!package) return package;
    if (auto good = check_type(*package, name); !good) return tl::unexpected<Error>(good.error());
    return package;
  }
  auto bytes = read_host_file(path, kLargestProgram, "app");
  if (!bytes) return tl::unexpected<Error>(bytes.error());
  if (looks_like_package(*bytes)) {
    auto package = read_package(*bytes, name);
    if (!package) return package;
    if (auto good = check_type(*package, name); !good) return tl::unexpected<Error>(good.error());
    return package;
  }
  if (!looks_like_elf(bytes_of(*bytes))) {
    return refuse(name,
                  bytes->empty()
                      ? "the file is empty; expected an app for the Cortex-A7"
                      : "this is neither an ELF program nor an image package; expected an app "
                        "for the Cortex-A7, or a folder with app_manifest.json and bin/app");
  }
  Package package;
  package.name = path.filename().string();
  package.manifest = default_manifest(package.name, ApplicationType::high_level);
  package.files.push_back({"bin/app", std::move(*bytes), true});
  if (auto good = check_program(package, name, name); !good) {
    return tl::unexpected<Error>(good.error());
  }
  return package;
}

}  // namespace armillary::image
