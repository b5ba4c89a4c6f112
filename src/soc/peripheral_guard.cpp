// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/peripheral_guard.h"

#include <functional>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "soc/memory_map.h"

namespace armillary::soc {

namespace {

/// What a block needs of the manifest, when it is not claimed.
struct Missing {
  std::string what;  ///< "ISU0 UART"
  std::string line;  ///< "\"Uart\": [\"ISU0\"]"
};

std::optional<Missing> missing_of_isu(std::uint32_t offset, unsigned isu, const Claims& claims) {
  struct Function {
    std::uint32_t offset;
    const std::bitset<kIsus>& claimed;
    std::string_view name, key;
  };
  for (const Function& function : {Function{0x200, claims.i2c_master, "I2C", "I2cMaster"},
                                   Function{0x300, claims.spi_master, "SPI", "SpiMaster"},
                                   Function{0x500, claims.uart, "UART", "Uart"}}) {
    if (function.offset != offset || function.claimed.test(isu)) continue;
    return Missing{fmt::format("ISU{} {}", isu, function.name),
                   fmt::format(R"("{}": ["ISU{}"])", function.key, isu)};
  }
  return std::nullopt;
}

/// Of the block whose registers begin at `address`.
std::optional<Missing> missing_of(std::uint32_t address, const Claims& claims) {
  if (address == kAdcBase + 0x100 && !claims.adc) {
    return Missing{"the ADC", R"("Adc": ["ADC-CONTROLLER-0"])"};
  }
  for (unsigned controller = 0; controller < kPwmControllers; ++controller) {
    if (address != pwm_base(controller) || claims.pwm.test(controller)) continue;
    return Missing{fmt::format("PWM controller {}", controller),
                   fmt::format(R"("Pwm": ["PWM-CONTROLLER-{}"])", controller)};
  }
  for (unsigned group = 0; group < kGpioGroups; ++group) {
    // No key of its own: MediaTek's sample of the counters lists their pins in Gpio.
    const bool claimed = (claims.pins() & group_pins(group).bits()).any();
    if (address != gpio_group_base(group) + 0x100 || claimed) continue;
    return Missing{fmt::format("the counter of GPIO{} to {}", 4 * group, 4 * group + 3),
                   fmt::format(R"("Gpio": [{}])", 4 * group)};
  }
  for (unsigned isu = 0; isu < kIsus; ++isu) {
    if (address - isu_base(isu) < 0x1'0000) {
      return missing_of_isu(address - isu_base(isu), isu, claims);
    }
  }
  for (unsigned i2s = 0; i2s < kI2sBlocks; ++i2s) {
    if (address != i2s_base(i2s) || claims.i2s.test(i2s)) continue;
    return Missing{fmt::format("I2S{}", i2s), fmt::format(R"("I2sSubordinate": ["I2S{}"])", i2s)};
  }
  return std::nullopt;
}

}  // namespace

class PeripheralGuard::ForeignBlock final : public BusTarget {
 public:
  ForeignBlock(PeripheralGuard& guard, BusTarget& block, Missing missing)
      : guard_(guard), block_(block), missing_(std::move(missing)) {}

  ReadResult read(std::uint32_t offset, unsigned size) override {
    count();
    return block_.read(offset, size);
  }
  bool write(std::uint32_t offset, unsigned size, std::uint32_t value) override {
    count();
    return block_.write(offset, size, value);
  }
  ReadResult read_piece(std::uint32_t offset, unsigned size) override {
    count();
    return block_.read_piece(offset, size);
  }
  bool write_piece(std::uint32_t offset, unsigned size, std::uint32_t value) override {
    count();
    return block_.write_piece(offset, size, value);
  }
  [[nodiscard]] std::optional<std::uint32_t> peek(std::uint32_t offset) const override {
    return block_.peek(offset);
  }
  [[nodiscard]] std::string describe(std::uint32_t offset) const override {
    return block_.describe(offset);
  }

 private:
  void count() {
    if (count_ != nullptr) {
      ++*count_;
    } else {
      count_ = &guard_.name(missing_.what, missing_.line);
    }
  }

  PeripheralGuard& guard_;
  BusTarget& block_;
  Missing missing_;
  std::uint64_t* count_ = nullptr;
};

PeripheralGuard::PeripheralGuard(const DeviceContext& context, Bus& bus, Cirq& cirq,
                                 std::span<const std::unique_ptr<GpioBlock>> gpio,
                                 const Claims& claims)
    : context_(context) {
  guard_blocks(bus, claims);
  guard_pins(gpio, claims);
  cirq.guard(claims.eint, [this](unsigned number) {
    name(fmt::format("EINT{}", number), fmt::format(R"("ExternalInterrupt": ["EINT{}"])", number));
  });
}

PeripheralGuard::~PeripheralGuard() = default;

void PeripheralGuard::guard_blocks(Bus& bus, const Claims& claims) {
  for (Device* device : bus.devices()) {
    auto missing = missing_of(device->base() + device->block().start, claims);
    if (!missing) continue;
    blocks_.push_back(std::make_unique<ForeignBlock>(*this, *device, std::move(*missing)));
    bus.interpose(*device, *blocks_.back());
  }
}

void PeripheralGuard::guard_pins(std::span<const std::unique_ptr<GpioBlock>> gpio,
                                 const Claims& claims) {
  for (const auto& block : gpio) {
    block->guard(claims.pins(), [this](unsigned pin) { name_pin(pin); });
  }
}

void PeripheralGuard::name_pin(unsigned pin) {
  std::uint64_t*& count = named_pins_.at(pin);
  if (count != nullptr) {
    ++*count;
  } else {
    count = &name(fmt::format("GPIO{}", pin), fmt::format(R"("Gpio": [{}])", pin));
  }
}

std::uint64_t& PeripheralGuard::name(std::string_view what, std::string_view line) {
  const std::string& core = context_.domain.name();
  return context_.journal().warn_once(
      core, fmt::format("{} uses {}, which the app manifest does not list; add {} to Capabilities",
                        core, what, line));
}

}  // namespace armillary::soc
