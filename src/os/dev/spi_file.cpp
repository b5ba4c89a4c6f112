// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/spi_file.h"

#include <algorithm>
#include <vector>

#include "os/abi/spi.h"
#include "os/dev/unserved_request.h"
#include "os/kernel.h"

namespace armillary::os {

namespace {

constexpr std::uint32_t kModes = kSpiPhase | kSpiPolarity | kSpiSelectHigh | kSpiLsbFirst;

}  // namespace

std::shared_ptr<SpiTransfer> SpiFile::one(SpiSegment segment) const {
  auto transfer = std::make_shared<SpiTransfer>();
  transfer->select = device_.select;
  transfer->mode = device_.mode;
  segment.speed_hz = device_.speed_hz;
  transfer->segments.push_back(std::move(segment));
  return transfer;
}

SysResult SpiFile::read_in(Call& call, std::span<std::byte> out) {
  return device_.controller.queue().run<SpiTransfer>(
      call,
      [&]() -> Made {
        if (out.size() > kLongest) return os_failure(kEMSGSIZE);
        SpiSegment segment;
        segment.reads = true;
        segment.bytes.resize(out.size());
        return one(std::move(segment));
      },
      [&](SpiTransfer& done) -> SysResult {
        const std::vector<std::byte>& bytes = done.segments.front().bytes;
        std::copy_n(bytes.begin(), std::min(bytes.size(), out.size()), out.begin());
        return static_cast<SysResult>(bytes.size());
      });
}

SysResult SpiFile::write_in(Call& call, std::span<const std::byte> in) {
  return device_.controller.queue().run<SpiTransfer>(
      call,
      [&]() -> Made {
        if (in.size() > kLongest) return os_failure(kEMSGSIZE);
        SpiSegment segment;
        segment.bytes.assign(in.begin(), in.end());
        return one(std::move(segment));
      },
      [](SpiTransfer& done) -> SysResult {
        return static_cast<SysResult>(done.segments.front().bytes.size());
      });
}

OsResult<Stat> SpiFile::stat() const {
  Stat stat;
  stat.mode = kModeCharacter | 0660;
  stat.inode = 22;
  return stat;
}

SysResult SpiFile::ioctl(Task& task, std::uint32_t request, std::uint32_t argument) {
  GuestMemory& memory = task.memory();
  if ((request & kSpiMessageMask) == kSpiMessage) {
    return message(task, spi_message_bytes(request), argument);
  }
  switch (request) {
    case kSpiGetMode:
      return memory.put(argument, static_cast<std::uint8_t>(device_.mode)) ? 0 : -kEFAULT;
    case kSpiGetMode32:
      return memory.put(argument, device_.mode) ? 0 : -kEFAULT;
    case kSpiGetLsbFirst:
      return memory.put(argument,
                        static_cast<std::uint8_t>((device_.mode & kSpiLsbFirst) != 0 ? 1 : 0))
                 ? 0
                 : -kEFAULT;
    case kSpiGetBits:
      return memory.put(argument, std::uint8_t{8}) ? 0 : -kEFAULT;
    case kSpiGetSpeed:
      return memory.put(argument, device_.speed_hz) ? 0 : -kEFAULT;
    case kSpiSetMode:
    case kSpiSetMode32:
    case kSpiSetLsbFirst:
      return change_mode(task, request, argument);
    case kSpiSetBits: {
      std::uint8_t bits = 0;
      if (!memory.get(argument, bits)) return -kEFAULT;
      return bits == 0 || bits == 8 ? 0 : -kEINVAL;
    }
    case kSpiSetSpeed:
      return memory.get(argument, device_.speed_hz) ? 0 : -kEFAULT;
    default:
      return unserved_request(task, device_.path, request, kENOTTY);
  }
}

SysResult SpiFile::change_mode(Task& task, std::uint32_t request, std::uint32_t argument) {
  std::uint32_t mode = device_.mode;
  if (request == kSpiSetMode32) {
    if (!task.memory().get(argument, mode)) return -kEFAULT;
  } else {
    std::uint8_t byte = 0;
    if (!task.memory().get(argument, byte)) return -kEFAULT;
    mode = request == kSpiSetMode ? std::uint32_t{byte}
           : byte != 0            ? device_.mode | kSpiLsbFirst
                                  : device_.mode & ~kSpiLsbFirst;
  }
  if ((mode & ~kModes) != 0) return -kEINVAL;
  device_.mode = mode;
  device_.controller.release(device_.select, (mode & kSpiSelectHigh) != 0);
  return 0;
}

SysResult SpiFile::message(Task& task, std::uint32_t bytes, std::uint32_t argument) {
  if (bytes % sizeof(SpiSegmentRequest) != 0) return -kEINVAL;
  if (bytes == 0) return 0;
  std::vector<SpiSegmentRequest> requests(bytes / sizeof(SpiSegmentRequest));
  if (!task.memory().copy_in(argument, std::as_writable_bytes(std::span(requests)))) {
    return -kEFAULT;
  }
  const auto make = [&]() -> Made {
    auto transfer = std::make_shared<SpiTransfer>();
    transfer->select = device_.select;
    transfer->mode = device_.mode;
    std::uint64_t out = 0, in = 0;
    for (const SpiSegmentRequest& request : requests) {
      if (request.out != 0) out += request.length;
      if (request.in != 0) in += request.length;
      if (out > kLongest || in > kLongest || request.length > kLongest) {
        return os_failure(kEMSGSIZE);
      }
      if (request.bits_per_word != 0 && request.bits_per_word != 8) return os_failure(kEINVAL);
      if (request.out != 0 && request.in != 0) {
        task.kernel().warn(task.process(), device_.path +
                                               ": the controller cannot send and receive at once; "
                                               "use two transfers");
        return os_failure(kEINVAL);
      }
      SpiSegment segment;
      segment.reads = request.out == 0;
      segment.bytes.resize(request.length);
      segment.speed_hz =
          request.speed_hz == 0 ? device_.speed_hz : std::min(request.speed_hz, device_.speed_hz);
      segment.delay_us = request.delay_us;
      segment.deselect = request.deselect != 0;
      if (!segment.reads &&
          !task.memory().copy_in(static_cast<std::uint32_t>(request.out), segment.bytes)) {
        return os_failure(kEFAULT);
      }
      transfer->segments.push_back(std::move(segment));
    }
    return transfer;
  };
  Call call(task.kernel(), task);
  return device_.controller.queue().run<SpiTransfer>(
      call, make, [&](SpiTransfer& done) -> SysResult {
        SysResult total = 0;
        for (std::size_t i = 0; i < done.segments.size(); ++i) {
          const SpiSegment& segment = done.segments[i];
          const auto place = static_cast<std::uint32_t>(requests[i].in);
          if (segment.reads && place != 0 && !task.memory().copy_out(place, segment.bytes)) {
            return -kEFAULT;
          }
          total += static_cast<SysResult>(segment.bytes.size());
        }
        return total;
      });
}

}  // namespace armillary::os
