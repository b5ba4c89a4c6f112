// SPDX-License-Identifier: GPL-2.0-or-later
#include "image/json_document.h"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/suggest.h"
#include "image/json_mistake.h"

namespace armillary::image {

namespace json = boost::json;

std::string kind_of(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return "null";
    case json::kind::bool_:
      return value.get_bool() ? "true" : "false";
    case json::kind::int64:
      return fmt::format("{}", value.get_int64());
    case json::kind::uint64:
      return fmt::format("{}", value.get_uint64());
    case json::kind::double_:
      return fmt::format("{}", value.get_double());
    case json::kind::string:
      return in_quotes(std::string_view(value.get_string().data(), value.get_string().size()));
    case json::kind::array:
      return "a list";
    case json::kind::object:
      return "an object";
  }
  return "something else";
}

Result<json::value> parse_json(std::string_view text, std::string_view file, std::string_view what,
                               std::string_view note) {
  // Visual Studio writes a byte order mark.
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  json::stream_parser parser;
  json::error_code error;
  const std::size_t read = parser.write_some(text.data(), text.size(), error);
  std::size_t place = read;
  if (!error && !parser.done()) parser.finish(error);
  if (!error) {
    const std::size_t rest = text.find_first_not_of(" \t\r\n", read);
    if (rest != std::string_view::npos) {
      error = json::error::extra_data;
      place = rest;
    }
  }
  if (error) {
    const std::string_view before = text.substr(0, place);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t start = before.rfind('\n') == before.npos ? 0 : before.rfind('\n') + 1;
    return failure(
        ErrorKind::bad_input,
        fmt::format("{}:{}:{}: the {} is not correct JSON: {}{}", file, line, place - start + 1,
                    what, json_mistake(text, place, error.message()), note));
  }
  if (const std::string twice = repeated_json_key(text); !twice.empty()) {
    return failure(ErrorKind::bad_input,
                   fmt::format("{}: {}: the key stands twice, and only one can count; put both "
                               "into one, or remove one",
                               file, twice));
  }
  return parser.release();
}

}  // namespace armillary::image
