// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>
#include <utility>

#include "os/dev/spi_controller.h"
#include "os/file.h"

namespace armillary::os {

/// A target on an SPI bus: what all files that are open on it share.
struct SpiDevice {
  SpiController& controller;
  unsigned select;
  std::string path;
  std::uint32_t mode = 0;  ///< SPI_MODE bits
  /// Until the app chooses; the platform's value is not published.
  std::uint32_t speed_hz = 4'000'000;
};

/// An open file of such a target: Linux' spidev. The controller is half-duplex and knows words of
/// eight bits; the rest is refused as the platform's driver refuses it.
class SpiFile final : public File {
 public:
  /// spidev's buffer, for all of a message in each direction.
  static constexpr std::size_t kLongest = 4096;

  /// `device` must outlive it.
  SpiFile(std::uint32_t flags, SpiDevice& device) : File(flags), device_(device) {}

  SysResult read_in(Call& call, std::span<std::byte> out) override;
  SysResult write_in(Call& call, std::span<const std::byte> in) override;
  SysResult ioctl(Task& task, std::uint32_t request, std::uint32_t argument) override;
  [[nodiscard]] bool keeps_message_borders() const override { return true; }
  [[nodiscard]] OsResult<Stat> stat() const override;

 private:
  using Made = OsResult<std::shared_ptr<SpiTransfer>>;
  [[nodiscard]] std::shared_ptr<SpiTransfer> one(SpiSegment segment) const;
  SysResult message(Task& task, std::uint32_t bytes, std::uint32_t argument);
  SysResult change_mode(Task& task, std::uint32_t request, std::uint32_t argument);

  SpiDevice& device_;
};

}  // namespace armillary::os
