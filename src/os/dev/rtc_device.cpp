// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/rtc_device.h"

#include <chrono>
#include <memory>
#include <utility>

#include "os/abi/rtc.h"
#include "os/dev/block_registers.h"
#include "os/dev/capability.h"
#include "os/dev/unserved_request.h"
#include "soc/memory_map.h"

namespace armillary::os {

namespace {

// Registers by their names in the reference of the block (docs/fidelity.md).
constexpr std::uint32_t kYear = 0x40, kMonth = 0x44, kDay = 0x48, kWeekday = 0x4C, kHour = 0x50,
                        kMinute = 0x54, kSecond = 0x58;

struct Clock {
  BlockRegisters registers;
  bool in_use = false;
};

/// The clock shows the years 2000 to 2099.
bool is_valid(const RtcTime& time) {
  using namespace std::chrono;
  if (time.year < 100 || time.year > 199 || time.month < 0 || time.day < 1 || time.day > 31)
    return false;
  const year_month_day date{year{time.year + 1900}, month{static_cast<unsigned>(time.month + 1)},
                            day{static_cast<unsigned>(time.day)}};
  return time.month < 12 && date.ok() && time.hour >= 0 && time.hour < 24 && time.minute >= 0 &&
         time.minute < 60 && time.second >= 0 && time.second < 60;
}

class RtcFile final : public File {
 public:
  RtcFile(std::uint32_t flags, std::shared_ptr<Clock> clock)
      : File(flags), clock_(std::move(clock)) {
    clock_->in_use = true;
  }
  ~RtcFile() override { clock_->in_use = false; }

  SysResult ioctl(Task& task, std::uint32_t request, std::uint32_t argument) override {
    if (request == kRtcReadTime) return task.memory().put(argument, time()) ? 0 : -kEFAULT;
    if (request != kRtcSetTime) return unserved_request(task, "/dev/rtc0", request, kENOTTY);
    RtcTime wanted;
    if (!task.memory().get(argument, wanted)) return -kEFAULT;
    if (!is_valid(wanted)) return -kEINVAL;
    set_time(wanted);
    return 0;
  }

  [[nodiscard]] OsResult<Stat> stat() const override {
    Stat stat;
    stat.mode = kModeCharacter | 0660;
    stat.inode = 25;
    return stat;
  }

 private:
  RtcTime time() {
    const auto part = [this](std::uint32_t offset) {
      return static_cast<std::int32_t>(clock_->registers.read(offset));
    };
    using namespace std::chrono;
    RtcTime time{part(kSecond),     part(kMinute),  part(kHour), part(kDay), part(kMonth) - 1,
                 part(kYear) + 100, part(kWeekday), 0,           0};
    const year y{time.year + 1900};
    const sys_days date =
        y / month{static_cast<unsigned>(time.month + 1)} / day{static_cast<unsigned>(time.day)};
    time.year_day = static_cast<std::int32_t>((date - sys_days{y / January / 1}).count());
    return time;
  }

  void set_time(const RtcTime& time) {
    const auto set = [this](std::uint32_t offset, std::int32_t value) {
      clock_->registers.write(offset, static_cast<std::uint32_t>(value));
    };
    set(kDay, 1);  // every year and month has it
    set(kYear, time.year - 100);
    set(kMonth, time.month + 1);
    set(kDay, time.day);
    set(kHour, time.hour);
    set(kMinute, time.minute);
    set(kSecond, time.second);
  }

  std::shared_ptr<Clock> clock_;
};

}  // namespace

void add_rtc(Vfs& vfs, soc::Bus& bus) {
  auto clock = std::make_shared<Clock>(Clock{BlockRegisters(bus, soc::kRtcBase)});
  vfs.add_device(
      "/dev/rtc0", 0666,
      [clock](const Caller& caller, std::uint32_t flags) -> OsResult<std::shared_ptr<File>> {
        if (check_capability(caller.process, "SystemTime", "the real-time clock (/dev/rtc0)") !=
            0) {
          return os_failure(kEACCES);
        }
        if (clock->in_use) return os_failure(kEBUSY);
        return std::make_shared<RtcFile>(flags, clock);
      });
}

}  // namespace armillary::os
