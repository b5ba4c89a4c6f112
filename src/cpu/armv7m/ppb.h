// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "cpu/armv7m/debug_blocks.h"
#include "cpu/armv7m/nvic.h"
#include "cpu/armv7m/system_control.h"
#include "cpu/armv7m/systick.h"
#include "cpu/core.h"

namespace armillary::cpu {

/// The private peripheral bus, 0xE0000000..0xE00FFFFF: brings each access to the block that owns
/// it. The System Control Space is privileged only (STIR excepted under CCR.USERSETMPEND); of the
/// debug blocks unprivileged code reads 0 and its writes are ignored, the ITM's ports excepted as
/// far as TPR lets it (ARM ARM B3.1.2). A byte or halfword reaches the part of the register that it
/// names. A register that is not modelled reads 0, ignores writes and is named through `warn`.
class Ppb final : public IoHandler {
 public:
  static constexpr std::uint32_t kBase = 0xE0000000;
  static constexpr std::uint32_t kSize = 0x00100000;

  struct Blocks {
    Nvic& nvic;
    SystemControl& control;
    SysTick& systick;
    DebugBlocks& debug;
  };
  struct Hooks {
    std::function<bool()> privileged;
    std::function<void(std::string)> warn;
  };
  Ppb(Blocks blocks, Hooks hooks) : blocks_(blocks), hooks_(std::move(hooks)) {}

  IoResult io_read(std::uint32_t address, unsigned size) override;
  bool io_write(std::uint32_t address, unsigned size, std::uint32_t value) override;
  /// The aligned word at `address` without any side effect, for debuggers.
  [[nodiscard]] std::uint32_t peek(std::uint32_t address) const;

 private:
  [[nodiscard]] std::uint32_t read_word(std::uint32_t address);
  void warn(std::uint32_t address, const char* direction);

  Blocks blocks_;
  Hooks hooks_;
};

}  // namespace armillary::cpu
