// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>

#include "os/abi/signals.h"

namespace armillary::os {

/// Signals that wait to be delivered to a thread or a process. An ordinary signal waits once; of a
/// real-time signal every instance waits, in order, up to a limit.
class SignalQueue {
 public:
  static constexpr std::size_t kRealTimeLimit = 128;

  /// False: a real-time signal did not fit (EAGAIN for sigqueue).
  bool add(const SigInfo& info);
  [[nodiscard]] SignalSet pending() const { return pending_; }
  /// The lowest pending signal of `wanted`, which is then no longer pending.
  std::optional<SigInfo> take(SignalSet wanted);
  void discard(SignalSet signals);

 private:
  SignalSet pending_ = 0;
  std::deque<SigInfo> waiting_;
};

/// struct sigaction.
struct SignalAction {
  std::uint32_t handler = kSigDefault;
  std::uint32_t flags = 0;
  std::uint32_t restorer = 0;
  SignalSet mask = 0;
};

/// The actions of a process's threads.
struct SignalActions {
  std::array<SignalAction, kSigMax + 1> actions{};  ///< by number; 0 is not used
};

/// What a signal does without a handler.
enum class DefaultAction : std::uint8_t { terminate, dump, ignore, stop, resume };
DefaultAction default_action(int signal);
/// "SIGSEGV"; "signal 40" for those without a name.
std::string signal_name(int signal);

}  // namespace armillary::os
