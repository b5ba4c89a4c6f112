// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/gpt.h"

#include <algorithm>

#include <fmt/format.h>

namespace armillary::soc {

namespace {

enum Offset : std::uint32_t {
  kStatus = 0x00,
  kEnable = 0x04,
  kDownControl = 0x10,  // two, 0x10 apart
  kDownInit = 0x14,
  kGpt2Control = 0x30,
  kGpt2Count = 0x34,
  kDownCount = 0x40,
  kGpt3Control = 0x50,
  kGpt3Init = 0x54,
  kGpt3Count = 0x58,
  kGpt3Expire = 0x5C,
  kGpt4Control = 0x60,
  kGpt4Init = 0x64,
  kGpt4Count = 0x68,
};

constexpr std::uint32_t kRun = 1U << 0, kRepeat = 1U << 1, kRestart = 1U << 3;

constexpr std::array kRegisters{
    RegisterInfo{.offset = 0x00,
                 .name = "GPT_ISR",
                 .access = Access::write_one_to_clear,
                 .mask = 0x3,
                 .summary = "b0 GPT0, b1 GPT1 expired"},
    RegisterInfo{.offset = 0x04, .name = "GPT_IER", .mask = 0x3},
    RegisterInfo{.offset = 0x10,
                 .name = "GPT#_CTRL",
                 .mask = 0xF,
                 .write_mask = 0x7,
                 .summary = "b0 run, b1 repeat, b2 speed (0 = 32768/33 Hz, 1 = 32768 Hz), b3 "
                            "restart (reads 0)",
                 .count = 2,
                 .stride = 0x10},
    RegisterInfo{.offset = 0x14,
                 .name = "GPT#_ICNT",
                 .summary = "ticks; taken when the timer starts and at each round",
                 .count = 2,
                 .stride = 0x10},
    RegisterInfo{.offset = 0x30,
                 .name = "GPT2_CTRL",
                 .mask = 0x3,
                 .summary = "b0 run, b1 speed (0 = 32768/33 Hz, 1 = 32768 Hz)"},
    RegisterInfo{.offset = 0x34,
                 .name = "GPT2_CNT",
                 .fidelity = Fidelity::inferred,
                 .summary = "counts up; a write sets it at once (silicon: within three ticks)"},
    RegisterInfo{.offset = 0x40,
                 .name = "GPT#_CNT",
                 .access = Access::read_only,
                 .summary = "counts down from ICNT, which it shows at once when started",
                 .count = 2},
    RegisterInfo{.offset = 0x50,
                 .name = "GPT3_CTRL",
                 .reset = 0x0019'0000,
                 .mask = 0x003F'8001,
                 .fidelity = Fidelity::inferred,
                 .summary = "b0 run (still reads 1 after the expiry), b15 interrupt clear (stored; "
                            "the interrupt is a pulse), b21:16 clocks of 26 MHz per tick - 1"},
    RegisterInfo{.offset = 0x54, .name = "GPT3_INIT"},
    RegisterInfo{.offset = 0x58,
                 .name = "GPT3_CNT",
                 .access = Access::read_only,
                 .summary = "counts up from INIT, on past EXPIRE"},
    RegisterInfo{.offset = 0x5C,
                 .name = "GPT3_EXPIRE",
                 .reset = 0xFFFF'FFFF,
                 .fidelity = Fidelity::inferred,
                 .summary = "interrupt when CNT gets there; drivers that only poll never write it"},
    RegisterInfo{.offset = 0x60,
                 .name = "GPT4_CTRL",
                 .mask = 0x3,
                 .fidelity = Fidelity::inferred,
                 .summary = "b0 run, b1 speed (0 = half the CPU clock, 1 = the CPU clock)"},
    RegisterInfo{.offset = 0x64, .name = "GPT4_INIT"},
    RegisterInfo{.offset = 0x68, .name = "GPT4_CNT", .access = Access::read_only},
};

// "1 kHz" is the 32 kHz crystal by 33: Codethink measured it, and its driver computes with it.
constexpr sim::Rate kFast{32'768}, kSlow{32'768, 33};

}  // namespace

const BlockInfo Gpt::kBlock{
    .kind = "GPT",
    .summary = "five timers, one block per IO core",
    .size = 0x100,
    .registers = kRegisters,
    .sources =
        "Codethink mt3620/gpt.h and GPT.c; MediaTek hdl_gpt.c, os_hal_gpt.c; Azure samples "
        "mt3620-timer.c and HelloWorld; Microsoft's page on real-time timers"};

std::int64_t Gpt::Counter::ticks(sim::Time now) const {
  return running && now > epoch ? rate.ticks_in(now - epoch) : 0;
}

std::uint32_t Gpt::Counter::count_up(sim::Time now) const {
  return start + static_cast<std::uint32_t>(ticks(now));
}

void Gpt::Counter::run_from(sim::Time now, std::uint32_t count, sim::Rate new_rate) {
  epoch = now;
  start = count;
  rate = new_rate;
  running = true;
}

void Gpt::Counter::serialize(sim::Archive& archive) {
  archive.value(epoch);
  archive.value(start);
  archive.value(running);
}

Gpt::DownTimer::DownTimer(Gpt& gpt, unsigned number)
    : expiry(gpt.context().events(), fmt::format("{} GPT{}", gpt.name(), number),
             [&gpt, number] { gpt.expire(number); }) {}

Gpt::Gpt(const DeviceContext& context, std::string name, std::uint32_t base, sim::Clock& cpu_clock)
    : Device(context, kBlock, std::move(name), base),
      cpu_clock_(cpu_clock),
      interrupt_(this->name() + " interrupt"),
      expiry_(this->name() + " GPT3 interrupt"),
      down_{DownTimer{*this, 0}, DownTimer{*this, 1}},
      gpt3_event_(context.events(), this->name() + " GPT3", [this] { expiry_.pulse(); }) {
  on_write<static_cast<void (Gpt::*)(const Write&)>(&Gpt::update_interrupt)>(kStatus);
  on_write<static_cast<void (Gpt::*)(const Write&)>(&Gpt::update_interrupt)>(kEnable);
  on_write<&Gpt::write_down_control>(kDownControl);
  computed<&Gpt::down_count>(kDownCount);
  on_write<&Gpt::write_gpt2_control>(kGpt2Control);
  on_write<&Gpt::write_gpt2_count>(kGpt2Count);
  computed<&Gpt::gpt2_count>(kGpt2Count);
  on_write<&Gpt::write_gpt3_control>(kGpt3Control);
  on_write<&Gpt::write_gpt3_expire>(kGpt3Expire);
  computed<&Gpt::gpt3_count>(kGpt3Count);
  on_write<&Gpt::write_gpt4_control>(kGpt4Control);
  computed<&Gpt::gpt4_count>(kGpt4Count);
  cpu_clock_.observe([this](sim::Time at, sim::Rate) { follow_cpu_clock(at); });
}

void Gpt::reset_state() {
  for (DownTimer& timer : down_) {
    timer.expiry.cancel();
    timer.counter = {};
    timer.period = 1;
    timer.passed = 0;
    timer.stopped = 0;
  }
  gpt2_ = gpt3_ = gpt4_ = {};
  gpt3_event_.cancel();
  update_interrupt();
}

void Gpt::serialize_state(sim::Archive& archive) {
  archive.wire(interrupt_);
  for (DownTimer& timer : down_) {
    archive.event(timer.expiry);
    timer.counter.serialize(archive);
    archive.value(timer.period);
    archive.value(timer.passed);
    archive.value(timer.stopped);
    if (timer.period == 0) archive.fail("a timer with a period of 0");
  }
  gpt2_.serialize(archive);
  gpt3_.serialize(archive);
  gpt4_.serialize(archive);
  archive.event(gpt3_event_);
  if (!archive.loading()) return;
  for (unsigned i = 0; i < down_.size(); ++i) {
    down_[i].counter.rate = slow_rate(kDownControl + 0x10 * i, 2);
    down_[i].period = std::max(down_[i].period, 1U);
  }
  gpt2_.rate = slow_rate(kGpt2Control, 1);
  gpt3_.rate = gpt3_rate();
  gpt4_.rate = gpt4_rate();
}

sim::Rate Gpt::slow_rate(std::uint32_t control_offset, unsigned speed_bit) const {
  return bit(control_offset, speed_bit) ? kFast : kSlow;
}

// GPT0 and GPT1.

void Gpt::update_interrupt() { interrupt_.set((stored(kStatus) & stored(kEnable)) != 0); }

void Gpt::write_down_control(const Write& write) {
  DownTimer& timer = down_[write.index];
  const std::uint32_t control = kDownControl + 0x10 * write.index;
  const std::uint32_t count = down_count(write.index);
  const bool was_running = (write.old & kRun) != 0;
  if ((write.value & kRun) == 0) {
    timer.stopped = count;
    timer.counter.running = false;
    timer.expiry.cancel();
  } else if (!was_running || (write.value & kRestart) != 0) {
    start(write.index, stored(kDownInit + 0x10 * write.index));
  } else if (slow_rate(control, 2) != timer.counter.rate) {
    start(write.index, count);  // what is left, at the new speed
  }
}

void Gpt::start(unsigned number, std::uint32_t count) {
  DownTimer& timer = down_[number];
  timer.counter.run_from(now(), 0, slow_rate(kDownControl + 0x10 * number, 2));
  timer.passed = 0;
  timer.period = std::max(count, 1U);
  timer.expiry.schedule(timer.counter.epoch + timer.counter.rate.span_of(timer.period));
}

void Gpt::expire(unsigned number) {
  DownTimer& timer = down_[number];
  stored(kStatus) |= 1U << number;
  if ((stored(kDownControl + 0x10 * number) & kRepeat) != 0) {
    timer.passed += timer.period;
    timer.period = std::max(stored(kDownInit + 0x10 * number), 1U);
    timer.expiry.schedule(timer.counter.epoch +
                          timer.counter.rate.span_of(timer.passed + timer.period));
  } else {
    timer.counter.running = false;
    timer.stopped = 0;
  }
  update_interrupt();
}

std::uint32_t Gpt::down_count(unsigned number) const {
  const DownTimer& timer = down_[number];
  if (!timer.counter.running) return timer.stopped;
  const std::int64_t gone = timer.counter.ticks(now()) - timer.passed;
  return gone < timer.period ? timer.period - static_cast<std::uint32_t>(gone) : 0;
}

// GPT2.

void Gpt::write_gpt2_control(const Write& write) {
  if (write.value == write.old) return;  // drivers write back what they read: no tick moves
  const std::uint32_t count = gpt2_count();
  gpt2_.run_from(now(), count, slow_rate(kGpt2Control, 1));
  gpt2_.running = (write.value & kRun) != 0;
}

void Gpt::write_gpt2_count(const Write& write) {
  gpt2_.epoch = now();
  gpt2_.start = write.value;
}

// GPT3.

sim::Rate Gpt::gpt3_rate() const {
  return sim::Rate{26'000'000, (stored(kGpt3Control) >> 16 & 0x3FU) + 1};
}

void Gpt::write_gpt3_control(const Write& write) {
  const bool run = (write.value & kRun) != 0;
  const std::uint32_t count = gpt3_count();
  if (!run) {
    gpt3_.start = count;
    gpt3_.running = false;
    gpt3_event_.cancel();
  } else if ((write.old & kRun) == 0) {
    gpt3_.run_from(now(), stored(kGpt3Init), gpt3_rate());
    schedule_gpt3();
  } else if (gpt3_rate() != gpt3_.rate) {
    gpt3_.run_from(now(), count, gpt3_rate());
    schedule_gpt3();
  }
}

void Gpt::schedule_gpt3() {
  gpt3_event_.cancel();
  if (!gpt3_.running) return;
  const std::uint32_t to_go = stored(kGpt3Expire) - gpt3_.start;
  sim::Time when = gpt3_.epoch + gpt3_.rate.span_of(to_go);
  // An EXPIRE that is behind the count comes when the count has gone round.
  constexpr std::int64_t kRound = std::int64_t{1} << 32;
  if (when < now()) {
    const std::int64_t rounds = (gpt3_.ticks(now()) - to_go + kRound - 1) / kRound;
    when = gpt3_.epoch + gpt3_.rate.span_of(to_go + rounds * kRound);
  }
  gpt3_event_.schedule(when);
}

// GPT4.

sim::Rate Gpt::gpt4_rate() const {
  const sim::Rate cpu = cpu_clock_.rate();
  return bit(kGpt4Control, 1) ? cpu : sim::Rate{cpu.numerator(), 2 * cpu.denominator()};
}

void Gpt::write_gpt4_control(const Write& write) {
  if (write.value == write.old) return;
  const bool run = (write.value & kRun) != 0;
  const bool starts = run && (write.old & kRun) == 0;
  const std::uint32_t count = starts ? stored(kGpt4Init) : gpt4_count();
  gpt4_.run_from(now(), count, gpt4_rate());
  gpt4_.running = run;
}

void Gpt::follow_cpu_clock(sim::Time at) {
  const std::uint32_t count = gpt4_.count_up(at);
  const bool running = gpt4_.running;
  gpt4_.run_from(at, count, gpt4_rate());
  gpt4_.running = running;
}

}  // namespace armillary::soc
