// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "cloud/mqtt/packet.h"

namespace armillary::cloud::mqtt {

/// The most that a packet may hold behind its fixed header: a message of 256 KiB, IoT Hub's limit,
/// with topic, id and property bag.
inline constexpr std::size_t kMaxRemainingLength = 256 * 1024 + 64 * 1024;

/// The packet's wire form. Strings are at most 65535 bytes and the packet fits the protocol's limit
/// of 268435455 bytes; nothing else is checked.
Bytes encode(const Packet& packet);

/// One packet without its fixed header: `first` is the header's first byte, `body` all bytes that
/// the remaining length counts. Strict: a violation gives a sentence that cites the standard.
Result<Packet> decode(std::uint8_t first, ByteView body);

/// Cuts a stream of bytes into packets. After an error the stream is useless. Not thread-safe.
class Decoder {
 public:
  explicit Decoder(std::size_t max_remaining = kMaxRemainingLength) : max_(max_remaining) {}

  void feed(ByteView bytes);
  /// The next packet; nothing: more bytes are needed.
  Result<std::optional<Packet>> next();

 private:
  std::size_t max_;
  Bytes buffer_;
  std::size_t start_ = 0;
};

/// Well-formed UTF-8 without U+0000 and surrogates [MQTT-1.5.3-1, 1.5.3-2].
bool is_mqtt_text(std::string_view text);
/// A topic filter's wildcards stand where they may [MQTT-4.7.1-2, 4.7.1-3].
bool is_topic_filter(std::string_view filter);
/// Section 4.7: whether the filter selects the topic. Both are well formed.
bool matches(std::string_view filter, std::string_view topic);

}  // namespace armillary::cloud::mqtt
