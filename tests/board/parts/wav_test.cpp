// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/parts/wav.h"

#include <gmock/gmock.h>

namespace armillary::board {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string number(std::uint32_t value, unsigned size) {
  std::string text;
  for (unsigned i = 0; i < size; ++i) text.push_back(static_cast<char>(value >> (8 * i)));
  return text;
}
std::string chunk(const std::string& name, const std::string& body) {
  return name + number(static_cast<std::uint32_t>(body.size()), 4) + body +
         (body.size() % 2 != 0 ? std::string(1, '\0') : "");
}
std::string riff(const std::string& chunks) {
  return "RIFF" + number(static_cast<std::uint32_t>(chunks.size() + 4), 4) + "WAVE" + chunks;
}
std::string format(unsigned tag, unsigned channels, std::uint32_t rate, unsigned bits) {
  return chunk("fmt ", number(tag, 2) + number(channels, 2) + number(rate, 4) +
                           number(rate * channels * bits / 8, 4) + number(channels * bits / 8, 2) +
                           number(bits, 2));
}

TEST(Wav, WhatIsWrittenIsReadAgain) {
  const Sound sound{48'000, 2, {1, -1, 32'767, -32'768}};
  const std::string file = write_wav(sound);
  EXPECT_EQ(file.size(), 44U + 8);
  EXPECT_EQ(file.substr(0, 24),
            "RIFF" + number(44, 4) + "WAVEfmt " + number(16, 4) + number(1, 2) + number(2, 2));
  EXPECT_EQ(file.substr(24, 20), number(48'000, 4) + number(192'000, 4) + number(4, 2) +
                                     number(16, 2) + "data" + number(8, 4));
  const auto again = read_wav(file);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->rate, 48'000U);
  EXPECT_EQ(again->channels, 2U);
  EXPECT_EQ(again->samples, sound.samples);
}

TEST(Wav, OfWiderSamplesTheUpperBitsCount) {
  const auto wide24 = read_wav(riff(format(1, 1, 8'000, 24) + chunk("LIST", "odd") +
                                    chunk("data", std::string("\xFF\x34\x12\x00\x00\x80", 6))));
  ASSERT_TRUE(wide24) << wide24.error();
  EXPECT_THAT(wide24->samples, ElementsAre(0x1234, -32'768));
  const auto wide32 =
      read_wav(riff(format(1, 1, 8'000, 32) + chunk("data", std::string("\0\0\x34\x12", 4))));
  ASSERT_TRUE(wide32);
  EXPECT_THAT(wide32->samples, ElementsAre(0x1234));
}

TEST(Wav, TheExtensibleFormatIsRead) {
  std::string body = number(0xFFFE, 2) + number(1, 2) + number(8'000, 4) + number(16'000, 4) +
                     number(2, 2) + number(16, 2) + number(22, 2) + number(16, 2) + number(4, 4) +
                     number(1, 2) + std::string(14, '\x10');
  const auto sound = read_wav(riff(chunk("fmt ", body) + chunk("data", "\x01\x02")));
  ASSERT_TRUE(sound) << sound.error();
  EXPECT_THAT(sound->samples, ElementsAre(0x0201));
}

TEST(Wav, WhatCannotBePlayedIsRefusedWithTheReason) {
  const std::pair<std::string, std::string> kCases[] = {
      {"", "does not begin with RIFF"},
      {"RIFX....WAVE", "does not begin with RIFF"},
      {riff(""), "no data"},
      {riff(chunk("data", "abcd")), "before their format"},
      {riff(chunk("fmt ", "short")), "cut off"},
      {riff(format(1, 1, 8'000, 8) + chunk("data", "ab")), "with 8 bits"},
      {riff(format(3, 1, 8'000, 32) + chunk("data", "abcd")), "format 3"},
      {riff(format(1, 0, 8'000, 16) + chunk("data", "ab")), "0 channels"},
      {riff(format(1, 9, 8'000, 16) + chunk("data", "ab")), "9 channels"},
      {riff(format(1, 1, 0, 16) + chunk("data", "ab")), "rate of 0"},
  };
  for (const auto& [file, reason] : kCases) {
    const auto sound = read_wav(file);
    ASSERT_FALSE(sound) << reason;
    EXPECT_THAT(sound.error(), HasSubstr(reason));
  }
}

TEST(Wav, ACutFileIsReadAsFarAsItGoes) {
  const std::string whole = write_wav({8'000, 1, {1, 2, 3, 4}});
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    const auto sound = read_wav(whole.substr(0, size));
    EXPECT_EQ(sound.has_value(), size >= 44) << size;
    if (sound) {
      EXPECT_EQ(sound->samples.size(), (size - 44) / 2);
    }
  }
}

}  // namespace
}  // namespace armillary::board
