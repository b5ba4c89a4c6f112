// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "net/address.h"
#include "os/os_result.h"

namespace armillary::os {

/// struct sockaddr_in as the guest has it. EINVAL: too short; EAFNOSUPPORT: another family.
OsResult<net::Endpoint> read_inet_address(std::span<const std::byte> address);
std::vector<std::byte> inet_address(net::Endpoint endpoint);
/// sa_family says AF_UNSPEC: undo a connect.
bool is_unspecified(std::span<const std::byte> address);

}  // namespace armillary::os
