// SPDX-License-Identifier: GPL-2.0-or-later
#include "cloud/mqtt/codec.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace armillary::cloud::mqtt {

namespace {

tl::unexpected<Error> violation(std::string text) {
  return failure(ErrorKind::bad_input, "MQTT: " + std::move(text));
}

void put16(Bytes& out, std::size_t value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8));
  out.push_back(static_cast<std::uint8_t>(value));
}
template <class Text>
void put_text(Bytes& out, const Text& text) {
  put16(out, text.size());
  out.insert(out.end(), text.begin(), text.end());
}

/// Writes the part behind the fixed header; returns the header's flags.
struct BodyWriter {
  Bytes& out;

  std::uint8_t operator()(const Connect& p) const {
    put_text(out, p.protocol);
    out.push_back(p.level);
    std::uint8_t flags = p.clean_session ? 0x02 : 0;
    if (p.will) {
      flags =
          static_cast<std::uint8_t>(flags | 0x04 | p.will->qos << 3 | (p.will->retain ? 0x20 : 0));
    }
    if (p.username) flags |= 0x80;
    if (p.password) flags |= 0x40;
    out.push_back(flags);
    put16(out, p.keep_alive);
    put_text(out, p.client_id);
    if (p.will) {
      put_text(out, p.will->topic);
      put_text(out, p.will->payload);
    }
    if (p.username) put_text(out, *p.username);
    if (p.password) put_text(out, *p.password);
    return 0;
  }
  std::uint8_t operator()(const Connack& p) const {
    out.push_back(p.session_present ? 1 : 0);
    out.push_back(static_cast<std::uint8_t>(p.code));
    return 0;
  }
  std::uint8_t operator()(const Publish& p) const {
    put_text(out, p.topic);
    if (p.qos > 0) put16(out, p.id);
    out.insert(out.end(), p.payload.begin(), p.payload.end());
    return static_cast<std::uint8_t>((p.duplicate ? 8 : 0) | p.qos << 1 | (p.retain ? 1 : 0));
  }
  std::uint8_t operator()(const Puback& p) const { return id_only(p.id, 0); }
  std::uint8_t operator()(const Pubrec& p) const { return id_only(p.id, 0); }
  std::uint8_t operator()(const Pubrel& p) const { return id_only(p.id, 2); }
  std::uint8_t operator()(const Pubcomp& p) const { return id_only(p.id, 0); }
  std::uint8_t operator()(const Subscribe& p) const {
    put16(out, p.id);
    for (const auto& filter : p.filters) {
      put_text(out, filter.text);
      out.push_back(filter.qos);
    }
    return 2;
  }
  std::uint8_t operator()(const Suback& p) const {
    put16(out, p.id);
    out.insert(out.end(), p.codes.begin(), p.codes.end());
    return 0;
  }
  std::uint8_t operator()(const Unsubscribe& p) const {
    put16(out, p.id);
    for (const auto& filter : p.filters) put_text(out, filter);
    return 2;
  }
  std::uint8_t operator()(const Unsuback& p) const { return id_only(p.id, 0); }
  std::uint8_t operator()(const Pingreq&) const { return 0; }
  std::uint8_t operator()(const Pingresp&) const { return 0; }
  std::uint8_t operator()(const Disconnect&) const { return 0; }

 private:
  [[nodiscard]] std::uint8_t id_only(std::uint16_t id, std::uint8_t flags) const {
    put16(out, id);
    return flags;
  }
};

/// Reads fields; after the first failure all reads give nothing and the first reason stays.
class Reader {
 public:
  explicit Reader(ByteView bytes) : rest_(bytes) {}

  std::uint8_t u8() {
    if (rest_.empty()) return fail("the packet ends within a field");
    const std::uint8_t value = rest_[0];
    rest_ = rest_.subspan(1);
    return value;
  }
  std::uint16_t u16() {
    const std::uint8_t high = u8();
    return static_cast<std::uint16_t>(high << 8 | u8());
  }
  std::uint16_t id() {
    const std::uint16_t value = u16();
    if (value == 0) fail("the packet identifier is 0 [MQTT-2.3.1-1]");
    return value;
  }
  Bytes bytes() {
    const std::size_t size = u16();
    if (size > rest_.size()) {
      fail("a field is longer than the packet");
      return {};
    }
    Bytes value(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(size));
    rest_ = rest_.subspan(size);
    return value;
  }
  std::string text() {
    const Bytes raw = bytes();
    std::string value(raw.begin(), raw.end());
    if (!is_mqtt_text(value)) fail("a string is not UTF-8, or holds U+0000 [MQTT-1.5.3-1]");
    return value;
  }
  Bytes all() {
    Bytes value(rest_.begin(), rest_.end());
    rest_ = {};
    return value;
  }
  std::uint8_t fail(std::string reason) {
    if (reason_.empty()) reason_ = std::move(reason);
    rest_ = {};
    return 0;
  }
  [[nodiscard]] bool more() const { return !rest_.empty(); }
  [[nodiscard]] bool ok() const { return reason_.empty(); }
  [[nodiscard]] const std::string& reason() const { return reason_; }

 private:
  ByteView rest_;
  std::string reason_;
};

Connect read_connect(Reader& in) {
  Connect p;
  p.protocol = in.text();
  p.level = in.u8();
  if (!in.ok()) return p;
  if (p.protocol != "MQTT" && p.protocol != "MQIsdp") {
    in.fail(fmt::format("the protocol name is '{}', not 'MQTT' [MQTT-3.1.2-1]", p.protocol));
  }
  // What follows has another form in other versions; the session answers with CONNACK 1.
  if (p.level != 4 || p.protocol != "MQTT") {
    in.all();
    return p;
  }
  const std::uint8_t flags = in.u8();
  if ((flags & 0x01) != 0) in.fail("the reserved flag of CONNECT is set [MQTT-3.1.2-3]");
  p.clean_session = (flags & 0x02) != 0;
  p.keep_alive = in.u16();
  p.client_id = in.text();
  if ((flags & 0x04) != 0) {
    Will will;
    will.qos = static_cast<std::uint8_t>(flags >> 3 & 3);
    will.retain = (flags & 0x20) != 0;
    if (will.qos == 3) in.fail("the will's QoS is 3 [MQTT-3.1.2-14]");
    will.topic = in.text();
    will.payload = in.bytes();
    if (will.topic.empty()) in.fail("the will's topic is empty [MQTT-4.7.3-1]");
    if (will.topic.find_first_of("+#") != std::string::npos) {
      in.fail("the will's topic holds a wildcard [MQTT-3.3.2-2]");
    }
    p.will = std::move(will);
  } else if ((flags & 0x38) != 0) {
    in.fail("will flags are set without a will [MQTT-3.1.2-11, 3.1.2-13, 3.1.2-15]");
  }
  if ((flags & 0x80) != 0) p.username = in.text();
  if ((flags & 0x40) != 0) {
    if ((flags & 0x80) == 0) in.fail("a password comes without a user name [MQTT-3.1.2-22]");
    p.password = in.bytes();
  }
  return p;
}

Publish read_publish(std::uint8_t flags, Reader& in) {
  Publish p;
  p.duplicate = (flags & 8) != 0;
  p.qos = static_cast<std::uint8_t>(flags >> 1 & 3);
  p.retain = (flags & 1) != 0;
  if (p.qos == 3) in.fail("PUBLISH has QoS 3 [MQTT-3.3.1-4]");
  if (p.qos == 0 && p.duplicate) in.fail("PUBLISH has DUP at QoS 0 [MQTT-3.3.1-2]");
  p.topic = in.text();
  if (in.ok() && p.topic.empty()) in.fail("the topic is empty [MQTT-4.7.3-1]");
  if (p.topic.find_first_of("+#") != std::string::npos) {
    in.fail("the topic of PUBLISH holds a wildcard [MQTT-3.3.2-2]");
  }
  if (p.qos > 0) p.id = in.id();
  p.payload = in.all();
  return p;
}

std::string read_filter(Reader& in) {
  std::string filter = in.text();
  if (in.ok() && !is_topic_filter(filter)) {
    in.fail(fmt::format("'{}' is not a topic filter [MQTT-4.7.1-2, 4.7.1-3, 4.7.3-1]", filter));
  }
  return filter;
}

Subscribe read_subscribe(Reader& in) {
  Subscribe p;
  p.id = in.id();
  while (in.more()) {
    Subscribe::Filter filter;
    filter.text = read_filter(in);
    filter.qos = in.u8();
    if (filter.qos > 2) in.fail("a requested QoS is above 2 [MQTT-3.8.3-4]");
    p.filters.push_back(std::move(filter));
  }
  if (p.filters.empty()) in.fail("SUBSCRIBE has no topic filter [MQTT-3.8.3-3]");
  return p;
}

Suback read_suback(Reader& in) {
  Suback p;
  p.id = in.id();
  while (in.more()) {
    p.codes.push_back(in.u8());
    if (p.codes.back() > 2 && p.codes.back() != Suback::kFailure) {
      in.fail("a return code of SUBACK is reserved [MQTT-3.9.3-2]");
    }
  }
  if (p.codes.empty()) in.fail("SUBACK has no return code");
  return p;
}

Unsubscribe read_unsubscribe(Reader& in) {
  Unsubscribe p;
  p.id = in.id();
  while (in.more()) p.filters.push_back(read_filter(in));
  if (p.filters.empty()) in.fail("UNSUBSCRIBE has no topic filter [MQTT-3.10.3-2]");
  return p;
}

Connack read_connack(Reader& in) {
  const std::uint8_t flags = in.u8();
  const std::uint8_t code = in.u8();
  if (flags > 1) in.fail("reserved flags of CONNACK are set");
  if (code > 5) in.fail("the return code of CONNACK is reserved");
  if (flags == 1 && code != 0) in.fail("a refusal has a session present [MQTT-3.2.2-4]");
  return {flags == 1, static_cast<ConnectCode>(code)};
}

Packet read_body(unsigned type, std::uint8_t flags, Reader& in) {
  switch (type) {
    case 1:
      return read_connect(in);
    case 2:
      return read_connack(in);
    case 3:
      return read_publish(flags, in);
    case 4:
      return Puback{in.id()};
    case 5:
      return Pubrec{in.id()};
    case 6:
      return Pubrel{in.id()};
    case 7:
      return Pubcomp{in.id()};
    case 8:
      return read_subscribe(in);
    case 9:
      return read_suback(in);
    case 10:
      return read_unsubscribe(in);
    case 11:
      return Unsuback{in.id()};
    case 12:
      return Pingreq{};
    case 13:
      return Pingresp{};
    default:
      return Disconnect{};
  }
}

}  // namespace

Bytes encode(const Packet& packet) {
  Bytes body;
  const std::uint8_t flags = std::visit(BodyWriter{body}, packet);
  Bytes out;
  out.push_back(static_cast<std::uint8_t>((packet.index() + 1) << 4 | flags));
  std::size_t length = body.size();
  do {
    const auto digit = static_cast<std::uint8_t>(length & 0x7f);
    length >>= 7;
    out.push_back(length > 0 ? digit | 0x80 : digit);
  } while (length > 0);
  out.insert(out.end(), body.begin(), body.end());
  return out;
}

Result<Packet> decode(std::uint8_t first, ByteView body) {
  const unsigned type = first >> 4;
  const std::uint8_t flags = first & 0xf;
  if (type == 0 || type == 15) {
    return violation(fmt::format("packet type {} is reserved (table 2.1)", type));
  }
  const std::uint8_t expected = type == 6 || type == 8 || type == 10 ? 2 : 0;
  if (type != 3 && flags != expected) {
    return violation(fmt::format("packet type {} has the flags {}, not {} [MQTT-2.2.2-2]", type,
                                 flags, expected));
  }
  Reader in(body);
  Packet packet = read_body(type, flags, in);
  if (in.ok() && in.more()) in.fail(fmt::format("packet type {} has bytes too many", type));
  if (!in.ok()) return violation(in.reason());
  return packet;
}

void Decoder::feed(ByteView bytes) {
  if (start_ > 0) {
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(start_));
    start_ = 0;
  }
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

Result<std::optional<Packet>> Decoder::next() {
  const ByteView bytes = ByteView(buffer_).subspan(start_);
  std::size_t length = 0;
  std::size_t header = 1;
  for (unsigned shift = 0;; shift += 7, ++header) {
    if (header >= bytes.size()) return std::optional<Packet>{};
    if (shift > 21) return violation("the remaining length has more than four bytes (2.2.3)");
    length |= static_cast<std::size_t>(bytes[header] & 0x7f) << shift;
    if ((bytes[header] & 0x80) == 0) break;
  }
  ++header;
  if (length > max_) {
    return violation(fmt::format("a packet of {} bytes; at most {} are taken", length, max_));
  }
  if (bytes.size() - header < length) return std::optional<Packet>{};
  auto packet = decode(bytes[0], bytes.subspan(header, length));
  start_ += header + length;
  if (!packet) return tl::unexpected(packet.error());
  return std::optional<Packet>{std::move(*packet)};
}

bool is_mqtt_text(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == 0) return false;
    const std::size_t more = c < 0x80       ? 0
                             : c >> 5 == 6  ? 1
                             : c >> 4 == 14 ? 2
                             : c >> 3 == 30 ? 3
                                            : 4;
    if (more > 3 || text.size() - i <= more) return false;
    std::uint32_t code = more == 0 ? c : c & (0x3fU >> more);
    for (std::size_t k = 1; k <= more; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      if (next >> 6 != 2) return false;
      code = code << 6 | (next & 0x3f);
    }
    constexpr std::uint32_t kLeast[] = {0, 0x80, 0x800, 0x10000};
    if (code < kLeast[more] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return false;
    i += more + 1;
  }
  return true;
}

bool is_topic_filter(std::string_view filter) {
  if (filter.empty()) return false;
  for (std::size_t i = 0; i < filter.size(); ++i) {
    const bool starts = i == 0 || filter[i - 1] == '/';
    const bool last = i + 1 == filter.size();
    if (filter[i] == '#' && !(starts && last)) return false;
    if (filter[i] == '+' && !(starts && (last || filter[i + 1] == '/'))) return false;
  }
  return true;
}

bool matches(std::string_view filter, std::string_view topic) {
  // [MQTT-4.7.2-1]: a leading wildcard does not select topics that begin with $.
  if (!topic.empty() && topic[0] == '$' && !filter.empty() && filter[0] != '$') return false;
  for (;;) {
    const std::string_view level = filter.substr(0, filter.find('/'));
    if (level == "#") return true;
    const std::string_view name = topic.substr(0, topic.find('/'));
    if (level != "+" && level != name) return false;
    const bool filter_ends = level.size() == filter.size();
    const bool topic_ends = name.size() == topic.size();
    if (filter_ends || topic_ends) {
      return filter_ends == topic_ends || (topic_ends && filter.substr(level.size()) == "/#");
    }
    filter.remove_prefix(level.size() + 1);
    topic.remove_prefix(name.size() + 1);
  }
}

}  // namespace armillary::cloud::mqtt
