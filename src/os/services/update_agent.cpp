// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/services/update_agent.h"

#include <algorithm>
#include <utility>

#include <boost/json/object.hpp>

namespace armillary::os {

UpdateAgent::UpdateAgent(sim::Domain& domain, std::vector<ScriptedUpdate> updates)
    : domain_(domain),
      updates_(std::move(updates)),
      step_(
          domain.events(), "updates", [this] { step(); }, sim::TimedEvent::software) {
  std::stable_sort(updates_.begin(), updates_.end(),
                   [](const auto& one, const auto& other) { return one.at < other.at; });
}

void UpdateAgent::internet_reached() {
  if (state_ != State::offline) return;
  state_ = State::checking;
  step_.schedule(domain_.now() + kCheck);
}

void UpdateAgent::stop() {
  step_.cancel();
  // A system update takes effect by the reboot that it ends in.
  state_ = State::offline;
  deferred_by_ = 0;
}

bool UpdateAgent::add(Listener& listener) {
  const auto same = [&](const Listener* other) { return other->app() == listener.app(); };
  if (std::any_of(listeners_.begin(), listeners_.end(), same)) return false;
  listeners_.push_back(&listener);
  return true;
}

void UpdateAgent::remove(Listener& listener) { std::erase(listeners_, &listener); }

void UpdateAgent::step() {
  switch (state_) {
    case State::offline:
      return;
    case State::idle:
      return begin_download();
    case State::checking:
      return begin_next();
    case State::downloading:
      downloaded_ = true;
      return become_pending();
    case State::pending:
      state_ = State::final;
      tell(ready, final);
      step_.schedule(domain_.now() + kNotice);
      return;
    case State::deferred:
      return become_pending();
    case State::final:
      break;
  }
  const bool system = updates_[done_].system;
  record("installed");
  ++done_;
  downloaded_ = false;
  minutes_used_ = 0;
  wait_for_next();
  if (install_) install_(system);
}

/// The check after the boot.
void UpdateAgent::begin_next() {
  if (done_ < updates_.size() && downloaded_) return become_pending();
  if (done_ < updates_.size() && updates_[done_].at <= domain_.now()) return begin_download();
  tell(none_available, complete);
  wait_for_next();
}

void UpdateAgent::wait_for_next() {
  state_ = State::idle;
  if (done_ < updates_.size()) step_.schedule(std::max(updates_[done_].at, domain_.now()));
}

void UpdateAgent::begin_download() {
  state_ = State::downloading;
  tell(started, complete);
  step_.schedule(domain_.now() + updates_[done_].download);
}

void UpdateAgent::become_pending() {
  state_ = State::pending;
  deferred_by_ = 0;
  tell(ready, pending);
  step_.schedule(domain_.now() + kNotice);
}

std::uint32_t UpdateAgent::minutes_left() const {
  const std::uint32_t limit = updates_[done_].system ? kMostSystemMinutes : kMostAppMinutes;
  return limit - minutes_used_;
}

UpdateAgent::Result UpdateAgent::defer(std::uint32_t app, std::uint32_t event,
                                       std::uint32_t minutes) {
  if (event != ready) return Result::bad_event;
  if (state_ == State::deferred && deferred_by_ == app) return Result::deferred_already;
  if (state_ != State::pending) return Result::nothing_pending;
  const std::uint32_t allowed = std::min(minutes, minutes_left());
  if (allowed == 0) return Result::not_allowed;
  minutes_used_ += allowed;
  state_ = State::deferred;
  deferred_by_ = app;
  step_.schedule(domain_.now() + std::chrono::minutes{allowed});
  tell(ready, deferred);
  return Result::ok;
}

UpdateAgent::Result UpdateAgent::resume(std::uint32_t event) {
  if (event != ready) return Result::bad_event;
  if (state_ != State::deferred) return Result::not_deferred;
  // Not at once: the caller is inside its own call.
  step_.schedule(domain_.now());
  return Result::ok;
}

void UpdateAgent::tell(Event event, Status status) {
  Notice notice{event, status, 0, 0};
  if (event != none_available) notice.update_type = updates_[done_].system ? 2 : 1;
  if (event == ready && status == pending) notice.max_deferral_minutes = minutes_left();
  if (event == started) record("download started");
  if (event == ready) {
    record(status == pending ? "pending" : status == final ? "final" : "deferred");
  }
  const std::vector<Listener*> all = listeners_;
  for (Listener* listener : all) listener->notify(notice);
}

void UpdateAgent::record(std::string_view state) {
  boost::json::object fields;
  fields["state"] = state;
  fields["update"] = updates_[done_].system ? "system" : "app";
  domain_.journal().record("a7.updates", EventType::lifecycle, std::move(fields));
}

}  // namespace armillary::os
