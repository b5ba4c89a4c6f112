// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "os/guest_memory.h"
#include "os/signal_queue.h"
#include "os/task.h"

namespace armillary::os {

/// siginfo_t of 32-bit ARM, 128 bytes.
inline constexpr std::size_t kSigInfoSize = 128;
std::vector<std::byte> encode_sig_info(const SigInfo& info);

/// Puts the frame of arch/arm/kernel/signal.c on the thread's stack (or its alternate one) and
/// points its registers at the handler. `task.context` is up to date. False: the stack cannot take
/// it; nothing has changed.
bool push_signal_frame(Task& task, const SigInfo& info, const SignalAction& action,
                       SignalSet mask_to_restore);

/// sigreturn and rt_sigreturn: the registers from the frame at the stack pointer. The mask that was
/// in it, or nothing when the frame cannot be read or is not one.
std::optional<SignalSet> pop_signal_frame(Task& task, bool real_time);

}  // namespace armillary::os
