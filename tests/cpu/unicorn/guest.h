// SPDX-License-Identifier: GPL-2.0-or-later
//
// A small computer for tests of the engine: code at 0x10000, RAM at 0x20000000, and a device at
// 0x40000000 that records every access.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <ostream>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "cpu/core.h"
#include "cpu/unicorn/unicorn_core.h"

namespace armillary::cpu::test {

inline constexpr std::uint32_t kCode = 0x0001'0000;
inline constexpr std::uint32_t kCodeSize = 0x1'0000;
inline constexpr std::uint32_t kRam = 0x2000'0000;
inline constexpr std::uint32_t kRamSize = 0x4'0000;
inline constexpr std::uint32_t kDevice = 0x4000'0000;
inline constexpr std::uint32_t kDeviceSize = 0x1'0000;
inline constexpr std::uint32_t kThumb = 1U << 24;  // xPSR.T

/// One access of the guest to the device, with what the Core said inside the call.
struct DeviceAccess {
  bool write = false;
  std::uint32_t address = 0;
  unsigned size = 0;
  std::uint32_t value = 0;
  std::uint64_t retired = 0;
  std::uint32_t pc = 0;
  friend bool operator==(const DeviceAccess&, const DeviceAccess&) = default;
};

inline std::ostream& operator<<(std::ostream& out, const DeviceAccess& access) {
  return out << (access.write ? "write " : "read ") << std::hex << access.address << "/"
             << access.size << "=" << access.value << std::dec << " at " << access.retired << " pc "
             << std::hex << access.pc << std::dec;
}

/// Records. Reads give 0x1000, 0x1001, ... so that a repeated or lost access shows in the guest.
class RecordingDevice final : public IoHandler {
 public:
  explicit RecordingDevice(Core& core) : core_(core) {}

  IoResult io_read(std::uint32_t address, unsigned size) override {
    const std::uint32_t value = next_value++;
    return {value, record({false, address, size, value, core_.retired(), core_.pc()})};
  }
  bool io_write(std::uint32_t address, unsigned size, std::uint32_t value) override {
    return record({true, address, size, value, core_.retired(), core_.pc()});
  }

  std::vector<DeviceAccess> log;
  std::uint32_t next_value = 0x1000;
  /// Called inside each access after it is recorded; returns false for a bus error.
  std::function<bool(const DeviceAccess&)> on_access;

 private:
  bool record(const DeviceAccess& access) {
    log.push_back(access);
    return on_access ? on_access(access) : true;
  }

  Core& core_;
};

/// The computer. `image` is loaded at kCode; start() sets the PC and the state for Thumb or ARM.
class Guest {
 public:
  Guest(Model model, std::span<const unsigned char> image)
      : code_(kCodeSize), ram_(kRamSize), core_(make(model)), device_(*core_) {
    std::transform(image.begin(), image.end(), code_.begin(),
                   [](unsigned char byte) { return std::byte{byte}; });
    EXPECT_TRUE(core_->map_memory(kCode, code_, kReadWriteExecute));
    EXPECT_TRUE(core_->map_memory(kRam, ram_, kReadWriteExecute));
    EXPECT_TRUE(core_->map_io(kDevice, kDeviceSize, device_));
    if (model == Model::cortex_m4f) core_->set_m_controls(0, 0xfU << 20, 0);
  }

  Core& core() { return *core_; }
  RecordingDevice& device() { return device_; }
  std::uint32_t& r(unsigned index) { return core_->gpr()[index]; }

  /// Thumb on the M4; on the A7 Thumb when `thumb`.
  void start(std::uint32_t pc, bool thumb = true) {
    if (core_->model() == Model::cortex_m4f) {
      MState state = core_->m_state();
      state.xpsr = kThumb;
      state.msp = kRam + kRamSize;
      state.psp = kRam + kRamSize / 2;
      core_->set_m_state(state);
    } else {
      core_->set_cpsr(0x10U | (thumb ? 0x20U : 0U));
      core_->gpr()[13] = kRam + kRamSize;
    }
    core_->gpr()[15] = pc;
  }

  [[nodiscard]] std::uint32_t word(std::uint32_t address) const {
    std::uint32_t value = 0;
    std::memcpy(&value, at(address), sizeof value);
    return value;
  }
  void set_word(std::uint32_t address, std::uint32_t value) {
    std::memcpy(const_cast<std::byte*>(at(address)), &value, sizeof value);
  }
  std::span<std::byte> ram() { return ram_; }
  std::span<std::byte> code() { return code_; }

 private:
  static std::unique_ptr<Core> make(Model model) {
    auto core = make_unicorn_core(model);
    if (!core) throw std::runtime_error(core.error().message);
    return std::move(*core);
  }
  [[nodiscard]] const std::byte* at(std::uint32_t address) const {
    return address >= kRam ? &ram_.at(address - kRam) : &code_.at(address - kCode);
  }

  std::vector<std::byte> code_;
  std::vector<std::byte> ram_;
  std::unique_ptr<Core> core_;
  RecordingDevice device_;
};

}  // namespace armillary::cpu::test
