// SPDX-License-Identifier: GPL-2.0-or-later
#include <array>
#include <memory>

#include "board/part_type.h"
#include "board/parts/max98090.h"
#include "board/parts/register_part.h"

namespace armillary::board {

namespace {

constexpr std::array kKeys{kIsuKey, address_key("0x10")};

Result<std::unique_ptr<Part>> create(const PartContext& context, const PartValues& values) {
  return attached(std::make_unique<RegisterPart<Max98090>>(context), values);
}

}  // namespace

extern const PartType kMax98090{
    .name = "max98090",
    .summary = "The registers of the audio codec MAX98090 of Maxim.",
    .keys = kKeys,
    .create = create,
    .notes =
        "Modelled: registers that are acknowledged and read back, their reset values, software "
        "reset,\n"
        "the revision 0x43. It makes no sound of its own: put a [speaker](#speaker) or a\n"
        "[microphone](#microphone) at the I2S block; volumes, switches and clocks of the codec do "
        "not\n"
        "change what they hear.\n"
        "\n"
        "    - { name: codec, type: max98090, isu: 2 }"};

}  // namespace armillary::board
