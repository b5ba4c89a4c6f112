// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/rtc.h"

#include <algorithm>
#include <chrono>

namespace armillary::soc {

namespace {

enum Offset : std::uint32_t {
  kStatus = 0x30,
  kTime = 0x40,
  kAlarm = 0x60,
  kAlarmControl = 0x7C,
};

constexpr std::uint32_t kAlarmEvent = 1U << 4;

constexpr std::string_view kTimeSummary =
    "the time, from the device file's start time on; a write sets that part of it";
constexpr std::string_view kAlarmSummary = "the time of the alarm";

/// One part of the time or of the alarm.
constexpr RegisterInfo part(std::uint32_t offset, std::string_view name, std::uint32_t mask,
                            std::uint32_t reset = 0) {
  const bool time = offset < kAlarm;
  return {.offset = offset,
          .name = name,
          .reset = reset,
          .mask = mask,
          .fidelity = time ? Fidelity::proven : Fidelity::inferred,
          .summary = time ? kTimeSummary : kAlarmSummary};
}

constexpr std::array kRegisters{
    RegisterInfo{.offset = 0x30,
                 .name = "RTC_PMU_EN",
                 .access = Access::write_one_to_clear,
                 .mask = 0x70,
                 .fidelity = Fidelity::inferred,
                 .summary = "b4 the alarm has come; b5 timer and b6 external event never come"},
    part(0x40, "RTC_TC_YEAR", 0x7F),
    part(0x44, "RTC_TC_MON", 0xF, 1),
    part(0x48, "RTC_TC_DOM", 0x1F, 1),
    part(0x4C, "RTC_TC_DOW", 0x7),
    part(0x50, "RTC_TC_HOUR", 0x1F),
    part(0x54, "RTC_TC_MIN", 0x3F),
    part(0x58, "RTC_TC_SEC", 0x3F),
    part(0x60, "RTC_AL_YEAR", 0x7F),
    part(0x64, "RTC_AL_MON", 0xF, 1),
    part(0x68, "RTC_AL_DOM", 0x1F),
    part(0x6C, "RTC_AL_DOW", 0x7),
    part(0x70, "RTC_AL_HOUR", 0x1F),
    part(0x74, "RTC_AL_MIN", 0x3F),
    part(0x78, "RTC_AL_SEC", 0x3F),
    RegisterInfo{.offset = 0x7C,
                 .name = "RTC_AL_CTL",
                 .mask = 0x1,
                 .fidelity = Fidelity::inferred,
                 .summary = "b0 the alarm is on; it comes when the time becomes all of its parts "
                            "but the day of the week"},
};

constexpr std::int64_t kDayLength = 86'400;

/// Days since 1970-01-01, in the proleptic Gregorian calendar; a day or month beyond its range runs
/// into the next one. `month` counts from 1.
constexpr std::int64_t days_from(std::int64_t year, std::int64_t month, std::int64_t day) {
  // Years begin in March, so that the leap day is the last one.
  const std::int64_t months = year * 12 + (month - 1) - 2;
  const std::int64_t y = months / 12, m = months % 12;
  return y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + (day - 1) - 719'468;
}
static_assert(days_from(1970, 1, 1) == 0 && days_from(2000, 1, 1) * kDayLength == Rtc::kFirst);
static_assert(days_from(2100, 1, 1) * kDayLength - 1 == Rtc::kLast);

}  // namespace

const BlockInfo Rtc::kBlock{
    .kind = "RTC",
    .summary =
        "calendar clock of the A7's side, with an alarm. Each core has its own instance, so "
        "that a time that one sets is not seen by another",
    .size = 0x100,
    .registers = kRegisters,
    .sources = "Azure Sphere Linux rtc-mt3620.c"};

Rtc::Rtc(const DeviceContext& context, std::string name, std::uint32_t base)
    : Device(context, kBlock, std::move(name), base),
      alarm_(this->name() + " alarm"),
      alarm_event_(context.events(), this->name() + " alarm", [this] { ring(); }) {
  bind_time(std::make_index_sequence<kFieldCount>{});
  for (unsigned field = 0; field < kFieldCount; ++field) {
    on_write<&Rtc::write_alarm>(kAlarm + 4 * field);
  }
  on_write<&Rtc::write_alarm>(kAlarmControl);
  on_write<&Rtc::write_status>(kStatus);
}

template <std::size_t... kFields>
void Rtc::bind_time(std::index_sequence<kFields...>) {
  (computed<&Rtc::time_part<kFields>>(kTime + 4 * kFields), ...);
  (on_write<&Rtc::write_time_part<kFields>>(kTime + 4 * kFields), ...);
}

void Rtc::set_start(std::int64_t seconds) { start_ = std::clamp(seconds, kFirst, kLast); }

void Rtc::reset_state() {
  alarm_event_.cancel();
  update_alarm();
}

void Rtc::serialize_state(sim::Archive& archive) {
  archive.wire(alarm_);
  archive.event(alarm_event_);
  archive.value(start_);
  // Setting the time moves the start by no more than what can be shown, and runs are shorter.
  if (start_ < -kLast || start_ > kLast) {
    archive.fail("a time that a clock cannot have");
    start_ = kFirst;
  }
}

std::int64_t Rtc::seconds_now() const {
  const auto elapsed = std::chrono::duration_cast<std::chrono::seconds>(now() - sim::kPowerOn);
  return std::clamp<std::int64_t>(start_ + elapsed.count(), kFirst, kLast);
}

Rtc::Fields Rtc::fields_of(std::int64_t seconds) {
  const std::int64_t days = seconds / kDayLength, rest = seconds % kDayLength;
  // The year is guessed from its mean length, from above.
  std::int64_t year = 1970 + days * 400 / 146'097 + 1;
  while (days_from(year, 1, 1) > days) --year;
  std::int64_t month = 12;
  while (days_from(year, month, 1) > days) --month;
  return {static_cast<std::uint32_t>(year - 2000),
          static_cast<std::uint32_t>(month),
          static_cast<std::uint32_t>(days - days_from(year, month, 1) + 1),
          static_cast<std::uint32_t>((days + 4) % 7),  // 1970-01-01 was a Thursday
          static_cast<std::uint32_t>(rest / 3600),
          static_cast<std::uint32_t>(rest / 60 % 60),
          static_cast<std::uint32_t>(rest % 60)};
}

std::int64_t Rtc::seconds_of(const Fields& fields) {
  return days_from(2000 + fields[kYear], fields[kMonth], fields[kDay]) * kDayLength +
         fields[kHour] * 3600 + fields[kMinute] * 60 + fields[kSecond];
}

void Rtc::set_time_part(unsigned field, std::uint32_t value) {
  const std::int64_t before = seconds_now();
  Fields fields = fields_of(before);
  fields[field] = value & 0x7FU;
  start_ += std::clamp(seconds_of(fields), kFirst, kLast) - before;
  schedule_alarm();
}

void Rtc::schedule_alarm() {
  alarm_event_.cancel();
  if (!bit(kAlarmControl, 0)) return;
  Fields wanted{};
  for (unsigned field = 0; field < kFieldCount; ++field) wanted[field] = stored(kAlarm + 4 * field);
  const std::int64_t seconds = seconds_of(wanted);
  if (seconds < kFirst || seconds > kLast) return;
  Fields real = fields_of(seconds);
  real[kWeekday] = wanted[kWeekday];
  if (real != wanted || seconds <= seconds_now()) return;  // it never becomes that
  alarm_event_.schedule(sim::kPowerOn + std::chrono::seconds{seconds - start_});
}

void Rtc::ring() {
  stored(kStatus) |= kAlarmEvent;
  update_alarm();
}

void Rtc::update_alarm() { alarm_.set((stored(kStatus) & kAlarmEvent) != 0); }

}  // namespace armillary::soc
