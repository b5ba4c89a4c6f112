// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <system_error>
#include <vector>

#include "net/tcp_socket.h"
#include "os/abi/errno.h"
#include "os/socket/socket_options.h"
#include "os/socket_file.h"

namespace armillary::os {

/// What TCP and UDP sockets have in common.
class InetSocket : public SocketFile {
 public:
  InetSocket(SocketKind kind, std::uint32_t flags)
      : SocketFile(flags | kOReadWrite), options_(kind) {}

  [[nodiscard]] bool keeps_message_borders() const override {
    return options_.kind().type != kStream;
  }
  [[nodiscard]] OsResult<Stat> stat() const override;
  [[nodiscard]] std::uint32_t poll() const override;
  SysResult ioctl(Task& task, std::uint32_t request, std::uint32_t argument) override;
  SysResult set_option(Task& task, int level, int name, std::span<const std::byte> value) override {
    static_cast<void>(task);
    return options_.set(level, name, value);
  }
  OsResult<std::vector<std::byte>> option(int level, int name, std::size_t size) override;
  [[nodiscard]] std::int64_t receive_timeout() const override { return options_.receive_timeout(); }
  [[nodiscard]] std::int64_t send_timeout() const override { return options_.send_timeout(); }

 protected:
  [[nodiscard]] virtual net::Readiness readiness() const = 0;
  /// SO_ERROR: the pending error is taken.
  virtual std::errc take_error() = 0;
  /// FIONREAD.
  [[nodiscard]] virtual std::size_t readable_bytes() const = 0;
  /// TIOCOUTQ.
  [[nodiscard]] virtual std::size_t unsent_bytes() const { return 0; }
  /// The network has something new.
  void wake() { waiters().wake(poll()); }

 private:
  static constexpr std::uint32_t kStream = 1;
  SocketOptions options_;
};

/// The values of std::errc are those that the guest knows (net/tcp_socket.h).
inline SysResult answer(std::errc error) { return -static_cast<SysResult>(error); }
inline net::ByteView byte_view(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

}  // namespace armillary::os
