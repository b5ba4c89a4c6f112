// SPDX-License-Identifier: GPL-2.0-or-later
#include <array>
#include <memory>

#include "board/part_type.h"
#include "board/parts/display_part.h"
#include "board/parts/ssd1306.h"

namespace armillary::board {

namespace {

constexpr std::array<std::string_view, 2> kSizes{"128x64", "128x32"};
constexpr std::array kKeys{
    kIsuKey,
    kBusKey,
    address_key("0x3C"),
    kSelectKey,
    kDataCommandKey,
    kResetKey,
    PartKey{.name = "size",
            .kind = KeyKind::word,
            .summary = "of the glass",
            .fallback = "128x64",
            .words = kSizes},
    kImageKey,
};

Result<std::unique_ptr<Part>> create(const PartContext& context, const PartValues& values) {
  const unsigned height = values.text("size") == kSizes[1] ? 32 : 64;
  return attached_display(std::make_unique<DisplayPart<Ssd1306>>(context, height), values);
}

std::optional<PartComplaint> check(const PartValues& values) {
  if (values.text("bus") == "i2c" || values.has("data-command")) return std::nullopt;
  return PartComplaint{{}, {}, "lacks the key \"data-command\": on SPI a GPIO must drive D/C"};
}

}  // namespace

extern const PartType kSsd1306{
    .name = "ssd1306",
    .summary =
        "A monochrome display with the controller SSD1306; its picture goes into the event "
        "log as a hash and into a PNG file.",
    .keys = kKeys,
    .create = create,
    .check = check,
    .notes =
        "Modelled: I2C (control bytes, status) and SPI with D/C, the three addressing modes with\n"
        "their windows, on and off, all on, inversion, start line, offset, multiplex ratio, "
        "segment\n"
        "and COM remap. The glass is mounted as on the usual modules: with A1h and C8h the "
        "picture\n"
        "is upright. Contrast is kept and does not change the picture. Named in a warning: "
        "scrolling,\n"
        "fading, zooming, COM pins that do not fit the glass. Changes are told at most once in 50 "
        "ms\n"
        "of virtual time.\n"
        "\n"
        "    - { name: oled, type: ssd1306, isu: 1, size: 128x32, image: oled.png }"};

}  // namespace armillary::board
