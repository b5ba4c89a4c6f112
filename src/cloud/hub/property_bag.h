// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace armillary::cloud {

/// Percent decoding (RFC 3986, section 2.1). Nothing: a % without two hex digits, or what comes
/// out is not UTF-8. A plus sign stays what it is.
std::optional<std::string> percent_decode(std::string_view text);

/// The properties of a message as its topic carries them: `k1=v1&k2=v2`, percent-encoded. Names
/// with the prefix `$.` are the system's. A name without `=` has the value "".
struct PropertyBag {
  std::map<std::string, std::string> application;
  std::map<std::string, std::string> system;  ///< without the prefix: "ct", "mid"

  /// Nothing: not well formed, or an empty name. Of equal names the last one counts.
  static std::optional<PropertyBag> parse(std::string_view text);
};

}  // namespace armillary::cloud
