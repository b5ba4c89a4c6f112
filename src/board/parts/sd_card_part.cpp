// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>
#include <memory>

#include <fmt/format.h>

#include "board/part_type.h"
#include "board/parts/sd_card.h"
#include "board/parts/storage_part.h"

namespace armillary::board {

namespace {

constexpr std::int64_t kMebibyte = 1 << 20, kLargestFile = 256 * kMebibyte;
/// Each twice the one before.
constexpr std::array<std::string_view, 13> kSizes{"8MiB",   "16MiB",  "32MiB", "64MiB", "128MiB",
                                                  "256MiB", "512MiB", "1GiB",  "2GiB",  "4GiB",
                                                  "8GiB",   "16GiB",  "32GiB"};
constexpr std::array<std::string_view, 2> kKinds{"sdhc", "sdsc"};
constexpr std::array kKeys{
    kIsuKey,
    kSelectKey,
    PartKey{.name = "kind",
            .kind = KeyKind::word,
            .summary = "high capacity (blocks as addresses) or standard (bytes; at most 1GiB)",
            .fallback = "sdhc",
            .words = kKinds},
    PartKey{.name = "size",
            .kind = KeyKind::word,
            .summary = "its capacity; when absent, that of the file, or 64MiB",
            .words = kSizes},
    contents_key(kLargestFile),
    kSaveKey,
};

SdCard::Kind kind_of(const PartValues& values) {
  return values.text("kind") == "sdsc" ? SdCard::Kind::standard : SdCard::Kind::high;
}

/// 0 where there is no such card.
std::uint64_t capacity_of(const PartValues& values) {
  std::uint64_t bytes = 64 * kMebibyte;
  if (values.has("size")) {
    const auto* const word = std::ranges::find(kSizes, values.text("size"));
    bytes = std::uint64_t{8 * kMebibyte} << (word - kSizes.begin());
  } else if (const std::size_t file = values.contents("file").size(); file > 0) {
    bytes = file;
  }
  return SdCard::capacity_for(kind_of(values), bytes);
}

std::optional<PartComplaint> check(const PartValues& values) {
  const std::uint64_t capacity = capacity_of(values);
  if (capacity == 0) {
    return PartComplaint{"size", {}, "is more than the 1GiB of a standard card; choose kind sdhc"};
  }
  if (values.contents("file").size() > capacity) {
    return PartComplaint{"file",
                         {},
                         fmt::format("has {} bytes, more than the card's {}; choose a larger size",
                                     values.contents("file").size(), values.text("size"))};
  }
  if (values.has("save") && capacity > static_cast<std::uint64_t>(kLargestFile)) {
    return PartComplaint{"save", {}, "asks for a file of more than 256MiB; choose a smaller size"};
  }
  return std::nullopt;
}

Result<std::unique_ptr<Part>> create(const PartContext& context, const PartValues& values) {
  return storage_part<SdCard>(context, values, kind_of(values),
                              Storage(capacity_of(values), 0x00, contents_of(values)));
}

}  // namespace

extern const PartType kSdCard{.name = "sd-card",
                              .summary = "An SD memory card in SPI mode.",
                              .keys = kKeys,
                              .create = create,
                              .check = check,
                              .notes =
                                  "Modelled: CMD0, 1, 8, 9, 10, 12, 13, 16, 17, 18, 24, 25, 55, "
                                  "58, 59 and ACMD13, 23, 41, 51;\n"
                                  "single and multiple blocks, check sums when the host turns them "
                                  "on, busy after writes, and\n"
                                  "times of a usual card (initialisation 10 ms, access 100 us, "
                                  "write 500 us). The capacity is\n"
                                  "rounded up to what a card can state: high capacity counts in "
                                  "512 KiB. Up to 256 MiB can be\n"
                                  "written in a run. Not modelled: erase, locking, write "
                                  "protection, switch functions; the card\n"
                                  "says *illegal command*, and a warning names it.\n"
                                  "\n"
                                  "    - { name: card, type: sd-card, isu: 1, select: csb, file: "
                                  "card.img, save: card-after.img "
                                  "}"};

}  // namespace armillary::board
