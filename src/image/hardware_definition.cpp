// SPDX-License-Identifier: GPL-2.0-or-later
#include "image/hardware_definition.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/host_file.h"
#include "base/suggest.h"
#include "image/hardware_names.h"
#include "image/json_document.h"

namespace armillary::image {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

constexpr std::uint64_t kLargestFile = 1024 * 1024;
constexpr std::size_t kMostFiles = 32, kMostEntries = 4096;
constexpr unsigned kLongestChain = 64;
constexpr std::array<std::string_view, 7> kTypes = {"Gpio", "Uart", "I2cMaster", "SpiMaster",
                                                    "Adc",  "Pwm",  "int"};
constexpr std::array<std::string_view, 3> kBuiltIn = {"mt3620.json", "mt3620_rdb.json",
                                                      "sample_appliance.json"};

/// The first that is a file: `name` beside the importing file, then in each of the folders.
std::optional<fs::path> find_file(const fs::path& name, const fs::path& beside,
                                  const std::vector<fs::path>& folders) {
  std::vector<fs::path> places;
  if (name.is_absolute()) {
    places.push_back(name);
  } else {
    places.push_back(beside / name);
    for (const fs::path& folder : folders) {
      places.push_back(folder / name);
      places.push_back(folder / name.filename());
    }
  }
  std::error_code ignored;
  for (const fs::path& place : places) {
    if (fs::is_regular_file(place, ignored)) return place;
  }
  return std::nullopt;
}

bool is_built_in(const fs::path& name) {
  return std::find(kBuiltIn.begin(), kBuiltIn.end(), name.filename().string()) != kBuiltIn.end();
}

std::string_view text_of(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? view(value->get_string()) : std::string_view{};
}

}  // namespace

class HardwareDefinition::Loader {
 public:
  Loader(HardwareDefinition& out, const std::vector<fs::path>& folders)
      : out_(out), folders_(folders) {}

  Result<void> read(const fs::path& file) {
    std::error_code ignored;
    if (!seen_.insert(fs::weakly_canonical(file, ignored)).second) return {};
    if (seen_.size() > kMostFiles) {
      return failure(ErrorKind::bad_input,
                     fmt::format("{}: more than {} hardware definitions import each other",
                                 file.string(), kMostFiles));
    }
    const auto text = read_host_file(file, kLargestFile, "hardware definition");
    if (!text) return tl::unexpected<Error>(text.error());
    const auto root = parse_json(*text, file.string(), "hardware definition");
    if (!root) return tl::unexpected<Error>(root.error());
    file_ = file.string();
    const json::object* object = root->if_object();
    if (object == nullptr) return wrong("/", *root, "an object with Metadata and Peripherals");
    if (auto done = check_metadata(*object); !done) return done;
    if (auto done = peripherals(*object); !done) return done;
    return imports(*object, file);
  }

 private:
  tl::unexpected<Error> refuse(std::string_view pointer, std::string_view why) {
    return failure(ErrorKind::bad_input, fmt::format("{}: {}: {}", file_, pointer, why));
  }
  tl::unexpected<Error> wrong(std::string_view pointer, const json::value& value,
                              std::string_view expected) {
    return refuse(pointer, fmt::format("found {}; expected {}", kind_of(value), expected));
  }

  Result<void> check_metadata(const json::object& object) {
    constexpr std::string_view kType = "Azure Sphere Hardware Definition";
    const json::value* metadata = object.if_contains("Metadata");
    if (metadata == nullptr || !metadata->is_object()) {
      return refuse("/Metadata",
                    fmt::format("is missing; add \"Metadata\": {{ \"Type\": \"{}\", \"Version\": 1 "
                                "}}. Is this a hardware definition?",
                                kType));
    }
    if (text_of(metadata->get_object(), "Type") != kType) {
      return refuse("/Metadata/Type", fmt::format("is not \"{}\"", kType));
    }
    const json::value* version = metadata->get_object().if_contains("Version");
    if (version == nullptr || !version->is_int64() || version->get_int64() != 1) {
      return refuse("/Metadata/Version", "is not 1, the version that is known");
    }
    return {};
  }

  Result<void> peripherals(const json::object& object) {
    const json::value* list = object.if_contains("Peripherals");
    if (list == nullptr) return {};
    if (!list->is_array()) return wrong("/Peripherals", *list, "a list of peripherals");
    for (std::size_t i = 0; i < list->get_array().size(); ++i) {
      const std::string pointer = fmt::format("/Peripherals/{}", i);
      const json::value& value = list->get_array()[i];
      if (!value.is_object()) return wrong(pointer, value, "an object with Name and Type");
      if (auto done = peripheral(pointer, value.get_object()); !done) return done;
    }
    return {};
  }

  Result<void> peripheral(const std::string& pointer, const json::object& object) {
    const std::string_view name = text_of(object, "Name"), type = text_of(object, "Type");
    if (name.empty()) return refuse(pointer + "/Name", "is missing; add the identifier");
    if (std::find(kTypes.begin(), kTypes.end(), type) == kTypes.end()) {
      const std::string_view near = nearest_word(type, kTypes);
      return refuse(pointer + "/Type",
                    fmt::format("{} is not a type; expected Gpio, Uart, I2cMaster, SpiMaster, Adc, "
                                "Pwm or int{}",
                                in_quotes(type),
                                near.empty() ? "" : fmt::format(" (did you mean {}?)", near)));
    }
    Entry entry{std::string(type), std::string(text_of(object, "Mapping")), {}, file_};
    if (const json::value* value = object.if_contains("AppManifestValue")) {
      constexpr std::int64_t kHighest = 80;
      if (value->is_string()) {
        entry.value = std::string(view(value->get_string()));
      } else if (value->is_int64() && value->get_int64() >= 0 && value->get_int64() <= kHighest) {
        entry.value = static_cast<unsigned>(value->get_int64());
      } else {
        return wrong(pointer + "/AppManifestValue", *value, "a GPIO number or a text");
      }
    }
    if (out_.entries_.size() >= kMostEntries) {
      return refuse(pointer, fmt::format("more than {} peripherals", kMostEntries));
    }
    const auto [at, is_new] = out_.entries_.emplace(name, std::move(entry));
    if (!is_new && at->second.file == file_) {
      return refuse(pointer + "/Name", fmt::format("{} stands twice", in_quotes(name)));
    }
    return {};
  }

  Result<void> imports(const json::object& object, const fs::path& file) {
    const json::value* list = object.if_contains("Imports");
    if (list == nullptr) return {};
    if (!list->is_array()) return wrong("/Imports", *list, "a list of { \"Path\": \"file\" }");
    for (std::size_t i = 0; i < list->get_array().size(); ++i) {
      file_ = file.string();  // an import has set it
      const std::string pointer = fmt::format("/Imports/{}/Path", i);
      const json::value& value = list->get_array()[i];
      const std::string_view path =
          value.is_object() ? text_of(value.get_object(), "Path") : std::string_view{};
      if (path.empty()) return refuse(pointer, "is missing; add the file's name");
      const auto found = find_file(path, file.parent_path(), folders_);
      if (!found && is_built_in(path)) continue;
      if (!found) {
        return refuse(pointer,
                      fmt::format("{} is neither beside this file nor in the folders of hardware "
                                  "definitions; name its folder with --hardware-definitions",
                                  in_quotes(path)));
      }
      if (auto done = read(*found); !done) return done;
    }
    return {};
  }

  HardwareDefinition& out_;
  const std::vector<fs::path>& folders_;
  std::set<fs::path> seen_;
  std::string file_;
};

Result<HardwareDefinition> HardwareDefinition::load(const fs::path& file,
                                                    const std::vector<fs::path>& folders) {
  HardwareDefinition definition;
  const auto found = find_file(file, "", folders);
  if (!found) {
    if (is_built_in(file)) return definition;
    return failure(ErrorKind::bad_input,
                   fmt::format("{}: the hardware definition does not exist here nor in the folders "
                               "of hardware definitions; name its folder with "
                               "--hardware-definitions",
                               file.string()));
  }
  if (auto done = Loader(definition, folders).read(*found); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return definition;
}

Result<HardwareDefinition::Value> HardwareDefinition::resolve(std::string_view name,
                                                              std::string_view capability) const {
  std::string at(name);
  for (unsigned i = 0; i < kLongestChain; ++i) {
    const auto found = entries_.find(at);
    if (found == entries_.end()) break;
    const Entry& entry = found->second;
    if (entry.type != capability) {
      return failure(ErrorKind::bad_input,
                     fmt::format("{} is of the type {}, not {}", in_quotes("$" + std::string(name)),
                                 entry.type, capability));
    }
    if (const auto* number = std::get_if<unsigned>(&entry.value)) return Value(*number);
    if (const auto* text = std::get_if<std::string>(&entry.value)) return Value(*text);
    if (entry.mapping.empty()) {
      return failure(ErrorKind::bad_input,
                     fmt::format("{} has neither a Mapping nor an AppManifestValue in {}",
                                 in_quotes(at), entry.file));
    }
    at = entry.mapping;
    if (i + 1 == kLongestChain) {
      return failure(ErrorKind::bad_input,
                     fmt::format("{} is mapped in a circle", in_quotes(std::string(name))));
    }
  }
  if (capability == "Gpio") {
    if (const auto pin = gpio_of_identifier(at)) return Value(*pin);
  } else if (auto block = peripheral_of_identifier(at)) {
    return Value(std::move(*block));
  }
  std::vector<std::string_view> names;
  for (const auto& [known, entry] : entries_) names.push_back(known);
  const std::string_view near = nearest_word(name, names);
  return failure(
      ErrorKind::bad_input,
      fmt::format("{} is not in the hardware definition{}{}", in_quotes("$" + std::string(name)),
                  at == name ? "" : fmt::format(" (it is mapped to {})", in_quotes(at)),
                  near.empty() ? "" : fmt::format("; did you mean \"${}\"?", near)));
}

}  // namespace armillary::image
