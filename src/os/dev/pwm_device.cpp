// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/pwm_device.h"

#include <array>
#include <bitset>
#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "os/abi/pwm.h"
#include "os/dev/block_registers.h"
#include "os/dev/capability.h"
#include "os/dev/unserved_request.h"
#include "os/kernel.h"
#include "soc/memory_map.h"
#include "soc/pwm.h"

namespace armillary::os {

namespace {

// Registers by their names in the reference of the block (docs/fidelity.md).
constexpr std::uint32_t kGloCtrl = 0x00, kCtrl = 0x100, kParamS0 = 0x104, kParamS1 = 0x108,
                        kStride = 0x10;
constexpr std::uint32_t kTickMask = 0x6, kTick2MHz = 0x2, kKick = 0x1, kInversed = 0x4,
                        kOpenDrain = 0x8, kClock = 0x10, kOneCycle = 1U << 8;
constexpr std::uint32_t kTickNs = 500, kMostTicks = 0xFFFF;

/// What the files of one controller share.
struct Controller {
  BlockRegisters registers;
  std::string path;
  std::bitset<soc::Pwm::kChannels> exported;
};

class PwmFile final : public File {
 public:
  PwmFile(std::uint32_t flags, std::shared_ptr<Controller> controller)
      : File(flags), controller_(std::move(controller)) {}

  SysResult ioctl(Task& task, std::uint32_t request, std::uint32_t argument) override {
    switch (request) {
      case kPwmApply:
      case kPwmGet: {
        PwmRequest wanted;
        if (!task.memory().get(argument, wanted)) return -kEFAULT;
        if (wanted.channel >= soc::Pwm::kChannels) return -kENODEV;
        if (wanted.extended != 0) {
          task.kernel().warn(task.process(), controller_->path +
                                                 ": the extended state (two phases, replay, global "
                                                 "kick) is not modelled; it answers EINVAL");
          return -kEINVAL;
        }
        return request == kPwmApply ? apply(wanted) : get(task, argument, wanted.channel);
      }
      case kPwmExport:
      case kPwmUnexport:
        return set_exported(task, request == kPwmExport, argument);
      default:
        return unserved_request(task, controller_->path, request, kENOTTY);
    }
  }

  /// How many channels there are, as text.
  SysResult read(std::span<std::byte> out) override {
    if (std::exchange(told_, true) || out.size() < 2) return 0;
    out[0] = static_cast<std::byte>('0' + soc::Pwm::kChannels);
    out[1] = static_cast<std::byte>('\n');
    return 2;
  }

  [[nodiscard]] OsResult<Stat> stat() const override {
    Stat stat;
    stat.mode = kModeCharacter | 0660;
    stat.inode = 24;
    return stat;
  }

 private:
  SysResult apply(const PwmRequest& wanted) {
    if (wanted.period_ns == 0 || wanted.duty_ns > wanted.period_ns || wanted.polarity > 1) {
      return -kEINVAL;
    }
    const std::uint32_t on = wanted.duty_ns / kTickNs;
    const std::uint32_t off = wanted.period_ns / kTickNs - on;
    if (on > kMostTicks || off > kMostTicks) return -kEINVAL;
    BlockRegisters& registers = controller_->registers;
    const std::uint32_t place = kStride * wanted.channel;
    registers.update(kGloCtrl, kTickMask, kTick2MHz);
    registers.write(kParamS0 + place, off << 16 | on);
    registers.write(kParamS1 + place, 0);
    std::uint32_t control = kOneCycle | kOpenDrain;
    if (wanted.polarity == 1) control |= kInversed;
    if (wanted.enabled != 0) control |= kClock | kKick;
    registers.write(kCtrl + place, control);
    return 0;
  }

  SysResult get(Task& task, std::uint32_t argument, std::uint32_t channel) {
    BlockRegisters& registers = controller_->registers;
    const std::uint32_t place = kStride * channel;
    const std::uint32_t ticks = registers.read(kParamS0 + place);
    const std::uint32_t control = registers.read(kCtrl + place);
    PwmRequest state;
    state.channel = channel;
    state.duty_ns = (ticks & 0xFFFFU) * kTickNs;
    state.period_ns = state.duty_ns + (ticks >> 16) * kTickNs;
    state.polarity = (control & kInversed) != 0 ? 1 : 0;
    state.enabled = (control & kClock) != 0 ? 1 : 0;
    return task.memory().put(argument, state) ? 0 : -kEFAULT;
  }

  SysResult set_exported(Task& task, bool on, std::uint32_t argument) {
    std::uint32_t channel = 0;
    if (!task.memory().get(argument, channel)) return -kEFAULT;
    if (channel >= soc::Pwm::kChannels) return -kENODEV;
    if (controller_->exported.test(channel) == on) return on ? -kEBUSY : -kENODEV;
    controller_->exported.set(channel, on);
    return 0;
  }

  std::shared_ptr<Controller> controller_;
  bool told_ = false;
};

}  // namespace

void add_pwm(Vfs& vfs, soc::Bus& bus) {
  constexpr CapabilityList kPwm{"Pwm", &image::Capabilities::pwm};
  for (unsigned number = 0; number < soc::kPwmControllers; ++number) {
    auto controller = std::make_shared<Controller>(Controller{
        BlockRegisters(bus, soc::pwm_base(number)), fmt::format("/dev/pwm{}", number), {}});
    const std::string name = fmt::format("PWM-CONTROLLER-{}", number);
    const std::string what = fmt::format("PWM controller {} ({})", number, controller->path);
    vfs.add_device(
        controller->path, 0666,
        [controller, name, what, kPwm](const Caller& caller,
                                       std::uint32_t flags) -> OsResult<std::shared_ptr<File>> {
          if (check_capability(caller.process, kPwm, name, what) != 0) {
            return os_failure(kEACCES);
          }
          return std::make_shared<PwmFile>(flags, controller);
        });
  }
}

}  // namespace armillary::os
