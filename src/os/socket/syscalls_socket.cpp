// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include <fmt/format.h>

#include "os/abi/sockets.h"
#include "os/call.h"
#include "os/kernel.h"
#include "os/process.h"
#include "os/socket/intercore_socket.h"
#include "os/socket/message_header.h"
#include "os/socket/socket_pair.h"
#include "os/socket/tcp_socket_file.h"
#include "os/socket/udp_socket_file.h"
#include "os/syscalls/families.h"

namespace armillary::os {

namespace {

constexpr std::uint32_t kLongestAddress = 128;  // struct sockaddr_storage
constexpr std::uint32_t kLongestOption = 256;
constexpr std::uint32_t kMostMessages = 1024;  // of sendmmsg and recvmmsg

OsResult<std::shared_ptr<SocketFile>> socket_of(Call& call) {
  const std::shared_ptr<File> file = call.file(call.arg(0));
  if (!file) return os_failure(kEBADF);
  auto socket = std::dynamic_pointer_cast<SocketFile>(file);
  if (!socket) return os_failure(kENOTSOCK);
  return socket;
}

SysResult add_socket(Call& call, std::shared_ptr<SocketFile> socket, std::uint32_t type) {
  socket->set_path(fmt::format("socket:[{}]", call.kernel().system_calls()));
  const auto added = call.process().files().add(std::move(socket), (type & kSockCloseOnExec) != 0);
  return added ? *added : -added.error();
}

SysResult refuse(Call& call, std::string_view what, int error) {
  call.kernel().warn(call.process(), what);
  return -error;
}

OsResult<std::shared_ptr<SocketFile>> make_inet(Call& call, net::Host& host, std::uint32_t type,
                                                std::uint32_t protocol, std::uint32_t flags) {
  if (type == kSockStream && (protocol == 0 || protocol == kProtocolTcp)) {
    return std::make_shared<TcpSocketFile>(host, flags);
  }
  if (type == kSockDatagram && (protocol == 0 || protocol == kProtocolUdp)) {
    return std::make_shared<UdpSocketFile>(host, flags);
  }
  refuse(call,
         fmt::format("socket(AF_INET) of type {} and protocol {} is not modelled", type, protocol),
         0);
  return os_failure(type == kSockStream || type == kSockDatagram ? kEPROTONOSUPPORT
                                                                 : kESOCKTNOSUPPORT);
}

SysResult sys_socket(Call& call) {
  const std::uint32_t family = call.arg(0), type = call.arg(1) & kSockTypeMask;
  const std::uint32_t flags = call.arg(1) & ~kSockTypeMask;
  if ((flags & ~(kSockNonblock | kSockCloseOnExec)) != 0) return -kEINVAL;
  const std::uint32_t file_flags = (flags & kSockNonblock) != 0 ? kONonblock : 0;
  const SocketServices& services = call.kernel().socket_services();
  if (family == kAfInet && services.network != nullptr) {
    auto made = make_inet(call, *services.network, type, call.arg(2), file_flags);
    return made ? add_socket(call, std::move(*made), flags) : -made.error();
  }
  if (family == kAfAzspio && services.cores != nullptr) {
    if (type != kSockDatagram) return -kEPROTOTYPE;
    return add_socket(call, std::make_shared<IntercoreSocket>(*services.cores, file_flags), flags);
  }
  return refuse(call, fmt::format("socket() of address family {} is not modelled", family),
                kEAFNOSUPPORT);
}

SysResult sys_socketpair(Call& call) {
  const std::uint32_t type = call.arg(1) & kSockTypeMask;
  const std::uint32_t flags = call.arg(1) & ~kSockTypeMask;
  constexpr std::uint32_t kSequencedPacket = 5;
  if ((flags & ~(kSockNonblock | kSockCloseOnExec)) != 0) return -kEINVAL;
  if (call.arg(0) != kAfUnix) return -kEOPNOTSUPP;
  if (type != kSockStream && type != kSockDatagram && type != kSequencedPacket) {
    return -kESOCKTNOSUPPORT;
  }
  auto [first, second] = PairSocket::make(type, (flags & kSockNonblock) != 0 ? kONonblock : 0);
  const SysResult a = add_socket(call, std::move(first), flags);
  if (a < 0) return a;
  const SysResult b = add_socket(call, std::move(second), flags);
  FileTable& files = call.process().files();
  if (b < 0) {
    files.close(static_cast<int>(a));
    return b;
  }
  const std::array<std::int32_t, 2> pair{static_cast<std::int32_t>(a),
                                         static_cast<std::int32_t>(b)};
  if (call.memory().put(call.arg(3), pair)) return 0;
  files.close(pair[0]);
  files.close(pair[1]);
  return -kEFAULT;
}

// Addresses -------------------------------------------------------------------------------------

OsResult<std::vector<std::byte>> read_address(Call& call, std::uint32_t address,
                                              std::uint32_t length) {
  if (length > kLongestAddress) return os_failure(kEINVAL);
  std::vector<std::byte> bytes(length);
  if (!call.memory().copy_in(address, bytes)) return os_failure(kEFAULT);
  return bytes;
}

/// As Linux: as much as fits, and the real length.
SysResult write_address(Call& call, const std::vector<std::byte>& bytes, std::uint32_t address,
                        std::uint32_t length_address) {
  std::int32_t room = 0;
  if (!call.memory().get(length_address, room)) return -kEFAULT;
  if (room < 0) return -kEINVAL;
  const std::size_t count = std::min(bytes.size(), static_cast<std::size_t>(room));
  if (!call.memory().copy_out(address, std::span(bytes).first(count)) ||
      !call.memory().put(length_address, static_cast<std::uint32_t>(bytes.size()))) {
    return -kEFAULT;
  }
  return 0;
}

SysResult sys_bind(Call& call) {
  const auto socket = socket_of(call);
  if (!socket) return -socket.error();
  const auto address = read_address(call, call.arg(1), call.arg(2));
  return address ? (*socket)->bind(call.task(), *address) : -address.error();
}

SysResult wait(Call& call, SocketFile& socket) {
  call.wait_on(socket.waiters());
  return call.block(Restart::if_asked);
}

SysResult sys_connect(Call& call) {
  const auto found = socket_of(call);
  if (!found) return -found.error();
  SocketFile& socket = **found;
  const auto address = read_address(call, call.arg(1), call.arg(2));
  if (!address) return -address.error();
  const SysResult result = socket.connect(call.task(), *address);
  const bool pending = result == -kEINPROGRESS || (result == -kEALREADY && !call.first_try());
  if (!pending || socket.nonblocking()) return result;
  if (call.first_try() && socket.send_timeout() > 0) {
    call.set_timeout(sim::Duration(socket.send_timeout()));
  }
  if (call.deadline_passed()) return -kEINPROGRESS;
  return wait(call, socket);
}

SysResult sys_listen(Call& call) {
  const auto socket = socket_of(call);
  return socket ? (*socket)->listen(call.task(), call.signed_arg(1)) : -socket.error();
}

SysResult do_accept(Call& call, std::uint32_t flags) {
  const auto found = socket_of(call);
  if (!found) return -found.error();
  if ((flags & ~(kSockNonblock | kSockCloseOnExec)) != 0) return -kEINVAL;
  SocketFile& socket = **found;
  auto accepted = socket.accept((flags & kSockNonblock) != 0 ? kONonblock : 0);
  if (!accepted) {
    if (accepted.error() != kEAGAIN || socket.nonblocking()) return -accepted.error();
    if (call.first_try() && socket.receive_timeout() > 0) {
      call.set_timeout(sim::Duration(socket.receive_timeout()));
    }
    return call.deadline_passed() ? -kEAGAIN : wait(call, socket);
  }
  if (call.arg(1) != 0) {
    const auto peer = (*accepted)->peer_address();
    const SysResult told =
        write_address(call, peer ? *peer : std::vector<std::byte>{}, call.arg(1), call.arg(2));
    if (told < 0) return told;
  }
  return add_socket(call, std::move(*accepted), flags);
}
SysResult sys_accept(Call& call) { return do_accept(call, 0); }
SysResult sys_accept4(Call& call) { return do_accept(call, call.arg(3)); }

SysResult sys_getsockname(Call& call) {
  const auto socket = socket_of(call);
  if (!socket) return -socket.error();
  const auto address = (*socket)->local_address();
  return address ? write_address(call, *address, call.arg(1), call.arg(2)) : -address.error();
}

SysResult sys_getpeername(Call& call) {
  const auto socket = socket_of(call);
  if (!socket) return -socket.error();
  const auto address = (*socket)->peer_address();
  return address ? write_address(call, *address, call.arg(1), call.arg(2)) : -address.error();
}

SysResult sys_shutdown(Call& call) {
  const auto socket = socket_of(call);
  return socket ? (*socket)->shutdown(call.signed_arg(1)) : -socket.error();
}

// Sending ---------------------------------------------------------------------------------------

/// A stream moves everything before it returns, unless it must not wait; progress() counts.
SysResult send_message(Call& call, SocketFile& socket, const MessageHeader& header,
                       std::uint32_t flags) {
  const bool stream = !socket.keeps_message_borders();
  SocketMessage message;
  std::vector<std::byte> bytes(header.size());
  if (!header.gather(call.memory(), bytes)) return -kEFAULT;
  if (header.name_length != 0) {
    auto address = read_address(call, header.name, header.name_length);
    if (!address) return -address.error();
    message.address = std::move(*address);
  }
  const bool waits = !socket.nonblocking() && (flags & kMsgDontWait) == 0;
  if (call.first_try() && waits && socket.send_timeout() > 0) {
    call.set_timeout(sim::Duration(socket.send_timeout()));
  }
  std::uint64_t& done = call.progress();
  for (;;) {
    message.data.assign(bytes.begin() + static_cast<std::ptrdiff_t>(done), bytes.end());
    const SysResult sent = socket.send(call.task(), message, flags);
    if (sent >= 0) {
      done += static_cast<std::uint64_t>(sent);
      if (!stream || done >= bytes.size() || sent == 0) return static_cast<SysResult>(done);
      continue;
    }
    if (sent == -kEAGAIN && waits && !call.deadline_passed()) {
      if (done != 0 && call.interrupted()) return static_cast<SysResult>(done);
      return wait(call, socket);
    }
    if (done != 0) return static_cast<SysResult>(done);
    if (sent == -kEPIPE && stream && (flags & kMsgNoSignal) == 0) {
      SigInfo info;
      info.signal = kSigPipe;
      call.kernel().send_signal(call.task(), info);
    }
    return sent;
  }
}

SysResult send_plain(Call& call, std::uint32_t name, std::uint32_t name_length) {
  const auto socket = socket_of(call);
  if (!socket) return -socket.error();
  if (call.signed_arg(2) < 0) return -kEINVAL;
  MessageHeader header;
  header.name = name;
  header.name_length = name == 0 ? 0 : name_length;
  header.parts = {{call.arg(1), call.arg(2)}};
  return send_message(call, **socket, header, call.arg(3));
}
SysResult sys_send(Call& call) { return send_plain(call, 0, 0); }
SysResult sys_sendto(Call& call) { return send_plain(call, call.arg(4), call.arg(5)); }

SysResult sys_sendmsg(Call& call) {
  const auto socket = socket_of(call);
  if (!socket) return -socket.error();
  const auto header = MessageHeader::read(call.memory(), call.arg(1));
  if (!header) return -header.error();
  if (header->control_length != 0 && header->control != 0) {
    return refuse(call, "sendmsg() with control data (SCM_RIGHTS...) is not modelled", kEOPNOTSUPP);
  }
  return send_message(call, **socket, *header, call.arg(2));
}

// Receiving -------------------------------------------------------------------------------------

struct Received {
  SysResult result = 0;
  SocketMessage message;
};

/// kBlocked in `result`: the call waits.
Received receive_message(Call& call, SocketFile& socket, const MessageHeader& header,
                         std::uint32_t flags) {
  const bool waits = !socket.nonblocking() && (flags & kMsgDontWait) == 0;
  if (call.first_try() && waits && socket.receive_timeout() > 0) {
    call.set_timeout(sim::Duration(socket.receive_timeout()));
  }
  Received received;
  std::uint64_t& done = call.progress();  // of a stream under MSG_WAITALL
  const std::size_t wanted = header.size();
  const bool all =
      (flags & kMsgWaitAll) != 0 && !socket.keeps_message_borders() && (flags & kMsgPeek) == 0;
  for (;;) {
    received.message.data.assign(wanted - static_cast<std::size_t>(done), std::byte{});
    received.result = socket.receive(received.message, flags);
    if (received.result == -kEAGAIN && waits && !call.deadline_passed()) {
      if (done != 0 && call.interrupted()) break;
      received.result = wait(call, socket);
      return received;
    }
    if (received.result <= 0 && done != 0) break;
    if (received.result < 0) return received;
    MessageHeader rest = header;
    for (std::uint64_t skip = done; skip != 0;) {
      MessageHeader::Part& first = rest.parts.front();
      const auto part = static_cast<std::uint32_t>(std::min<std::uint64_t>(skip, first.length));
      first.address += part;
      first.length -= part;
      skip -= part;
      if (first.length == 0) rest.parts.erase(rest.parts.begin());
    }
    if (!rest.scatter(call.memory(), received.message.data)) {
      received.result = -kEFAULT;
      return received;
    }
    if (!all) return received;
    done += static_cast<std::uint64_t>(received.result);
    if (received.result == 0 || done >= wanted) break;
  }
  received.result = static_cast<SysResult>(done);
  return received;
}

SysResult receive_plain(Call& call, std::uint32_t name, std::uint32_t length_address) {
  const auto socket = socket_of(call);
  if (!socket) return -socket.error();
  if (call.signed_arg(2) < 0) return -kEINVAL;
  MessageHeader header;
  header.parts = {{call.arg(1), call.arg(2)}};
  const Received received = receive_message(call, **socket, header, call.arg(3));
  if (received.result >= 0 && name != 0) {
    const SysResult told = write_address(call, received.message.address, name, length_address);
    if (told < 0) return told;
  }
  return received.result;
}
SysResult sys_recv(Call& call) { return receive_plain(call, 0, 0); }
SysResult sys_recvfrom(Call& call) { return receive_plain(call, call.arg(4), call.arg(5)); }

/// Writes name, control length and flags back into the struct msghdr at `address`.
SysResult finish_header(Call& call, std::uint32_t address, const MessageHeader& header,
                        const Received& received) {
  constexpr std::uint32_t kNameLength = 4, kControlLength = 20, kFlags = 24;
  const std::vector<std::byte>& from = received.message.address;
  GuestMemory& memory = call.memory();
  if (header.name != 0) {
    const std::size_t count = std::min<std::size_t>(from.size(), header.name_length);
    if (!memory.copy_out(header.name, std::span(from).first(count)) ||
        !memory.put(address + kNameLength, static_cast<std::uint32_t>(from.size()))) {
      return -kEFAULT;
    }
  }
  if (!memory.put(address + kControlLength, std::uint32_t{0}) ||
      !memory.put(address + kFlags, received.message.flags)) {
    return -kEFAULT;
  }
  return received.result;
}

SysResult sys_recvmsg(Call& call) {
  const auto socket = socket_of(call);
  if (!socket) return -socket.error();
  const auto header = MessageHeader::read(call.memory(), call.arg(1));
  if (!header) return -header.error();
  const Received received = receive_message(call, **socket, *header, call.arg(2));
  return received.result < 0 ? received.result
                             : finish_header(call, call.arg(1), *header, received);
}

// Options ---------------------------------------------------------------------------------------

SysResult sys_setsockopt(Call& call) {
  const auto socket = socket_of(call);
  if (!socket) return -socket.error();
  const std::int32_t length = call.signed_arg(4);
  if (length < 0) return -kEINVAL;
  std::vector<std::byte> value(std::min(static_cast<std::uint32_t>(length), kLongestOption));
  if (!call.memory().copy_in(call.arg(3), value)) return -kEFAULT;
  const SysResult result =
      (*socket)->set_option(call.task(), call.signed_arg(1), call.signed_arg(2), value);
  if (result == -kENOPROTOOPT) {
    call.kernel().warn(call.process(),
                       fmt::format("setsockopt() level {} option {} is not modelled",
                                   call.signed_arg(1), call.signed_arg(2)));
  }
  return result;
}

SysResult sys_getsockopt(Call& call) {
  const auto socket = socket_of(call);
  if (!socket) return -socket.error();
  std::int32_t length = 0;
  if (!call.memory().get(call.arg(4), length)) return -kEFAULT;
  if (length < 0) return -kEINVAL;
  const auto value =
      (*socket)->option(call.signed_arg(1), call.signed_arg(2),
                        std::min(static_cast<std::uint32_t>(length), kLongestOption));
  if (!value) return -value.error();
  if (!call.memory().copy_out(call.arg(3), *value) ||
      !call.memory().put(call.arg(4), static_cast<std::uint32_t>(value->size()))) {
    return -kEFAULT;
  }
  return 0;
}

/// sendmmsg and recvmmsg move one message a call here: callers take the count that comes back.
SysResult one_of_many(Call& call, SysResult (*one)(Call&, std::uint32_t address)) {
  constexpr std::uint32_t kLength = 28;  // msg_len behind the struct msghdr
  if (call.arg(2) == 0) return 0;
  if (call.arg(2) > kMostMessages) return -kEINVAL;
  const SysResult moved = one(call, call.arg(1));
  if (moved < 0) return moved;
  return call.memory().put(call.arg(1) + kLength, static_cast<std::uint32_t>(moved)) ? 1 : -kEFAULT;
}

SysResult sys_sendmmsg(Call& call) {
  return one_of_many(call, [](Call& inner, std::uint32_t address) -> SysResult {
    const auto socket = socket_of(inner);
    if (!socket) return -socket.error();
    const auto header = MessageHeader::read(inner.memory(), address);
    return header ? send_message(inner, **socket, *header, inner.arg(3)) : -header.error();
  });
}

SysResult sys_recvmmsg(Call& call) {
  return one_of_many(call, [](Call& inner, std::uint32_t address) -> SysResult {
    const auto socket = socket_of(inner);
    if (!socket) return -socket.error();
    const auto header = MessageHeader::read(inner.memory(), address);
    if (!header) return -header.error();
    const Received received = receive_message(inner, **socket, *header, inner.arg(3));
    return received.result < 0 ? received.result : finish_header(inner, address, *header, received);
  });
}

constexpr std::array kCalls{
    SyscallEntry{281, "socket", sys_socket},
    SyscallEntry{282, "bind", sys_bind},
    SyscallEntry{283, "connect", sys_connect},
    SyscallEntry{284, "listen", sys_listen},
    SyscallEntry{285, "accept", sys_accept},
    SyscallEntry{286, "getsockname", sys_getsockname},
    SyscallEntry{287, "getpeername", sys_getpeername},
    SyscallEntry{288, "socketpair", sys_socketpair},
    SyscallEntry{289, "send", sys_send},
    SyscallEntry{290, "sendto", sys_sendto},
    SyscallEntry{291, "recv", sys_recv},
    SyscallEntry{292, "recvfrom", sys_recvfrom},
    SyscallEntry{293, "shutdown", sys_shutdown},
    SyscallEntry{294, "setsockopt", sys_setsockopt},
    SyscallEntry{295, "getsockopt", sys_getsockopt},
    SyscallEntry{296, "sendmsg", sys_sendmsg},
    SyscallEntry{297, "recvmsg", sys_recvmsg},
    SyscallEntry{365, "recvmmsg", sys_recvmmsg},
    SyscallEntry{366, "accept4", sys_accept4},
    SyscallEntry{374, "sendmmsg", sys_sendmmsg},
};

}  // namespace

SyscallFamily socket_syscalls() { return kCalls; }

}  // namespace armillary::os
