// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/dns_message.h"

#include <algorithm>

#include <fmt/format.h>

namespace armillary::net {

namespace {

constexpr std::size_t kMaxName = 255;  ///< on the wire, with length bytes (RFC 1035, section 2.3.4)
constexpr std::size_t kMaxLabel = 63;
constexpr std::uint8_t kPointer = 0xc0;

/// Reads a message from its first byte; every read is checked. After a failure all reads fail.
class Reader {
 public:
  explicit Reader(ByteView bytes) : bytes_(bytes) {}

  std::uint8_t u8() {
    if (!need(1)) return 0;
    return bytes_[at_++];
  }
  std::uint16_t u16() {
    if (!need(2)) return 0;
    const auto value = static_cast<std::uint16_t>(bytes_[at_] << 8 | bytes_[at_ + 1]);
    at_ += 2;
    return value;
  }
  std::uint32_t u32() {
    const std::uint32_t high = u16();
    return high << 16 | u16();
  }
  void skip(std::size_t count) {
    if (need(count)) at_ += count;
  }
  std::string name();

  [[nodiscard]] bool failed() const { return !failure_.empty(); }
  [[nodiscard]] const std::string& failure_text() const { return failure_; }

 private:
  bool need(std::size_t count) {
    if (failed()) return false;
    if (bytes_.size() - at_ >= count) return true;
    fail(fmt::format("it ends at byte {} within a field", bytes_.size()));
    return false;
  }
  void fail(std::string text) {
    if (!failed()) failure_ = std::move(text);
  }

  ByteView bytes_;
  std::size_t at_ = 0;
  std::string failure_;
};

std::string Reader::name() {
  std::string name;
  std::size_t at = at_;
  std::size_t lowest = at_;  // each pointer must go further back, so that a loop is impossible
  bool jumped = false;
  std::size_t wire_length = 1;
  while (!failed()) {
    if (at >= bytes_.size()) {
      fail(fmt::format("the name at byte {} has no end", at_));
      break;
    }
    const std::uint8_t length = bytes_[at];
    if ((length & kPointer) == kPointer) {
      if (at + 1 >= bytes_.size()) {
        fail(fmt::format("it ends at byte {} within a pointer", bytes_.size()));
        break;
      }
      const std::size_t target = static_cast<std::size_t>((length & 0x3f) << 8 | bytes_[at + 1]);
      if (!jumped) at_ = at + 2;
      jumped = true;
      if (target >= lowest || target < DnsMessage::kHeaderSize) {
        fail(fmt::format("the pointer at byte {} does not point back to a name", at));
        break;
      }
      lowest = at = target;
      continue;
    }
    if (length > kMaxLabel) {
      fail(fmt::format("the label at byte {} has a reserved length 0x{:02x}", at, length));
      break;
    }
    if (length == 0) {
      if (!jumped) at_ = at + 1;
      break;
    }
    wire_length += length + 1U;
    if (wire_length > kMaxName) {
      fail(fmt::format("the name at byte {} is longer than {} bytes", at, kMaxName));
      break;
    }
    if (bytes_.size() - at - 1 < length) {
      fail(fmt::format("it ends at byte {} within a label", bytes_.size()));
      break;
    }
    if (!name.empty()) name += '.';
    for (const std::uint8_t c : bytes_.subspan(at + 1, length)) {
      if (c <= 0x20 || c >= 0x7f || c == '.') {
        fail(fmt::format("the label at byte {} holds the character 0x{:02x}", at, c));
        break;
      }
      name += static_cast<char>(c);
    }
    at += length + 1U;
  }
  return name;
}

void put16(Bytes& out, std::size_t value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8));
  out.push_back(static_cast<std::uint8_t>(value));
}

void put_name(Bytes& out, std::string_view name) {
  while (!name.empty()) {
    const std::size_t length = std::min(name.find('.'), name.size());
    out.push_back(static_cast<std::uint8_t>(length));
    out.insert(out.end(), name.begin(), name.begin() + static_cast<std::ptrdiff_t>(length));
    name.remove_prefix(std::min(length + 1, name.size()));
  }
  out.push_back(0);
}

}  // namespace

Result<DnsMessage> DnsMessage::parse(ByteView bytes) {
  Reader reader(bytes);
  DnsMessage message;
  message.id = reader.u16();
  const std::uint16_t flags = reader.u16();
  message.response = (flags & 0x8000) != 0;
  message.opcode = static_cast<std::uint8_t>(flags >> 11 & 0xf);
  message.authoritative = (flags & 0x0400) != 0;
  message.truncated = (flags & 0x0200) != 0;
  message.recursion_desired = (flags & 0x0100) != 0;
  message.recursion_available = (flags & 0x0080) != 0;
  message.code = static_cast<Code>(flags & 0xf);
  const std::uint16_t questions = reader.u16();
  const std::uint16_t answers = reader.u16();
  const std::uint32_t others = std::uint32_t{reader.u16()} + reader.u16();
  for (unsigned i = 0; i < questions && !reader.failed(); ++i) {
    Question question;
    question.name = reader.name();
    question.type = reader.u16();
    question.record_class = reader.u16();
    message.questions.push_back(std::move(question));
  }
  for (std::uint32_t i = 0; i < answers + others && !reader.failed(); ++i) {
    AddressRecord record;
    record.name = reader.name();
    const std::uint16_t type = reader.u16();
    const std::uint16_t record_class = reader.u16();
    record.ttl = reader.u32();
    const std::uint16_t size = reader.u16();
    const bool address = type == kTypeA && record_class == kClassInternet && i < answers;
    if (!address) {
      reader.skip(size);
      continue;
    }
    record.address = Ipv4Address{reader.u32()};
    if (size != 4) return failure(ErrorKind::bad_input, "DNS message: an A record is not 4 bytes");
    message.answers.push_back(std::move(record));
  }
  if (reader.failed()) {
    return failure(ErrorKind::bad_input, fmt::format("DNS message: {}", reader.failure_text()));
  }
  return message;
}

Bytes DnsMessage::encode(std::size_t limit) const {
  Bytes out;
  put16(out, id);
  std::size_t flags = static_cast<std::size_t>(code) | static_cast<std::size_t>(opcode & 0xf) << 11;
  if (response) flags |= 0x8000;
  if (authoritative) flags |= 0x0400;
  if (truncated) flags |= 0x0200;
  if (recursion_desired) flags |= 0x0100;
  if (recursion_available) flags |= 0x0080;
  put16(out, flags);
  put16(out, questions.size());
  put16(out, 0);  // answers, below
  put16(out, 0);
  put16(out, 0);
  for (const Question& question : questions) {
    put_name(out, question.name);
    put16(out, question.type);
    put16(out, question.record_class);
  }
  std::size_t count = 0;
  for (const AddressRecord& answer : answers) {
    Bytes record;
    if (!questions.empty() && answer.name == questions.front().name) {
      put16(record, std::size_t{kPointer} << 8 | kHeaderSize);
    } else {
      put_name(record, answer.name);
    }
    put16(record, kTypeA);
    put16(record, kClassInternet);
    put16(record, answer.ttl >> 16);
    put16(record, answer.ttl & 0xffff);
    put16(record, 4);
    put16(record, answer.address.value() >> 16);
    put16(record, answer.address.value() & 0xffff);
    if (out.size() + record.size() > limit) {
      out[2] |= 0x02;
      break;
    }
    out.insert(out.end(), record.begin(), record.end());
    ++count;
  }
  out[6] = static_cast<std::uint8_t>(count >> 8);
  out[7] = static_cast<std::uint8_t>(count);
  return out;
}

std::string_view to_string(DnsMessage::Code code) {
  switch (code) {
    case DnsMessage::Code::no_error:
      return "NOERROR";
    case DnsMessage::Code::format_error:
      return "FORMERR";
    case DnsMessage::Code::server_failure:
      return "SERVFAIL";
    case DnsMessage::Code::name_error:
      return "NXDOMAIN";
    case DnsMessage::Code::not_implemented:
      return "NOTIMP";
    case DnsMessage::Code::refused:
      return "REFUSED";
  }
  return "RESERVED";
}

std::string dns_type_name(std::uint16_t type) {
  if (type == DnsMessage::kTypeA) return "A";
  if (type == DnsMessage::kTypeAaaa) return "AAAA";
  return fmt::format("TYPE{}", type);  // RFC 3597
}

}  // namespace armillary::net
