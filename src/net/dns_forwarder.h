// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "net/dns_message.h"
#include "net/host.h"
#include "sim/event_queue.h"

namespace armillary::net {

/// The device's local resolver on 127.0.0.1:53, where musl's resolver and the samples' own DNS code
/// send their queries. It asks the access point's name server and hands the answer back. It keeps
/// no cache, so every query takes a round trip. Malformed queries get FORMERR and go no further;
/// without a network, or when the name server is silent, the answer is SERVFAIL.
///
/// Here the real device also opens its firewall for the addresses that an answer names. Not
/// thread-safe; must not outlive the host.
class DnsForwarder {
 public:
  /// A query that has no answer is sent again after a second, three times in all.
  static constexpr sim::Duration kTimeout = std::chrono::seconds{1};
  static constexpr unsigned kAttempts = 3;
  /// Queries under way; more are refused with SERVFAIL.
  static constexpr std::size_t kMaxPending = 64;

  DnsForwarder(Host& device, Ipv4Address name_server);
  /// Whom to ask from now on, one after the other when an answer stays out; empty: the name server
  /// of the network again.
  void set_name_servers(std::vector<Ipv4Address> servers);
  DnsForwarder(const DnsForwarder&) = delete;
  DnsForwarder& operator=(const DnsForwarder&) = delete;

 private:
  struct Pending {
    Endpoint client;
    std::uint16_t client_id = 0;
    DnsMessage query;
    unsigned attempts = 0;
    sim::Time deadline;
  };

  void on_queries();
  void on_answers();
  void on_timer();
  void accept(const UdpSocket::Datagram& datagram);
  void ask(std::uint16_t id, Pending& pending);
  void answer(const Pending& pending, const DnsMessage& message);
  void fail(const Pending& pending, DnsMessage::Code code);
  void arm_timer();

  Host& device_;
  Ipv4Address network_server_;
  std::vector<Ipv4Address> name_servers_;  ///< never empty
  std::unique_ptr<UdpSocket> clients_;
  std::unique_ptr<UdpSocket> upstream_;
  std::map<std::uint16_t, Pending> pending_;  ///< by the id of our own query
  std::uint16_t next_id_ = 1;
  sim::TimedEvent timer_;
};

}  // namespace armillary::net
