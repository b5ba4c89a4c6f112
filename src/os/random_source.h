// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace armillary::os {

/// The entropy of the simulated device: getrandom, /dev/urandom, AT_RANDOM, address layout. A
/// sequence that the run's seed decides (xoshiro256**, seeded by splitmix64), so that runs repeat.
/// It keeps no secret; nothing that the simulator protects depends on it.
class RandomSource {
 public:
  explicit RandomSource(std::uint64_t seed);
  std::uint64_t next();
  void fill(std::span<std::byte> out);

 private:
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace armillary::os
