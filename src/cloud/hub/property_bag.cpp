// SPDX-License-Identifier: GPL-2.0-or-later
#include "cloud/hub/property_bag.h"

#include <algorithm>
#include <utility>

#include "cloud/mqtt/codec.h"

namespace armillary::cloud {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (text.size() - i < 3) return std::nullopt;
    const int high = hex_digit(text[i + 1]);
    const int low = hex_digit(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (!mqtt::is_mqtt_text(out)) return std::nullopt;
  return out;
}

std::optional<PropertyBag> PropertyBag::parse(std::string_view text) {
  PropertyBag bag;
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto name = percent_decode(pair.substr(0, equals));
    auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())));
    if (!name || !value || name->empty()) return std::nullopt;
    if (name->starts_with("$.")) {
      bag.system[name->substr(2)] = std::move(*value);
    } else {
      bag.application[*name] = std::move(*value);
    }
  }
  return bag;
}

}  // namespace armillary::cloud
