// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace armillary::cpu {

/// A set of exception numbers 0..127.
class ExceptionSet {
 public:
  [[nodiscard]] constexpr bool test(unsigned n) const { return (words_[n / 64] >> (n % 64)) & 1; }
  constexpr void set(unsigned n) { words_[n / 64] |= std::uint64_t{1} << (n % 64); }
  constexpr void clear(unsigned n) { words_[n / 64] &= ~(std::uint64_t{1} << (n % 64)); }
  constexpr void assign(unsigned n, bool value) { value ? set(n) : clear(n); }
  [[nodiscard]] constexpr bool any() const { return (words_[0] | words_[1]) != 0; }
  [[nodiscard]] constexpr unsigned count() const {
    return static_cast<unsigned>(std::popcount(words_[0]) + std::popcount(words_[1]));
  }
  /// The lowest member; the set is not empty.
  [[nodiscard]] constexpr unsigned first() const {
    return words_[0] != 0 ? static_cast<unsigned>(std::countr_zero(words_[0]))
                          : 64 + static_cast<unsigned>(std::countr_zero(words_[1]));
  }
  friend constexpr ExceptionSet operator&(ExceptionSet a, ExceptionSet b) {
    a.words_[0] &= b.words_[0];
    a.words_[1] &= b.words_[1];
    return a;
  }
  friend constexpr bool operator==(ExceptionSet, ExceptionSet) = default;

 private:
  std::array<std::uint64_t, 2> words_{};
};

}  // namespace armillary::cpu
