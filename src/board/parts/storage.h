// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>

#include "sim/archive.h"

namespace armillary::board {

/// What a memory holds: the contents of a file, or a blank, and over it the pages that were
/// written. So a large card costs no more than what is done to it.
class Storage {
 public:
  static constexpr std::uint64_t kPage = 4'096;
  /// 256 MiB of changes; what goes beyond is refused.
  static constexpr std::size_t kMostPages = 65'536;

  /// `size`: a multiple of kPage. `base` may be null; what it does not cover reads `blank`.
  Storage(std::uint64_t size, std::uint8_t blank, std::shared_ptr<const std::string> base);

  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// `offset` is below size().
  [[nodiscard]] std::uint8_t at(std::uint64_t offset) const;
  /// The range lies within the memory.
  void read(std::uint64_t offset, std::span<std::uint8_t> bytes) const;
  /// False, and nothing is changed, when it would be one page too many. The range lies within.
  bool write(std::uint64_t offset, std::span<const std::uint8_t> bytes);
  /// The range [offset, offset + count) becomes blank; it consists of whole pages.
  bool clear(std::uint64_t offset, std::uint64_t count);

  [[nodiscard]] bool changed() const { return !pages_.empty(); }
  /// All of it, for a file.
  [[nodiscard]] std::string contents() const;
  void serialize(sim::Archive& archive);

 private:
  using Page = std::array<std::uint8_t, kPage>;
  /// The page that can be written, made when it is not there; null when it would be too many.
  Page* page_for(std::uint64_t number);
  [[nodiscard]] std::uint8_t base_at(std::uint64_t offset) const;

  std::uint64_t size_;
  std::uint8_t blank_;
  std::shared_ptr<const std::string> base_;
  std::map<std::uint64_t, std::unique_ptr<Page>> pages_;
};

}  // namespace armillary::board
