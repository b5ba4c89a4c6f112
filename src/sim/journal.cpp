// SPDX-License-Identifier: GPL-2.0-or-later
#include "sim/journal.h"

#include <utility>

#include <boost/json.hpp>

namespace armillary {

std::string_view to_string(EventType type) {
  switch (type) {
    case EventType::uart:
      return "uart";
    case EventType::log:
      return "log";
    case EventType::gpio:
      return "gpio";
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
    case EventType::warning:
      return "warning";
  }
  return "unknown";
}

std::string to_json_line(const Event& event) {
  boost::json::object line;
  line.reserve(event.fields.size() + 3);
  line["t"] = event.time_ns;
  line["src"] = event.source;
  line["type"] = to_string(event.type);
  for (const auto& field : event.fields) line[field.key()] = field.value();
  return boost::json::serialize(line);
}

namespace sim {

void Journal::record(std::string_view source, EventType type, boost::json::object fields) {
  record_at(now_(), source, type, std::move(fields));
}

void Journal::record_at(Time when, std::string_view source, EventType type,
                        boost::json::object fields) {
  pending_.push_back(Event{nanoseconds(when), std::string(source), type, std::move(fields)});
}

void Journal::warn_once(std::string_view source, std::string_view what) {
  auto [entry, fresh] = warnings_.try_emplace({std::string(source), std::string(what)}, 0);
  ++entry->second;
  if (!fresh) return;
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
}

std::vector<Event> Journal::take() { return std::exchange(pending_, {}); }

}  // namespace sim
}  // namespace armillary
