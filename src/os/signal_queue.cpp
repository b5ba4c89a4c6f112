// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/signal_queue.h"

#include <algorithm>
#include <bit>
#include <string_view>

#include <fmt/format.h>

namespace armillary::os {

bool SignalQueue::add(const SigInfo& info) {
  if (info.signal < kSigRtMin) {
    if ((pending_ & signal_bit(info.signal)) != 0) return true;
  } else {
    const auto same = std::count_if(waiting_.begin(), waiting_.end(),
                                    [](const SigInfo& other) { return other.signal >= kSigRtMin; });
    if (static_cast<std::size_t>(same) >= kRealTimeLimit) return false;
  }
  pending_ |= signal_bit(info.signal);
  waiting_.push_back(info);
  return true;
}

std::optional<SigInfo> SignalQueue::take(SignalSet wanted) {
  const SignalSet ready = pending_ & wanted;
  if (ready == 0) return std::nullopt;
  const int signal = std::countr_zero(ready) + 1;
  const auto is_it = [signal](const SigInfo& info) { return info.signal == signal; };
  const auto found = std::find_if(waiting_.begin(), waiting_.end(), is_it);
  const SigInfo info = *found;
  waiting_.erase(found);
  if (std::none_of(waiting_.begin(), waiting_.end(), is_it)) pending_ &= ~signal_bit(signal);
  return info;
}

void SignalQueue::discard(SignalSet signals) {
  pending_ &= ~signals;
  std::erase_if(waiting_, [signals](const SigInfo& info) {
    return (signal_bit(info.signal) & signals) != 0;
  });
}

DefaultAction default_action(int signal) {
  switch (signal) {
    case kSigChld:
    case kSigUrg:
    case kSigWinch:
      return DefaultAction::ignore;
    case kSigCont:
      return DefaultAction::resume;
    case kSigStop:
    case kSigTstp:
    case kSigTtin:
    case kSigTtou:
      return DefaultAction::stop;
    case kSigQuit:
    case kSigIll:
    case kSigTrap:
    case kSigAbrt:
    case kSigBus:
    case kSigFpe:
    case kSigSegv:
    case kSigXcpu:
    case kSigXfsz:
    case kSigSys:
      return DefaultAction::dump;
    default:
      return DefaultAction::terminate;
  }
}

std::string signal_name(int signal) {
  static constexpr std::array<std::string_view, 32> kNames{
      "",          "SIGHUP",  "SIGINT",    "SIGQUIT", "SIGILL",   "SIGTRAP", "SIGABRT", "SIGBUS",
      "SIGFPE",    "SIGKILL", "SIGUSR1",   "SIGSEGV", "SIGUSR2",  "SIGPIPE", "SIGALRM", "SIGTERM",
      "SIGSTKFLT", "SIGCHLD", "SIGCONT",   "SIGSTOP", "SIGTSTP",  "SIGTTIN", "SIGTTOU", "SIGURG",
      "SIGXCPU",   "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO",   "SIGPWR",  "SIGSYS"};
  if (signal > 0 && signal < 32) return std::string(kNames[static_cast<std::size_t>(signal)]);
  return fmt::format("signal {}", signal);
}

}  // namespace armillary::os
