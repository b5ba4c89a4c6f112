// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "sim/domain.h"
#include "sim/event_queue.h"
#include "sim/time.h"

namespace armillary::sim {

/// Cuts a stream of bytes (a UART's, an app's standard output) into the lines of the event log. A
/// line is given away when its newline comes, a line left open after 100 ms of virtual silence, and
/// a line of kLongestLine bytes as it is. Not thread-safe; belongs to one domain.
class LineSplitter {
 public:
  static constexpr Duration kSilence = std::chrono::milliseconds{100};
  static constexpr std::size_t kLongestLine = 4096;

  /// Gets one line with its newline (an open one without), as UTF-8: a byte that is not part of
  /// valid UTF-8 becomes U+FFFD. Called at the time of the line's last byte, or of the flush.
  using Sink = std::function<void(std::string_view line)>;

  /// `name` names the flush in traces. `domain` must outlive the splitter.
  LineSplitter(Domain& domain, const std::string& name, Sink sink);
  LineSplitter(const LineSplitter&) = delete;
  LineSplitter& operator=(const LineSplitter&) = delete;

  /// Bytes that were written at the domain's present.
  void put(std::span<const std::byte> bytes);
  void put(std::string_view text);
  /// Gives an open line away; for the end of the run and the end of the writer.
  void flush();
  /// What has come of the line that is open: for tests and dashboards.
  [[nodiscard]] std::string_view open_line() const { return line_; }

 private:
  void emit();

  Domain& domain_;
  Sink sink_;
  std::string line_;
  TimedEvent silence_;
};

/// `bytes` as valid UTF-8; each byte that is not part of it becomes U+FFFD.
std::string to_utf8(std::string_view bytes);

}  // namespace armillary::sim
