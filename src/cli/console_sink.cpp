// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/console_sink.h"

#include <utility>

#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "base/json_text.h"

namespace armillary::cli {
namespace {

namespace json = boost::json;

/// "m4-0.uart" is of the core m4-0.
std::string_view owner(std::string_view source) { return source.substr(0, source.find('.')); }
std::string_view part(std::string_view source) {
  const std::size_t dot = source.find('.');
  return dot == std::string_view::npos ? std::string_view{} : source.substr(dot + 1);
}

Colour colour_of(std::string_view core) {
  if (core == "a7") return Colour::cyan;
  if (core == "m4-0") return Colour::green;
  if (core == "m4-1") return Colour::yellow;
  if (core == "cloud") return Colour::magenta;
  return Colour::blue;
}

/// A field as text: strings as they are, everything else as JSON. Empty when it is absent.
std::string field(const json::object& fields, std::string_view key) {
  const json::value* value = fields.if_contains(key);
  if (value == nullptr) return {};
  if (value->is_string())
    return printable({value->get_string().data(), value->get_string().size()});
  return printable(json_text(*value));
}

/// The text of a line, without its end.
std::string line(const json::object& fields) {
  const json::value* value = fields.if_contains("data");
  if (value == nullptr || !value->is_string()) return field(fields, "text");
  std::string_view text(value->get_string().data(), value->get_string().size());
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  return printable(text);
}

std::string payload(const json::object& fields) {
  if (std::string text = field(fields, "payload"); !text.empty()) return text;
  if (const std::string hex = field(fields, "payload_hex"); !hex.empty()) return "[" + hex + "]";
  return "(empty)";
}

/// All fields but the named ones, as key=value.
std::string rest(const json::object& fields, std::initializer_list<std::string_view> without = {}) {
  std::string text;
  for (const auto& entry : fields) {
    bool skip = false;
    for (const std::string_view key : without) skip = skip || std::string_view(entry.key()) == key;
    if (!skip) {
      text += fmt::format("{}{}={}", text.empty() ? "" : " ", std::string_view(entry.key()),
                          field(fields, entry.key()));
    }
  }
  return text;
}

std::string text_of(const Event& event) {
  const json::object& fields = event.fields;
  const std::string_view where = part(event.source);
  switch (event.type) {
    case EventType::uart:
      return line(fields);
    case EventType::log:
      return where.empty() ? line(fields) : fmt::format("{}: {}", where, line(fields));
    case EventType::input:
      return fmt::format("{}: typed {}", where, rest(fields));
    case EventType::intercore:
      return fmt::format("message {}: {}", field(fields, "direction"), payload(fields));
    case EventType::telemetry: {
      const std::string properties = field(fields, "properties");
      return fmt::format("telemetry {}: {}{}", field(fields, "device"), payload(fields),
                         properties.empty() || properties == "{}" ? "" : " " + properties);
    }
    case EventType::fault:
      return fmt::format("fault: {}", fields.if_contains("text") != nullptr ? field(fields, "text")
                                                                            : rest(fields));
    case EventType::warning: {
      const std::string more = rest(fields, {"text"});
      return fmt::format("warning: {}{}", field(fields, "text"),
                         more.empty() ? "" : fmt::format(" ({})", more));
    }
    default: {
      // What happened comes first, then the particulars.
      std::string what = field(fields, "state");
      if (what.empty()) what = field(fields, "event");
      const std::string more = rest(fields, {"state", "event"});
      return fmt::format("{}{}{}{}{}", where, where.empty() ? "" : ": ", what,
                         what.empty() || more.empty() ? "" : " ", more);
    }
  }
}

}  // namespace

ConsoleSink::ConsoleSink(Stream out, Stream talk, std::function<void()> on_closed)
    : out_(out), talk_(talk), on_closed_(std::move(on_closed)) {}

void ConsoleSink::on_event(const Event& event) {
  switch (event.type) {
    case EventType::fault:
      return print(talk_, event, Colour::red, text_of(event));
    case EventType::warning:
      return print(talk_, event, Colour::yellow, text_of(event));
    case EventType::uart:
      if (elsewhere_ && elsewhere_(event.source)) return;
      return print(out_, event, Colour::none, text_of(event));
    case EventType::log:
      return print(out_, event, Colour::none, text_of(event));
    case EventType::telemetry:
    case EventType::intercore:
      return print(out_, event, Colour::bold, text_of(event));
    default:
      return print(out_, event, Colour::dim, text_of(event));
  }
}

void ConsoleSink::print(const Stream& stream, const Event& event, Colour colour,
                        std::string_view text) {
  if (closed_ && stream.file == out_.file) return;
  const Painter painter(stream.colour);
  const std::string_view core = owner(event.source);
  const std::int64_t us = event.time_ns / 1000;
  const std::string row = fmt::format(
      "{} {} {}\n",
      painter.paint(Colour::dim, fmt::format("{:>4}.{:06}", us / 1'000'000, us % 1'000'000)),
      painter.paint(colour_of(core), fmt::format("{:<5} |", core)), painter.paint(colour, text));
  // Line by line, so that a person sees each as it comes and both streams keep their order.
  if (std::fwrite(row.data(), 1, row.size(), stream.file) == row.size() &&
      std::fflush(stream.file) == 0) {
    return;
  }
  if (stream.file == out_.file) {
    closed_ = true;
    on_closed_();
  }
}

}  // namespace armillary::cli
