// SPDX-License-Identifier: GPL-2.0-or-later
// Device files as anyone may write them: read, or refused with a sentence that names the file.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "machine/device_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto config = armillary::machine::parse_device_file(text, "device.yaml");
  if (!config && !config.error().message.starts_with("device.yaml:")) std::abort();
  return 0;
}
