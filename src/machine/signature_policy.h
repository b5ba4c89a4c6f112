// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <armillary/device_config.h>

#include "base/result.h"
#include "image/signature_check.h"

namespace armillary::machine {

/// The policy with the keys that the configuration names by their files.
Result<image::SignaturePolicy> read_signature_policy(const SignatureConfig& config);

}  // namespace armillary::machine
