// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <memory>
#include <optional>

#include "net/dns_message.h"
#include "net/dns_zone.h"
#include "net/host.h"

namespace armillary::net {

/// What a name server says to a query: address records of the zone, an empty answer for other types
/// of a name that exists, NXDOMAIN, FORMERR, NOTIMP (not a standard query), REFUSED (not the
/// internet class). Nothing: too short to answer, or a response itself.
std::optional<Bytes> answer_dns_query(const DnsZone& zone, ByteView query);

/// The internet's name server: answers from the network's zone on port 53 of its host. Not
/// thread-safe; must not outlive the host.
class DnsServer {
 public:
  static constexpr std::uint16_t kPort = 53;
  static constexpr std::uint32_t kTtl = 300;  ///< of every record, seconds

  explicit DnsServer(Host& host);
  DnsServer(const DnsServer&) = delete;
  DnsServer& operator=(const DnsServer&) = delete;

 private:
  void serve();

  Host& host_;
  std::unique_ptr<UdpSocket> socket_;
};

}  // namespace armillary::net
