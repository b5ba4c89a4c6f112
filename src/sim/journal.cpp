// SPDX-License-Identifier: GPL-2.0-or-later
#include "sim/journal.h"

#include <string>
#include <utility>

#include <boost/json.hpp>

#include "base/json_text.h"

namespace armillary {

std::string_view to_string(EventType type) {
  switch (type) {
    case EventType::uart:
      return "uart";
    case EventType::log:
      return "log";
    case EventType::gpio:
      return "gpio";
    case EventType::display:
      return "display";
    case EventType::intercore:
      return "intercore";
    case EventType::mailbox:
      return "mailbox";
    case EventType::telemetry:
      return "telemetry";
    case EventType::cloud:
      return "cloud";
    case EventType::net:
      return "net";
    case EventType::lifecycle:
      return "lifecycle";
    case EventType::fault:
      return "fault";
    case EventType::input:
      return "input";
    case EventType::warning:
      return "warning";
  }
  return "unknown";
}

std::string to_json_line(const Event& event) {
  std::string line = "{\"t\":" + std::to_string(event.time_ns) + ",\"src\":";
  append_json_string(line, event.source);
  line += ",\"type\":";
  append_json_string(line, to_string(event.type));
  for (const auto& field : event.fields) {
    line += ',';
    append_json_string(line, field.key());
    line += ':';
    append_json(line, field.value());
  }
  line += '}';
  return line;
}

namespace sim {

void Journal::record(std::string_view source, EventType type, boost::json::object fields) {
  record_at(now_(), source, type, std::move(fields));
}

void Journal::record_at(Time when, std::string_view source, EventType type,
                        boost::json::object fields) {
  pending_.push_back(Event{nanoseconds(when), std::string(source), type, std::move(fields)});
}

std::uint64_t& Journal::warn_once(std::string_view source, std::string_view what) {
  auto [entry, fresh] = warnings_.try_emplace({std::string(source), std::string(what)}, 0);
  ++entry->second;
  if (!fresh) return entry->second;
  boost::json::object fields;
  fields["text"] = what;
  if (location_) {
    for (auto& field : location_()) fields[field.key()] = field.value();
  }
  record(source, EventType::warning, std::move(fields));
  if (strict_ && strict_violation_.empty()) {
    strict_violation_ = std::string(source) + ": " + std::string(what);
    if (on_violation_) on_violation_();
  }
  return entry->second;
}

std::vector<Event> Journal::take() { return std::exchange(pending_, {}); }

}  // namespace sim
}  // namespace armillary
