// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/guest_memory.h"

#include <algorithm>

#include "os/abi/memory.h"

namespace armillary::os {

OsResult<std::string> GuestMemory::read_string(std::uint32_t address, std::size_t limit) {
  std::string text;
  std::array<std::byte, 256> chunk{};
  while (text.size() < limit) {
    // Never past the page's end in one step: the text may end right before an unmapped page.
    const std::size_t to_page_end = kPageSize - (address & kPageMask);
    const std::size_t n = std::min({chunk.size(), to_page_end, limit - text.size()});
    if (!copy_in(address, std::span(chunk).first(n))) return os_failure(kEFAULT);
    for (std::size_t i = 0; i < n; ++i) {
      if (chunk[i] == std::byte{0}) return text;
      text.push_back(static_cast<char>(chunk[i]));
    }
    address += static_cast<std::uint32_t>(n);
  }
  return os_failure(kENAMETOOLONG);
}

}  // namespace armillary::os
