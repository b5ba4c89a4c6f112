// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <limits>

#include <tl/expected.hpp>

#include "os/abi/errno.h"

namespace armillary::os {

/// What a system call answers: a value of 0 or more, or a negative error number (`-kENOENT`).
/// Values above 2^31 are addresses (mmap).
using SysResult = std::int64_t;

/// A handler's answer when the thread waits; see Call::block(). Never reaches the guest.
inline constexpr SysResult kBlocked = std::numeric_limits<SysResult>::min();
/// A handler's answer when it has set the registers itself (sigreturn, execve) or when the thread
/// is gone (exit).
inline constexpr SysResult kNoAnswer = kBlocked + 1;

/// A value, or the positive error number (`kENOENT`) why there is none.
template <class T>
using OsResult = tl::expected<T, int>;

/// `return os_failure(kENOENT);` from a function that returns an OsResult.
inline tl::unexpected<int> os_failure(int error) { return tl::unexpected<int>(error); }

}  // namespace armillary::os
