// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/services/manager_service.h"

#include <array>
#include <cstring>
#include <deque>
#include <string>
#include <utility>

#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "guest/abi/services_system.h"
#include "os/dev/unserved_request.h"
#include "os/services/capability_check.h"

namespace armillary::os {

namespace {

constexpr char kFrequencyPath[] = "/dev/cpufreq";

Stat device_stat(std::uint64_t inode) {
  Stat stat;
  stat.mode = kModeCharacter | 0666;
  stat.inode = inode;
  return stat;
}

/// An app's registration for system events.
class EventsFile final : public File, public UpdateAgent::Listener {
 public:
  EventsFile(std::uint32_t flags, UpdateAgent& updates, std::uint32_t uid)
      : File(flags), updates_(updates), uid_(uid) {}
  ~EventsFile() override { updates_.remove(*this); }
  EventsFile(const EventsFile&) = delete;
  EventsFile& operator=(const EventsFile&) = delete;

  SysResult read(std::span<std::byte> out) override {
    azs_system_event event{};
    if (out.size() < sizeof event) return -kEINVAL;
    if (waiting_.empty()) return -kEAGAIN;
    const UpdateAgent::Notice notice = waiting_.front();
    waiting_.pop_front();
    event = {notice.event, notice.status, notice.max_deferral_minutes, notice.update_type};
    std::memcpy(out.data(), &event, sizeof event);
    return sizeof event;
  }
  [[nodiscard]] std::uint32_t poll() const override { return waiting_.empty() ? 0 : kEpollIn; }
  [[nodiscard]] OsResult<Stat> stat() const override { return device_stat(12); }
  void notify(const UpdateAgent::Notice& notice) override {
    constexpr std::size_t kMostWaiting = 64;  // an app that never reads loses the oldest
    if (waiting_.size() >= kMostWaiting) waiting_.pop_front();
    waiting_.push_back(notice);
    waiters().wake(kEpollIn);
  }
  [[nodiscard]] std::uint32_t app() const override { return uid_; }

 private:
  UpdateAgent& updates_;
  std::uint32_t uid_;
  std::deque<UpdateAgent::Notice> waiting_;
};

/// /dev/cpufreq takes a processor's number and the name of a governor. The number of its ioctl is
/// in no public source, so any request with such a structure is understood.
class FrequencyFile final : public File {
 public:
  FrequencyFile(std::uint32_t flags, Kernel& kernel) : File(flags), kernel_(kernel) {}
  SysResult ioctl(Task& task, std::uint32_t request, std::uint32_t argument) override {
    constexpr std::uint32_t kSmallest = 12, kLargest = 64, kName = 4;
    const std::uint32_t size = request >> 16 & 0x3fff;
    if (size < kSmallest || size > kLargest) {
      return unserved_request(task, kFrequencyPath, request, kENOTTY);
    }
    std::array<char, kLargest + 1> bytes{};
    if (!task.memory().copy_in(argument, std::as_writable_bytes(std::span(bytes).first(size)))) {
      return -kEFAULT;
    }
    const std::string governor(bytes.data() + kName);
    const bool known =
        governor == "conservative" || governor == "ondemand" || governor == "performance";
    if (!known || bytes[0] != 0) return -kEINVAL;
    boost::json::object fields;
    fields["state"] = "power profile";
    fields["governor"] = governor;
    kernel_.domain().journal().record("a7.power", EventType::lifecycle, std::move(fields));
    return 0;
  }
  [[nodiscard]] OsResult<Stat> stat() const override { return device_stat(13); }

 private:
  Kernel& kernel_;
};

SysResult result_of(UpdateAgent::Result result) {
  using Result = UpdateAgent::Result;
  switch (result) {
    case Result::ok:
      return 0;
    case Result::bad_event:
      return -kEINVAL;
    case Result::nothing_pending:
    case Result::not_deferred:
      return -kENOENT;
    case Result::deferred_already:
      return -kEALREADY;
    case Result::not_allowed:
      return -kEPERM;
  }
  return -kEINVAL;
}

}  // namespace

void ManagerService::add_devices(Vfs& vfs) {
  vfs.add_device(AZS_EVENTS_PATH, 0666, [this](const Caller& caller, std::uint32_t flags) {
    return open_events(caller, flags);
  });
  vfs.add_device(kFrequencyPath, 0666, [this](const Caller& caller, std::uint32_t flags) {
    return open_frequency(caller, flags);
  });
}

OsResult<std::shared_ptr<File>> ManagerService::open_events(const Caller& caller,
                                                            std::uint32_t flags) {
  if (check_capability(caller.process, "SystemEventNotifications",
                       "the registration for system events") != 0) {
    return os_failure(kEACCES);
  }
  auto file = std::make_shared<EventsFile>(flags, updates_, caller.uid);
  if (!updates_.add(*file)) return os_failure(kEBUSY);
  return file;
}

OsResult<std::shared_ptr<File>> ManagerService::open_frequency(const Caller& caller,
                                                               std::uint32_t flags) {
  if (check_capability(caller.process, kPowerControls, "SetPowerProfile",
                       "a change of the power profile") != 0) {
    return os_failure(kEACCES);
  }
  return std::make_shared<FrequencyFile>(flags, kernel_);
}

std::optional<SysResult> ManagerService::request(Task& task, std::uint32_t number,
                                                 std::uint32_t argument) {
  switch (number) {
    case AZS_IOCTL_POWER:
      return change_power(task, argument);
    case AZS_IOCTL_DEFER:
      return defer(task, argument);
    case AZS_IOCTL_RESUME:
      return resume(task, argument);
    default:
      return std::nullopt;
  }
}

SysResult ManagerService::change_power(Task& task, std::uint32_t argument) {
  azs_power request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  if (request.state > AZS_POWER_DOWN) return -kEINVAL;
  const bool down = request.state == AZS_POWER_DOWN;
  if (const SysResult refused =
          check_capability(&task.process(), kPowerControls, down ? "ForcePowerDown" : "ForceReboot",
                           down ? "a power-down of the device" : "a reboot of the device");
      refused != 0) {
    return refused;
  }
  if (down && request.maximum_residency_s == 0) return -kEINVAL;
  power_({down ? PowerRequest::Kind::power_down : PowerRequest::Kind::reboot,
          request.maximum_residency_s});
  return 0;
}

SysResult ManagerService::defer(Task& task, std::uint32_t argument) {
  azs_defer request{};
  if (!task.memory().get(argument, request)) return -kEFAULT;
  if (const SysResult refused =
          require_capability(task, "SoftwareUpdateDeferral", "the deferral of an update");
      refused != 0) {
    return refused;
  }
  const App* app = task.process().app();
  return result_of(updates_.defer(app == nullptr ? 0 : app->uid(), request.event, request.minutes));
}

SysResult ManagerService::resume(Task& task, std::uint32_t argument) {
  azs_number event{};
  if (!task.memory().get(argument, event)) return -kEFAULT;
  if (const SysResult refused =
          require_capability(task, "SoftwareUpdateDeferral", "the resumption of an update");
      refused != 0) {
    return refused;
  }
  return result_of(updates_.resume(static_cast<std::uint32_t>(event.value)));
}

}  // namespace armillary::os
