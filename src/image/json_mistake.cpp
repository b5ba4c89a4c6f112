// SPDX-License-Identifier: GPL-2.0-or-later
#include "image/json_mistake.h"

#include <array>
#include <set>
#include <utility>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>
#include <fmt/format.h>

#include "base/suggest.h"

namespace armillary::image {
namespace {

namespace json = boost::json;

constexpr std::string_view kBlank = " \t\r\n";

/// Follows the events of a parser and keeps the keys of each object that is open.
struct KeyWatch {
  static constexpr std::size_t max_object_size = ~std::size_t{0};
  static constexpr std::size_t max_array_size = ~std::size_t{0};
  static constexpr std::size_t max_key_size = ~std::size_t{0};
  static constexpr std::size_t max_string_size = ~std::size_t{0};

  struct Level {
    std::string key;
    std::set<std::string> seen;
  };
  std::vector<Level> open;
  std::string part, repeated;

  using Code = json::error_code;
  bool on_document_begin(Code&) { return true; }
  bool on_document_end(Code&) { return true; }
  bool on_object_begin(Code&) {
    open.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t, Code&) {
    open.pop_back();
    return true;
  }
  bool on_array_begin(Code&) { return true; }
  bool on_array_end(std::size_t, Code&) { return true; }
  bool on_key_part(json::string_view text, std::size_t, Code&) {
    part.append(text.data(), text.size());
    return true;
  }
  bool on_key(json::string_view text, std::size_t, Code&) {
    part.append(text.data(), text.size());
    open.back().key = std::exchange(part, {});
    if (!open.back().seen.insert(open.back().key).second && repeated.empty()) {
      for (const Level& level : open) {
        const std::string quoted = in_quotes(level.key);
        repeated += fmt::format("/{}", quoted.substr(1, quoted.size() - 2));
      }
    }
    return true;
  }
  bool on_string_part(json::string_view, std::size_t, Code&) { return true; }
  bool on_string(json::string_view, std::size_t, Code&) { return true; }
  bool on_number_part(json::string_view, Code&) { return true; }
  bool on_int64(std::int64_t, json::string_view, Code&) { return true; }
  bool on_uint64(std::uint64_t, json::string_view, Code&) { return true; }
  bool on_double(double, json::string_view, Code&) { return true; }
  bool on_bool(bool, Code&) { return true; }
  bool on_null(Code&) { return true; }
  bool on_comment_part(json::string_view, Code&) { return true; }
  bool on_comment(json::string_view, Code&) { return true; }
};

std::string guess(std::string_view text, std::size_t place) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    return "the file is written in UTF-16; save it as UTF-8";
  }
  if (text.find_first_not_of(kBlank) == text.npos) {
    return "the file is empty";
  }
  if (place >= text.size()) {
    return "the file ends too early; a closing \", ] or } is missing";
  }
  const char found = text[place];
  // Between texts a line may end anywhere.
  if (found == '\n' || found == '\r') return "a text must end with \" on its line";
  const std::size_t last = text.substr(0, place).find_last_not_of(kBlank);
  const char before = last == text.npos ? '\0' : text[last];
  if (before == ',' && (found == '}' || found == ']')) {
    return fmt::format("remove the comma before this {}", found);
  }
  if (found == '/' || found == '#') return "JSON has no comments; remove it";
  if (found == '\'') return "write texts and keys in double quotes";
  const bool value_before = before == '"' || before == '}' || before == ']' || before == 'e' ||
                            (before >= '0' && before <= '9');
  if (value_before && (found == '"' || found == '{' || found == '[')) {
    // A key and its value have a colon between them, all else a comma; a reader sees which.
    return "a comma (or, after a key, a colon) is missing before this";
  }
  if (found == 'T' || found == 'F') return "write true and false in small letters";
  if ((before == '{' || before == ',') && found != '"') {
    return "write keys and texts in double quotes";
  }
  return {};
}

}  // namespace

std::string json_mistake(std::string_view text, std::size_t place, std::string_view message) {
  const std::string advice = guess(text, place);
  return advice.empty() ? std::string(message) : fmt::format("{}; {}", message, advice);
}

std::string repeated_json_key(std::string_view text) {
  json::basic_parser<KeyWatch> parser({});
  json::error_code error;
  parser.write_some(false, text.data(), text.size(), error);
  return parser.handler().repeated;
}

}  // namespace armillary::image
