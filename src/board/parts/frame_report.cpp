// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/parts/frame_report.h"

#include <algorithm>

namespace armillary::board {

FrameReport::FrameReport(const soc::DeviceContext& context, std::string name,
                         std::function<Picture()> picture)
    : context_(context),
      name_(std::move(name)),
      picture_(std::move(picture)),
      event_(context.events(), name_ + " frame", [this] { tell(); }) {}

void FrameReport::changed() {
  used_ = true;
  if (event_.scheduled()) return;
  const sim::Duration now = context_.now() - sim::kPowerOn;
  event_.schedule(sim::kPowerOn + (now / kPeriod + 1) * kPeriod);
}

void FrameReport::tell() {
  const Picture picture = picture_();
  const auto lit = [&](std::size_t pixel) {
    const auto* first = &picture.bytes[pixel * picture.channels];
    return std::any_of(first, first + picture.channels, [](std::uint8_t v) { return v != 0; });
  };
  std::size_t count = 0;
  for (std::size_t pixel = 0; pixel < std::size_t{picture.width} * picture.height; ++pixel) {
    count += lit(pixel) ? 1 : 0;
  }
  std::string hash = picture.hash();
  const bool dark_at_first = told_.empty() && count == 0;
  if (hash == told_ || dark_at_first) return;
  told_ = hash;
  boost::json::object fields;
  fields["width"] = picture.width;
  fields["height"] = picture.height;
  fields["lit"] = count;
  fields["hash"] = std::move(hash);
  context_.journal().record(name_, EventType::display, std::move(fields));
}

void FrameReport::serialize(sim::Archive& archive) {
  constexpr std::size_t kLongestHash = 64;
  archive.text(told_, kLongestHash);
  archive.value(used_);
  archive.event(event_);
}

}  // namespace armillary::board
