// SPDX-License-Identifier: GPL-2.0-or-later
// Hostile firmware on I2C and SPI: any bytes to every device of the board, in any order, at any
// time. Nothing crashes, the same input gives the same transcript, and the state stays bounded.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "board/parts/part_rig.h"

namespace {

struct Outcome {
  std::string transcript, pictures;
  std::vector<std::byte> state;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome run(std::span<const std::uint8_t> bytes) {
  armillary::board::PartRig rig;
  while (!bytes.empty()) rig.step(bytes);
  armillary::sim::Archive archive;
  rig.serialize(archive);
  return {rig.transcript(), rig.pictures(), archive.data()};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> bytes(data, std::min<std::size_t>(size, 2'000));
  const Outcome first = run(bytes);
  if (first.state.size() > 8'000'000) std::abort();
  if (run(bytes) != first) std::abort();
  return 0;
}
