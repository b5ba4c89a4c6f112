// SPDX-License-Identifier: GPL-2.0-or-later
#include "image/package.h"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

#include "base/host_file.h"
#include "base/suggest.h"
#include "image/asxipfs.h"
#include "image/bytes.h"
#include "image/elf.h"

namespace armillary::image {
namespace {

constexpr std::uint64_t kLargestProgram = 64 * 1024 * 1024;  // debug information included
constexpr std::uint64_t kLargestFolder = 128 * 1024 * 1024;

tl::unexpected<Error> refuse(std::string_view name, std::string_view why) {
  return failure(ErrorKind::bad_input, fmt::format("{}: {}", name, why));
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
  return bytes.size() >= 4 && load32(bytes_of(bytes), 0) == kAsxipfsMagic;
}

Result<Package> read_package(std::string_view text, std::string_view name,
                             const SignaturePolicy& policy) {
  const Bytes bytes = bytes_of(text);
  if (text.empty()) return refuse(name, "the file is empty; expected an image package");
  if (!looks_like_package(text)) {
    return refuse(name, "byte 0: the file does not begin as an image package does (45 3d cd 28)");
  }
  auto metadata = read_metadata(bytes, name);
  if (!metadata) return tl::unexpected<Error>(metadata.error());
  if (auto good = check_signature(bytes, *metadata, name, policy); !good) {
    return tl::unexpected<Error>(good.error());
  }
  auto files = read_asxipfs(bytes, name);
  if (!files) return tl::unexpected<Error>(files.error());
  auto package = with_manifest(std::move(files->files), name);
  if (package) package->metadata = std::move(*metadata);
  return package;
}

Result<std::vector<PackageFile>> read_app_folder(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  const std::string name = folder.string();
  std::vector<PackageFile> files;
  std::uint64_t total = 0;
  std::error_code error;
  fs::recursive_directory_iterator at(folder, error);
  const fs::recursive_directory_iterator end;
  for (; !error && at != end; at.increment(error)) {
    if (at.depth() >= static_cast<int>(kDeepestFolder)) at.disable_recursion_pending();
    std::error_code ignored;
    if (!at->is_regular_file(ignored)) continue;
    const std::string path = at->path().lexically_relative(folder).generic_string();
    auto bytes = read_host_file(at->path(), kLargestProgram, "app's file");
    if (!bytes) return tl::unexpected<Error>(bytes.error());
    total += bytes->size();
    if (files.size() == kMostPackageFiles || total > kLargestFolder) {
      return refuse(name,
                    fmt::format("the folder holds more than {} files or {} MiB; name the app's "
                                "own folder, with app_manifest.json and bin/app",
                                kMostPackageFiles, kLargestFolder / 1024 / 1024));
    }
    const auto permissions = at->status(ignored).permissions();
    const bool executable =
        (permissions & fs::perms::owner_exec) != fs::perms::none || path == "bin/app";
    files.push_back({path, std::move(*bytes), executable});
  }
  if (error) return refuse(name, fmt::format("the folder cannot be read: {}", error.message()));
  std::sort(files.begin(), files.end(),
            [](const PackageFile& a, const PackageFile& b) { return a.path < b.path; });
  return files;
}

Result<Package> read_package_folder(const std::filesystem::path& folder) {
  auto files = read_app_folder(folder);
  if (!files) return tl::unexpected<Error>(files.error());
  const std::filesystem::path normal = folder.lexically_normal();
  return with_manifest(std::move(*files),
                       normal.has_filename() ? normal.string() : normal.parent_path().string());
}

Result<Package> load_app(const std::filesystem::path& path, const SignaturePolicy& policy) {
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
    auto package = read_package(*bytes, name, policy);
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
