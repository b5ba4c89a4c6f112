// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/dev/tty.h"

#include <algorithm>
#include <utility>

#include "os/abi/files.h"

namespace armillary::os {

namespace {

Termios raw_line() {
  Termios termios;
  termios.control = 0xDU | kSize8 | kReceive | kHangUp | kLocal;  // B9600
  termios.characters[kCcMin] = 1;
  termios.characters[kCcStart] = 0x11;
  termios.characters[kCcStop] = 0x13;
  termios.input_speed = termios.output_speed = 9600;
  return termios;
}

UartSettings settings_of(const Termios& termios) {
  UartSettings settings;
  settings.baud = termios.output_speed;
  settings.data_bits = 5 + ((termios.control & kSizeMask) >> 4);
  settings.two_stop_bits = (termios.control & kTwoStopBits) != 0;
  if ((termios.control & kParity) != 0) {
    settings.parity = (termios.control & kParityOdd) != 0 ? UartSettings::Parity::odd
                                                          : UartSettings::Parity::even;
  }
  settings.rts_cts = (termios.control & kRtsCts) != 0;
  return settings;
}

}  // namespace

Tty::Tty(sim::Domain& domain, UartPort& port, std::string name)
    : domain_(domain), port_(port), name_(std::move(name)), termios_(raw_line()) {
  port_.listen({[this](std::uint8_t byte, UartPort::Flaw flaw) { receive(byte, flaw); },
                [this] { wake(kEpollOut); }});
}

SysResult Tty::open(WaitQueue& waiters) {
  if (exclusive_) return -kEBUSY;
  if (files_.empty()) {
    received_.clear();
    throttled_ = held_ = false;
    port_.open();
    apply();
  }
  files_.push_back(&waiters);
  return 0;
}

void Tty::close(WaitQueue& waiters) {
  std::erase(files_, &waiters);
  if (!files_.empty()) return;
  exclusive_ = false;
  port_.close();
}

bool Tty::wants_line_discipline(const Termios& wanted) {
  return (wanted.output & kPostProcess) != 0 || (wanted.local & (kCanonical | kEcho)) != 0 ||
         (wanted.characters[kCcMin] == 0 && wanted.characters[kCcTime] != 0);
}

void Tty::set_termios(const Termios& wanted) {
  termios_ = wanted;
  if ((wanted.control & kBaudMask) != kBaudOther) {
    const std::uint32_t baud = baud_of(wanted.control);
    // B0 hangs up; the speed stays for the next time.
    termios_.output_speed = termios_.input_speed = baud == 0 ? 9600 : baud;
  }
  if ((wanted.input & kXonOut) == 0 && std::exchange(held_, false)) port_.hold(false);
  apply();
}

void Tty::apply() { port_.configure(settings_of(termios_)); }

std::size_t Tty::read(std::span<std::byte> out) {
  const std::size_t count = std::min(out.size(), received_.size());
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<std::byte>(received_[i]);
  received_.erase(received_.begin(), received_.begin() + static_cast<std::ptrdiff_t>(count));
  if (received_.size() <= kGoOnAt) throttle(false);
  return count;
}

void Tty::drop_received() {
  received_.clear();
  throttle(false);
}

SysResult Tty::flow(std::uint32_t action) {
  switch (action) {
    case 0:
      port_.hold(true);
      return 0;
    case 1:
      port_.hold(held_ = false);
      return 0;
    case 2:
      port_.send_at_once(termios_.characters[kCcStop]);
      return 0;
    case 3:
      port_.send_at_once(termios_.characters[kCcStart]);
      return 0;
    default:
      return -kEINVAL;
  }
}

bool Tty::take_flow_character(std::uint8_t byte) {
  if ((termios_.input & kXonOut) == 0) return false;
  const bool stop = byte == termios_.characters[kCcStop];
  const bool start = byte == termios_.characters[kCcStart];
  const bool any = held_ && (termios_.input & kXonAny) != 0;
  if (stop && !held_) port_.hold(held_ = true);
  if (!stop && (start || any) && held_) port_.hold(held_ = false);
  return stop || start;
}

void Tty::receive(std::uint8_t byte, UartPort::Flaw flaw) {
  const std::uint32_t input = termios_.input;
  if ((termios_.control & kReceive) == 0) return;
  if (flaw == UartPort::Flaw::line_break) {
    if ((input & kIgnoreBreak) != 0) return;
    byte = 0;
  } else if (flaw != UartPort::Flaw::none) {
    if ((input & kIgnoreParity) != 0) return;
  } else {
    if ((input & kStrip) != 0) byte &= 0x7FU;
    if (take_flow_character(byte)) return;
    if (byte == '\r') {
      if ((input & kIgnoreReturn) != 0) return;
      if ((input & kReturnToNewline) != 0) byte = '\n';
    } else if (byte == '\n' && (input & kNewlineToReturn) != 0) {
      byte = '\r';
    }
  }
  if (received_.size() >= kReceiveBuffer) {
    domain_.journal().warn_once(domain_.name() + ".os",
                                name_ +
                                    ": more than 65536 bytes wait to be read; the app does not "
                                    "read them, and what comes now is lost");
    return;
  }
  received_.push_back(byte);
  if (received_.size() >= kThrottleAt) throttle(true);
  wake(kEpollIn);
}

void Tty::throttle(bool on) {
  if (throttled_ == on) return;
  const bool by_wire = (termios_.control & kRtsCts) != 0;
  const bool by_character = (termios_.input & kXonIn) != 0;
  if (on && !by_wire && !by_character) return;
  throttled_ = on;
  if (by_wire || !on) port_.throttle(on);
  if (by_character) port_.send_at_once(termios_.characters[on ? kCcStop : kCcStart]);
}

void Tty::wake(std::uint32_t events) {
  // Who is woken may close its file.
  const std::vector<WaitQueue*> files = files_;
  for (WaitQueue* file : files) {
    if (std::find(files_.begin(), files_.end(), file) != files_.end()) file->wake(events);
  }
}

}  // namespace armillary::os
