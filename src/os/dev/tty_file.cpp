// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/tty_file.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "os/call.h"
#include "os/dev/unserved_request.h"
#include "os/kernel.h"

namespace armillary::os {

namespace {

constexpr std::size_t kPollOut = 256;  // WAKEUP_CHARS of Linux

}  // namespace

SysResult TtyFile::read(std::span<std::byte> out) {
  if (out.empty()) return 0;
  const std::size_t wanted = std::min<std::size_t>(out.size(), tty_.termios().characters[kCcMin]);
  // VMIN is for who waits; without it a read never does.
  if (tty_.readable() < (nonblocking() ? std::min<std::size_t>(wanted, 1) : wanted)) {
    return -kEAGAIN;
  }
  return static_cast<SysResult>(tty_.read(out));
}

SysResult TtyFile::write(std::span<const std::byte> in) {
  if (in.empty()) return 0;
  const std::size_t count = tty_.port().send(in);
  return count == 0 ? -kEAGAIN : static_cast<SysResult>(count);
}

std::uint32_t TtyFile::poll() const {
  std::uint32_t events = 0;
  if (tty_.readable() >= std::max<std::size_t>(1, tty_.termios().characters[kCcMin])) {
    events |= kEpollIn;
  }
  if (tty_.port().waiting() < kPollOut) events |= kEpollOut;
  return events;
}

OsResult<Stat> TtyFile::stat() const {
  Stat stat;
  stat.mode = kModeCharacter | 0660;
  stat.inode = 20;
  return stat;
}

SysResult TtyFile::ioctl(Task& task, std::uint32_t request, std::uint32_t argument) {
  switch (request) {
    case kTcGets:
      return get_termios(task, argument, kShortTermios);
    case kTcGets2:
      return get_termios(task, argument, sizeof(Termios));
    case kTcSets:
    case kTcSetsWait:
    case kTcSetsFlush:
    case kTcSets2:
    case kTcSetsWait2:
    case kTcSetsFlush2:
      return set_termios(task, request, argument);
    case kTcSendBreak:
    case kTcSendBreakPosix:
      return send_break(task, request, argument);
    case kTtyStartBreak:
    case kTtyEndBreak:
      tty_.port().set_break(request == kTtyStartBreak);
      return 0;
    case kTcFlow:
      return tty_.flow(argument);
    case kTcFlush:
      return flush(argument);
    case kTtyExclusive:
    case kTtyShared:
      tty_.set_exclusive(request == kTtyExclusive);
      return 0;
    case kTtyOutQueue:
      return task.memory().put(argument, static_cast<std::uint32_t>(tty_.port().unsent()))
                 ? 0
                 : -kEFAULT;
    case kTtyInQueue:
      return task.memory().put(argument, static_cast<std::uint32_t>(tty_.readable())) ? 0
                                                                                      : -kEFAULT;
    case kTtyWindowSize:
      return task.memory().put(argument, std::array<std::uint16_t, 4>{}) ? 0 : -kEFAULT;
    case kTtyGetModem:
      return modem_lines(task, argument);
    case kTtySetModem:
    case kTtySetModemBits:
    case kTtyClearModemBits:
      return set_modem_lines(task, request, argument);
    default:
      return unserved_request(task, "/dev/" + tty_.name(), request, kENOTTY);
  }
}

SysResult TtyFile::get_termios(Task& task, std::uint32_t argument, std::size_t size) {
  const Termios& termios = tty_.termios();
  const auto bytes = std::as_bytes(std::span<const Termios, 1>(&termios, 1)).first(size);
  return task.memory().copy_out(argument, bytes) ? 0 : -kEFAULT;
}

SysResult TtyFile::set_termios(Task& task, std::uint32_t request, std::uint32_t argument) {
  const bool wide = (request >> 16) != 0;
  Termios wanted = tty_.termios();
  auto bytes = std::as_writable_bytes(std::span<Termios, 1>(&wanted, 1));
  if (!task.memory().copy_in(argument, bytes.first(wide ? bytes.size() : kShortTermios))) {
    return -kEFAULT;
  }
  const bool waits = request != kTcSets && request != kTcSets2;
  if (waits && !tty_.port().idle()) return wait_until_sent(task);
  if (request == kTcSetsFlush || request == kTcSetsFlush2) tty_.drop_received();
  if (Tty::wants_line_discipline(wanted)) {
    task.kernel().warn(task.process(),
                       "/dev/" + tty_.name() +
                           ": line editing, echo, output processing and VTIME are not modelled; "
                           "the line stays raw (cfmakeraw)");
  }
  tty_.set_termios(wanted);
  return 0;
}

SysResult TtyFile::wait_until_sent(Task& task) {
  Call call(task.kernel(), task);
  call.wait_on(waiters());
  return call.block(Restart::if_asked);
}

SysResult TtyFile::flush(std::uint32_t queue) {
  if (queue > 2) return -kEINVAL;
  if (queue != 1) tty_.drop_received();
  if (queue != 0) tty_.port().drop_unsent();
  return 0;
}

SysResult TtyFile::send_break(Task& task, std::uint32_t request, std::uint32_t argument) {
  Call call(task.kernel(), task);
  if (!tty_.port().idle() && call.progress() == 0) return wait_until_sent(task);
  // tcdrain is a break of no length.
  if (request == kTcSendBreak && argument != 0) return 0;
  if (call.progress() == 0) {
    call.progress() = 1;
    tty_.port().set_break(true);
    const std::uint32_t tenths = request == kTcSendBreakPosix && argument != 0 ? argument : 0;
    task.call.deadline = call.now() + (tenths == 0 ? std::chrono::milliseconds{250}
                                                   : std::chrono::milliseconds{100} * tenths);
  }
  if (!call.deadline_passed() && !call.interrupted()) return call.block(Restart::never);
  tty_.port().set_break(false);
  return call.deadline_passed() ? 0 : -kEINTR;
}

SysResult TtyFile::modem_lines(Task& task, std::uint32_t argument) {
  // The block has no carrier and no DSR: as in Linux' mctrl_gpio they count as there.
  std::uint32_t lines = kModemCarrier | kModemDsr | kModemDtr;
  if (tty_.port().request_to_send()) lines |= kModemRts;
  if (tty_.port().clear_to_send()) lines |= kModemCts;
  return task.memory().put(argument, lines) ? 0 : -kEFAULT;
}

SysResult TtyFile::set_modem_lines(Task& task, std::uint32_t request, std::uint32_t argument) {
  std::uint32_t lines = 0;
  if (!task.memory().get(argument, lines)) return -kEFAULT;
  const bool named = (lines & kModemRts) != 0;
  if (request == kTtySetModem) {
    tty_.port().set_request_to_send(named);
  } else if (named) {
    tty_.port().set_request_to_send(request == kTtySetModemBits);
  }
  return 0;
}

}  // namespace armillary::os
