// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/tcp_console.h"

#include <algorithm>

#include <boost/asio/buffer.hpp>
#include <fmt/format.h>

namespace armillary::cli {

namespace asio = boost::asio;
using asio::ip::tcp;

Result<std::unique_ptr<TcpConsole>> TcpConsole::open(std::uint16_t port) {
  std::unique_ptr<TcpConsole> console(new TcpConsole);
  boost::system::error_code error;
  const tcp::endpoint place(asio::ip::address_v4::loopback(), port);
  tcp::acceptor& acceptor = console->acceptor_;
  acceptor.open(place.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(place, error);
  if (!error) acceptor.listen(1, error);
  if (!error) acceptor.non_blocking(true, error);
  if (!error) return console;
  return failure(ErrorKind::io,
                 fmt::format("port {} of 127.0.0.1 cannot be opened: {}", port, error.message()));
}

std::string TcpConsole::place() const {
  boost::system::error_code error;
  return fmt::format("127.0.0.1:{}", acceptor_.local_endpoint(error).port());
}

bool TcpConsole::connected() {
  if (client_.is_open() && !input_ended_) return true;
  boost::system::error_code error;
  tcp::socket next(context_);
  acceptor_.accept(next, error);
  if (error) return client_.is_open();
  if (client_.is_open()) hang_up();  // one that only reads makes room
  client_ = std::move(next);
  client_.non_blocking(true, error);
  client_.set_option(tcp::no_delay(true), error);
  return true;
}

std::string TcpConsole::read(std::size_t most) {
  if (!client_.is_open() || input_ended_) return {};
  std::string bytes(std::min<std::size_t>(most, 4096), '\0');
  boost::system::error_code error;
  const std::size_t count = client_.read_some(asio::buffer(bytes), error);
  bytes.resize(error ? 0 : count);
  if (error == asio::error::eof) {
    input_ended_ = true;
  } else if (error && error != asio::error::would_block) {
    hang_up();
  }
  return bytes;
}

Result<void> TcpConsole::finish(const std::atomic<bool>& stop) {
  auto finished = DescriptorPort::finish(stop);
  boost::system::error_code ignored;
  client_.shutdown(tcp::socket::shutdown_send, ignored);
  return finished;
}

std::size_t TcpConsole::write_some(std::string_view bytes) {
  boost::system::error_code error;
  const std::size_t count = client_.write_some(asio::buffer(bytes.data(), bytes.size()), error);
  if (!error) return count;
  if (error != asio::error::would_block) hang_up();
  return 0;
}

int TcpConsole::descriptor() const {
  return client_.is_open() ? client_.native_handle() : acceptor_.native_handle();
}

void TcpConsole::hang_up() {
  boost::system::error_code ignored;
  client_.close(ignored);
  input_ended_ = false;
  drop_unread();
}

}  // namespace armillary::cli
