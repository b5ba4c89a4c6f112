// SPDX-License-Identifier: GPL-2.0-or-later
#include "machine/yaml_file.h"

#include <string>

#include <fmt/format.h>

#include "machine/yaml_document.h"

namespace armillary::machine {

Result<void> with_document(std::string_view text, const std::filesystem::path& path,
                           std::string_view what,
                           const std::function<void(const YamlValue& top)>& read) {
  YamlComplaints complaints(path.string());
  if (text.size() > kLargestYamlFile) {
    return failure(ErrorKind::bad_input,
                   fmt::format("{}: the {} has {} bytes; at most {} are accepted", path.string(),
                               what, text.size(), kLargestYamlFile));
  }
  if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos) {
    return failure(
        ErrorKind::bad_input,
        fmt::format("{}: byte {} is zero; a {} is a text in YAML, this is something else",
                    path.string(), zero, what));
  }
  const YAML::Node document = load_yaml_document(std::string(text), what, complaints);
  if (document.IsDefined() && !document.IsNull()) {
    read(YamlValue(complaints, document, fmt::format("the {}", what)));
  } else if (!complaints.first()) {
    return failure(ErrorKind::bad_input,
                   fmt::format("{}: the {} is empty; docs/device-file.md shows what it holds",
                               path.string(), what));
  }
  if (complaints.first()) return tl::unexpected<Error>(*complaints.first());
  return {};
}

}  // namespace armillary::machine
