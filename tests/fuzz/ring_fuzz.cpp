// SPDX-License-Identifier: GPL-2.0-or-later
// The inter-core ring against a firmware that writes anything: the A7's reader and writer must stay
// inside the buffers (ByteMemory throws otherwise), must end, and must not take back what they
// said.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "os/intercore/byte_memory.h"
#include "os/intercore/ring.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using armillary::os::ByteMemory;
  ByteMemory to_m4(256);
  ByteMemory to_a7(256);
  armillary::os::RingReader reader(to_m4, to_a7);
  armillary::os::RingWriter writer(to_m4, to_a7);

  // The input is what the firmware writes, 16 bytes at a time: an offset, then 15 bytes there.
  for (std::span<const std::uint8_t> rest(data, size); !rest.empty();) {
    const auto step = rest.first(std::min<std::size_t>(16, rest.size()));
    rest = rest.subspan(step.size());
    for (std::size_t i = 1; i < step.size(); ++i) {
      to_a7.bytes()[(step[0] + i - 1) % 256] = std::byte{step[i]};
    }
    int messages = 0;
    for (;;) {
      const auto read = reader.read();
      if (!read || !*read) break;
      if ((*read)->payload.size() > armillary::os::kMaxIntercorePayload) std::abort();
      if (++messages > 6) std::abort();  // 192 bytes of data hold six blocks of 32
    }
    const auto free = writer.free_bytes();
    const std::vector<std::byte> payload(step[0] % 64);
    const auto written = writer.write(armillary::Guid{}, payload);
    if (free.has_value() != written.has_value()) std::abort();
    if (to_m4.word(0) % 16 != 0 || to_m4.word(0) >= 192) std::abort();
    if (to_m4.word(4) % 16 != 0 || to_m4.word(4) >= 192) std::abort();
  }
  return 0;
}
