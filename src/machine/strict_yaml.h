// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "base/result.h"

namespace armillary::machine {

/// Collects the first complaint about a YAML document. After it every read gives a default, so
/// that a reader needs to look only once, at its end.
class YamlComplaints {
 public:
  explicit YamlComplaints(std::string file) : file_(std::move(file)) {}
  /// "file:line:column: message", with the place of `at`. Only the first one counts.
  void add(const YAML::Mark& at, std::string_view message);
  [[nodiscard]] const std::optional<Error>& first() const { return first_; }

 private:
  std::string file_;
  std::optional<Error> first_;
};

/// One value of the document, with its name for messages: "m4-0.image". Reads complain to the
/// YamlComplaints, which must outlive it.
class YamlValue {
 public:
  YamlValue(YamlComplaints& complaints, YAML::Node node, std::string name)
      : complaints_(&complaints), node_(std::move(node)), name_(std::move(name)) {}

  [[nodiscard]] const std::string& name() const { return name_; }
  void complain(std::string_view message) const { complaints_->add(node_.Mark(), message); }
  /// Whether anything in the document has been complained about.
  [[nodiscard]] bool has_complaints() const { return complaints_->first().has_value(); }

  /// The values of a mapping, in the order of `keys`; nothing where a key is absent. A key that is
  /// not in `keys`, or stands twice, is refused; `whose` says in that message whose keys they are.
  [[nodiscard]] std::vector<std::optional<YamlValue>> mapping(
      std::initializer_list<std::string_view> keys) const {
    return mapping(std::span(keys.begin(), keys.size()), "its keys are");
  }
  [[nodiscard]] std::vector<std::optional<YamlValue>> mapping(
      std::span<const std::string_view> keys, std::string_view whose) const;
  /// The value of one key of a mapping, whatever else stands in it; nothing when it is absent or
  /// this is no mapping.
  [[nodiscard]] std::optional<YamlValue> find(std::string_view key) const;
  [[nodiscard]] std::vector<YamlValue> list(std::size_t limit) const;
  [[nodiscard]] bool is_mapping() const { return node_.IsMap(); }

  /// A scalar as it stands in the file, not empty; anything else is refused with `expected`.
  [[nodiscard]] std::string scalar(std::string_view expected) const;
  [[nodiscard]] std::string text() const;
  [[nodiscard]] bool boolean() const;
  [[nodiscard]] std::uint64_t number(std::uint64_t least, std::uint64_t most) const;
  /// 20ms; not less than `least_ns`.
  [[nodiscard]] std::int64_t duration(std::int64_t least_ns = 0) const;
  /// 1.25 or 5/4, both parts at most a million.
  [[nodiscard]] std::pair<std::uint64_t, std::uint64_t> fraction() const;
  /// 2026-01-01T00:00:00Z, in seconds since 1970.
  [[nodiscard]] std::int64_t instant() const;

 private:
  void wrong(std::string_view expected) const;

  YamlComplaints* complaints_;
  YAML::Node node_;
  std::string name_;
};

}  // namespace armillary::machine
