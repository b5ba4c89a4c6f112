// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/address.h"
#include "net/packet.h"

namespace armillary::net {

/// A DNS message (RFC 1035, section 4) with what a resolver needs: questions and address records.
/// Other records are checked for their form and passed over. Pure functions, thread-safe.
struct DnsMessage {
  /// RCODE (RFC 1035, section 4.1.1).
  enum class Code : std::uint8_t {
    no_error = 0,
    format_error = 1,
    server_failure = 2,
    name_error = 3,  ///< NXDOMAIN
    not_implemented = 4,
    refused = 5,
  };
  static constexpr std::uint16_t kTypeA = 1;
  static constexpr std::uint16_t kTypeAaaa = 28;
  static constexpr std::uint16_t kClassInternet = 1;
  static constexpr std::size_t kHeaderSize = 12;
  /// The most that a message over UDP carries (RFC 1035, section 2.3.4).
  static constexpr std::size_t kMaxUdp = 512;

  struct Question {
    std::string name;  ///< dotted, no final dot; empty is the root
    std::uint16_t type = kTypeA;
    std::uint16_t record_class = kClassInternet;
    friend bool operator==(const Question&, const Question&) = default;
  };
  struct AddressRecord {
    std::string name;
    std::uint32_t ttl = 0;  ///< seconds
    Ipv4Address address;
    friend bool operator==(const AddressRecord&, const AddressRecord&) = default;
  };

  std::uint16_t id = 0;
  bool response = false;
  std::uint8_t opcode = 0;
  bool authoritative = false;
  bool truncated = false;
  bool recursion_desired = false;
  bool recursion_available = false;
  Code code = Code::no_error;
  std::vector<Question> questions;
  std::vector<AddressRecord> answers;

  friend bool operator==(const DnsMessage&, const DnsMessage&) = default;

  /// Refuses everything that is not well formed: a sentence says what and at which byte. Labels may
  /// hold any printable ASCII but the dot.
  static Result<DnsMessage> parse(ByteView bytes);
  /// The wire form, with names compressed against the first question. Answers that do not fit into
  /// `limit` bytes are left out and the truncated bit is set. Names must be as parse() gives them.
  [[nodiscard]] Bytes encode(std::size_t limit = kMaxUdp) const;
};

/// "NXDOMAIN", "SERVFAIL" ... as people know them.
std::string_view to_string(DnsMessage::Code code);
/// "A", "AAAA", "TYPE65".
std::string dns_type_name(std::uint16_t type);

}  // namespace armillary::net
