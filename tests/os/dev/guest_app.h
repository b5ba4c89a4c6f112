// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "cpu/unicorn/unicorn_core.h"
#include "os/fs/memory_vfs.h"
#include "os/fs/standard_tree.h"
#include "os/kernel.h"

namespace armillary::os {

/// An app that is loaded and does not run: the one who asks devices. It has kScratch, a page to
/// read and write, and kReadOnly, a page behind it that it may only read; behind that is nothing.
class GuestApp {
 public:
  static constexpr std::uint32_t kScratch = 0x20000000;
  static constexpr std::uint32_t kReadOnly = kScratch + kPageSize;
  static constexpr std::uint32_t kNothing = kReadOnly + kPageSize;

  explicit GuestApp(image::Capabilities capabilities = {}, KernelConfig config = {})
      : core_(*cpu::make_unicorn_core(cpu::Model::cortex_a7)),
        kernel_(domain_, *core_, vfs_, std::move(config)) {
    AppSpec spec;
    spec.component_id = *Guid::parse("25025d2c-66da-4448-bae1-ac26fcdd3627");
    spec.name = "asker";
    spec.uid = 10001;
    spec.capabilities = std::move(capabilities);
    EXPECT_TRUE(mount_image(vfs_, spec.component_id, spec.uid,
                            {{"bin/app", kModeRegular | 0555U, endless_loop()}}));
    const auto started = kernel_.start(std::move(spec));
    if (!started) throw std::runtime_error(started.error().message);
    app_ = *started;
    for (const auto& [address, protection] :
         {std::pair{kScratch, kProtRead | kProtWrite}, std::pair{kReadOnly, kProtRead}}) {
      AddressSpace::Request request;
      request.address = address;
      request.length = kPageSize;
      request.protection = protection;
      request.fixed = true;
      EXPECT_TRUE(process().memory().map(request));
    }
    static_cast<void>(domain_.journal().take());
  }

  sim::Domain& domain() { return domain_; }
  MemoryVfs& vfs() { return vfs_; }
  Kernel& kernel() { return kernel_; }
  App& app() { return *app_; }
  Process& process() { return *kernel_.find_process(app_->pid()); }
  Task& task() { return *process().tasks.front(); }

  /// open(2): the descriptor, or a negative error number.
  SysResult open(std::string_view path, std::uint32_t flags) {
    auto file = vfs_.open(process().caller(), path, flags, 0);
    if (!file) return -file.error();
    return *process().files().add(std::move(*file), false);
  }
  SysResult ioctl(SysResult descriptor, std::uint32_t request, std::uint32_t argument) {
    return process().files().get(static_cast<int>(descriptor))->ioctl(task(), request, argument);
  }
  /// With a structure that the request reads and writes.
  template <class T>
  SysResult ioctl(SysResult descriptor, std::uint32_t request, T* argument) {
    EXPECT_TRUE(task().memory().put(kScratch, *argument));
    const SysResult result = ioctl(descriptor, request, kScratch);
    EXPECT_TRUE(task().memory().get(kScratch, *argument));
    return result;
  }
  SysResult close(SysResult descriptor) {
    return process().files().close(static_cast<int>(descriptor));
  }
  /// The texts of the warnings since the last call.
  std::vector<std::string> warnings() {
    std::vector<std::string> texts;
    for (const Event& event : domain_.journal().take()) {
      if (event.type == EventType::warning) texts.push_back(to_json_line(event));
    }
    return texts;
  }

 private:
  /// The smallest program: `b .` in one segment.
  static std::vector<std::byte> endless_loop() {
    const std::array<std::uint32_t, 22> words{
        0x464c457f, 0x00010101, 0,
        0,  // magic; 32-bit, little-endian
        0x00280002, 1,          0x00010054,
        52,         0,  // ET_EXEC for ARM; entry; program headers
        0x05000200, 0x00200034, 40U << 16 | 1,
        0,  // EABI 5, sizes, one program header
        1,          0,          0x00010000,
        0x00010000, 88,         88,
        5,          0x1000,  // PT_LOAD, r-x
        0xeafffffe};
    std::vector<std::byte> bytes(sizeof words);
    std::memcpy(bytes.data(), words.data(), sizeof words);
    return bytes;
  }

  sim::Domain domain_{"a7", 0};
  MemoryVfs vfs_;
  std::unique_ptr<cpu::Core> core_;
  Kernel kernel_;
  App* app_ = nullptr;
};

}  // namespace armillary::os
