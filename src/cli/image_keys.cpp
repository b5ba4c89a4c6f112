// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/image_keys.h"

#include <system_error>

#include "base/host_file.h"
#include "cli/installation.h"

namespace armillary::cli {

Result<image::ImageKey> read_key(const std::filesystem::path& file) {
  constexpr std::uint64_t kMost = 64 * 1024;
  const auto text = read_host_file(file, kMost, "signing key");
  if (!text) return tl::unexpected<Error>(text.error());
  return image::ImageKey::parse(*text, file.string());
}

Result<std::vector<image::ImageKey>> known_keys(const std::vector<std::string>& more) {
  std::vector<std::filesystem::path> files(more.begin(), more.end());
  std::error_code ignored;
  const std::filesystem::path own = signing_key_file();
  if (std::filesystem::exists(own, ignored)) files.insert(files.begin(), own);
  std::vector<image::ImageKey> keys;
  for (const auto& file : files) {
    auto key = read_key(file);
    if (!key) return tl::unexpected<Error>(key.error());
    keys.push_back(std::move(*key));
  }
  return keys;
}

}  // namespace armillary::cli
