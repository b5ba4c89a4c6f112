// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/dns_forwarder.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "net/dns_server.h"

namespace armillary::net {

DnsForwarder::DnsForwarder(Host& device, Ipv4Address name_server)
    : device_(device),
      network_server_(name_server),
      name_servers_{name_server},
      clients_(device.udp_socket()),
      upstream_(device.udp_socket()),
      timer_(device.network().domain().events(), "DNS time-out", [this] { on_timer(); }) {
  // The resolver is the first to bind on the device: both ports are free.
  static_cast<void>(clients_->bind({kLoopbackAddress, DnsServer::kPort}));
  static_cast<void>(upstream_->bind({}));
  clients_->on_readiness([this] { on_queries(); });
  upstream_->on_readiness([this] { on_answers(); });
}

void DnsForwarder::set_name_servers(std::vector<Ipv4Address> servers) {
  name_servers_ = std::move(servers);
  if (name_servers_.empty()) name_servers_.push_back(network_server_);
}

void DnsForwarder::on_queries() {
  while (auto datagram = clients_->receive()) accept(*datagram);
}

void DnsForwarder::accept(const UdpSocket::Datagram& datagram) {
  if (datagram.payload.size() < DnsMessage::kHeaderSize) return;
  Pending pending;
  pending.client = datagram.from;
  pending.client_id = static_cast<std::uint16_t>(datagram.payload[0] << 8 | datagram.payload[1]);
  auto query = DnsMessage::parse(datagram.payload);
  if (!query || query->questions.size() != 1 || query->response) {
    device_.network().record("dns",
                             {{"event", "malformed query"}, {"from", datagram.from.to_string()}});
    fail(pending, DnsMessage::Code::format_error);
    return;
  }
  pending.query = std::move(*query);
  const DnsMessage::Question& question = pending.query.questions.front();
  device_.network().record(
      "dns",
      {{"event", "query"}, {"name", question.name}, {"record", dns_type_name(question.type)}});
  if (pending_.size() >= kMaxPending || device_.address().is_any()) {
    fail(pending, DnsMessage::Code::server_failure);
    return;
  }
  while (pending_.contains(next_id_)) ++next_id_;
  const std::uint16_t id = next_id_++;
  Pending& entry = pending_.emplace(id, std::move(pending)).first->second;
  ask(id, entry);
  arm_timer();
}

void DnsForwarder::ask(std::uint16_t id, Pending& pending) {
  const Ipv4Address server = name_servers_[pending.attempts % name_servers_.size()];
  ++pending.attempts;
  pending.deadline = device_.network().now() + kTimeout;
  DnsMessage query;
  query.id = id;
  query.opcode = pending.query.opcode;
  query.recursion_desired = true;
  query.questions = pending.query.questions;
  // A network that has gone down meanwhile shows as a time-out.
  static_cast<void>(upstream_->send(query.encode(), Endpoint{server, DnsServer::kPort}));
}

void DnsForwarder::on_answers() {
  while (upstream_->readiness().readable) {
    const auto datagram = upstream_->receive();
    if (!datagram || datagram->from.port != DnsServer::kPort) continue;
    if (std::find(name_servers_.begin(), name_servers_.end(), datagram->from.address) ==
        name_servers_.end()) {
      continue;
    }
    auto message = DnsMessage::parse(datagram->payload);
    if (!message || !message->response) continue;
    const auto found = pending_.find(message->id);
    // An answer to another question is not an answer (RFC 5452, section 9.1).
    if (found == pending_.end() || message->questions != found->second.query.questions) continue;
    const Pending pending = std::move(found->second);
    pending_.erase(found);
    answer(pending, *message);
  }
  arm_timer();
}

void DnsForwarder::answer(const Pending& pending, const DnsMessage& message) {
  DnsMessage reply = message;
  reply.id = pending.client_id;
  reply.recursion_desired = pending.query.recursion_desired;
  reply.recursion_available = true;
  if (!reply.questions.empty()) {
    boost::json::object fields{{"event", "answer"},
                               {"name", reply.questions.front().name},
                               {"record", dns_type_name(reply.questions.front().type)}};
    if (reply.code != DnsMessage::Code::no_error) {
      fields["error"] = to_string(reply.code);
    } else {
      boost::json::array addresses;
      for (const auto& record : reply.answers) addresses.emplace_back(record.address.to_string());
      fields["addresses"] = std::move(addresses);
    }
    device_.network().record("dns", std::move(fields));
  }
  // The client may be gone.
  static_cast<void>(clients_->send(reply.encode(), pending.client));
}

void DnsForwarder::fail(const Pending& pending, DnsMessage::Code code) {
  DnsMessage reply;
  reply.response = true;
  reply.opcode = pending.query.opcode;
  reply.questions = pending.query.questions;
  reply.code = code;
  answer(pending, reply);
}

void DnsForwarder::on_timer() {
  const sim::Time now = device_.network().now();
  std::vector<Pending> failed;
  for (auto entry = pending_.begin(); entry != pending_.end();) {
    Pending& pending = entry->second;
    if (pending.deadline <= now && pending.attempts >= kAttempts) {
      failed.push_back(std::move(pending));
      entry = pending_.erase(entry);
      continue;
    }
    if (pending.deadline <= now) ask(entry->first, pending);
    ++entry;
  }
  for (const Pending& pending : failed) fail(pending, DnsMessage::Code::server_failure);
  arm_timer();
}

void DnsForwarder::arm_timer() {
  sim::Time next = sim::kNever;
  for (const auto& [id, pending] : pending_) next = std::min(next, pending.deadline);
  if (next == sim::kNever) {
    timer_.cancel();
  } else if (next != timer_.when()) {
    timer_.schedule(next);
  }
}

}  // namespace armillary::net
