// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>
#include <memory>

#include <fmt/format.h>

#include "board/part_type.h"
#include "board/parts/spi_flash.h"
#include "board/parts/storage_part.h"

namespace armillary::board {

namespace {

/// Each twice the one before.
constexpr std::array<std::string_view, 6> kSizes{"1MiB", "2MiB", "4MiB", "8MiB", "16MiB", "32MiB"};
constexpr std::array kKeys{
    kIsuKey,
    kSelectKey,
    PartKey{.name = "size",
            .kind = KeyKind::word,
            .summary = "which of the family it is",
            .fallback = "16MiB",
            .words = kSizes},
    contents_key(32 * SpiFlash::kMebibyte),
    kSaveKey,
};

std::uint64_t size_of(const PartValues& values) {
  const auto* const word = std::ranges::find(kSizes, values.text("size"));
  return SpiFlash::kMebibyte << (word - kSizes.begin());
}

std::optional<PartComplaint> check(const PartValues& values) {
  const std::size_t bytes = values.contents("file").size();
  if (bytes <= size_of(values)) return std::nullopt;
  return PartComplaint{"file",
                       {},
                       fmt::format("has {} bytes, more than the {} of the flash; choose a larger "
                                   "size",
                                   bytes, values.text("size"))};
}

Result<std::unique_ptr<Part>> create(const PartContext& context, const PartValues& values) {
  return storage_part<SpiFlash>(context, values,
                                Storage(size_of(values), 0xFF, contents_of(values)));
}

}  // namespace

extern const PartType kSpiFlash{
    .name = "spi-flash",
    .summary = "A serial NOR flash as Winbond's W25Q family.",
    .keys = kKeys,
    .create = create,
    .check = check,
    .notes =
        "Modelled: JEDEC and device id (EFh 40h), read, fast read, page program, erase of 4 KiB, "
        "32\n"
        "KiB, 64 KiB and all, status registers, the write enable latch, power-down, software "
        "reset,\n"
        "addresses of four bytes, and busy times in virtual time (the typical ones). Programming\n"
        "clears bits, erasing sets them. Named in a warning: block protection, suspend, security\n"
        "registers, SFDP, dual and quad transfers; such an instruction reads FFh.\n"
        "\n"
        "    - { name: flash, type: spi-flash, isu: 1, select: csb, size: 4MiB, file: flash.bin, "
        "save: flash.bin }"};

}  // namespace armillary::board
