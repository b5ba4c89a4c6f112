// SPDX-License-Identifier: GPL-2.0-or-later
// Image packages: the files of one that is accepted have plain relative paths and lie in it.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "image/package.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto package = armillary::image::read_package(bytes, "app.imagepackage");
  if (!package) {
    if (package.error().message.find("app.imagepackage") == std::string::npos) std::abort();
    return 0;
  }
  for (const auto& file : package->files) {
    if (file.path.empty() || file.path.starts_with('/') || file.bytes.size() > size) std::abort();
    if (("/" + file.path + "/").find("/../") != std::string::npos) std::abort();
  }
  return 0;
}
