// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "os/socket/socket_options.h"
#include "os/socket_file.h"

namespace armillary::os {

/// One end of an AF_UNIX socketpair(2), as a stream or with message borders. Named AF_UNIX sockets
/// do not exist, and descriptors cannot be passed.
class PairSocket final : public SocketFile {
 public:
  static constexpr std::size_t kBuffer = 65536;
  /// Two connected ends of `type`.
  static std::pair<std::shared_ptr<SocketFile>, std::shared_ptr<SocketFile>> make(
      std::uint32_t type, std::uint32_t flags);

  PairSocket(SocketKind kind, std::uint32_t flags);
  ~PairSocket() override;

  [[nodiscard]] bool keeps_message_borders() const override;
  SysResult read(std::span<std::byte> out) override;
  SysResult write(std::span<const std::byte> in) override;
  [[nodiscard]] std::uint32_t poll() const override;
  [[nodiscard]] OsResult<Stat> stat() const override;
  SysResult ioctl(Task& task, std::uint32_t request, std::uint32_t argument) override;

  SysResult bind(Task& task, std::span<const std::byte> address) override;
  SysResult connect(Task& task, std::span<const std::byte> address) override;
  SysResult listen(Task& task, int backlog) override;
  OsResult<std::shared_ptr<SocketFile>> accept(std::uint32_t flags) override;
  [[nodiscard]] OsResult<std::vector<std::byte>> local_address() const override;
  [[nodiscard]] OsResult<std::vector<std::byte>> peer_address() const override;
  SysResult send(Task& task, const SocketMessage& message, std::uint32_t flags) override;
  SysResult receive(SocketMessage& message, std::uint32_t flags) override;
  SysResult shutdown(int how) override;
  SysResult set_option(Task& task, int level, int name, std::span<const std::byte> value) override;
  OsResult<std::vector<std::byte>> option(int level, int name, std::size_t size) override;
  [[nodiscard]] std::int64_t receive_timeout() const override { return options_.receive_timeout(); }
  [[nodiscard]] std::int64_t send_timeout() const override { return options_.send_timeout(); }

 private:
  SysResult receive_bytes(std::span<std::byte> out, bool peek, std::size_t& length);

  SocketOptions options_;
  PairSocket* peer_ = nullptr;                   ///< null when it is gone
  std::deque<std::vector<std::byte>> received_;  ///< messages, or pieces of the stream
  std::size_t received_bytes_ = 0;
  bool ended_ = false;       ///< the peer sends nothing more
  bool shut_write_ = false;  ///< we send nothing more
};

}  // namespace armillary::os
