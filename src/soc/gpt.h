// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>

#include "sim/clock.h"
#include "soc/device.h"

namespace armillary::soc {

/// The five general-purpose timers of an IO core. GPT0 and GPT1 count down and interrupt, GPT2 and
/// GPT4 only count up, GPT3 counts up and pulses its interrupt once on the way. All rates are
/// exact fractions and nothing is rounded twice, so that a repeating timer has no drift.
class Gpt final : public Device {
 public:
  static const BlockInfo kBlock;

  /// `cpu_clock` drives GPT4 and must outlive the device.
  Gpt(const DeviceContext& context, std::string name, std::uint32_t base, sim::Clock& cpu_clock);

  /// GPT0 and GPT1: high while an enabled status bit is set.
  [[nodiscard]] sim::Wire& interrupt() { return interrupt_; }
  /// GPT3: a pulse per expiry.
  [[nodiscard]] sim::Wire& expiry() { return expiry_; }

 private:
  /// Counts ticks of a rate from an instant, as long as it runs.
  struct Counter {
    sim::Rate rate{32'768};
    sim::Time epoch{};
    std::uint32_t start = 0;  ///< the count at the epoch; when stopped, the count
    bool running = false;

    [[nodiscard]] std::int64_t ticks(sim::Time now) const;
    [[nodiscard]] std::uint32_t count_up(sim::Time now) const;
    void run_from(sim::Time now, std::uint32_t count, sim::Rate new_rate);
    void serialize(sim::Archive& archive);
  };
  /// GPT0 or GPT1.
  struct DownTimer {
    DownTimer(Gpt& gpt, unsigned number);
    sim::TimedEvent expiry;
    Counter counter;            ///< ticks since it was started
    std::uint32_t period = 1;   ///< of the round that runs
    std::int64_t passed = 0;    ///< ticks of the rounds before it
    std::uint32_t stopped = 0;  ///< the count when it does not run
  };

  void reset_state() override;
  void serialize_state(sim::Archive& archive) override;

  [[nodiscard]] sim::Rate slow_rate(std::uint32_t control_offset, unsigned speed_bit) const;
  [[nodiscard]] sim::Rate gpt3_rate() const;
  [[nodiscard]] sim::Rate gpt4_rate() const;

  void update_interrupt(const Write&) { update_interrupt(); }
  void update_interrupt();
  void write_down_control(const Write& write);
  void start(unsigned number, std::uint32_t count);
  void expire(unsigned number);
  [[nodiscard]] std::uint32_t down_count(unsigned number) const;

  void write_gpt2_control(const Write& write);
  void write_gpt2_count(const Write& write);
  [[nodiscard]] std::uint32_t gpt2_count() const { return gpt2_.count_up(now()); }

  void write_gpt3_control(const Write& write);
  void write_gpt3_expire(const Write&) { schedule_gpt3(); }
  void schedule_gpt3();
  [[nodiscard]] std::uint32_t gpt3_count() const { return gpt3_.count_up(now()); }

  void write_gpt4_control(const Write& write);
  void follow_cpu_clock(sim::Time at);
  [[nodiscard]] std::uint32_t gpt4_count() const { return gpt4_.count_up(now()); }

  sim::Clock& cpu_clock_;
  sim::Wire interrupt_, expiry_;
  std::array<DownTimer, 2> down_;
  Counter gpt2_, gpt3_, gpt4_;
  sim::TimedEvent gpt3_event_;
};

}  // namespace armillary::soc
