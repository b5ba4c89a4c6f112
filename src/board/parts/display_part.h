// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "board/part.h"
#include "board/parts/bus_keys.h"
#include "board/parts/display_port.h"
#include "board/parts/frame_report.h"

namespace armillary::board {

inline constexpr PartKey kDataCommandKey{
    .name = "data-command",
    .kind = KeyKind::pin,
    .summary = "the GPIO at its pin D/C: high for data; required on SPI"};
inline constexpr PartKey kResetKey{
    .name = "reset", .kind = KeyKind::pin, .summary = "the GPIO at its pin RES#, active low"};
inline constexpr PartKey kImageKey{.name = "image",
                                   .kind = KeyKind::output_file,
                                   .summary = "what it shows at the end of the run, as PNG"};

/// A display on the I2C or SPI of an interface unit, as its key `bus` says; without that key on
/// SPI. Tells when its picture changes, and makes a PNG of it.
template <class Controller>
class DisplayPart final : public Part {
 public:
  /// `arguments` are the controller's between name and the callback.
  template <class... Arguments>
  explicit DisplayPart(const PartContext& context, Arguments&&... arguments)
      : Part(context),
        frames_(soc::DeviceContext{context.domain}, "board." + context.name,
                [this] { return controller_.picture(); }),
        controller_(soc::DeviceContext{context.domain}, "board." + context.name,
                    std::forward<Arguments>(arguments)..., [this] { frames_.changed(); }) {}

  Result<void> attach(const PartValues& values) {
    if (values.has("reset")) {
      watch_falling(context(), values.index("reset"), [this] { controller_.reset(); });
    }
    if (values.text("bus") == "i2c") {
      i2c_.emplace(controller_, static_cast<std::uint8_t>(values.number("address")));
      return attach_i2c(context(), values, *i2c_);
    }
    const unsigned pin = values.index("data-command");
    spi_.emplace(controller_, [this, pin] { return pads().level(pin); });
    return attach_spi(context(), values, *spi_);
  }
  void serialize(sim::Archive& archive) override {
    controller_.serialize(archive);
    frames_.serialize(archive);
    if (i2c_) i2c_->serialize(archive);
    if (spi_) spi_->serialize(archive);
  }
  [[nodiscard]] bool used() const override { return frames_.used(); }
  [[nodiscard]] std::vector<PartOutput> outputs() const override {
    return {{kImageKey.name, controller_.picture().to_png()}};
  }

 private:
  FrameReport frames_;
  Controller controller_;
  std::optional<DisplayI2cPort> i2c_;
  std::optional<DisplaySpiPort> spi_;
};

/// The end of a `create`: the display on its bus.
template <class P>
Result<std::unique_ptr<Part>> attached_display(std::unique_ptr<P> part, const PartValues& values) {
  auto done = part->attach(values);
  if (!done) return tl::unexpected<Error>(done.error());
  return std::unique_ptr<Part>(std::move(part));
}

}  // namespace armillary::board
