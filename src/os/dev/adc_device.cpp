// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/adc_device.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "os/abi/iio.h"
#include "os/dev/capability.h"
#include "os/dev/unserved_request.h"
#include "os/kernel.h"

namespace armillary::os {

namespace {

constexpr std::string_view kPath = "/dev/adc0";
/// The properties by their places, which requests name (mt3620_auxadc.c).
constexpr std::array<std::string_view, 14> kProperties{
    "average_mode",
    "average_mode_available",
    "vref_mode",
    "vref_mode_available",
    "dithering_step",
    "dithering_step_available",
    "dithering_enable",
    "comparator_preamplifier_enable",
    "comparator_preamplifier_current",
    "comparator_preamplifier_current_available",
    "comparator_timing_loop_delay_time",
    "comparator_timing_loop_delay_time_available",
    "reference_voltage",
    "current_bits"};
constexpr std::uint32_t kReferenceVoltage = 12, kCurrentBits = 13;
constexpr std::uint32_t kSharedByAll = 3, kIndexed = 2, kSampleFrequency = 1U << 12;

constexpr std::uint32_t spec_size() {
  std::uint32_t size = sizeof(IioChannelSpecBuffer) + sizeof(IioChannel) +
                       kProperties.size() * sizeof(IioExtendedName);
  for (const std::string_view name : kProperties) {
    size += static_cast<std::uint32_t>(name.size()) + 1;
  }
  return size;
}

/// "2.5" as hundred-thousandths; nothing when it is no number.
std::optional<std::int64_t> hundred_thousandths(std::string_view text) {
  std::int64_t value = 0;
  int decimals = -1, digits = 0;
  for (const char c : text) {
    if (c == '\n' || c == '\0') break;
    if (c == '.' && decimals < 0) {
      decimals = 0;
    } else if (c >= '0' && c <= '9') {
      if (decimals >= 5) continue;
      if (++digits > 9) return std::nullopt;
      value = value * 10 + (c - '0');
      if (decimals >= 0) ++decimals;
    } else {
      return std::nullopt;
    }
  }
  if (digits == 0) return std::nullopt;
  for (int i = std::max(decimals, 0); i < 5; ++i) value *= 10;
  return value;
}

class AdcFile final : public File {
 public:
  AdcFile(std::uint32_t flags, AdcConverter& converter) : File(flags), converter_(converter) {
    converter_.in_use = true;
    converter_.open();
  }
  ~AdcFile() override { converter_.in_use = false; }

  SysResult ioctl(Task& task, std::uint32_t request, std::uint32_t argument) override {
    switch (request) {
      case kIioChannelSpecSize:
        return tell_size(task, argument);
      case kIioChannelSpec:
        return tell_channel(task, argument);
      case kIioReadRaw:
        return read_raw(task, argument);
      case kIioReadExtended:
        return read_extended(task, argument);
      case kIioWriteExtended:
        return write_extended(task, argument);
      default:
        return unserved_request(task, kPath, request, kEINVAL);
    }
  }

  [[nodiscard]] OsResult<Stat> stat() const override {
    Stat stat;
    stat.mode = kModeCharacter | 0660;
    stat.inode = 23;
    return stat;
  }

 private:
  static bool is_channel(std::int32_t index) {
    return index >= 0 && index < static_cast<std::int32_t>(AdcConverter::kChannels);
  }

  static SysResult tell_size(Task& task, std::uint32_t argument) {
    IioChannelSpecSize size;
    if (!task.memory().get(argument, size)) return -kEFAULT;
    if (size.size != sizeof(size)) return -kEINVAL;
    if (!is_channel(size.index)) return -kEFAULT;
    size.total_size = spec_size();
    return task.memory().put(argument, size) ? 0 : -kEFAULT;
  }

  /// The description lies behind the structure, in one piece; its pointers point into it.
  static SysResult tell_channel(Task& task, std::uint32_t argument) {
    IioChannelSpecBuffer buffer;
    if (!task.memory().get(argument, buffer)) return -kEFAULT;
    if (buffer.size != sizeof(buffer)) return -kEINVAL;
    if (!is_channel(buffer.index)) return -kEFAULT;
    if (buffer.total_size < spec_size()) return -kEINVAL;
    std::vector<std::byte> all(spec_size());
    std::uint32_t at = 0;
    const auto place = [&](const auto& value) {
      std::memcpy(all.data() + at, &value, sizeof value);
      at += sizeof value;
    };
    buffer.channel = argument + sizeof(buffer);
    place(buffer);
    IioChannel channel;
    channel.size = sizeof channel;
    channel.channel = channel.scan_index = buffer.index;
    channel.sign = 'u';
    channel.real_bits = AdcConverter::kBits;
    channel.storage_bits = 32;
    channel.shift = 4;
    channel.separate = 1U << kIioRaw;
    channel.by_all = kSampleFrequency;
    channel.extended = buffer.channel + sizeof channel;
    channel.flags = kIndexed;
    place(channel);
    std::uint32_t names = channel.extended + kProperties.size() * sizeof(IioExtendedName);
    for (std::size_t i = 0; i < kProperties.size(); ++i) {
      IioExtendedName entry{sizeof(IioExtendedName), 0, names, kSharedByAll};
      if (i + 1 < kProperties.size()) entry.next = argument + at + sizeof entry;
      place(entry);
      names += static_cast<std::uint32_t>(kProperties[i].size()) + 1;
    }
    for (const std::string_view name : kProperties) {
      std::memcpy(all.data() + at, name.data(), name.size());
      at += static_cast<std::uint32_t>(name.size()) + 1;
    }
    return task.memory().copy_out(argument, all) ? 0 : -kEFAULT;
  }

  SysResult read_raw(Task& task, std::uint32_t argument) {
    IioRawChannel raw;
    if (!task.memory().get(argument, raw)) return -kEFAULT;
    if (raw.size != sizeof raw) return -kEINVAL;
    if (!is_channel(raw.index)) return -kEFAULT;
    if (raw.mask != kIioRaw) return unserved_request(task, kPath, kIioReadRaw, kEINVAL);
    Call call(task.kernel(), task);
    return converter_.queue().run<Conversion>(
        call,
        [&]() -> OsResult<std::shared_ptr<Conversion>> {
          auto made = std::make_shared<Conversion>();
          made->channel = static_cast<unsigned>(raw.index);
          return made;
        },
        [&](Conversion& done) -> SysResult {
          raw.value = static_cast<std::int32_t>(done.sample);
          raw.value2 = 0;
          return task.memory().put(argument, raw) ? SysResult{kIioOneNumber} : -kEFAULT;
        });
  }

  static SysResult check(Task& task, std::uint32_t argument, IioExtended& extended) {
    if (!task.memory().get(argument, extended)) return -kEFAULT;
    const bool known = extended.size == sizeof extended &&
                       extended.channel < AdcConverter::kChannels &&
                       extended.info < kProperties.size();
    return known ? 0 : -kEINVAL;
  }

  static SysResult not_modelled(Task& task, const IioExtended& extended) {
    if (extended.info != kReferenceVoltage && extended.info != kCurrentBits) {
      task.kernel().warn(task.process(), std::string(kPath) + ": the property " +
                                             std::string(kProperties[extended.info]) +
                                             " is not modelled; it answers EOPNOTSUPP");
    }
    return -kEOPNOTSUPP;
  }

  SysResult read_extended(Task& task, std::uint32_t argument) {
    IioExtended extended;
    if (const SysResult wrong = check(task, argument, extended); wrong != 0) return wrong;
    if (extended.info != kCurrentBits) return not_modelled(task, extended);
    constexpr std::array<char, 4> kText{'1', '2', '\n', '\0'};
    static_assert(AdcConverter::kBits == 12);
    const auto bytes = std::as_bytes(std::span(kText));
    const std::size_t count = std::min<std::size_t>(bytes.size(), extended.length);
    if (!task.memory().copy_out(extended.buffer, bytes.first(count))) return -kEFAULT;
    return static_cast<SysResult>(kText.size() - 1);
  }

  SysResult write_extended(Task& task, std::uint32_t argument) {
    IioExtended extended;
    if (const SysResult wrong = check(task, argument, extended); wrong != 0) return wrong;
    if (extended.length == 0 || extended.length > kPageSize) return -kEINVAL;
    if (extended.info != kReferenceVoltage) return not_modelled(task, extended);
    std::string text(extended.length, '\0');
    if (!task.memory().copy_in(extended.buffer, std::as_writable_bytes(std::span(text)))) {
      return -kEFAULT;
    }
    const auto volts = hundred_thousandths(text);
    if (!volts || *volts < 180'000 || *volts > 250'000) return -kEINVAL;
    // The nearer of the two that there are.
    converter_.set_reference(*volts >= 215'000);
    return 0;
  }

  AdcConverter& converter_;
};

}  // namespace

void add_adc(Vfs& vfs, AdcConverter& converter) {
  constexpr CapabilityList kAdc{"Adc", &image::Capabilities::adc};
  vfs.add_device(kPath, 0666,
                 [&converter, kAdc](const Caller& caller,
                                    std::uint32_t flags) -> OsResult<std::shared_ptr<File>> {
                   if (check_capability(caller.process, kAdc, "ADC-CONTROLLER-0",
                                        "the ADC (/dev/adc0)") != 0) {
                     return os_failure(kEACCES);
                   }
                   if (converter.in_use) return os_failure(kEBUSY);
                   return std::make_shared<AdcFile>(flags, converter);
                 });
}

}  // namespace armillary::os
