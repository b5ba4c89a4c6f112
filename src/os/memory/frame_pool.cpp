// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/memory/frame_pool.h"

#include <algorithm>
#include <functional>

namespace armillary::os {

FramePool::FramePool(cpu::Core& core, std::size_t limit)
    : core_(core),
      limit_(std::max<std::size_t>(1, (limit + kChunk - 1) / kChunk) * kFramesPerChunk) {}

bool FramePool::grow() {
  if (frames_.size() >= limit_) return false;
  const auto first = static_cast<Frame>(frames_.size());
  std::vector<Page>& chunk = chunks_.emplace_back(kFramesPerChunk);
  const auto memory = std::as_writable_bytes(std::span(chunk));
  if (!core_.map_memory(physical(first), memory, cpu::kReadWriteExecute)) {
    chunks_.pop_back();
    limit_ = frames_.size();
    return false;
  }
  frames_.resize(frames_.size() + kFramesPerChunk);
  for (Frame frame = first; frame < frames_.size(); ++frame) free_.push_back(frame);
  std::make_heap(free_.begin(), free_.end(), std::greater<>());
  return true;
}

std::optional<Frame> FramePool::allocate() {
  if (free_.empty() && !grow()) return std::nullopt;
  std::pop_heap(free_.begin(), free_.end(), std::greater<>());
  const Frame frame = free_.back();
  free_.pop_back();
  State& state = frames_[frame];
  if (state.used_before) std::ranges::fill(bytes(frame), std::byte{0});
  state = State{1, false, true};
  ++used_;
  return frame;
}

void FramePool::release(Frame frame) {
  State& state = frames_[frame];
  if (--state.references != 0) return;
  // The next owner's bytes come in behind the core's back.
  if (state.code) core_.invalidate_code(physical(frame), kPageSize);
  state.code = false;
  free_.push_back(frame);
  std::push_heap(free_.begin(), free_.end(), std::greater<>());
  --used_;
}

std::span<std::byte, kPageSize> FramePool::bytes(Frame frame) {
  return chunks_[frame / kFramesPerChunk][frame % kFramesPerChunk].bytes;
}

}  // namespace armillary::os
