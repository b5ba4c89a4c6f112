// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

namespace armillary::soc {

/// What takes the interrupt lines of an IO core: its NVIC. Numbers are IRQn, 0..99.
class InterruptSink {
 public:
  virtual ~InterruptSink() = default;
  /// A level line has changed. High makes the interrupt pending as long as it is high; low does
  /// not take a pending interrupt back (ARMv7-M, "level-sensitive and pulse interrupts").
  virtual void set_line(unsigned irq, bool level) = 0;
  /// An edge: pending once.
  virtual void pulse(unsigned irq) = 0;
};

}  // namespace armillary::soc
