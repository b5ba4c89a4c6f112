// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

namespace armillary {

/// What an event of the log tells. The names are those of the `type` field.
enum class EventType : std::uint8_t {
  uart,       ///< a line of text from a UART
  log,        ///< Log_Debug, or a line on an app's standard output or error
  gpio,       ///< a pin, LED or button changed
  display,    ///< what a display shows changed
  intercore,  ///< a message between cores, with both component ids and the payload
  mailbox,    ///< the mailbox handshake and messages between the two M4s
  telemetry,  ///< a message that reached the hub
  cloud,      ///< connections, sessions, refusals of the cloud's services
  net,        ///< DNS, TCP and UDP of the simulated network
  lifecycle,  ///< start, exit and restart of cores, apps and the run itself
  fault,      ///< a decoded fault report
  input,      ///< bytes that came from the host: what a replay has to give again
  warning,    ///< something that is not modelled or looks wrong; named once
};

/// The `type` field of an event.
std::string_view to_string(EventType type);

/// One line of the event log. `time_ns` is virtual; no field ever holds a host time, path or
/// address. Equal runs give equal events.
struct Event {
  std::int64_t time_ns = 0;
  std::string source;  ///< core or part: "m4-0.uart", "a7.gateway", "cloud.hub"
  EventType type = EventType::lifecycle;
  boost::json::object fields;  ///< written in this order behind t, src and type
};

/// The event as the one line of JSON that stands in the log, without the newline.
std::string to_json_line(const Event& event);

/// Receives the events of a run in virtual-time order. Called on the thread that runs the machine.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void on_event(const Event& event) = 0;
};

}  // namespace armillary
