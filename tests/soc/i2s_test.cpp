// SPDX-License-Identifier: GPL-2.0-or-later
#include "soc/i2s.h"

#include <gmock/gmock.h>

#include "serial_bench.h"

namespace armillary::soc {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::uint32_t kGlobal = 0x00, kDownlink = 0x04, kUplink = 0x08, kSoftReset = 0x0C,
                        kDownlinkWrite = 0x10, kDownlinkRead = 0x14, kUplinkWrite = 0x18,
                        kUplinkRead = 0x1C, kDmaInterface = 0x30, kInterruptEnable = 0x40,
                        kInterruptClear = 0x44, kInterruptStatus = 0x48;
constexpr std::uint32_t kOn = 1, kI2sFormat = 0x8, kLoopback = 0x8000'0000, kMono = 0x100,
                        kDuplicate = 0x200;
constexpr std::uint32_t rate(std::uint32_t x) { return x << 8; }
constexpr std::uint32_t k8kHz = rate(0), k48kHz = rate(10);

class I2sTest : public testing::Test {
 protected:
  I2sTest() {
    port.attach_speaker([this](sim::Time when, const AudioFrame& frame) {
      frames.push_back(frame);
      times.push_back(when - sim::kPowerOn);
    });
  }
  void push(std::uint32_t word, unsigned size = 4) {
    EXPECT_TRUE(i2s.data_port().write(0, size, word));
  }
  std::uint32_t pop(unsigned size = 4) { return i2s.data_port().read(0, size).value; }
  void on(std::uint32_t global, std::uint32_t downlink, std::uint32_t uplink) {
    play(i2s, {{kGlobal, global}, {kDownlink, downlink}, {kUplink, uplink}});
  }

  Bench bench;
  AudioPort port;
  I2s i2s{bench.context, "I2S0", 0x380D'0000, port};
  std::vector<AudioFrame> frames;
  std::vector<sim::Duration> times;
};

AudioFrame stereo(std::int16_t left, std::int16_t right, std::uint32_t frames_a_second = 48'000) {
  return {.samples = {left, right, 0, 0}, .channels = 2, .rate = frames_a_second};
}

TEST_F(I2sTest, WordsGoOutAtTheSampleRateWithoutDrift) {
  on(kOn, kOn | kI2sFormat | k48kHz, 0);
  std::deque<std::uint32_t> words;
  for (std::uint32_t i = 0; i < 48'001; ++i) words.push_back(i << 16 | (0xFFFF - (i & 0xFFFFU)));
  FakeDma dma(i2s.transmit_request(), i2s.data_port(), 0, 4, words);
  play(i2s, {{kDmaInterface, 0}, {kDmaInterface, 1}});
  EXPECT_EQ(dma.left(), 48'001 - I2s::kFifoDepth);
  bench.run_for(2s);
  ASSERT_EQ(frames.size(), 48'001U);
  EXPECT_EQ(frames[0], stereo(-1, 0));
  EXPECT_EQ(frames[1], stereo(-2, 1));
  EXPECT_EQ(times[0], 20'834ns);  // a 48'000th of a second, rounded up
  EXPECT_EQ(times[47'999], 1s);
}

TEST_F(I2sTest, EveryRateOfTheTable) {
  for (std::uint32_t x = 0; x < 16; ++x) {
    const std::uint32_t hertz = (((x & 3U) + 4) << ((x >> 2) + 1)) * 1000;
    on(kOn, 0, 0);
    const sim::Duration begin = bench.elapsed();
    on(kOn, kOn | kI2sFormat | rate(x), 0);
    push(0);
    bench.run_for(10ms);
    EXPECT_EQ(times.back() - begin, sim::Rate{hertz}.span_of(1)) << x;
    EXPECT_EQ(frames.back().rate, hertz);
  }
  EXPECT_EQ(frames[10].rate, 48'000U);
}

TEST_F(I2sTest, NoWordMovesBeforeBothEnables) {
  push(1);
  push(2);
  EXPECT_FALSE(i2s.transmit_request().level());
  on(0, kOn | kI2sFormat | k8kHz, kOn);
  EXPECT_FALSE(i2s.transmit_request().level());
  bench.run_for(10ms);
  EXPECT_THAT(frames, IsEmpty());
  on(kOn, kI2sFormat | k8kHz, 0);
  bench.run_for(10ms);
  EXPECT_THAT(frames, IsEmpty());
  EXPECT_FALSE(i2s.transmit_request().level());
  on(kOn, kOn | kI2sFormat | k8kHz, 0);
  EXPECT_TRUE(i2s.transmit_request().level());
  bench.run_for(10ms);
  EXPECT_THAT(frames, ElementsAre(stereo(1, 0, 8000), stereo(2, 0, 8000)));
}

TEST_F(I2sTest, AnEmptyFifoStopsTheFramesAndTheNextWordComesAtAFrame) {
  on(kOn, kOn | kI2sFormat | k8kHz, 0);
  EXPECT_EQ(read32(i2s, kInterruptStatus), 0U);
  push(1);
  bench.run_to(200us);
  EXPECT_THAT(times, ElementsAre(125us));
  EXPECT_EQ(read32(i2s, kInterruptStatus) & 0x2'0000U, 0U);  // the next frame is still on
  bench.run_to(1'003us);
  EXPECT_EQ(read32(i2s, kInterruptStatus) & 0x2'0000U, 0x2'0000U);  // underflow
  push(2);
  bench.run_for(1ms);
  EXPECT_THAT(times, ElementsAre(125us, 1'125us));
  EXPECT_THAT(bench.warnings(), IsEmpty());
}

TEST_F(I2sTest, MonoTakesHalfWordsOrTwoSamplesAWord) {
  on(kOn | kMono | kDuplicate, kOn | kI2sFormat | k8kHz, 0);
  push(0x1111, 2);
  push(0x3333'2222, 4);
  bench.run_for(1ms);
  EXPECT_THAT(frames, ElementsAre(stereo(0x1111, 0x1111, 8000), stereo(0x2222, 0x2222, 8000),
                                  stereo(0x3333, 0x3333, 8000)));
  frames.clear();
  on(kOn | kMono, kOn | kI2sFormat | k8kHz, 0);
  push(0x4444, 2);
  bench.run_for(1ms);
  EXPECT_THAT(frames, ElementsAre(stereo(0x4444, 0, 8000)));
}

TEST_F(I2sTest, AMonoRequestMeansRoomForAWord) {
  on(kOn | kMono, kOn | kI2sFormat | k8kHz, 0);
  for (std::size_t i = 0; i < I2s::kFifoDepth - 1; ++i) push(1, 2);
  EXPECT_FALSE(i2s.transmit_request().level());
  EXPECT_THAT(bench.warnings(), IsEmpty());
}

TEST_F(I2sTest, TdmSendsFourChannelsFromTwoWords) {
  on(kOn, kOn | 0x80 | 1U << 29 | k8kHz, 0);
  push(0x0002'0001);
  push(0x0004'0003);
  bench.run_for(1ms);
  EXPECT_THAT(frames, ElementsAre(AudioFrame{{1, 2, 3, 4}, 4, 8000}));
  // Without "two words a frame" the other two channels are silent.
  frames.clear();
  on(kOn, kOn | 1U << 29 | k8kHz, 0);
  push(0x0002'0001);
  bench.run_for(1ms);
  EXPECT_THAT(frames, ElementsAre(AudioFrame{{1, 2, 0, 0}, 4, 8000}));
}

TEST_F(I2sTest, LeftAndRightSwapInBothDirections) {
  port.attach_microphone(
      [](sim::Time, unsigned channel) { return static_cast<std::int16_t>(channel + 1); });
  on(kOn | 0x80, kOn | kI2sFormat | k8kHz, kOn | kI2sFormat | k8kHz);
  push(0x0002'0001);
  bench.run_for(200us);
  EXPECT_THAT(frames, ElementsAre(stereo(2, 1, 8000)));
  EXPECT_EQ(pop(), 0x0002'0001U);
  on(kOn, 0, 0x8000'0000U | kOn | kI2sFormat | k8kHz);
  bench.run_for(200us);
  EXPECT_EQ(pop(), 0x0001'0002U);
}

TEST_F(I2sTest, TheMicrophoneIsAskedAtEveryFrame) {
  port.attach_microphone([](sim::Time when, unsigned channel) {
    return static_cast<std::int16_t>(sim::nanoseconds(when) / 1000 + channel * 10'000);
  });
  FakeDma in(i2s.receive_request(), i2s.data_port(), 0, 4, 3);
  on(kOn, 0, kOn | kI2sFormat | k8kHz);
  bench.run_to(376us);
  EXPECT_THAT(in.in, ElementsAre(10'125U << 16 | 125, 10'250U << 16 | 250, 10'375U << 16 | 375));
  // Half the rate.
  on(kOn, 0, kOn | kI2sFormat | k8kHz | 1U << 16);
  bench.run_to(376us + 250us + 1ns);
  EXPECT_EQ(pop(), 10'626U << 16 | 626);
  EXPECT_THAT(bench.warnings(), IsEmpty());
}

TEST_F(I2sTest, FourChannelsInAreTwoWordsAndAHalfWordReadTakesOne) {
  port.attach_microphone(
      [](sim::Time, unsigned channel) { return static_cast<std::int16_t>(-1 - channel); });
  on(kOn, 0, kOn | 1U << 29 | k8kHz);
  bench.run_for(130us);
  EXPECT_EQ(pop(), 0xFFFE'FFFFU);
  EXPECT_EQ(i2s.data_port().peek(0), 0xFFFC'FFFDU);
  EXPECT_EQ(pop(2), 0xFFFDU);
  EXPECT_EQ(i2s.data_port().peek(0), 0U);
}

TEST_F(I2sTest, AFullReceiveFifoLosesFramesUntilItIsRead) {
  port.attach_microphone([](sim::Time when, unsigned) {
    return static_cast<std::int16_t>(sim::nanoseconds(when) / 125'000);
  });
  on(kOn, 0, kOn | kI2sFormat | k8kHz);
  bench.run_to(100ms + 1ns);
  EXPECT_EQ(read32(i2s, kUplinkWrite) & 0xFF02U, 0x2002U);  // 32 words, full
  EXPECT_EQ(read32(i2s, kInterruptStatus) & 0x4'0100U, 0x4'0100U);
  EXPECT_EQ(pop() & 0xFFFFU, 1U);
  bench.run_for(1ms);
  for (unsigned i = 2; i <= 32; ++i) EXPECT_EQ(pop() & 0xFFFFU, i);
  EXPECT_EQ(pop() & 0xFFFFU, 801U);  // 100 ms later
}

TEST_F(I2sTest, LoopbackGivesBackWhatGoesOutAndStallsWithIt) {
  // As MediaTek's sample: periods of 1024 words, each begins with a magic word, and the next period
  // comes only some time after the last word has been fetched.
  std::vector<std::uint32_t> sent;
  FakeDma in(i2s.receive_request(), i2s.data_port(), 0, 4, 20'000);
  on(kLoopback | kOn, kOn | kI2sFormat | k48kHz, kOn | kI2sFormat | k48kHz | 8U << 24);
  for (std::uint32_t period = 0; period < 5; ++period) {
    for (std::uint32_t i = 0; i < 1024; ++i) {
      while (!i2s.transmit_request().level()) bench.run_for(10us);
      sent.push_back(i == 0 ? 0xCAFE'BEEF : period * 0x0101'0101U);
      push(sent.back());
    }
    bench.run_for(period * 700us);  // up to 134 frames
  }
  bench.run_for(10ms);
  EXPECT_EQ(in.in, sent);
  EXPECT_THAT(frames, IsEmpty());
  EXPECT_EQ(read32(i2s, kInterruptStatus) & 0xD'0000U, 0U);  // no overflow, nothing read in vain
  EXPECT_THAT(bench.warnings(), IsEmpty());
}

TEST_F(I2sTest, LoopbackAtHalfTheRateLeavesOutEverySecondFrame) {
  on(kLoopback | kOn, kOn | kI2sFormat | k8kHz, kOn | kI2sFormat | k8kHz | 1U << 16);
  for (std::uint32_t i = 1; i <= 6; ++i) push(i);
  bench.run_for(10ms);
  for (const std::uint32_t word : {1U, 3U, 5U}) EXPECT_EQ(pop(), word);
  EXPECT_EQ(read32(i2s, kUplinkRead) & 0xFF00U, 0U);
}

TEST_F(I2sTest, TheInterfaceToTheDmaCanBeHalted) {
  on(kOn, kOn | kI2sFormat | k8kHz, kOn | kI2sFormat | k8kHz);
  bench.run_for(1ms);
  EXPECT_TRUE(i2s.transmit_request().level());
  EXPECT_TRUE(i2s.receive_request().level());
  write32(i2s, kDmaInterface, 0x0001'0000);
  EXPECT_FALSE(i2s.transmit_request().level());
  EXPECT_TRUE(i2s.receive_request().level());
  write32(i2s, kDmaInterface, 0x0000'0002);
  EXPECT_TRUE(i2s.transmit_request().level());
  EXPECT_FALSE(i2s.receive_request().level());
}

TEST_F(I2sTest, FifoStatesAndInterrupts) {
  WireLog irq(bench, i2s.interrupt());
  on(kOn, kOn | kI2sFormat | k8kHz, 0);
  EXPECT_EQ(read32(i2s, kDownlinkWrite), 0x0100'0000U);  // room
  EXPECT_EQ(read32(i2s, kDownlinkRead), 0x3U);           // empty
  write32(i2s, kDownlinkWrite, 4U << 16);
  for (std::size_t i = 0; i < I2s::kFifoDepth; ++i) push(1);
  EXPECT_EQ(read32(i2s, kDownlinkWrite), 0x0004'2003U);
  EXPECT_EQ(read32(i2s, kDownlinkRead), 0x0100'2000U);
  EXPECT_EQ(read32(i2s, kInterruptStatus), 0x21U);  // full, words to read
  EXPECT_FALSE(i2s.interrupt().level());
  write32(i2s, kInterruptEnable, 0x1'0001);
  EXPECT_TRUE(i2s.interrupt().level());
  write32(i2s, kInterruptClear, 0x21);
  EXPECT_FALSE(i2s.interrupt().level());
  push(2);
  EXPECT_EQ(read32(i2s, kInterruptStatus), 0x1'0000U);  // overflow
  EXPECT_TRUE(i2s.interrupt().level());
  EXPECT_THAT(bench.warnings(), Contains(HasSubstr("full transmit FIFO")));
  write32(i2s, kInterruptClear, 0xFFFF'FFFF);
  EXPECT_EQ(read32(i2s, kInterruptStatus), 0U);
  write32(i2s, kDownlinkRead, 4);  // clear
  EXPECT_EQ(read32(i2s, kInterruptStatus), 0x12U);
  EXPECT_EQ(read32(i2s, kDownlinkRead), 0x3U);
  pop();
  EXPECT_EQ(read32(i2s, kInterruptStatus), 0x8'0012U);  // uplink underflow
  EXPECT_THAT(bench.warnings(), Contains(HasSubstr("empty receive FIFO")));
}

TEST_F(I2sTest, SoftResets) {
  const auto fill = [this] {
    on(kOn, kOn | kI2sFormat | k8kHz, kOn | kI2sFormat | k8kHz);
    push(1);
    push(2);
    bench.run_for(130us);
    push(3);
  };
  const auto counts = [this] {
    return (read32(i2s, kDownlinkRead) >> 8 & 0xFFU) << 4 | (read32(i2s, kUplinkRead) >> 8 & 0xFFU);
  };
  struct Case {
    std::uint32_t bits, left;
  };
  for (const Case& c : {Case{0x10, 0x01}, Case{0x100, 0x20}, Case{0x1, 0x00}}) {
    write32(i2s, kSoftReset, 2);  // from the start
    fill();
    ASSERT_EQ(counts(), 0x21U);
    write32(i2s, kSoftReset, c.bits);
    EXPECT_EQ(counts(), c.left) << c.bits;
    EXPECT_EQ(read32(i2s, kGlobal), kOn);
    EXPECT_EQ(read32(i2s, kSoftReset), c.bits);
    write32(i2s, kSoftReset, 0);
  }
  fill();
  play(i2s, {{kSoftReset, 3}});
  EXPECT_EQ(counts(), 0U);
  EXPECT_EQ(read32(i2s, kGlobal), 0U);
  EXPECT_EQ(read32(i2s, kDmaInterface), 0x0001'0001U);
  EXPECT_EQ(read32(i2s, kSoftReset), 3U);  // reads back: drivers read, modify and write
  frames.clear();
  bench.run_for(10ms);
  EXPECT_THAT(frames, IsEmpty());
}

TEST_F(I2sTest, TheDataPortHasOneWordAndNoBytes) {
  EXPECT_TRUE(i2s.data_port().write(4, 4, 1));
  EXPECT_TRUE(i2s.data_port().write(0, 1, 1));
  EXPECT_EQ(i2s.data_port().read(2, 2).value, 0U);
  EXPECT_EQ(bench.warnings().size(), 3U);
  EXPECT_EQ(read32(i2s, kDownlinkRead), 3U);
  EXPECT_EQ(i2s.data_port().describe(0), "I2S0 data port+0x00");
  EXPECT_EQ(i2s.data_port().peek(4), std::nullopt);
}

TEST_F(I2sTest, TheLongWordLengthIsNamed) {
  on(kOn, kOn | kI2sFormat | 2U, 0);
  EXPECT_THAT(bench.warnings(), Contains(HasSubstr("word length")));
}

TEST_F(I2sTest, RegistersReadBackWhatTheyHold) {
  struct Case {
    std::uint32_t offset, mask;
  };
  for (const Case& c : {Case{kGlobal, ~0U}, Case{kDownlink, ~0U}, Case{kUplink, ~0U},
                        Case{kDmaInterface, 0x8013'8013}, Case{kInterruptEnable, 0xF'3333},
                        Case{0x20, ~0U}, Case{0x24, ~0U}}) {
    write32(i2s, c.offset, 0xFFFF'FFFE);
    EXPECT_EQ(read32(i2s, c.offset), c.mask & 0xFFFF'FFFEU) << c.offset;
  }
  write32(i2s, kInterruptStatus, ~0U);
  EXPECT_EQ(read32(i2s, kInterruptStatus), 0U);
  EXPECT_EQ(read32(i2s, kInterruptClear), 0U);
}

// What the public drivers do.

TEST_F(I2sTest, CodethinksDriverPlaysAndRecords) {
  // I2S_Open, then I2S_Output and I2S_Input of 16 kHz stereo.
  play(i2s, {{kSoftReset, 2},
             {kSoftReset, 0},
             {kGlobal, 0x001C'1838},
             {kGlobal, 0x0C5C'1838},
             {kDownlink, 0x0000'840D},
             {kDmaInterface, 0x0001'8011},
             {kGlobal, 0x0C5C'183B}});
  FakeDma out(i2s.transmit_request(), i2s.data_port(), 0, 4, {0x0002'0001, 0x0004'0003});
  EXPECT_TRUE(i2s.transmit_request().level());
  push(0x0006'0005);  // the request is there before the DMA starts
  port.attach_microphone([](sim::Time, unsigned) { return std::int16_t{9}; });
  FakeDma in(i2s.receive_request(), i2s.data_port(), 0, 4, 4);
  play(i2s, {{kUplink, 0x0800'840D}, {kDmaInterface, 0x8011'8011}, {kGlobal, 0x0F5C'183F}});
  bench.run_for(1ms);
  EXPECT_EQ(frames[0].rate, 16'000U);
  EXPECT_EQ(in.in.size(), 4U);
  EXPECT_THAT(in.in, Each(0x0009'0009U));
  // I2S_Close.
  play(i2s, {{kDownlink, 0x0000'840C},
             {kUplink, 0x0800'840C},
             {kGlobal, 0x0F5C'0030},
             {kDmaInterface, 0}});
  EXPECT_FALSE(i2s.transmit_request().level());
  EXPECT_FALSE(i2s.receive_request().level());
  EXPECT_THAT(bench.warnings(), IsEmpty());
}

TEST_F(I2sTest, MediaTeksDriverLoopsBackWithoutTheFifoEnables) {
  play(i2s, {{kSoftReset, 3}, {kSoftReset, 0}});
  // Its set-up of the internal loopback: 48 kHz stereo; then "audio top", transmitter, receiver.
  play(i2s, {{kGlobal, 0x8000'1C00}, {kDownlink, 0x8A08}, {kUplink, 0x0800'8A08}});
  EXPECT_FALSE(i2s.transmit_request().level());
  FakeDma out(i2s.transmit_request(), i2s.data_port(), 0, 4, {1, 2, 3, 4});
  FakeDma in(i2s.receive_request(), i2s.data_port(), 0, 4, 4);
  play(i2s, {{kGlobal, 0x8000'1C01}, {kDownlink, 0x8A09}, {kUplink, 0x0800'8A09}});
  bench.run_for(1ms);
  EXPECT_THAT(in.in, ElementsAre(1, 2, 3, 4));
  play(i2s, {{kDownlink, 0x8A08},
             {kUplink, 0x0800'8A08},
             {kGlobal, 0x8000'1C00},
             {kSoftReset, 3},
             {kSoftReset, 0}});
  EXPECT_FALSE(i2s.transmit_request().level());
  EXPECT_THAT(bench.warnings(), IsEmpty());
}

TEST(I2sSnapshot, GoesOnInTheMiddleOfAFrame) {
  struct Setup {
    Bench bench;
    AudioPort port;
    I2s i2s{bench.context, "I2S1", 0x380E'0000, port};
    std::vector<sim::Duration> times;
    Setup() {
      port.attach_speaker(
          [this](sim::Time when, const AudioFrame&) { times.push_back(when - sim::kPowerOn); });
      port.attach_microphone([](sim::Time when, unsigned) {
        return static_cast<std::int16_t>(sim::nanoseconds(when) / 1000);
      });
    }
  };
  Setup original;
  play(original.i2s, {{kGlobal, 1}, {kDownlink, 9}, {kUplink, 9}});
  for (std::uint32_t i = 0; i < 5; ++i) original.i2s.data_port().write(0, 4, i);
  original.bench.run_to(300us);
  sim::Archive saved;
  original.i2s.serialize(saved);
  Setup copy;
  copy.bench.run_to(300us);
  sim::Archive loading(saved.data());
  copy.i2s.serialize(loading);
  ASSERT_TRUE(loading.finish());
  copy.bench.run_for(1ms);
  EXPECT_THAT(copy.times, ElementsAre(375us, 500us, 625us));
  EXPECT_EQ(copy.i2s.data_port().read(0, 4).value & 0xFFFFU, 125U);
}

}  // namespace
}  // namespace armillary::soc
