// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <armillary/event.h>

#include "net/host.h"
#include "net/network.h"
#include "net/tcp_control_block.h"
#include "sim/domain.h"
#include "sim/scheduler.h"

namespace armillary::net {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// A domain without a processor, run by the real scheduler, and what it told.
class World : public EventSink {
 public:
  World() {
    scheduler.add(domain);
    scheduler.add(*this);
  }

  void on_event(const Event& event) override { events.push_back(event); }
  void run_until(sim::Duration since_power_on) {
    scheduler.run_until(sim::kPowerOn + since_power_on);
  }
  void run_for(sim::Duration span) { scheduler.run_until(scheduler.now() + span); }
  /// Does something at an exact instant.
  void at(sim::Duration since_power_on, std::function<void()> action) {
    auto& event = actions_.emplace_back(
        std::make_unique<sim::TimedEvent>(domain.events(), "test", std::move(action)));
    event->schedule(sim::kPowerOn + since_power_on);
  }
  [[nodiscard]] sim::Duration now() const { return domain.now() - sim::kPowerOn; }

  /// The events of one kind, each as its line of the log.
  [[nodiscard]] std::vector<std::string> lines(std::string_view source) const {
    std::vector<std::string> found;
    for (const Event& event : events) {
      if (event.source == source) found.push_back(to_json_line(event));
    }
    return found;
  }

  sim::Domain domain{"a7", 0};
  sim::Scheduler scheduler;
  std::vector<Event> events;

 private:
  std::vector<std::unique_ptr<sim::TimedEvent>> actions_;
};

/// Two hosts on one network; `client` is behind a line of its own.
class TwoHosts : public World {
 public:
  explicit TwoHosts(LinkConfig link = {milliseconds{20}, 0})
      : client(network.add_host("client", link)), server(network.add_server("server.example")) {
    client.add_interface(
        {"wlan0", {}, Ipv4Address{192, 168, 1, 20}, Ipv4Address{255, 255, 255, 0}});
  }
  [[nodiscard]] Endpoint server_at(std::uint16_t port) const { return {server.address(), port}; }

  Network network{domain};
  Host& client;
  Host& server;
};

inline Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }
inline std::string text_of(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

/// All that the socket has to give now.
inline std::string read_all(TcpSocket& socket) {
  std::string text;
  Bytes buffer(1000);
  for (;;) {
    const auto taken = socket.read(buffer);
    if (!taken || *taken == 0) return text;
    text += text_of({buffer.data(), *taken});
  }
}

}  // namespace armillary::net
