// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/dns_server.h"

namespace armillary::net {

std::optional<Bytes> answer_dns_query(const DnsZone& zone, ByteView query) {
  if (query.size() < DnsMessage::kHeaderSize || (query[2] & 0x80) != 0) return std::nullopt;
  DnsMessage answer;
  answer.id = static_cast<std::uint16_t>(query[0] << 8 | query[1]);
  answer.response = true;
  answer.opcode = static_cast<std::uint8_t>(query[2] >> 3 & 0xf);
  answer.recursion_desired = (query[2] & 0x01) != 0;
  answer.recursion_available = true;
  if (answer.opcode != 0) {
    answer.code = DnsMessage::Code::not_implemented;
    return answer.encode();
  }
  const auto parsed = DnsMessage::parse(query);
  if (!parsed || parsed->questions.size() != 1) {
    answer.code = DnsMessage::Code::format_error;
    return answer.encode();
  }
  answer.questions = parsed->questions;
  const DnsMessage::Question& question = parsed->questions.front();
  if (question.record_class != DnsMessage::kClassInternet) {
    answer.code = DnsMessage::Code::refused;
  } else if (!zone.contains(question.name)) {
    answer.code = DnsMessage::Code::name_error;
  } else if (question.type == DnsMessage::kTypeA) {
    for (const Ipv4Address address : zone.lookup(question.name)) {
      answer.answers.push_back({question.name, DnsServer::kTtl, address});
    }
  }
  return answer.encode();
}

DnsServer::DnsServer(Host& host) : host_(host), socket_(host.udp_socket()) {
  // The host is fresh: its port 53 is free.
  static_cast<void>(socket_->bind({kAnyAddress, kPort}));
  socket_->on_readiness([this] { serve(); });
}

void DnsServer::serve() {
  while (auto query = socket_->receive()) {
    if (const auto answer = answer_dns_query(host_.network().zone(), query->payload)) {
      static_cast<void>(socket_->send(*answer, query->from));
    }
  }
}

}  // namespace armillary::net
