// SPDX-License-Identifier: GPL-2.0-or-later
// A hostile MQTT client against the server's session: it must end or go on, never crash, and how
// the bytes are cut must not show in what it does.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "cloud/mqtt/server_session.h"

namespace {

using namespace armillary::cloud::mqtt;  // NOLINT: one small program
using armillary::sim::kPowerOn;

struct Outcome {
  Bytes output;
  std::size_t messages = 0;
  std::size_t payload = 0;
  bool ended = false;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome run(ByteView bytes, std::size_t chunk) {
  SessionState state;
  ServerSession session(kPowerOn);
  Outcome outcome;
  const auto act = [&](const std::vector<ServerSession::Event>& events) {
    bool asked = false;
    for (const auto& event : events) {
      if (std::holds_alternative<ServerSession::ConnectAsked>(event)) {
        session.accept(kPowerOn, state, false);
        session.publish("t", {1, 2, 3}, 1);
        asked = true;
      } else if (const auto* received = std::get_if<ServerSession::MessageReceived>(&event)) {
        ++outcome.messages;
        outcome.payload += received->message.payload.size();
      } else if (std::holds_alternative<ServerSession::Ended>(event)) {
        if (&event != &events.back()) std::abort();  // nothing comes after it
      }
    }
    return asked;
  };
  while (!bytes.empty()) {
    const auto part = bytes.first(std::min(chunk, bytes.size()));
    bytes = bytes.subspan(part.size());
    if (act(session.receive(kPowerOn, part))) act(session.receive(kPowerOn, {}));
    const Bytes output = session.take_output();
    outcome.output.insert(outcome.output.end(), output.begin(), output.end());
  }
  outcome.ended = session.ended();
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  const Outcome whole = run(bytes, std::max<std::size_t>(size, 1));
  const Outcome pieces = run(bytes, 1);
  if (whole != pieces) std::abort();
  return 0;
}
