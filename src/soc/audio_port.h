// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "sim/time.h"

namespace armillary::soc {

/// One frame on the wires of an I2S block: a sample of each channel, 16 bits signed. Channel 0 is
/// left and 1 is right; TDM has up to four.
struct AudioFrame {
  static constexpr unsigned kMostChannels = 4;
  std::array<std::int16_t, kMostChannels> samples{};
  unsigned channels = 2;
  std::uint32_t rate = 0;  ///< frames a second
  friend bool operator==(const AudioFrame&, const AudioFrame&) = default;
};

/// A speaker, a recorder: gets every frame at the instant of its domain at which it is out.
using AudioSink = std::function<void(sim::Time when, const AudioFrame& frame)>;

/// A microphone: the sample of `channel` at an instant of virtual time. A pure function, as
/// AnalogSource: cores on different host threads ask it, each at its own instants.
using AudioSource = std::function<std::int16_t(sim::Time when, unsigned channel)>;

/// The wires of one I2S block, with what the board hangs on them. Not thread-safe: it lives in one
/// Domain. It has no state of its own to save.
class AudioPort {
 public:
  AudioPort() = default;
  AudioPort(const AudioPort&) = delete;
  AudioPort& operator=(const AudioPort&) = delete;

  /// May be called several times; each gets every frame, in the order of attaching.
  void attach_speaker(AudioSink sink) { sinks_.push_back(std::move(sink)); }
  /// The last one counts. Silence at first.
  void attach_microphone(AudioSource source) { source_ = std::move(source); }

  // For the I2S block.
  void play(sim::Time when, const AudioFrame& frame) const {
    for (const AudioSink& sink : sinks_) sink(when, frame);
  }
  [[nodiscard]] std::int16_t sample(sim::Time when, unsigned channel) const {
    return source_ ? source_(when, channel) : std::int16_t{0};
  }

 private:
  std::vector<AudioSink> sinks_;
  AudioSource source_;
};

}  // namespace armillary::soc
