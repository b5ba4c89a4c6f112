// SPDX-License-Identifier: GPL-2.0-or-later
// The parts on I2C, SPI and I2S as the device file makes them: on which bus, at which pins, with
// which files.
#include <gmock/gmock.h>

#include "board/board_bench.h"
#include "board/parts/wav.h"

namespace armillary::board {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = soc::PinDrive::Kind;
using Bytes = std::vector<std::uint8_t>;

InputFile file(std::string contents) {
  return {"somewhere", std::make_shared<const std::string>(std::move(contents))};
}
PartValues constant(std::int64_t millionths) { return {{"constant", millionths}}; }

class BusParts : public BoardBench {
 protected:
  bool i2c_write(unsigned isu, std::uint8_t address, const Bytes& bytes) {
    soc::I2cBus& wires = peripherals.i2c_bus(isu);
    bool acknowledged = wires.start(address, false);
    for (const std::uint8_t byte : bytes) acknowledged = acknowledged && wires.write(byte);
    wires.stop();
    return acknowledged;
  }
  Bytes i2c_read(unsigned isu, std::uint8_t address, std::uint8_t reg, std::size_t count) {
    soc::I2cBus& wires = peripherals.i2c_bus(isu);
    wires.start(address, false);
    wires.write(reg);
    wires.start(address, true);
    Bytes bytes(count);
    for (std::uint8_t& byte : bytes) byte = wires.read();
    wires.stop();
    return bytes;
  }
  Bytes spi(unsigned isu, const Bytes& out, std::size_t count) {
    soc::SpiBus& wires = peripherals.spi_bus(isu);
    for (const std::uint8_t byte : out) wires.exchange(byte, 8);
    Bytes in(count);
    for (std::uint8_t& byte : in) byte = wires.exchange(0xFF, 8);
    return in;
  }
  void run_for(sim::Duration time) { scheduler.run_until(domain.now() + time); }
  std::vector<std::string> warnings() {
    std::vector<std::string> texts;
    for (const auto& [key, count] : domain.journal().warnings()) {
      texts.push_back(key.first + ": " + key.second);
    }
    return texts;
  }
  std::string output(std::string_view name, std::string_view key) {
    for (PartOutput& made : part(name).outputs()) {
      if (made.key == key) return made.bytes;
    }
    return "(none)";
  }
};

TEST_F(BusParts, ASensorOnI2cShowsItsWavesAndDrivesItsPin) {
  build({{"imu",
          "lsm6ds3",
          {{"isu", 2}, {"address", 0x6B}, {"int1", 5}, {"acceleration-x", constant(500'000)}}}});
  EXPECT_FALSE(i2c_write(2, 0x6A, {}));
  EXPECT_FALSE(i2c_write(1, 0x6B, {}));
  EXPECT_THAT(i2c_read(2, 0x6B, 0x0F, 1), ElementsAre(0x69));
  i2c_write(2, 0x6B, {0x0D, 0x01});
  i2c_write(2, 0x6B, {0x10, 0x40});
  EXPECT_FALSE(pads.level(5));
  run_for(20ms);
  EXPECT_TRUE(pads.level(5));
  EXPECT_THAT(i2c_read(2, 0x6B, 0x28, 6), ElementsAre(0x05, 0x20, 0, 0, 0x09, 0x40));
  EXPECT_FALSE(pads.level(5));
  i2c_write(2, 0x6B, {0x0A, 0x06});
  EXPECT_THAT(warnings(), ElementsAre(HasSubstr("board.imu: FIFO_CTRL5")));
}

TEST_F(BusParts, ASensorOnSpiAnswersWhenItsGpioIsLow) {
  build({{"imu", "lsm6dso", {{"isu", 1}, {"bus", "spi"}, {"select", 0}}}});
  EXPECT_THAT(spi(1, {0x8F}, 1), ElementsAre(0xFF));
  pads.set_gpio(0, {Kind::low});
  EXPECT_THAT(spi(1, {0x8F}, 1), ElementsAre(0x6C));
  pads.set_gpio(0, {Kind::high});
  EXPECT_THAT(spi(1, {0x8F}, 1), ElementsAre(0xFF));
}

TEST_F(BusParts, ABarometerStandsAloneOrBehindTheHub) {
  build({{"barometer",
          "lps22hh",
          {{"isu", 2}, {"address", 0x5D}, {"pressure", constant(1'000'000'000)}}},
         {"imu",
          "lsm6dso",
          {{"isu", 2}, {"hub-lps22hh", PartValues{{"pressure", constant(990'000'000)}}}}}});
  i2c_write(2, 0x5D, {0x10, 0x20});
  run_for(100ms);
  EXPECT_THAT(i2c_read(2, 0x5D, 0x28, 3), ElementsAre(0x00, 0x80, 0x3E));
  EXPECT_FALSE(i2c_write(2, 0x5C, {}));
  for (const Bytes& step :
       {Bytes{0x01, 0x40}, Bytes{0x15, 0xB9}, Bytes{0x16, 0x0F}, Bytes{0x17, 0x01},
        Bytes{0x14, 0x04}, Bytes{0x01, 0x00}, Bytes{0x10, 0x40}}) {
    EXPECT_TRUE(i2c_write(2, 0x6A, step));
  }
  run_for(20ms);
  i2c_write(2, 0x6A, {0x01, 0x40});
  EXPECT_THAT(i2c_read(2, 0x6A, 0x02, 1), ElementsAre(0xB3));
}

TEST_F(BusParts, TwoPartsAtOneAddressAreRefused) {
  const auto parts = parts_of([] {
    DeviceConfig config;
    config.parts = {{"a", "lsm6ds3", {{"isu", 2}}}, {"b", "lsm6dso", {{"isu", 2}}}};
    return config;
  }());
  ASSERT_TRUE(parts);
  const auto made = Board::create({domain, pads, peripherals, nullptr, {}, true}, *parts);
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message, HasSubstr("the part \"b\" has the address 0x6a on ISU2"));
}

TEST_F(BusParts, TwoPartsAtOneChipSelectAreRefused) {
  const auto made = [this](PartValues first, PartValues second) -> std::string {
    DeviceConfig config;
    config.parts = {{"a", "spi-flash", std::move(first)}, {"b", "sd-card", std::move(second)}};
    const auto parts = parts_of(config);
    if (!parts) return parts.error().message;
    const auto whole = Board::create({domain, pads, peripherals, nullptr, {}, true}, *parts);
    return whole ? "" : whole.error().message;
  };
  EXPECT_EQ(
      made({{"isu", 1}}, {{"isu", 1}}),
      "the part \"b\" is selected by csa of ISU1, which selects another part; give one of them "
      "\"select: csb\" or the number of a GPIO");
  EXPECT_EQ(made({{"isu", 2}}, {{"isu", 2}, {"select", "csb"}}), "");
  EXPECT_EQ(made({{"isu", 3}}, {{"isu", 4}}), "");
}

TEST_F(BusParts, ADisplayTellsOfItsPictureAndMakesAPng) {
  build({{"oled", "ssd1306", {{"isu", 1}, {"size", "128x32"}, {"reset", 4}}}}, "none");
  EXPECT_FALSE(part("oled").used());
  i2c_write(1, 0x3C, {0x00, 0xA8, 0x1F, 0xA1, 0xC8, 0xDA, 0x02, 0x20, 0x00, 0xAF});
  i2c_write(1, 0x3C, {0x40, 0xFF, 0x81});
  run_for(200ms);
  ASSERT_EQ(sink.lines.size(), 1U);
  EXPECT_THAT(
      sink.lines[0],
      HasSubstr(
          R"({"t":50000000,"src":"board.oled","type":"display","width":128,"height":32,"lit":10,)"));
  EXPECT_TRUE(part("oled").used());
  EXPECT_EQ(output("oled", "image").substr(1, 3), "PNG");
  pads.set_gpio(4, {Kind::low});  // reset: off
  run_for(100ms);
  EXPECT_THAT(sink.lines.back(), HasSubstr(R"("lit":0)"));
}

TEST_F(BusParts, AColourDisplayWatchesItsDataCommandPin) {
  build({{"oled", "ssd1331", {{"isu", 1}, {"select", "csb"}, {"data-command", 0}}}}, "none");
  soc::SpiBus& wires = peripherals.spi_bus(1);
  wires.set_chip_select(soc::SpiBus::ChipSelect::csb, true);
  pads.set_gpio(0, {Kind::low});
  spi(1, {0xA0, 0x72, 0xAF}, 0);
  pads.set_gpio(0, {Kind::high});
  spi(1, {0xF8, 0x00}, 0);
  run_for(60ms);
  ASSERT_EQ(sink.lines.size(), 1U);
  EXPECT_THAT(sink.lines[0], HasSubstr(R"("lit":1)"));
}

TEST_F(BusParts, ADisplayOnSpiNeedsItsDataCommandPin) {
  DeviceConfig config;
  config.parts = {{"oled", "ssd1306", {{"isu", 1}, {"bus", "spi"}}}};
  const auto parts = parts_of(config);
  ASSERT_FALSE(parts);
  EXPECT_THAT(parts.error().message, HasSubstr("lacks the key \"data-command\""));
}

TEST_F(BusParts, AFlashHoldsItsFileAndSavesWhatWasWritten) {
  build({{"flash", "spi-flash", {{"isu", 3}, {"size", "1MiB"}, {"file", file("hello")}}}});
  soc::SpiBus& wires = peripherals.spi_bus(3);
  const auto command = [&](const Bytes& out, std::size_t count = 0) {
    wires.set_chip_select(soc::SpiBus::ChipSelect::csa, true);
    const Bytes in = spi(3, out, count);
    wires.set_chip_select(soc::SpiBus::ChipSelect::csa, false);
    return in;
  };
  EXPECT_THAT(command({0x9F}, 3), ElementsAre(0xEF, 0x40, 0x14));
  EXPECT_THAT(command({0x03, 0, 0, 0}, 5), ElementsAre('h', 'e', 'l', 'l', 'o'));
  EXPECT_FALSE(part("flash").used());
  command({0x06});
  command({0x02, 0, 0, 5, '!'});
  EXPECT_TRUE(part("flash").used());
  const std::string saved = output("flash", "save");
  EXPECT_EQ(saved.size(), 1U << 20);
  EXPECT_EQ(saved.substr(0, 7), "hello!\xFF");
}

TEST_F(BusParts, MemoriesRefuseFilesThatDoNotFit) {
  const auto refusal = [](PartConfig config) {
    DeviceConfig device;
    device.parts = {std::move(config)};
    const auto parts = parts_of(device);
    return parts ? "(accepted)" : parts.error().message;
  };
  const InputFile big = file(std::string((8 << 20) + 1, 'x'));
  EXPECT_THAT(refusal({"m", "spi-flash", {{"isu", 1}, {"size", "8MiB"}, {"file", big}}}),
              HasSubstr("has 8388609 bytes, more than the 8MiB"));
  EXPECT_THAT(refusal({"m", "sd-card", {{"isu", 1}, {"size", "8MiB"}, {"file", big}}}),
              HasSubstr("more than the card's 8MiB"));
  EXPECT_THAT(refusal({"m", "sd-card", {{"isu", 1}, {"kind", "sdsc"}, {"size", "2GiB"}}}),
              HasSubstr("more than the 1GiB of a standard card"));
  EXPECT_THAT(
      refusal({"m", "sd-card", {{"isu", 1}, {"size", "512MiB"}, {"save", OutputPath{"card.img"}}}}),
      HasSubstr("more than 256MiB"));
  EXPECT_EQ(refusal({"m", "sd-card", {{"isu", 1}, {"file", big}}}), "(accepted)");
  EXPECT_EQ(refusal({"m", "sd-card", {{"isu", 1}, {"size", "32GiB"}}}), "(accepted)");
}

TEST_F(BusParts, ACardAnswersInSpiMode) {
  build({{"card", "sd-card", {{"isu", 1}, {"select", "csb"}}}});
  soc::SpiBus& wires = peripherals.spi_bus(1);
  wires.set_chip_select(soc::SpiBus::ChipSelect::csb, true);
  EXPECT_THAT(spi(1, {0x40, 0, 0, 0, 0, 0x95}, 2), ElementsAre(0xFF, 0x01));
  EXPECT_EQ(output("card", "save").size(), 64U << 20);
}

TEST_F(BusParts, ARegisterMapIsADeviceOfTheUsersOwn) {
  const PartValues map{
      {"width", "16"},
      {"registers",
       PartList{PartValues{{"address", 1}, {"name", "CONFIGURATION"}, {"reset", 0x1234}},
                PartValues{{"address", 0},
                           {"name", "TEMPERATURE"},
                           {"access", "read-only"},
                           {"value", constant(2'500'600'000)}}}}};
  build({{"thermometer", "register-map", {{"isu", 1}, {"address", 0x48}, {"map", map}}},
         {"codec", "max98090", {{"isu", 1}}}});
  EXPECT_THAT(i2c_read(1, 0x48, 0, 4), ElementsAre(0x09, 0xC5, 0x12, 0x34));
  EXPECT_THAT(i2c_read(1, 0x10, 0xFF, 1), ElementsAre(0x43));
}

TEST_F(BusParts, ARegisterMapThatContradictsItselfIsRefused) {
  const auto refusal = [](const char* which, PartList registers) {
    DeviceConfig config;
    config.parts = {
        {"m",
         "register-map",
         {{"isu", 1}, {"bus", which}, {"map", PartValues{{"registers", std::move(registers)}}}}}};
    const auto parts = parts_of(config);
    return parts ? "(accepted)" : parts.error().message;
  };
  EXPECT_THAT(refusal("i2c", {PartValues{{"address", 1}, {"name", "A"}},
                              PartValues{{"address", 1}, {"name", "B"}}}),
              HasSubstr("register \"B\" at 0x01, where another one is"));
  EXPECT_THAT(refusal("i2c", {PartValues{{"address", 1}, {"name", "A"}, {"reset", 256}}}),
              HasSubstr("reset value 0x100; expected at most 0xff"));
  EXPECT_THAT(refusal("spi", {PartValues{{"address", 128}, {"name", "A"}}}),
              HasSubstr("on SPI an address is at most 0x7f"));
  EXPECT_THAT(refusal("i2c", {PartValues{{"address", 1}, {"name", "A"}, {"value", PartValues{}}}}),
              HasSubstr("exactly one"));
  EXPECT_EQ(refusal("i2c", {PartValues{{"address", 255}, {"name", "A"}}}), "(accepted)");
}

TEST_F(BusParts, AMicrophoneHearsItsFileInVirtualTime) {
  const std::string wav = write_wav({1'000, 2, {10, -10, 20, -20, 30, -30}});
  build({{"mic", "microphone", {{"i2s", 0}, {"file", file(wav)}}},
         {"loop", "microphone", {{"i2s", 1}, {"file", file(wav)}, {"repeat", true}}}});
  const auto at = [&](unsigned i2s, sim::Duration t, unsigned channel) {
    return peripherals.audio_port(i2s).sample(sim::kPowerOn + t, channel);
  };
  EXPECT_EQ(at(0, 0ms, 0), 10);
  EXPECT_EQ(at(0, 1ms, 1), -20);
  EXPECT_EQ(at(0, 2999us, 0), 30);
  EXPECT_EQ(at(0, 3ms, 0), 0);
  EXPECT_EQ(at(0, 0ms, 2), 0);
  EXPECT_EQ(at(1, 3ms, 0), 10);
}

TEST_F(BusParts, AMicrophoneRefusesWhatIsNoSound) {
  DeviceConfig config;
  config.parts = {{"mic", "microphone", {{"i2s", 0}, {"file", file("MP3")}}}};
  const auto parts = parts_of(config);
  ASSERT_FALSE(parts);
  EXPECT_THAT(parts.error().message, HasSubstr("is no WAV file that can be played"));
}

TEST_F(BusParts, ASpeakerRecordsWhatIsPlayed) {
  build({{"speaker", "speaker", {{"i2s", 0}, {"file", OutputPath{"out.wav"}}}}});
  EXPECT_FALSE(part("speaker").used());
  EXPECT_TRUE(read_wav(output("speaker", "file")));
  soc::AudioFrame frame{{100, -100}, 2, 16'000};
  peripherals.audio_port(0).play(domain.now(), frame);
  frame.samples = {200, -200};
  peripherals.audio_port(0).play(domain.now(), frame);
  frame.rate = 8'000;
  peripherals.audio_port(0).play(domain.now(), frame);
  const auto sound = read_wav(output("speaker", "file"));
  ASSERT_TRUE(sound);
  EXPECT_EQ(sound->rate, 16'000U);
  EXPECT_THAT(sound->samples, ElementsAre(100, -100, 200, -200));
  EXPECT_THAT(warnings(), ElementsAre(HasSubstr("has changed its rate")));
}

TEST_F(BusParts, ASnapshotOfABoardWithAllOfThemGoesOn) {
  const std::vector<PartConfig> parts{
      {"imu", "lsm6dso", {{"isu", 2}, {"int1", 5}, {"hub-lps22hh", PartValues{}}}},
      {"oled", "ssd1306", {{"isu", 2}}},
      {"flash", "spi-flash", {{"isu", 3}}},
      {"card", "sd-card", {{"isu", 3}, {"select", 60}}},
      {"speaker", "speaker", {{"i2s", 0}, {"file", OutputPath{"out.wav"}}}}};
  build(parts);
  i2c_write(2, 0x6A, {0x0D, 0x01});
  i2c_write(2, 0x6A, {0x10, 0x40});
  i2c_write(2, 0x3C, {0x00, 0xAF, 0xA5});
  pads.set_gpio(60, {Kind::low});
  spi(3, {0x40, 0, 0, 0, 0, 0x95}, 1);
  peripherals.audio_port(0).play(domain.now(), {{1, 2}, 2, 8'000});
  run_for(20ms);

  // The wires belong to the controllers, which save them.
  const auto save = [](BoardSide& side, sim::Archive& archive) {
    side.serialize(archive);
    side.peripherals.i2c_bus(2).serialize(archive);
    side.peripherals.spi_bus(3).serialize(archive);
  };
  sim::Archive saved;
  save(*this, saved);
  BoardSide other;
  other.build(parts);
  other.scheduler.run_until(domain.now());
  const std::vector<std::byte> bytes = saved.data();
  sim::Archive loaded{std::span<const std::byte>(bytes)};
  save(other, loaded);
  const auto result = loaded.finish();
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_TRUE(other.pads.level(5));
  EXPECT_EQ(other.peripherals.spi_bus(3).exchange(0xFF, 8), 0x01);  // the rest of the answer
  run_for(100ms);
  other.scheduler.run_until(domain.now());
  ASSERT_FALSE(other.sink.lines.empty());
  EXPECT_EQ(other.sink.lines.back(), sink.lines.back());
}

}  // namespace
}  // namespace armillary::board
