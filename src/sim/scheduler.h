// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include <armillary/event.h>

#include "sim/domain.h"
#include "sim/time.h"

namespace armillary::sim {

class WorkerPool;

/// Cuts virtual time into windows of a fixed length and runs every domain through each of them.
/// Within a window a domain sees only itself; at its end the links deliver, in a fixed order, and
/// the journals are merged by (time, domain, order of recording). So neither the slice length nor
/// the number of host threads can show in a result.
class Scheduler {
 public:
  /// The lookahead: how soon one core can notice what another did. A property of the simulated
  /// device, never of a run.
  static constexpr Duration kWindow = std::chrono::microseconds{10};

  Scheduler();
  ~Scheduler();
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  /// Domains and links are added before the first run, in their fixed order, and must outlive the
  /// scheduler.
  void add(Domain& domain);
  void add(Link& link) { links_.push_back(&link); }
  /// Receives the merged events. Must outlive the scheduler.
  void add(EventSink& sink) { sinks_.push_back(&sink); }
  /// Host threads that run domains side by side; 1 by default. No result depends on it.
  void set_threads(unsigned threads);
  /// Called at window ends, on the caller's thread: real-time pacing, interruption. Returning
  /// false ends the run.
  void on_boundary(std::function<bool(Time)> observer) { boundary_ = std::move(observer); }

  /// Called when nothing can ever happen again, with the present. True: something can now, a host
  /// has put bytes into a device. False: the run goes on as without it.
  void on_idle(std::function<bool(Time)> observer) { idle_ = std::move(observer); }

  /// As long as only one domain has anything to do, windows are joined up to this length: there is
  /// nobody to notice what it does. Where it asks for an exchange the window ends as it would have.
  static constexpr Duration kLongestStretch = std::chrono::milliseconds{1};

  enum class Outcome {
    deadline,     ///< virtual time reached the end that was asked for
    idle,         ///< nothing can ever happen again
    stopped,      ///< a domain asked for it (fault, strict)
    interrupted,  ///< the boundary observer returned false
  };
  /// Runs until `end`; the last window is cut there. kNever: until nothing can happen any more. May
  /// be called again to go on.
  Outcome run_until(Time end);
  [[nodiscard]] Time now() const { return now_; }
  /// Hands what the journals hold to the sinks; after the end of a run something may have been
  /// added.
  void publish() { merge_journals(); }

 private:
  /// Runs the domains that have something to do before `window_end`, and says up to when: later
  /// when there is only one of them.
  Time run_window(Time window_end, Time end);
  void exchange(Time boundary);
  void merge_journals();
  [[nodiscard]] Time next_activity() const;

  std::vector<Domain*> domains_;
  std::vector<Link*> links_;
  std::vector<EventSink*> sinks_;
  std::function<bool(Time)> boundary_, idle_;
  std::unique_ptr<WorkerPool> workers_;
  std::vector<Domain*> active_;  ///< of the window
  Time now_ = kPowerOn;
};

}  // namespace armillary::sim
