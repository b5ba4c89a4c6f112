// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <memory>

#include "net/host.h"
#include "os/socket/inet_socket.h"

namespace armillary::os {

/// A TCP socket of an app: new, then either connected or listening. The host must outlive it.
class TcpSocketFile final : public InetSocket {
 public:
  TcpSocketFile(net::Host& host, std::uint32_t flags);
  /// An accepted connection.
  TcpSocketFile(net::Host& host, std::unique_ptr<net::TcpSocket> socket, std::uint32_t flags);

  SysResult read(std::span<std::byte> out) override;
  SysResult write(std::span<const std::byte> in) override;
  SysResult bind(Task& task, std::span<const std::byte> address) override;
  SysResult connect(Task& task, std::span<const std::byte> address) override;
  SysResult listen(Task& task, int backlog) override;
  OsResult<std::shared_ptr<SocketFile>> accept(std::uint32_t flags) override;
  [[nodiscard]] OsResult<std::vector<std::byte>> local_address() const override;
  [[nodiscard]] OsResult<std::vector<std::byte>> peer_address() const override;
  SysResult send(Task& task, const SocketMessage& message, std::uint32_t flags) override;
  SysResult receive(SocketMessage& message, std::uint32_t flags) override;
  SysResult shutdown(int how) override;
  OsResult<std::vector<std::byte>> option(int level, int name, std::size_t size) override;

 protected:
  [[nodiscard]] net::Readiness readiness() const override;
  std::errc take_error() override;
  [[nodiscard]] std::size_t readable_bytes() const override;
  [[nodiscard]] std::size_t unsent_bytes() const override;

 private:
  void observe();
  SysResult receive_bytes(std::span<std::byte> out, bool peek);

  net::Host& host_;
  std::unique_ptr<net::TcpSocket> socket_;      ///< null while it listens
  std::unique_ptr<net::TcpListener> listener_;  ///< null unless it listens
  bool connecting_ = false;                     ///< connect() has not told the result yet
  net::Endpoint bound_;
};

}  // namespace armillary::os
