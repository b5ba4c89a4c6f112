// SPDX-License-Identifier: GPL-2.0-or-later
#include <array>
#include <memory>

#include "board/part_type.h"
#include "board/parts/display_part.h"
#include "board/parts/ssd1331.h"

namespace armillary::board {

namespace {

constexpr std::array kKeys{
    kIsuKey,
    kSelectKey,
    PartKey{.name = "data-command",
            .kind = KeyKind::pin,
            .summary = "the GPIO at its pin D/C: high for data",
            .required = true},
    kResetKey,
    kImageKey,
};

Result<std::unique_ptr<Part>> create(const PartContext& context, const PartValues& values) {
  return attached_display(std::make_unique<DisplayPart<Ssd1331>>(context), values);
}

}  // namespace

extern const PartType kSsd1331{
    .name = "ssd1331",
    .summary =
        "A colour display of 96x64 with the controller SSD1331 on SPI; its picture goes into "
        "the event log as a hash and into a PNG file.",
    .keys = kKeys,
    .create = create,
    .notes =
        "Modelled: the three colour formats, windows, both address increments, column, COM and "
        "colour\n"
        "remap, display modes, start line, offset, multiplex ratio, on and off, command lock, and "
        "the\n"
        "drawing commands for lines, rectangles, copies and clearing, which take no time. The "
        "glass\n"
        "is mounted as on the usual modules: with A0h 72h the picture is upright. Contrasts, "
        "currents\n"
        "and the grey scale are kept and do not change the picture; its power pins are not there.\n"
        "Named in a warning: scrolling, dimming a window, commands it does not have.\n"
        "\n"
        "    - { name: oled, type: ssd1331, isu: 1, select: csb, data-command: 0, reset: 1, image: "
        "oled.png }"};

}  // namespace armillary::board
