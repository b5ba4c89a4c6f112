// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <atomic>
#include <string>

#include "sim/event_queue.h"
#include "sim/journal.h"
#include "sim/time.h"

namespace armillary::sim {

/// What executes instructions in a domain: a Cortex-M4F, or the A7 with its operating system.
class Processor {
 public:
  virtual ~Processor() = default;
  /// Exact, also inside a device access or a system call.
  [[nodiscard]] virtual Time now() const = 0;
  /// True when it waits for an event and executes nothing (WFI; every thread blocked; stopped).
  [[nodiscard]] virtual bool asleep() const = 0;
  /// Awake: executes until now() >= limit. It may return early if it falls asleep or if limit_run()
  /// was called.
  virtual void run_until(Time limit) = 0;
  /// Time has passed without an instruction: it was asleep. `t` is not before now().
  virtual void skip_to(Time t) = 0;
  /// From inside run_until (a device access has scheduled an event): the limit is now `limit` at
  /// the latest. Called outside a run it does nothing.
  virtual void limit_run(Time limit) = 0;
};

/// One core with all that it alone can touch: its devices, its events, its part of the event log.
/// Within a window a domain runs without looking at the others, so that domains may run on
/// different host threads; what it does to another domain goes through a Link and takes effect at
/// the window's end.
class Domain {
 public:
  /// `name` is the prefix of event sources: "a7", "m4-0", "m4-1". `index` is the fixed order of
  /// domains wherever order matters.
  Domain(std::string name, unsigned index);
  Domain(const Domain&) = delete;
  Domain& operator=(const Domain&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] unsigned index() const { return index_; }
  [[nodiscard]] EventQueue& events() { return events_; }
  [[nodiscard]] Journal& journal() { return journal_; }
  /// The present: exact inside a device access, the event's instant inside an event.
  [[nodiscard]] Time now() const { return executing_ ? processor_->now() : now_; }
  /// The processor must outlive the domain's last run; nullptr: a domain of devices only.
  void set_processor(Processor* processor) { processor_ = processor; }
  [[nodiscard]] Processor* processor() const { return processor_; }

  /// The earliest instant at which something can happen here, or kNever.
  [[nodiscard]] Time next_activity() const;
  /// Runs everything before `end`. Called by the scheduler, which may join several windows into one
  /// when no other domain has anything to do in them: with a `grid`, the run ends at the first
  /// border between windows (a multiple of `grid`) after an exchange or a stop has been asked for,
  /// or after the last thing that can happen.
  void run_window(Time end, Duration grid = Duration::zero());
  /// Where the last run_window() ended.
  [[nodiscard]] Time window_end() const { return window_end_; }
  /// The window is over; deliveries from other domains happen at its end. Called by the scheduler.
  void enter_boundary(Time boundary) {
    if (boundary > now_) now_ = boundary;
  }

  /// A Link end of this domain has something for the other side.
  void request_exchange() {
    exchange_requested_ = true;
    end_at_border();
  }
  [[nodiscard]] bool exchange_requested() const { return exchange_requested_; }
  void clear_exchange_request() { exchange_requested_ = false; }

  /// The run is to end at this window's end: a fault that nobody expected, a strict violation.
  void request_stop() {
    stop_requested_ = true;
    end_at_border();
  }
  [[nodiscard]] bool stop_requested() const { return stop_requested_; }

 private:
  void end_at_border();

  std::string name_;
  unsigned index_;
  Journal journal_;
  EventQueue events_;
  Processor* processor_ = nullptr;
  Time now_ = kPowerOn;
  Time window_end_ = kPowerOn;  ///< of the run that is under way
  Duration grid_{0};
  bool executing_ = false;
  bool exchange_requested_ = false;
  bool stop_requested_ = false;
};

/// A connection between domains: a mailbox, shared memory, a wire between pins of two cores. Its
/// ends keep what they send during a window. At its end all links first collect and then deliver,
/// each in the order in which they were added: what an end sends in answer to a delivery waits for
/// the next boundary, whichever link it goes through.
class Link {
 public:
  virtual ~Link() = default;
  /// All domains stand still. Takes what the ends have sent.
  virtual void collect() = 0;
  /// Gives it to the other ends, at `boundary`.
  virtual void deliver(Time boundary) = 0;
};

}  // namespace armillary::sim
