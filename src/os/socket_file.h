// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "os/file.h"

namespace armillary::os {

/// A message in or out of a socket. Addresses are the guest's sockaddr bytes.
struct SocketMessage {
  std::vector<std::byte> data;
  std::vector<std::byte> address;  ///< empty: none
  std::vector<std::byte> control;  ///< cmsg bytes
  std::uint32_t flags = 0;         ///< msg_flags of an answer: MSG_TRUNC...
};

/// A file that the socket calls accept. Non-blocking as every File: connect() answers
/// -kEINPROGRESS, then -kEALREADY, then the result; accept(), send() and receive() -kEAGAIN.
class SocketFile : public File {
 public:
  using File::File;

  virtual SysResult bind(Task& task, std::span<const std::byte> address) = 0;
  virtual SysResult connect(Task& task, std::span<const std::byte> address) = 0;
  virtual SysResult listen(Task& task, int backlog) = 0;
  /// `flags`: the O_ flags of the new description.
  virtual OsResult<std::shared_ptr<SocketFile>> accept(std::uint32_t flags) = 0;
  virtual OsResult<std::vector<std::byte>> local_address() const = 0;
  virtual OsResult<std::vector<std::byte>> peer_address() const = 0;
  virtual SysResult send(Task& task, const SocketMessage& message, std::uint32_t flags) = 0;
  /// `message.data` and `.control` come in with the size of the guest's buffers and go out with
  /// what was received; the value is that of recvmsg (with MSG_TRUNC the real length).
  virtual SysResult receive(SocketMessage& message, std::uint32_t flags) = 0;
  virtual SysResult shutdown(int how) = 0;
  virtual SysResult set_option(Task& task, int level, int name,
                               std::span<const std::byte> value) = 0;
  virtual OsResult<std::vector<std::byte>> option(int level, int name, std::size_t size) = 0;
  [[nodiscard]] bool keeps_message_borders() const override { return true; }
};

}  // namespace armillary::os
