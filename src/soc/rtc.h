// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "soc/device.h"

namespace armillary::soc {

/// The real-time clock: a calendar that counts on from the time that the device has at power-on,
/// and an alarm. It keeps its time at a reset.
class Rtc final : public Device {
 public:
  static const BlockInfo kBlock;
  /// 2000-01-01, the first day that it can show, in seconds since 1970.
  static constexpr std::int64_t kFirst = 946'684'800;
  /// The end of 2099.
  static constexpr std::int64_t kLast = kFirst + 36'525LL * 86'400 - 1;

  Rtc(const DeviceContext& context, std::string name, std::uint32_t base);

  /// What it shows at power-on, in seconds since 1970 (UTC); the nearest that it can show.
  void set_start(std::int64_t seconds);
  /// High from the alarm until its bit of PMU_EN is cleared. No interrupt of an IO core hangs on
  /// it.
  [[nodiscard]] sim::Wire& alarm() { return alarm_; }

 private:
  /// Year since 2000, month and day from 1, day of the week from 0 (Sunday), hour, minute, second.
  enum Field : unsigned { kYear, kMonth, kDay, kWeekday, kHour, kMinute, kSecond, kFieldCount };
  using Fields = std::array<std::uint32_t, kFieldCount>;

  void reset_state() override;
  void serialize_state(sim::Archive& archive) override;

  [[nodiscard]] static Fields fields_of(std::int64_t seconds);
  [[nodiscard]] static std::int64_t seconds_of(const Fields& fields);
  [[nodiscard]] std::int64_t seconds_now() const;
  template <unsigned kField>
  [[nodiscard]] std::uint32_t time_part() const {
    return fields_of(seconds_now())[kField];
  }
  template <unsigned kField>
  void write_time_part(const Write& write) {
    set_time_part(kField, write.value);
  }
  template <std::size_t... kFields>
  void bind_time(std::index_sequence<kFields...>);
  void set_time_part(unsigned field, std::uint32_t value);
  void write_alarm(const Write&) { schedule_alarm(); }
  void write_status(const Write&) { update_alarm(); }
  void schedule_alarm();
  void ring();
  void update_alarm();

  sim::Wire alarm_;
  sim::TimedEvent alarm_event_;
  std::int64_t start_ = kFirst;  ///< the time at power-on; moved when the time is set
};

}  // namespace armillary::soc
