// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace armillary::soc {

/// A read that succeeded with a value, or a bus error.
struct ReadResult {
  std::uint32_t value = 0;
  bool ok = true;
  static constexpr ReadResult bus_error() { return {0, false}; }
};

/// Something that answers at addresses of a Bus. Offsets count from its base. `size` is 1, 2 or 4,
/// and the offset a multiple of it.
class BusTarget {
 public:
  virtual ~BusTarget() = default;
  virtual ReadResult read(std::uint32_t offset, unsigned size) = 0;
  /// Returns false for a bus error.
  virtual bool write(std::uint32_t offset, unsigned size, std::uint32_t value) = 0;
  /// A part of an access that is not aligned: the bus has named that already.
  virtual ReadResult read_piece(std::uint32_t offset, unsigned size) { return read(offset, size); }
  virtual bool write_piece(std::uint32_t offset, unsigned size, std::uint32_t value) {
    return write(offset, size, value);
  }
  /// Any access is as good as any other; else one that is not aligned is named.
  [[nodiscard]] virtual bool is_memory() const { return false; }
  /// What the aligned word at `offset` would read as, without side effects, warnings or trace; for
  /// debuggers. Nothing where nothing is.
  [[nodiscard]] virtual std::optional<std::uint32_t> peek(std::uint32_t offset) const = 0;
  /// "GPT.GPT3_CTRL" or "GPT+0x78".
  [[nodiscard]] virtual std::string describe(std::uint32_t offset) const = 0;
};

}  // namespace armillary::soc
