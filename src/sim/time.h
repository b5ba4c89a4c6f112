// SPDX-License-Identifier: GPL-2.0-or-later
//
// sim/ holds virtual time and what happens in it: clock rates, the event queue of each domain, the
// scheduler that runs the domains window by window, wires, and the journal that becomes the event
// log. It knows no processor and no device.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>

namespace armillary::sim {

/// The clock of the simulated device. It has no now(): only a Domain knows the time.
struct VirtualClock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  static constexpr bool is_steady = true;
};

using Duration = std::chrono::nanoseconds;
/// An instant of virtual time; 0 is power-on. The resolution is 1 ns. Every clock of the MT3620 is
/// slower than 1 GHz, so no two ticks of one clock share a nanosecond and Rate converts between
/// ticks and instants without loss.
using Time = std::chrono::time_point<VirtualClock, Duration>;

inline constexpr Time kPowerOn{};
inline constexpr Time kNever{Duration{std::numeric_limits<Duration::rep>::max()}};

/// Nanoseconds since power-on: the `t` of the event log.
constexpr std::int64_t nanoseconds(Time t) { return t.time_since_epoch().count(); }

/// An exact frequency in Hz, as a fraction: 32768/33 Hz is Rate{32768, 33}. Both parts are at least
/// 1 and the value is below 1 GHz.
class Rate {
 public:
  constexpr explicit Rate(std::uint64_t numerator, std::uint64_t denominator = 1)
      : numerator_(numerator), denominator_(denominator) {}
  [[nodiscard]] constexpr std::uint64_t numerator() const { return numerator_; }
  [[nodiscard]] constexpr std::uint64_t denominator() const { return denominator_; }

  /// Whole ticks in `span` (rounded down). `span` is not negative.
  [[nodiscard]] constexpr std::int64_t ticks_in(Duration span) const {
    // Whole periods of `denominator` seconds first: they hold exactly `numerator` ticks, and what
    // is left fits in 128 bits for any rate, in 64 for the usual ones.
    const std::uint64_t second = kSecond * denominator_;
    const auto ns = static_cast<std::uint64_t>(span.count());
    const std::uint64_t whole = ns / second;
    const std::uint64_t rest = ns % second;
    return static_cast<std::int64_t>(whole * numerator_ + scale_down(rest, numerator_, second));
  }
  /// The first nanosecond at or after tick number `ticks` (which is not negative).
  [[nodiscard]] constexpr Duration span_of(std::int64_t ticks) const {
    const auto n = static_cast<std::uint64_t>(ticks);
    const std::uint64_t second = kSecond * denominator_;
    const std::uint64_t whole = n / numerator_;
    const std::uint64_t rest = n % numerator_;
    return Duration{
        static_cast<Duration::rep>(whole * second + scale_up(rest, second, numerator_))};
  }
  friend constexpr bool operator==(Rate, Rate) = default;

 private:
  static constexpr std::uint64_t kSecond = 1'000'000'000;
  __extension__ using Wide = unsigned __int128;

  static constexpr std::uint64_t scale_down(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
    std::uint64_t product = 0;
    if (!__builtin_mul_overflow(a, b, &product)) return product / c;
    return static_cast<std::uint64_t>(static_cast<Wide>(a) * b / c);
  }
  static constexpr std::uint64_t scale_up(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
    std::uint64_t product = 0;
    if (!__builtin_mul_overflow(a, b, &product)) return product / c + (product % c != 0 ? 1 : 0);
    const Wide wide = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(wide / c + (wide % c != 0 ? 1 : 0));
  }

  std::uint64_t numerator_, denominator_;
};

/// Ticks of a Rate counted from an instant: the arithmetic of every timer.
class Ticker {
 public:
  constexpr Ticker(Rate rate, Time epoch) : rate_(rate), epoch_(epoch) {}
  [[nodiscard]] constexpr Rate rate() const { return rate_; }
  [[nodiscard]] constexpr Time epoch() const { return epoch_; }
  /// Ticks that have passed at `t`, which is not before the epoch.
  [[nodiscard]] constexpr std::int64_t ticks_at(Time t) const { return rate_.ticks_in(t - epoch_); }
  /// The instant of tick `n`; tick 0 is the epoch.
  [[nodiscard]] constexpr Time time_of(std::int64_t n) const { return epoch_ + rate_.span_of(n); }

 private:
  Rate rate_;
  Time epoch_;
};

}  // namespace armillary::sim
