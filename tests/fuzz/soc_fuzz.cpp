// SPDX-License-Identifier: GPL-2.0-or-later
// Hostile firmware on both IO cores: accesses of any size and alignment to every block, time, and
// things from outside. Nothing crashes, the same input gives the same transcript, and the state
// stays bounded.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "soc/chip.h"

namespace {

struct Outcome {
  std::string transcript;
  std::vector<std::byte> state;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome run(std::span<const std::uint8_t> bytes) {
  armillary::soc::Chip chip;
  armillary::soc::Choices choices(bytes);
  while (!choices.empty()) chip.step(choices);
  chip.run_for(std::chrono::microseconds{20});
  return {chip.take_transcript(), chip.save()};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> bytes(data, std::min<std::size_t>(size, 2'000));
  const Outcome first = run(bytes);
  if (first.state.size() > 2'000'000) std::abort();
  if (run(bytes) != first) std::abort();
  return 0;
}
