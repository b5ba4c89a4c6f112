// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/gpio_block.h"

namespace armillary::soc {

struct GpioBlock::Layout {
  std::uint32_t mask;  ///< a bit per pin
  std::uint32_t global = kNone, reset_bits = 0;
  std::uint32_t input, output, enable, pull_up, pull_down, input_enable, slew;
  std::uint32_t pad_function = kNone, pad_select = kNone;
  static constexpr std::uint32_t kNone = 0xFFFF'FFFF;
};

namespace {

/// A register with its SET and RESET companions, which read 0: drivers read, modify and write them.
constexpr std::array<RegisterInfo, 3> triple(std::uint32_t offset, std::string_view name,
                                             std::string_view set_name, std::string_view reset_name,
                                             std::uint32_t mask, std::string_view summary,
                                             Behaviour behaviour = Behaviour::modelled) {
  return {RegisterInfo{.offset = offset,
                       .name = name,
                       .mask = mask,
                       .behaviour = behaviour,
                       .fidelity = behaviour == Behaviour::modelled ? Fidelity::proven  //
                                                                    : Fidelity::unknown,
                       .summary = summary},
          RegisterInfo{.offset = offset + 4,
                       .name = set_name,
                       .access = Access::write_only,
                       .mask = mask,
                       .behaviour = behaviour,
                       .fidelity = Fidelity::inferred,
                       .summary = "sets bits, reads 0"},
          RegisterInfo{.offset = offset + 8,
                       .name = reset_name,
                       .access = Access::write_only,
                       .mask = mask,
                       .behaviour = behaviour,
                       .fidelity = Fidelity::inferred,
                       .summary = "clears bits, reads 0"}};
}

constexpr RegisterInfo stored_only(std::uint32_t offset, std::string_view name,
                                   std::string_view summary) {
  return {.offset = offset,
          .name = name,
          .behaviour = Behaviour::stored,
          .fidelity = Fidelity::unknown,
          .summary = summary};
}

constexpr std::array<RegisterInfo, 1> input_register(std::uint32_t offset, std::uint32_t mask) {
  return {RegisterInfo{.offset = offset,
                       .name = "DIN",
                       .access = Access::read_only,
                       .mask = mask,
                       .fidelity = Fidelity::inferred,
                       .summary = "pin levels; of an output only with its IES bit. Drivers write "
                                  "it, which does nothing"}};
}

constexpr std::array<RegisterInfo, 1> global_register(std::string_view name, std::uint32_t reset,
                                                      std::string_view summary) {
  return {RegisterInfo{.offset = 0x00,
                       .name = name,
                       .reset = reset,
                       .fidelity = Fidelity::inferred,
                       .summary = summary}};
}

/// The registers of a block, where block k of 0x10 lies at `place(k)`.
template <class Place>
constexpr auto pin_registers(std::uint32_t mask, Place place) {
  const std::uint32_t pull_mask = mask | 0x8000'0000U;  // b31: software control
  return join(
      join(join(triple(place(1), "DOUT", "DOUT_SET", "DOUT_RESET", mask, "output levels"),
                triple(place(2), "OE", "OE_SET", "OE_RESET", mask, "1 = output")),
           join(triple(place(3), "PU", "PU_SET", "PU_RESET", pull_mask, "pull-up"),
                triple(place(4), "PD", "PD_SET", "PD_RESET", pull_mask, "pull-down"))),
      join(join(triple(place(5), "SR", "SR_SET", "SR_RESET", mask, "slew rate", Behaviour::stored),
                triple(place(6), "IES", "IES_SET", "IES_RESET", mask, "input enable")),
           std::array{stored_only(place(7), "PADDRV", "drive strength, 2 bits a pin")}));
}

constexpr std::uint32_t usual(std::uint32_t k) { return 0x10 * k; }
// MediaTek's driver: o -> o + 0x10 * (o / 0x10 - 1) for 0x20 <= o < 0x80.
constexpr std::uint32_t ca7(std::uint32_t k) { return k < 2 ? 0x10 : 0x10 * k + 0x10 * (k - 1); }

/// What only the usual blocks have.
constexpr auto electrical(std::uint32_t mask) {
  return join(std::array{stored_only(0x80, "RDSEL", "receiver delay, 2 bits a pin"),
                         stored_only(0x90, "TDSEL", "transmitter delay, 4 bits a pin")},
              join(triple(0xA0, "EA", "EA_SET", "EA_RESET", mask,
                          "pad function; of an ISU b1 SCL, b2 SDA", Behaviour::stored),
                   triple(0xB0, "RSEL", "RSEL_SET", "RSEL_RESET", mask, "", Behaviour::stored)));
}

constexpr auto kGroupRegisters = join(
    join(global_register("GLOBAL_CTRL", 0x06,
                         "b0 and b3 turn the counter and its clock on; b1 resets the counter and "
                         "b2 the PWM (active low)"),
         input_register(0x04, 0xF)),
    join(pin_registers(0xF, usual), electrical(0xF)));
constexpr auto kIsuRegisters =
    join(join(global_register("ISU_GLOBAL_CTRL", 0x7F01,
                              "b0 reset (active low) of the whole ISU, b8 I2C, b12:9 SPI and "
                              "b14:13 UART clocks, which run whatever is written"),
              input_register(0x0C, 0x1F)),
         join(pin_registers(0x1F, usual), electrical(0x1F)));
constexpr auto kAdcRegisters =
    join(join(global_register("ADC_GLOBAL_CTRL", 0x01, "b0 ADC reset (active low)"),
              input_register(0x04, 0xFF)),
         join(pin_registers(0xFF, usual), electrical(0xFF)));
constexpr auto kI2sRegisters =
    join(input_register(0x00, 0x1F), join(pin_registers(0x1F, usual), electrical(0x1F)));
constexpr std::string_view kSources =
    "Codethink mt3620/gpio.h and GPIO.c; MediaTek mhal_gpio.c, hdl_gpio.c, os_hal_gpio.c; Azure "
    "samples mt3620-gpio.c; Azure Sphere Linux pinctrl-mt3620.c";
constexpr auto kCa7Registers = join(input_register(0x00, 0x3F'FFFF), pin_registers(0x3F'FFFF, ca7));

}  // namespace

const BlockInfo GpioBlock::kGroup{.kind = "GPIO group",
                                  .summary = "four of the pins 0 to 23",
                                  .size = 0x100,
                                  .registers = kGroupRegisters,
                                  .sources = kSources};
const BlockInfo GpioBlock::kIsu{.kind = "ISU GPIO",
                                .summary = "global control and the five pins of an ISU",
                                .size = 0x100,
                                .registers = kIsuRegisters,
                                .sources = kSources};
const BlockInfo GpioBlock::kAdc{.kind = "ADC GPIO",
                                .summary = "the ADC's reset and pins 41 to 48",
                                .size = 0x100,
                                .registers = kAdcRegisters,
                                .sources = kSources};
const BlockInfo GpioBlock::kI2s{.kind = "I2S GPIO",
                                .summary = "five of the pins 56 to 65",
                                .size = 0x100,
                                .registers = kI2sRegisters,
                                .sources = kSources};
const BlockInfo GpioBlock::kCa7{.kind = "CA7 GPIO",
                                .summary = "pins 24, 25, 49 to 55 and 81 to 93",
                                .size = 0x100,
                                .registers = kCa7Registers,
                                .sources = kSources};

const GpioBlock::Layout& GpioBlock::layout_of(const BlockInfo& block) {
  constexpr auto usual_layout = [](std::uint32_t mask, std::uint32_t global,
                                   std::uint32_t reset_bits, std::uint32_t input) {
    return Layout{.mask = mask,
                  .global = global,
                  .reset_bits = reset_bits,
                  .input = input,
                  .output = usual(1),
                  .enable = usual(2),
                  .pull_up = usual(3),
                  .pull_down = usual(4),
                  .input_enable = usual(6),
                  .slew = usual(5),
                  .pad_function = 0xA0,
                  .pad_select = 0xB0};
  };
  static constexpr Layout kGroupLayout = usual_layout(0xF, 0x00, 0x06, 0x04);
  static constexpr Layout kIsuLayout = usual_layout(0x1F, 0x00, 0x01, 0x0C);
  static constexpr Layout kAdcLayout = usual_layout(0xFF, 0x00, 0x01, 0x04);
  static constexpr Layout kI2sLayout = usual_layout(0x1F, Layout::kNone, 0, 0x00);
  static constexpr Layout kCa7Layout{.mask = 0x3F'FFFF,
                                     .input = 0x00,
                                     .output = ca7(1),
                                     .enable = ca7(2),
                                     .pull_up = ca7(3),
                                     .pull_down = ca7(4),
                                     .input_enable = ca7(6),
                                     .slew = ca7(5)};
  if (&block == &kIsu) return kIsuLayout;
  if (&block == &kAdc) return kAdcLayout;
  if (&block == &kI2s) return kI2sLayout;
  if (&block == &kCa7) return kCa7Layout;
  return kGroupLayout;
}

GpioBlock::GpioBlock(const DeviceContext& context, const BlockInfo& block, std::string name,
                     std::uint32_t base, unsigned first_pin, Pads& pads)
    : Device(context, block, std::move(name), base),
      layout_(layout_of(block)),
      first_pin_(first_pin),
      pads_(pads) {
  if (layout_.global != Layout::kNone) on_write<&GpioBlock::write_global>(layout_.global);
  computed<&GpioBlock::input>(layout_.input);
  on_write<&GpioBlock::write_drive>(layout_.output);
  on_write<&GpioBlock::set_bits<&Layout::output>>(layout_.output + 4);
  on_write<&GpioBlock::reset_bits<&Layout::output>>(layout_.output + 8);
  on_write<&GpioBlock::write_enable>(layout_.enable);
  on_write<&GpioBlock::set_bits<&Layout::enable>>(layout_.enable + 4);
  on_write<&GpioBlock::reset_bits<&Layout::enable>>(layout_.enable + 8);
  on_write<&GpioBlock::write_pull>(layout_.pull_up);
  on_write<&GpioBlock::set_bits<&Layout::pull_up>>(layout_.pull_up + 4);
  on_write<&GpioBlock::reset_bits<&Layout::pull_up>>(layout_.pull_up + 8);
  on_write<&GpioBlock::write_pull>(layout_.pull_down);
  on_write<&GpioBlock::set_bits<&Layout::pull_down>>(layout_.pull_down + 4);
  on_write<&GpioBlock::reset_bits<&Layout::pull_down>>(layout_.pull_down + 8);
  on_write<&GpioBlock::set_bits<&Layout::input_enable>>(layout_.input_enable + 4);
  on_write<&GpioBlock::reset_bits<&Layout::input_enable>>(layout_.input_enable + 8);
  on_write<&GpioBlock::set_bits<&Layout::slew>>(layout_.slew + 4);
  on_write<&GpioBlock::reset_bits<&Layout::slew>>(layout_.slew + 8);
  if (layout_.pad_function == Layout::kNone) return;
  on_write<&GpioBlock::set_bits<&Layout::pad_function>>(layout_.pad_function + 4);
  on_write<&GpioBlock::reset_bits<&Layout::pad_function>>(layout_.pad_function + 8);
  on_write<&GpioBlock::set_bits<&Layout::pad_select>>(layout_.pad_select + 4);
  on_write<&GpioBlock::reset_bits<&Layout::pad_select>>(layout_.pad_select + 8);
}

void GpioBlock::reset_state() {
  if (global_) global_(stored(layout_.global));
  update_drive(layout_.mask);
  update_pull(layout_.mask);
}

unsigned GpioBlock::pin_of(unsigned bit_number) const {
  if (&block() != &kCa7) return first_pin_ + bit_number;
  if (bit_number < 2) return 24 + bit_number;
  return bit_number < 9 ? 47 + bit_number : 72 + bit_number;
}

void GpioBlock::guard(const std::bitset<kPins>& owned, std::function<void(unsigned)> foreign) {
  foreign_ = std::move(foreign);
  owned_ = 0;
  for (unsigned i = 0; (layout_.mask >> i) != 0; ++i) {
    owned_ |= std::uint32_t{owned.test(pin_of(i))} << i;
  }
  if (owned_ == 0) after_read<&GpioBlock::note_input>(layout_.input);
}

void GpioBlock::check_owned(std::uint32_t bits) {
  const std::uint32_t beyond = bits & layout_.mask & ~owned_;
  if (beyond == 0) return;
  for (unsigned i = 0; (layout_.mask >> i) != 0; ++i) {
    if ((beyond >> i & 1U) != 0) foreign_(pin_of(i));
  }
}

template <std::uint32_t GpioBlock::Layout::*Register>
void GpioBlock::set_bits(const Write& write) {
  if constexpr (Register == &Layout::output || Register == &Layout::enable) {
    check_owned(write.value);
  }
  stored(layout_.*Register) |= write.value & (layout_.mask | 0x8000'0000U);
  update<Register>(write.value);
}

template <std::uint32_t GpioBlock::Layout::*Register>
void GpioBlock::reset_bits(const Write& write) {
  if constexpr (Register == &Layout::output) check_owned(write.value);
  stored(layout_.*Register) &= ~write.value;
  update<Register>(write.value);
}

template <std::uint32_t GpioBlock::Layout::*Register>
void GpioBlock::update(std::uint32_t bits) {
  if constexpr (Register == &Layout::output || Register == &Layout::enable) update_drive(bits);
  if constexpr (Register == &Layout::pull_up || Register == &Layout::pull_down) update_pull(bits);
}

void GpioBlock::write_drive(const Write& write) {
  check_owned(write.value ^ write.old);
  update_drive(write.value ^ write.old);
}

void GpioBlock::write_enable(const Write& write) {
  check_owned(write.value & ~write.old);
  update_drive(write.value ^ write.old);
}

void GpioBlock::write_pull(const Write& write) { update_pull(write.value ^ write.old); }

void GpioBlock::update_drive(std::uint32_t bits) {
  const std::uint32_t enable = stored(layout_.enable), output = stored(layout_.output);
  for (unsigned i = 0; (layout_.mask >> i) != 0; ++i) {
    if ((bits >> i & 1U) == 0) continue;
    PinDrive drive;
    if ((enable >> i & 1U) != 0) {
      drive.kind = (output >> i & 1U) != 0 ? PinDrive::Kind::high : PinDrive::Kind::low;
    }
    pads_.set_gpio(pin_of(i), drive);
  }
}

void GpioBlock::update_pull(std::uint32_t bits) {
  const std::uint32_t up = stored(layout_.pull_up), down = stored(layout_.pull_down);
  for (unsigned i = 0; (layout_.mask >> i) != 0; ++i) {
    if ((bits >> i & 1U) == 0) continue;
    const bool pull_up = (up >> i & 1U) != 0, pull_down = (down >> i & 1U) != 0;
    pads_.set_pull(pin_of(i), pull_up ? Pull::up : pull_down ? Pull::down : Pull::none);
  }
}

std::uint32_t GpioBlock::input() const {
  const std::uint32_t enable = stored(layout_.enable), readable = stored(layout_.input_enable);
  std::uint32_t value = 0;
  for (unsigned i = 0; (layout_.mask >> i) != 0; ++i) {
    const bool is_output = (enable >> i & 1U) != 0;
    if (is_output && (readable >> i & 1U) == 0) continue;
    value |= std::uint32_t{pads_.level(pin_of(i))} << i;
  }
  return value;
}

void GpioBlock::write_global(const Write& write) {
  const std::uint32_t fallen = write.old & ~write.value & layout_.reset_bits;
  if (fallen != 0 && reset_bits_) reset_bits_(fallen);
  if (global_) global_(write.value);
}

}  // namespace armillary::soc
