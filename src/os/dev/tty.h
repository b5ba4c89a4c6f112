// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "os/abi/termios.h"
#include "os/dev/uart_port.h"
#include "os/os_result.h"
#include "os/wait_queue.h"
#include "sim/domain.h"

namespace armillary::os {

/// A serial line: its termios settings and what waits to be read, between a UART and the files that
/// are open on it. It is raw: no line editing, no echo, no output processing, which is what the
/// platform's library asks for; the rest of termios that concerns the bytes and the wire is served.
/// `domain` and `port` must outlive it.
class Tty {
 public:
  /// What Linux has for a line: the reader's page and what waits before it.
  static constexpr std::size_t kReceiveBuffer = 65'536;
  /// With flow control the other side is told to wait at this many bytes, and to go on at few.
  static constexpr std::size_t kThrottleAt = 4096 - 128, kGoOnAt = 128;

  Tty(sim::Domain& domain, UartPort& port, std::string name);
  Tty(const Tty&) = delete;
  Tty& operator=(const Tty&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }
  /// A file comes and goes. The first one sets the line up; -kEBUSY while one has it for itself.
  SysResult open(WaitQueue& waiters);
  void close(WaitQueue& waiters);
  /// TIOCEXCL: until the last file closes, no other may be opened.
  void set_exclusive(bool exclusive) { exclusive_ = exclusive; }

  [[nodiscard]] const Termios& termios() const { return termios_; }
  /// Speeds are those of the c_cflag unless it says BOTHER.
  void set_termios(const Termios& wanted);
  /// The settings ask for what a raw line does not do.
  [[nodiscard]] static bool wants_line_discipline(const Termios& wanted);

  /// How many came; 0: none wait.
  std::size_t read(std::span<std::byte> out);
  [[nodiscard]] std::size_t readable() const { return received_.size(); }
  void drop_received();
  [[nodiscard]] UartPort& port() { return port_; }
  /// TCXONC: TCOOFF 0, TCOON 1, TCIOFF 2, TCION 3.
  SysResult flow(std::uint32_t action);

 private:
  void receive(std::uint8_t byte, UartPort::Flaw flaw);
  [[nodiscard]] bool take_flow_character(std::uint8_t byte);
  void apply();
  void throttle(bool on);
  void wake(std::uint32_t events);

  sim::Domain& domain_;
  UartPort& port_;
  std::string name_;
  Termios termios_;
  std::deque<std::uint8_t> received_;
  std::vector<WaitQueue*> files_;
  bool exclusive_ = false, throttled_ = false, held_ = false;
};

}  // namespace armillary::os
