// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/report_sinks.h"

#include <boost/json.hpp>

#include "base/json_text.h"

namespace armillary::cli {

void EventLogWriter::on_event(const Event& event) {
  constexpr std::size_t kBufferSize = 16 * 1024;
  buffer_ += to_json_line(event);
  buffer_ += '\n';
  ++events_;
  if (buffer_.size() >= kBufferSize || (file_ && file_->is_live())) flush();
}

void EventLogWriter::flush() {
  hash_.update(buffer_);
  if (file_) file_->write(buffer_);
  buffer_.clear();
}

std::string EventLogWriter::run_hash() {
  flush();
  return hash_.hex();
}

void TelemetryWriter::on_event(const Event& event) {
  if (event.type != EventType::telemetry) return;
  boost::json::object line{{"t", event.time_ns}};
  for (const auto& field : event.fields) line[field.key()] = field.value();
  file_.write(json_text(line) + "\n");
}

Result<void> EventLogWriter::commit() {
  flush();
  if (!file_) return {};
  return file_->commit();
}

}  // namespace armillary::cli
