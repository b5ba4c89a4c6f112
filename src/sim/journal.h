// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <armillary/event.h>

#include "sim/time.h"

namespace armillary::sim {

/// What one domain has to tell. Events wait here until the scheduler merges the domains' journals
/// in virtual-time order; warnings are named once and counted.
class Journal {
 public:
  /// `now` gives the domain's time. `location` says where its processor is ("pc 0x00100432
  /// main.c:17"), or nothing; it is asked for warnings only.
  explicit Journal(std::function<Time()> now) : now_(std::move(now)) {}
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  void set_location(std::function<boost::json::object()> location) {
    location_ = std::move(location);
  }
  /// Under strict the first warning asks for the end of the run (`on_violation`).
  void set_strict(bool strict) { strict_ = strict; }
  void on_violation(std::function<void()> action) { on_violation_ = std::move(action); }

  void record(std::string_view source, EventType type, boost::json::object fields);
  /// With an instant of its own, which lies in the current window.
  void record_at(Time when, std::string_view source, EventType type, boost::json::object fields);

  /// Something that is not modelled or looks wrong. `what` names it ("WDT.INTERVAL (0x21020040)
  /// write is not modelled") and is the key: the first time it becomes a `warning` event with the
  /// location, later times are only counted. Returns the count, which stays where it is: who meets
  /// the same thing a million times may keep it and add to it.
  std::uint64_t& warn_once(std::string_view source, std::string_view what);
  /// How often each warning came, by source and text.
  using WarningCounts = std::map<std::pair<std::string, std::string>, std::uint64_t>;
  [[nodiscard]] const WarningCounts& warnings() const { return warnings_; }
  /// Under strict: the first warning, empty as long as there is none.
  [[nodiscard]] const std::string& strict_violation() const { return strict_violation_; }

  /// Events since the last call, in the order of their recording.
  [[nodiscard]] bool empty() const { return pending_.empty(); }
  std::vector<Event> take();

 private:
  std::function<Time()> now_;
  std::function<boost::json::object()> location_;
  bool strict_ = false;
  std::string strict_violation_;
  std::function<void()> on_violation_;
  std::vector<Event> pending_;
  WarningCounts warnings_;
};

}  // namespace armillary::sim
