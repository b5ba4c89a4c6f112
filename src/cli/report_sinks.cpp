// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/report_sinks.h"

namespace armillary::cli {

void EventLogWriter::on_event(const Event& event) {
  constexpr std::size_t kBufferSize = 16 * 1024;
  buffer_ += to_json_line(event);
  buffer_ += '\n';
  ++events_;
  if (buffer_.size() >= kBufferSize) flush();
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

Result<void> EventLogWriter::commit() {
  flush();
  if (!file_) return {};
  return file_->commit();
}

}  // namespace armillary::cli
