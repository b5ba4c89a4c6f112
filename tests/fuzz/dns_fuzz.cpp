// SPDX-License-Identifier: GPL-2.0-or-later
// DNS messages from a hostile guest or name server: what is read must survive writing and reading
// again, and every query gets a well-formed answer or none.
#include <cstdint>
#include <cstdlib>

#include "net/dns_message.h"
#include "net/dns_server.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using armillary::net::DnsMessage;
  const armillary::net::ByteView bytes(data, size);
  if (const auto message = DnsMessage::parse(bytes)) {
    const auto again = DnsMessage::parse(message->encode(std::size_t{1} << 24));
    if (!again || *again != *message) std::abort();
  }
  armillary::net::DnsZone zone;
  zone.add("hub.example", armillary::net::Ipv4Address{203, 0, 113, 10});
  if (const auto answer = armillary::net::answer_dns_query(zone, bytes)) {
    const auto parsed = DnsMessage::parse(*answer);
    if (!parsed || !parsed->response || answer->size() > DnsMessage::kMaxUdp) std::abort();
  }
  return 0;
}
