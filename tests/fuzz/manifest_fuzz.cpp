// SPDX-License-Identifier: GPL-2.0-or-later
// Application manifests: read, or refused with a sentence that names the file.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "image/manifest.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto manifest = armillary::image::parse_manifest(text, "app_manifest.json");
  if (!manifest && manifest.error().message.find("app_manifest.json") == std::string::npos) {
    std::abort();
  }
  return 0;
}
