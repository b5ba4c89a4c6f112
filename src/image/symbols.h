// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace armillary::image {

/// Where an address lies in the source, as far as the ELF file tells. File names have no folders,
/// so that nothing of the machine that built the image reaches an event log.
struct SourcePlace {
  std::string function;      ///< empty when unknown
  std::uint32_t offset = 0;  ///< from the function's start
  std::string file;          ///< empty when there is no line information
  unsigned line = 0;
};

/// The function symbols and line table of an ELF file. Addresses are those of the file: the caller
/// takes off the bias of a position-independent program. Not thread-safe.
class Symbols {
 public:
  /// `elf` is the whole file. Whatever is wrong with it only makes places unknown.
  explicit Symbols(std::string elf);
  ~Symbols();
  Symbols(Symbols&&) noexcept;
  Symbols& operator=(Symbols&&) noexcept;

  [[nodiscard]] SourcePlace find(std::uint32_t address) const;
  /// "main.c:17 in main", "main+0x12", or empty.
  [[nodiscard]] std::string describe(std::uint32_t address) const;
  /// The address of a symbol, without the Thumb bit.
  [[nodiscard]] std::optional<std::uint32_t> address_of(std::string_view name) const;

 private:
  struct Data;
  std::unique_ptr<Data> data_;
};

}  // namespace armillary::image
