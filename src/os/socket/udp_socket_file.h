// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <memory>

#include "net/host.h"
#include "os/socket/inet_socket.h"

namespace armillary::os {

/// A UDP socket of an app. The host must outlive it.
class UdpSocketFile final : public InetSocket {
 public:
  UdpSocketFile(net::Host& host, std::uint32_t flags);

  SysResult read(std::span<std::byte> out) override;
  SysResult write(std::span<const std::byte> in) override;
  SysResult bind(Task& task, std::span<const std::byte> address) override;
  SysResult connect(Task& task, std::span<const std::byte> address) override;
  SysResult listen(Task& /*task*/, int /*backlog*/) override { return -kEOPNOTSUPP; }
  OsResult<std::shared_ptr<SocketFile>> accept(std::uint32_t /*flags*/) override {
    return os_failure(kEOPNOTSUPP);
  }
  [[nodiscard]] OsResult<std::vector<std::byte>> local_address() const override;
  [[nodiscard]] OsResult<std::vector<std::byte>> peer_address() const override;
  SysResult send(Task& task, const SocketMessage& message, std::uint32_t flags) override;
  SysResult receive(SocketMessage& message, std::uint32_t flags) override;
  SysResult shutdown(int how) override;

 protected:
  [[nodiscard]] net::Readiness readiness() const override { return socket_->readiness(); }
  std::errc take_error() override { return socket_->take_error(); }
  [[nodiscard]] std::size_t readable_bytes() const override;

 private:
  std::unique_ptr<net::UdpSocket> socket_;
};

}  // namespace armillary::os
