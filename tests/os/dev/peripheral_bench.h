// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "os/call.h"
#include "os/dev/guest_app.h"
#include "soc/bus.h"
#include "soc/io_core.h"
#include "soc/pads.h"
#include "soc/pin_uses.h"

namespace armillary::os {

/// An app that does not run beside the blocks of the A7's side of the chip. System calls on a
/// device are made for it, and virtual time passes while one waits.
class PeripheralBench {
 public:
  explicit PeripheralBench(image::Capabilities capabilities) : guest(std::move(capabilities)) {
    soc::watch_pin_uses(bus, pads);
  }
  PeripheralBench(const PeripheralBench&) = delete;
  PeripheralBench& operator=(const PeripheralBench&) = delete;

  [[nodiscard]] sim::Time now() { return guest.domain().now(); }
  void run_for(sim::Duration span) { guest.domain().run_window(now() + span); }
  /// The app's files go before the drivers: call it in the destructor of who has those.
  void close_files() { guest.process().files().close_all(); }

  File& file(SysResult descriptor) {
    return *guest.process().files().get(static_cast<int>(descriptor));
  }
  /// A call that may sleep: it is tried until it has an answer, or for ten seconds.
  template <class F>
  SysResult until_done(F call) {
    const sim::Time end = now() + std::chrono::seconds{10};
    CallState& state = guest.task().call;
    state = {};
    SysResult result = call();
    while ((result == kBlocked || result == -kEAGAIN) && now() < end) {
      ++state.tries;
      const sim::Time limit = state.deadline ? std::min(*state.deadline, end) : end;
      const sim::Time next = std::min(guest.domain().next_activity(), limit);
      guest.domain().run_window(std::max(next, now()) + sim::Duration{1});
      result = call();
    }
    state = {};
    return result;
  }
  template <class T>
  SysResult ioctl(SysResult descriptor, std::uint32_t request, T* argument) {
    return until_done([&] { return guest.ioctl(descriptor, request, argument); });
  }
  SysResult ioctl(SysResult descriptor, std::uint32_t request, std::uint32_t argument) {
    return until_done([&] { return guest.ioctl(descriptor, request, argument); });
  }

  GuestApp guest;
  soc::Bus bus{soc::DeviceContext{guest.domain()}};
  soc::Pads pads{guest.domain()};
  soc::PinPeripherals blocks{soc::DeviceContext{guest.domain()}, bus, pads};
};

inline std::vector<std::byte> bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

}  // namespace armillary::os
