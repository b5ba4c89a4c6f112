// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/gpio_chip.h"

#include <algorithm>
#include <memory>
#include <span>
#include <string_view>

#include <fmt/format.h>

#include "os/abi/gpio.h"
#include "os/dev/gpio_line_handle.h"
#include "os/dev/unserved_request.h"
#include "os/kernel.h"

namespace armillary::os {

namespace {

GpioName padded(std::string_view text) {
  GpioName name{};
  std::copy_n(text.begin(), std::min(text.size(), name.size() - 1), name.begin());
  return name;
}

class GpioChipFile final : public File {
 public:
  GpioChipFile(std::uint32_t flags, GpioLines& lines) : File(flags), lines_(lines) {}

  SysResult ioctl(Task& task, std::uint32_t request, std::uint32_t argument) override {
    switch (request) {
      case kGpioGetChipInfo:
        return chip_info(task, argument);
      case kGpioGetLineInfo:
        return line_info(task, argument);
      case kGpioGetLineHandle:
        return line_handle(task, argument);
      default:
        // Line events among them: the platform's library has no use for edges, apps poll.
        return unserved_request(task, "/dev/gpiochip0", request, kEINVAL);
    }
  }

  [[nodiscard]] OsResult<Stat> stat() const override {
    Stat stat;
    stat.mode = kModeCharacter | 0666;
    stat.inode = 10;
    return stat;
  }

 private:
  static SysResult chip_info(Task& task, std::uint32_t argument) {
    GpioChipInfo info;
    info.name = padded("gpiochip0");
    info.label = padded("mt3620");
    info.lines = GpioLines::kCount;
    return task.memory().put(argument, info) ? 0 : -kEFAULT;
  }

  SysResult line_info(Task& task, std::uint32_t argument) {
    GpioLineInfo info;
    if (!task.memory().get(argument, info)) return -kEFAULT;
    if (info.line_offset >= GpioLines::kCount) return -kEINVAL;
    const GpioLines::Line& line = lines_.line(info.line_offset);
    // The flags of requests above the directions have the same places in the answer.
    info.flags = line.flags & ~(kGpioRequestInput | kGpioRequestOutput);
    if (line.taken) info.flags |= kGpioLineTaken;
    if (line.output) info.flags |= kGpioLineIsOutput;
    info.name = {};
    info.consumer = padded(line.consumer);
    return task.memory().put(argument, info) ? 0 : -kEFAULT;
  }

  SysResult line_handle(Task& task, std::uint32_t argument) {
    GpioHandleRequest request;
    if (!task.memory().get(argument, request)) return -kEFAULT;
    if (request.lines == 0 || request.lines > kGpioHandlesMax) return -kEINVAL;
    if (const SysResult wrong = GpioLines::check_flags(request.flags); wrong != 0) return wrong;
    const auto numbers = std::span(request.line_offsets).first(request.lines);
    for (const std::uint32_t number : numbers) {
      if (number >= GpioLines::kCount) return -kEINVAL;
      if (const SysResult refused = check_right(task, number); refused != 0) return refused;
    }
    const auto label_end =
        std::find(request.consumer_label.begin(), request.consumer_label.end() - 1, '\0');
    const std::string label(request.consumer_label.begin(), label_end);
    if (const SysResult busy = lines_.take(numbers, request.flags, request.default_values, label);
        busy != 0) {
      return busy;
    }
    // From here on the file gives the lines back.
    auto handle = std::make_shared<GpioLineHandle>(
        lines_, std::vector<std::uint32_t>(numbers.begin(), numbers.end()));
    const OsResult<int> descriptor = task.process().files().add(std::move(handle), true);
    if (!descriptor) return -descriptor.error();
    request.descriptor = *descriptor;
    if (!task.memory().put(argument, request)) {
      static_cast<void>(task.process().files().close(*descriptor));
      return -kEFAULT;
    }
    return 0;
  }

  static SysResult check_right(Task& task, std::uint32_t number) {
    const App* app = task.process().app();
    if (app != nullptr && app->spec().capabilities.gpio.contains(number)) return 0;
    task.kernel().warn(task.process(),
                       fmt::format("GPIO {0} is refused with EACCES: add {0} to \"Gpio\" in "
                                   "\"Capabilities\" of app_manifest.json",
                                   number));
    return -kEACCES;
  }

  GpioLines& lines_;
};

}  // namespace

void add_gpio_chip(Vfs& vfs, GpioLines& lines) {
  vfs.add_device(
      "/dev/gpiochip0", 0666,
      [&lines](const Caller& /*caller*/, std::uint32_t flags) -> OsResult<std::shared_ptr<File>> {
        return std::make_shared<GpioChipFile>(flags, lines);
      });
}

}  // namespace armillary::os
