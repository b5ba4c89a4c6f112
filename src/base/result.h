// SPDX-License-Identifier: GPL-2.0-or-later
//
// base/ holds what every room needs and what belongs to none: the result type, bytes, GUIDs,
// hashes, text helpers and logging. It knows nothing of the simulated device.
#pragma once

// Error, ErrorKind and Result<T> are part of the public API.
#include <armillary/result.h>
