// SPDX-License-Identifier: GPL-2.0-or-later
#include <array>
#include <memory>
#include <utility>

#include "board/part_type.h"
#include "board/parts/wav.h"

namespace armillary::board {

namespace {

constexpr std::array kKeys{
    PartKey{.name = "i2s", .kind = KeyKind::i2s, .summary = "the I2S block", .required = true},
    PartKey{.name = "file",
            .kind = KeyKind::input_file,
            .summary = "a WAV file with PCM of 16, 24 or 32 bits; it begins at power-on",
            .required = true,
            .most = 64 << 20},
    PartKey{.name = "repeat",
            .kind = KeyKind::boolean,
            .summary = "starts again at the end; without it silence follows",
            .fallback = "false"},
};

/// The frame of the file that sounds at an instant, whatever the rate of the I2S block: nothing is
/// interpolated. A channel that the file does not have is silent; a file of one channel is heard in
/// all.
class Microphone final : public Part {
 public:
  Microphone(const PartContext& context, const PartValues& values, Sound sound)
      : Part(context), sound_(std::move(sound)), repeat_(values.flag("repeat")) {
    context.peripherals.audio_port(values.index("i2s"))
        .attach_microphone([this](sim::Time when, unsigned channel) { return at(when, channel); });
  }
  void serialize(sim::Archive& /*archive*/) override {}  // it is a function of time

 private:
  [[nodiscard]] std::int16_t at(sim::Time when, unsigned channel) const {
    if (sound_.channels == 1) channel = 0;
    if (channel >= sound_.channels || sound_.frames() == 0) return 0;
    auto frame = static_cast<std::size_t>(sim::Rate{sound_.rate}.ticks_in(when - sim::kPowerOn));
    if (repeat_) frame %= sound_.frames();
    return frame < sound_.frames() ? sound_.samples[frame * sound_.channels + channel]
                                   : std::int16_t{0};
  }

  Sound sound_;
  bool repeat_;
};

std::optional<PartComplaint> check(const PartValues& values) {
  if (const auto sound = read_wav(values.contents("file")); !sound) {
    return PartComplaint{"file", {}, sound.error()};
  }
  return std::nullopt;
}

Result<std::unique_ptr<Part>> create(const PartContext& context, const PartValues& values) {
  auto sound = read_wav(values.contents("file"));
  if (!sound) {
    return failure(ErrorKind::bad_input,
                   "the file of the part \"" + context.name + "\" " + sound.error());
  }
  return std::make_unique<Microphone>(context, values, std::move(*sound));
}

}  // namespace

extern const PartType kMicrophone{
    .name = "microphone",
    .summary = "What an I2S block hears: the sound of a WAV file.",
    .keys = kKeys,
    .create = create,
    .check = check,
    .notes =
        "The sound runs in virtual time from power-on, at the rate of the file: a block that "
        "samples\n"
        "at another rate takes the frame of the instant, without interpolation. The upper 16 bits "
        "of\n"
        "a sample count.\n"
        "\n"
        "    - { name: microphone, type: microphone, i2s: 0, file: speech.wav, repeat: true }"};

}  // namespace armillary::board
