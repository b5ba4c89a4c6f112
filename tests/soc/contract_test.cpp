// SPDX-License-Identifier: GPL-2.0-or-later
// What every block of an IO core promises, tried on all of them at once.
#include <algorithm>
#include <map>
#include <random>

#include <gmock/gmock.h>

#include "chip.h"
#include "test_bench.h"

namespace armillary::soc {
namespace {

using testing::HasSubstr;

std::vector<std::uint8_t> random_bytes(std::uint32_t seed, std::size_t count) {
  std::mt19937 random(seed);
  std::vector<std::uint8_t> bytes(count);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

void play(Chip& chip, std::span<const std::uint8_t> bytes) {
  Choices choices(bytes);
  while (!choices.empty()) chip.step(choices);
  chip.run_for(20us);
}

/// Where two snapshots differ: the byte, and the last section name before it.
std::string difference(const std::vector<std::byte>& a, const std::vector<std::byte>& b) {
  const auto place = std::ranges::mismatch(a, b).in1;
  if (place == a.end() && a.size() == b.size()) return {};
  std::string name, text;
  std::ptrdiff_t since = 0;
  for (const std::byte byte : std::span(a.begin(), place)) {
    const char c = static_cast<char>(byte);
    ++since;
    if (c >= ' ' && c <= '~') {
      text += c;
      if (text.size() >= 3) {
        name = text;
        since = 0;
      }
    } else {
      text.clear();
    }
  }
  return fmt::format("byte {} of {} and {}, {} behind '{}'", place - a.begin(), a.size(), b.size(),
                     since, name);
}

class Contract : public testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, Contract, testing::Range(0U, 12U));

TEST_P(Contract, TheSameStepsGiveTheSameTranscript) {
  const auto bytes = random_bytes(GetParam(), 4'000);
  Chip first, second;
  play(first, bytes);
  play(second, bytes);
  const std::string transcript = first.take_transcript();
  EXPECT_GT(transcript.size(), 5'000U);
  EXPECT_EQ(transcript, second.take_transcript());
  EXPECT_EQ(difference(first.save(), second.save()), "");
}

TEST_P(Contract, AFreshChipGoesOnFromASnapshot) {
  const auto before = random_bytes(GetParam(), 3'000);
  const auto after = random_bytes(GetParam() + 1'000, 3'000);
  Chip original;
  play(original, before);
  const std::vector<std::byte> saved = original.save();

  Chip copy;
  const auto loaded = copy.load(saved, original.now());
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(difference(copy.save(), saved), "");

  original.take_transcript();
  copy.take_transcript();
  play(original, after);
  play(copy, after);
  EXPECT_EQ(copy.take_transcript(), original.take_transcript());
  EXPECT_EQ(difference(copy.save(), original.save()), "");
}

TEST_P(Contract, StateStaysBounded) {
  Chip chip;
  for (std::uint32_t round = 0; round < 4; ++round) {
    play(chip, random_bytes(GetParam() * 10 + round, 2'000));
    EXPECT_LT(chip.save().size(), 2'000'000U);
  }
}

TEST_P(Contract, ADamagedSnapshotIsRefusedOrHarmless) {
  Chip original;
  play(original, random_bytes(GetParam(), 1'000));
  std::vector<std::byte> saved = original.save();
  std::mt19937 random(GetParam());
  for (int i = 0; i < 20; ++i) saved[random() % saved.size()] = static_cast<std::byte>(random());
  if (random() % 2 == 0) saved.resize(random() % saved.size());
  Chip copy;
  if (const auto loaded = copy.load(saved, original.now()); !loaded) {
    EXPECT_THAT(loaded.error().message, HasSubstr("snapshot"));
  }
  play(copy, random_bytes(GetParam() + 7, 500));
}

/// All registers of a core as a debugger sees them, by the names on the bus.
std::map<std::string, std::uint32_t> registers_of(IoCore& io) {
  std::map<std::string, std::uint32_t> values;
  for (const Device* device : io.bus().devices()) {
    for (std::uint32_t offset = device->block().start; offset < device->block().size; offset += 4) {
      if (const auto value = device->peek(offset)) values[device->describe(offset)] = *value;
    }
  }
  return values;
}

/// What is not 0 after power-on. Constants of the drivers, and what drivers depend on.
std::map<std::string, std::uint32_t> documented_reset_values() {
  std::map<std::string, std::uint32_t> values{
      // No source; firmware that never writes it depends on both: EINTs edges, all others levels.
      {"CIRQ.IRQ_SENS0", 0x000F'FFFF},
      {"CIRQ.IRQ_SENS1", 0xFFFF'F000},
      {"CIRQ.IRQ_SENS2", 0xFFFF'FFFF},
      {"CIRQ.IRQ_SENS3", 0x0000'000F},
      // OSC_CNT_1US of Codethink's and MediaTek's drivers; EXPIRE must not stop who never writes
      // it (Azure samples, HelloWorld).
      {"GPT.GPT3_CTRL", 0x0019'0000},
      {"GPT.GPT3_EXPIRE", 0xFFFF'FFFF},
      {"WDT.WDT_LENGTH", 0xFFE0},
      {"ADC.ADC_TRI_LVL", 0x1C},
      {"TOPCFG.DEBUG_UART_CTRL", 0x6001},
      {"ADC GPIO.ADC_GLOBAL_CTRL", 0x01},
      {"ADC.ADC_IIR", 1},  // none
      // The Linux driver relies on month 1; the clock of a chip without a start time shows the
      // first day that it can, a Saturday.
      {"RTC.RTC_TC_MON", 1},
      {"RTC.RTC_TC_DOM", 1},
      {"RTC.RTC_TC_DOW", 6},
      {"RTC.RTC_AL_MON", 1},
      {"CIRQ.WIC_EN_STA0", 0xFFFF'FFFF},
      {"CIRQ.WIC_EN_STA1", 0xFFFF'FFFF},
      {"CIRQ.WIC_EN_STA2", 0xFFFF'FFFF},
      {"CIRQ.WIC_EN_STA3", 0x0000'000F},
  };
  // Nothing says so for most; a FIFO has to be empty before its first use (Codethink UART.c), and
  // MediaTek's driver clears and sets its own bit of CH_RST.
  values["DMA.CH_RST"] = 0x3FFF'FFFF;
  for (unsigned channel = 0; channel < Dma::kChannels; ++channel) {
    values[fmt::format("DMA.CH{}_FFSTA", channel)] = 0x2;
  }
  for (const char* mailbox : {"mailbox to the A7", "mailbox to the other M4"}) {
    values[std::string(mailbox) + ".VER"] = 0x3620'0000;
    values[std::string(mailbox) + ".INT_STS"] = 0x4;  // its post FIFO is not full
  }
  std::vector<std::string> uarts{"debug UART"};
  for (unsigned isu = 0; isu < kIsus; ++isu) {
    uarts.push_back(fmt::format("ISU{} UART", isu));
    values[fmt::format("ISU{} GPIO.ISU_GLOBAL_CTRL", isu)] = 0x7F01;
    values[fmt::format("ISU{} I2C.MM_STATUS", isu)] = 0x4;  // ready for a start
    // Both FIFOs empty: MediaTek's driver wants exactly this.
    values[fmt::format("ISU{} I2C.MM_FIFO_STATUS", isu)] = 0x11;
    values[fmt::format("ISU{} I2C.S_FIFO_STATUS", isu)] = 0x11;
  }
  for (const std::string& uart : uarts) {
    values[uart + ".IIR/FCR"] = 0xC1;  // none pending, FIFOs on
    values[uart + ".FCR_RD"] = 0x01;
    values[uart + ".LSR"] = 0x60;  // THR empty, transmitter empty
    values[uart + ".MSR"] = 0x10;  // clear to send
    values[uart + ".SAMPLE_POINT"] = 0xFF;
  }
  for (unsigned group = 0; group < kGpioGroups; ++group) {
    values[fmt::format("GPIO group {}.GLOBAL_CTRL", group)] = 0x06;
  }
  for (unsigned i2s = 0; i2s < kI2sBlocks; ++i2s) {
    // MediaTek's driver never asks for requests to the DMA, which 0 would halt.
    values[fmt::format("I2S{}.DMA_IF_CONTROL", i2s)] = 0x0001'0001;
    values[fmt::format("I2S{}.FIFO_CONTROL1", i2s)] = 0x3;  // empty
    values[fmt::format("I2S{}.FIFO_CONTROL3", i2s)] = 0x3;
  }
  for (unsigned pwm = 0; pwm < kPwmControllers; ++pwm) {
    values[fmt::format("PWM{}.GLO_CTRL", pwm)] = 0xE400;
    for (unsigned channel = 0; channel < 4; ++channel) {
      values[fmt::format("PWM{}.PWM{}_CTRL", pwm, channel)] = 0x0C;
    }
  }
  return values;
}

TEST(ResetState, OfEveryRegisterIsTheDocumentedOne) {
  Chip chip;
  const auto documented = documented_reset_values();
  const auto found = registers_of(chip.io(0));
  EXPECT_GT(found.size(), 700U);
  for (const auto& [name, value] : documented) EXPECT_TRUE(found.contains(name)) << name;
  for (const auto& [name, value] : found) {
    const auto wanted = documented.find(name);
    EXPECT_EQ(value, wanted == documented.end() ? 0U : wanted->second) << name;
  }
}

TEST_P(Contract, AResetBringsEveryRegisterBack) {
  Chip chip;
  const auto fresh = registers_of(chip.io(0));
  play(chip, random_bytes(GetParam() + 50, 3'000));
  for (Device* device : chip.io(0).bus().devices()) device->reset();
  // What others did to the pins, what a mailbox's peer did, and what waits on a line is not of the
  // block that is reset.
  for (const auto& [name, value] : registers_of(chip.io(0))) {
    const bool others = name.ends_with(".DIN") || name.ends_with(".MSR") ||
                        name.find("RTC_TC_") != std::string::npos;  // time goes on
    if (others) continue;
    EXPECT_EQ(value, fresh.at(name)) << name;
  }
}

TEST(Warnings, EveryUnmodelledRegisterIsNamedOnceWhenReadAndOnceWhenWritten) {
  Chip chip;
  Bus& bus = chip.io(0).bus();
  const auto warnings = [&] {
    std::vector<std::pair<std::string, std::uint64_t>> texts;
    for (const auto& [key, count] : chip.domain(0).journal().warnings()) {
      texts.emplace_back(key.second, count);
    }
    return texts;
  };
  const auto count_of = [&](const std::string& text) -> std::uint64_t {
    for (const auto& [found, count] : warnings()) {
      if (found == text) return count;
    }
    return 0;
  };
  unsigned missing = 0;
  for (const Device* device : bus.devices()) {
    for (const RegisterInfo& info : device->block().registers) {
      if (info.behaviour != Behaviour::missing) continue;
      for (unsigned i = 0; i < info.count; ++i) {
        ++missing;
        const std::uint32_t address = device->base() + info.offset + i * info.stride;
        const std::string place = fmt::format("{} (0x{:08X}): ", device->name(), device->base());
        const std::string what = register_name(info, i) + " is not modelled";
        const std::size_t before = warnings().size();
        bus.read(address, 4);
        bus.read(address, 4);
        EXPECT_EQ(count_of(place + "read of " + what), 2U) << place << what;
        bus.write(address, 4, 0);
        EXPECT_EQ(count_of(place + "write of " + what), 1U) << place << what;
        EXPECT_EQ(warnings().size(), before + 2);
      }
    }
  }
  EXPECT_GT(missing, 50U);
  // Named once: one event for each text, however often it came.
  const auto events = chip.domain(0).journal().take();
  EXPECT_EQ(events.size(), warnings().size());
}

TEST(Warnings, ModelledAndStoredRegistersAreNotNamed) {
  Chip chip;
  Bus& bus = chip.io(0).bus();
  for (const Device* device : bus.devices()) {
    for (const RegisterInfo& info : device->block().registers) {
      if (info.behaviour == Behaviour::missing || (info.banks & 1U) == 0) continue;
      const std::uint32_t address = device->base() + info.offset;
      bus.read(address, 4);
      bus.write(address, 4, info.reset);
    }
  }
  for (const auto& [key, count] : chip.domain(0).journal().warnings()) {
    EXPECT_THAT(key.second, testing::Not(HasSubstr("not modelled")));
  }
}

TEST(Warnings, OffsetsWithoutARegisterAreNamed) {
  Chip chip;
  Bus& bus = chip.io(1).bus();
  for (const Device* device : bus.devices()) {
    for (std::uint32_t offset = device->block().start; offset < device->block().size; offset += 4) {
      if (device->peek(offset)) continue;
      EXPECT_EQ(bus.read(device->base() + offset, 4).value, 0U);
      const std::pair<std::string, std::string> named{
          "m4-1", fmt::format("{} (0x{:08X}): read of offset 0x{:02X} is not modelled",
                              device->name(), device->base(), offset)};
      EXPECT_TRUE(chip.domain(1).journal().warnings().contains(named)) << named.second;
    }
  }
}

}  // namespace
}  // namespace armillary::soc
