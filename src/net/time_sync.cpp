// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/time_sync.h"

#include <algorithm>
#include <utility>

namespace armillary::net {

TimeSync::TimeSync(Network& network, TimeServers servers, std::function<sim::Duration()> latency)
    : network_(network),
      servers_(std::move(servers)),
      latency_(std::move(latency)),
      step_(network.domain().events(), "NTP", [this] { answered(); }) {}

void TimeSync::set_network(bool up) {
  up_ = up;
  if (!up) return step_.cancel();
  begin();
}

void TimeSync::set_enabled(bool enabled) {
  enabled_ = enabled;
  if (!enabled) return step_.cancel();
  begin();
}

void TimeSync::configure(NtpSettings settings) {
  settings_ = std::move(settings);
  synchronised_ = false;
  step_.cancel();
  begin();
}

void TimeSync::reboot() {
  step_.cancel();
  up_ = synchronised_ = false;
  settings_ = {};
  last_.reset();
}

std::vector<std::string> TimeSync::order() const {
  std::vector<std::string> servers;
  if (settings_.source == NtpSettings::Source::custom) servers = settings_.custom;
  if (settings_.source == NtpSettings::Source::automatic) servers = servers_.from_dhcp;
  if (settings_.source == NtpSettings::Source::default_server || settings_.fallback) {
    servers.push_back(servers_.default_server);
  }
  return servers;
}

bool TimeSync::answers(const std::string& server) const {
  const auto& dhcp = servers_.from_dhcp;
  return server == servers_.default_server || servers_.answering.contains(server) ||
         std::find(dhcp.begin(), dhcp.end(), server) != dhcp.end();
}

void TimeSync::begin() {
  if (!enabled_ || !up_ || synchronised_ || step_.scheduled()) return;
  asked_ = order();
  next_ = 0;
  ask();
}

void TimeSync::ask() {
  if (next_ >= asked_.size()) {
    network_.record("ntp", {{"event", "no answer"}});
    return;
  }
  const bool answer = answers(asked_[next_]);
  step_.schedule(network_.now() + (answer ? 4 * latency_() : kPatience));
}

void TimeSync::answered() {
  const std::string& server = asked_[next_];
  if (!answers(server)) {
    ++next_;
    return ask();
  }
  synchronised_ = true;
  last_ = Sync{server, network_.now(), utc_ns()};
  network_.record(
      "ntp", {{"event", "time set"}, {"server", server}, {"utc", last_->utc_ns / 1'000'000'000}});
  if (callback_) callback_(*last_);
}

std::int64_t TimeSync::utc_ns() const {
  return servers_.utc_at_power_on * 1'000'000'000 + sim::nanoseconds(network_.now());
}

}  // namespace armillary::net
