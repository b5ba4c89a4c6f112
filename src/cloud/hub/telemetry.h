// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>

#include <boost/json/object.hpp>

#include "cloud/hub/property_bag.h"
#include "net/packet.h"

namespace armillary::cloud {

/// A device-to-cloud message that the hub took.
struct TelemetryMessage {
  std::int64_t enqueued_ns = 0;   ///< virtual time
  std::int64_t enqueued_utc = 0;  ///< the hub's clock, nanoseconds since 1970
  std::string device;
  std::string topic;
  PropertyBag properties;
  net::Bytes body;
  std::uint8_t qos = 0;
  bool duplicate = false;  ///< the device sent it again: the hub may have it already
};

/// The members of a message in the event log and in the JSON Lines, in the order of
/// docs/telemetry.md: all but `t`. `encoding` is "json" when the payload parsed, else "text" for
/// UTF-8, else "base64".
boost::json::object describe(const TelemetryMessage& message);

/// "2026-01-01T00:00:01.250Z"; the fraction has milliseconds. `utc_ns` counts from 1970.
std::string iso8601(std::int64_t utc_ns);

/// Receives the messages that the hub took, in their order. Not thread-safe.
class TelemetrySink {
 public:
  virtual ~TelemetrySink() = default;
  virtual void on_message(const TelemetryMessage& message) = 0;
};

/// Writes one JSON object a line, as docs/telemetry.md says.
class JsonLinesSink final : public TelemetrySink {
 public:
  /// `out` must outlive the sink; its state tells of write errors.
  explicit JsonLinesSink(std::ostream& out) : out_(out) {}
  void on_message(const TelemetryMessage& message) override;

 private:
  std::ostream& out_;
};

}  // namespace armillary::cloud
