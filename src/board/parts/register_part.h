// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "board/part.h"
#include "board/parts/bus_keys.h"
#include "board/parts/register_port.h"

namespace armillary::board {

/// A part whose registers hang on the I2C or on the SPI of an interface unit, as its key `bus`
/// says; without that key on I2C.
template <class Device>
class RegisterPart : public Part {
 public:
  /// `arguments` are the device's, behind context and name.
  template <class... Arguments>
  explicit RegisterPart(const PartContext& context, Arguments&&... arguments)
      : Part(context),
        device_(soc::DeviceContext{context.domain}, "board." + context.name,
                std::forward<Arguments>(arguments)...) {}

  /// `read_bit` as of SpiRegisterPort.
  Result<void> attach(const PartValues& values, bool read_bit = true) {
    if (values.text("bus") == "spi") {
      spi_.emplace(device_, read_bit);
      return attach_spi(context(), values, *spi_);
    }
    i2c_.emplace(device_, static_cast<std::uint8_t>(values.number("address")));
    return attach_i2c(context(), values, *i2c_);
  }
  void serialize(sim::Archive& archive) override {
    device_.serialize(archive);
    if (i2c_) i2c_->serialize(archive);
    if (spi_) spi_->serialize(archive);
  }

 protected:
  [[nodiscard]] Device& device() { return device_; }

 private:
  Device device_;
  std::optional<I2cRegisterPort> i2c_;
  std::optional<SpiRegisterPort> spi_;
};

/// The end of a `create`: the part on its bus.
template <class P>
Result<std::unique_ptr<Part>> attached(std::unique_ptr<P> part, const PartValues& values,
                                       bool read_bit = true) {
  auto done = part->attach(values, read_bit);
  if (!done) return tl::unexpected<Error>(done.error());
  return std::unique_ptr<Part>(std::move(part));
}

}  // namespace armillary::board
