// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <armillary/event.h>

#include "base/sha256.h"
#include "cli/output_file.h"

namespace armillary::cli {

/// The event log: hashes every line and, if there is a file, writes it. The run-hash is the SHA-256
/// of the log's bytes, so that sha256sum of the file gives the same.
class EventLogWriter final : public EventSink {
 public:
  explicit EventLogWriter(std::optional<OutputFile> file) : file_(std::move(file)) {}
  void on_event(const Event& event) override;
  [[nodiscard]] std::string run_hash();
  [[nodiscard]] std::uint64_t events() const { return events_; }
  Result<void> commit();

 private:
  void flush();

  std::optional<OutputFile> file_;
  Sha256 hash_;
  std::string buffer_;
  std::uint64_t events_ = 0;
};

/// The telemetry that reached the hub, one message a line (docs/telemetry.md).
class TelemetryWriter final : public EventSink {
 public:
  explicit TelemetryWriter(OutputFile file) : file_(std::move(file)) {}
  void on_event(const Event& event) override;
  Result<void> commit() { return file_.commit(); }

 private:
  OutputFile file_;
};

}  // namespace armillary::cli
