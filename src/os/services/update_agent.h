// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string_view>
#include <vector>

#include "sim/domain.h"
#include "sim/event_queue.h"

namespace armillary::os {

/// An update that the security service will offer: the `updates:` of a device file.
struct ScriptedUpdate {
  sim::Time at;         ///< when the download begins, at the earliest
  bool system = false;  ///< the OS, or an app
  sim::Duration download = std::chrono::seconds{10};
};

/// The part of the OS that looks for updates and tells apps of them (azure-sphere.md section 4.6).
/// Sans-I/O: it is told when the internet is there and asks its owner to install.
///
///     the internet is reached, kCheck later     NoUpdateAvailable, or
///     UpdateStarted                             the download begins
///     UpdateReadyForInstall, Pending            an app may defer, for kNotice
///     UpdateReadyForInstall, Final              kNotice later it is installed
///
/// A deferral tells all apps Deferred; when it runs out, or is resumed, Pending comes again. All
/// deferrals of one update together have a limit. Without a listener there is nobody to wait for,
/// and the times are the same. Not thread-safe; lives in the A7's domain.
class UpdateAgent {
 public:
  static constexpr sim::Duration kCheck = std::chrono::seconds{2};
  static constexpr sim::Duration kNotice = std::chrono::seconds{10};
  static constexpr std::uint32_t kMostAppMinutes = 167 * 60, kMostSystemMinutes = 24 * 60;

  // SysEvent_Events, SysEvent_Status, SysEvent_UpdateType.
  enum Event : std::uint32_t { ready = 1, started = 2, none_available = 4 };
  enum Status : std::uint32_t { pending = 1, final = 2, deferred = 3, complete = 4 };
  struct Notice {
    std::uint32_t event = 0, status = 0, max_deferral_minutes = 0, update_type = 0;
  };
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual void notify(const Notice& notice) = 0;
    [[nodiscard]] virtual std::uint32_t app() const = 0;  ///< its uid
  };
  enum class Result { ok, bad_event, nothing_pending, deferred_already, not_deferred, not_allowed };

  UpdateAgent(sim::Domain& domain, std::vector<ScriptedUpdate> updates);
  UpdateAgent(const UpdateAgent&) = delete;
  UpdateAgent& operator=(const UpdateAgent&) = delete;

  /// The time for an update to be installed has come: true for the OS.
  void on_install(std::function<void(bool system)> callback) { install_ = std::move(callback); }
  /// The first time since boot that the internet was reached.
  void internet_reached();
  /// The device has gone down. What was downloaded is still there at the next boot.
  void stop();

  /// One for each app; false: it has one. A listener must take itself out.
  bool add(Listener& listener);
  void remove(Listener& listener);
  Result defer(std::uint32_t app, std::uint32_t event, std::uint32_t minutes);
  Result resume(std::uint32_t event);

 private:
  enum class State { offline, idle, checking, downloading, pending, deferred, final };
  void step();
  void begin_next();
  void wait_for_next();
  void begin_download();
  void become_pending();
  void tell(Event event, Status status);
  void record(std::string_view state);
  [[nodiscard]] std::uint32_t minutes_left() const;

  sim::Domain& domain_;
  std::vector<ScriptedUpdate> updates_;  ///< by time; the first `done_` are over
  std::size_t done_ = 0;
  bool downloaded_ = false;
  State state_ = State::offline;
  std::uint32_t minutes_used_ = 0;
  std::uint32_t deferred_by_ = 0;
  std::vector<Listener*> listeners_;
  std::function<void(bool)> install_;
  sim::TimedEvent step_;
};

}  // namespace armillary::os
