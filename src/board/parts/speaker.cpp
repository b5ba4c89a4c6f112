// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>
#include <memory>

#include "board/part_type.h"
#include "board/parts/wav.h"

namespace armillary::board {

namespace {

constexpr std::array kKeys{
    PartKey{.name = "i2s", .kind = KeyKind::i2s, .summary = "the I2S block", .required = true},
    PartKey{.name = "file",
            .kind = KeyKind::output_file,
            .summary = "a WAV file of 16 bits, written at the end of the run",
            .required = true},
};
constexpr std::size_t kMostSamples = 32U << 20;  // 64 MiB of file

class Speaker final : public Part {
 public:
  Speaker(const PartContext& context, const PartValues& values) : Part(context) {
    context.peripherals.audio_port(values.index("i2s"))
        .attach_speaker([this](sim::Time, const soc::AudioFrame& frame) { play(frame); });
  }
  void serialize(sim::Archive& archive) override {
    archive.value(sound_.rate);
    archive.value(sound_.channels);
    archive.sequence(sound_.samples, kMostSamples);
    if (sound_.channels <= soc::AudioFrame::kMostChannels) return;
    archive.fail("a sound of too many channels");
    sound_ = {};
  }
  [[nodiscard]] bool used() const override { return !sound_.samples.empty(); }
  [[nodiscard]] std::vector<PartOutput> outputs() const override {
    // A file without sound needs a format, too.
    return {{"file", write_wav(sound_.channels == 0 ? Sound{48'000, 2, {}} : sound_)}};
  }

 private:
  void play(const soc::AudioFrame& frame) {
    const unsigned channels = std::min(frame.channels, soc::AudioFrame::kMostChannels);
    if (sound_.samples.empty()) {
      sound_.rate = frame.rate;
      sound_.channels = channels;
    }
    if (channels != sound_.channels || frame.rate != sound_.rate) {
      return warn_once(
          "the I2S block has changed its rate or its channels; a WAV file has one of each, so what "
          "follows is not recorded");
    }
    if (sound_.samples.size() + channels > kMostSamples) {
      return warn_once("more than 64 MiB were played; what follows is not recorded");
    }
    sound_.samples.insert(sound_.samples.end(), frame.samples.begin(),
                          frame.samples.begin() + channels);
  }

  Sound sound_;
};

}  // namespace

extern const PartType kSpeaker{
    .name = "speaker",
    .summary = "What an I2S block plays, recorded to a WAV file.",
    .keys = kKeys,
    .create = make_part<Speaker>,
    .notes =
        "Every frame that the block puts out is one frame of the file; times in which it plays\n"
        "nothing are not in it. Rate and number of channels are those of the first frame. At most "
        "64\n"
        "MiB are recorded.\n"
        "\n"
        "    - { name: speaker, type: speaker, i2s: 0, file: played.wav }"};

}  // namespace armillary::board
