// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace armillary::image {

/// What a manifest may say for a "$NAME": the value for the device, by the JSON files that describe
/// a board (Azure Sphere hardware definitions) and what they import. A file that cannot be found is
/// no loss when it is one of those that the simulator knows by itself: mt3620.json, mt3620_rdb.json
/// and sample_appliance.json.
class HardwareDefinition {
 public:
  /// No file: only the names that the simulator knows by itself.
  HardwareDefinition() = default;
  /// Reads `file`, which is a path or lies in one of `folders`, with its imports: each beside the
  /// file that imports it, or in one of `folders`.
  static Result<HardwareDefinition> load(const std::filesystem::path& file,
                                         const std::vector<std::filesystem::path>& folders);

  /// The number of a GPIO, or the name of a block such as "ISU0".
  using Value = std::variant<unsigned, std::string>;
  /// The value of `name` (without the '$') for a manifest's list `capability`: "Gpio", "Uart",
  /// "I2cMaster", "SpiMaster", "Adc", "Pwm". The sentence of a failure has no file in it.
  [[nodiscard]] Result<Value> resolve(std::string_view name, std::string_view capability) const;

 private:
  struct Entry {
    std::string type, mapping;
    std::variant<std::monostate, unsigned, std::string> value;
    std::string file;
  };
  class Loader;

  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace armillary::image
