// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "os/intercore/switch.h"
#include "os/socket/socket_options.h"
#include "os/socket_file.h"

namespace armillary::os {

/// An AF_AZSPIO socket: datagrams to and from one real-time app (azure-sphere.md section 5.1).
class IntercoreSocket final : public SocketFile, private IntercoreReceiver {
 public:
  /// Bytes that wait in either direction before the sender waits.
  static constexpr std::size_t kBuffer = 16384;

  IntercoreSocket(IntercoreSwitch& cores, std::uint32_t flags);
  ~IntercoreSocket() override;

  SysResult read(std::span<std::byte> out) override;
  SysResult write(std::span<const std::byte> in) override;
  [[nodiscard]] std::uint32_t poll() const override;
  [[nodiscard]] OsResult<Stat> stat() const override;
  SysResult ioctl(Task& task, std::uint32_t request, std::uint32_t argument) override;

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
  SysResult shutdown(int /*how*/) override { return -kEOPNOTSUPP; }
  SysResult set_option(Task& task, int level, int name, std::span<const std::byte> value) override;
  OsResult<std::vector<std::byte>> option(int level, int name, std::size_t size) override;
  [[nodiscard]] std::int64_t receive_timeout() const override { return options_.receive_timeout(); }
  [[nodiscard]] std::int64_t send_timeout() const override { return options_.send_timeout(); }

 private:
  // IntercoreReceiver
  bool deliver(std::span<const std::byte> payload) override;
  void room() override { waiters().wake(kEpollOut); }

  SysResult send_bytes(std::span<const std::byte> payload);
  SysResult receive_bytes(std::span<std::byte> out, bool peek, std::size_t& length);

  IntercoreSwitch& cores_;
  SocketOptions options_;
  Guid app_, firmware_;
  bool bound_ = false, connected_ = false;
  std::deque<std::vector<std::byte>> received_;
  std::size_t received_bytes_ = 0;
};

}  // namespace armillary::os
