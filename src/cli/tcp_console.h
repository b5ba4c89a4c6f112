// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "cli/descriptor_port.h"

namespace armillary::cli {

/// A console at a TCP port of the loopback interface, for one client at a time. When it has gone
/// the next one may come.
class TcpConsole final : public DescriptorPort {
 public:
  /// Port 0: one that is free.
  static Result<std::unique_ptr<TcpConsole>> open(std::uint16_t port);

  [[nodiscard]] std::string place() const override;
  bool connected() override;
  [[nodiscard]] bool types() const override { return !input_ended_; }
  std::string read(std::size_t most) override;
  Result<void> finish(const std::atomic<bool>& stop) override;

 private:
  TcpConsole() : acceptor_(context_), client_(context_) {}
  std::size_t write_some(std::string_view bytes) override;
  [[nodiscard]] int descriptor() const override;
  void hang_up();

  boost::asio::io_context context_;
  mutable boost::asio::ip::tcp::acceptor acceptor_;
  mutable boost::asio::ip::tcp::socket client_;
  bool input_ended_ = false;  ///< the client sends no more, but may still read
};

}  // namespace armillary::cli
