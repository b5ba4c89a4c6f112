// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/i2c_file.h"

#include <algorithm>
#include <array>

#include "os/dev/unserved_request.h"
#include "os/kernel.h"

namespace armillary::os {

SysResult I2cFile::read_in(Call& call, std::span<std::byte> out) {
  return adapter_.queue().run<I2cTransfer>(
      call,
      [&]() -> Made {
        // A read of nothing hangs the controller, so the driver refuses it.
        if (out.empty() || out.size() > I2cAdapter::kLongest) return os_failure(kEOPNOTSUPP);
        auto made = std::make_shared<I2cTransfer>();
        made->address = address_;
        made->reads = true;
        made->in.resize(out.size());
        return made;
      },
      [&](I2cTransfer& done) -> SysResult {
        if (*done.result != 0) return *done.result;
        std::copy_n(done.in.begin(), std::min(done.in.size(), out.size()), out.begin());
        return static_cast<SysResult>(done.in.size());
      });
}

SysResult I2cFile::write_in(Call& call, std::span<const std::byte> in) {
  return adapter_.queue().run<I2cTransfer>(
      call,
      [&]() -> Made {
        if (in.size() > I2cAdapter::kLongest) return os_failure(kEOPNOTSUPP);
        auto made = std::make_shared<I2cTransfer>();
        made->address = address_;
        made->writes = true;
        made->out.assign(in.begin(), in.end());
        return made;
      },
      [&](I2cTransfer& done) -> SysResult {
        return *done.result != 0 ? *done.result : static_cast<SysResult>(done.out.size());
      });
}

OsResult<Stat> I2cFile::stat() const {
  Stat stat;
  stat.mode = kModeCharacter | 0660;
  stat.inode = 21;
  return stat;
}

SysResult I2cFile::ioctl(Task& task, std::uint32_t request, std::uint32_t argument) {
  switch (request) {
    case kI2cSlave:
    case kI2cSlaveForce:
      if (argument > 0x7F) return -kEINVAL;
      address_ = static_cast<std::uint8_t>(argument);
      return 0;
    case kI2cTenBit:
      return argument != 0 ? -kEINVAL : 0;
    case kI2cPec:
      return argument != 0 ? unserved_request(task, name_, request, kEINVAL) : 0;
    case kI2cFunctions:
      return task.memory().put(argument, kI2cFunctionality) ? 0 : -kEFAULT;
    case kI2cRetries:
      return argument > 0x7FFF'FFFF ? -kEINVAL : 0;  // there is nobody to lose the bus to
    case kI2cTimeout:
      if (argument > 0x7FFF'FFFF) return -kEINVAL;
      adapter_.set_timeout(argument);
      return 0;
    case kI2cSpeed:
      return adapter_.set_speed(argument);
    case kI2cTransfer:
      return transfer(task, argument);
    default:
      return unserved_request(task, name_, request, kENOTTY);
  }
}

I2cFile::Made I2cFile::read_request(Task& task, std::uint32_t argument, I2cMessageHeader& reading) {
  I2cTransferRequest request;
  if (!task.memory().get(argument, request)) return os_failure(kEFAULT);
  if (request.messages == 0 || request.count == 0 || request.count > kI2cMostMessages) {
    return os_failure(kEINVAL);
  }
  std::array<I2cMessageHeader, kI2cMostMessages> headers{};
  const auto messages = std::span(headers).first(request.count);
  if (!task.memory().copy_in(request.messages, std::as_writable_bytes(messages))) {
    return os_failure(kEFAULT);
  }
  for (const I2cMessageHeader& header : messages) {
    if (header.length > kI2cLongestMessage) return os_failure(kEINVAL);
  }
  // The driver does one message, or a write and then a read of one target (i2c-mt3620.c).
  const I2cMessageHeader& first = messages.front();
  const I2cMessageHeader& last = messages.back();
  const bool combined = messages.size() == 2 && first.address == last.address && first.flags == 0 &&
                        last.flags == kI2cRead;
  if (messages.size() != 1 && !combined) return os_failure(kEOPNOTSUPP);
  auto made = std::make_shared<I2cTransfer>();
  made->address = static_cast<std::uint8_t>(first.address & 0x7FU);
  for (const I2cMessageHeader& header : messages) {
    if ((header.flags & ~kI2cRead) != 0 || header.length > I2cAdapter::kLongest ||
        header.address > 0x7F) {
      return os_failure(kEOPNOTSUPP);
    }
    if (header.flags == kI2cRead) {
      if (header.length == 0) return os_failure(kEOPNOTSUPP);
      made->reads = true;
      made->in.resize(header.length);
      reading = header;
    } else {
      made->writes = true;
      made->out.resize(header.length);
      if (!task.memory().copy_in(header.buffer, made->out)) return os_failure(kEFAULT);
    }
  }
  return made;
}

SysResult I2cFile::transfer(Task& task, std::uint32_t argument) {
  Call call(task.kernel(), task);
  // Where the answer goes is kept in the call: the guest may change its structures meanwhile.
  const auto make = [&]() -> Made {
    I2cMessageHeader reading;
    Made made = read_request(task, argument, reading);
    call.progress() = reading.buffer;
    return made;
  };
  return adapter_.queue().run<I2cTransfer>(call, make, [&](I2cTransfer& done) -> SysResult {
    if (*done.result != 0) return *done.result;
    if (done.reads &&
        !task.memory().copy_out(static_cast<std::uint32_t>(call.progress()), done.in)) {
      return -kEFAULT;
    }
    return (done.reads ? 1 : 0) + (done.writes ? 1 : 0);
  });
}

}  // namespace armillary::os
