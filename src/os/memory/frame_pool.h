// SPDX-License-Identifier: GPL-2.0-or-later
//
// os/memory/ holds the memory of the A7's processes: physical frames, page tables, mappings, and
// the guest memory access of system calls. Nothing here knows processes or system calls.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "cpu/core.h"
#include "os/abi/memory.h"

namespace armillary::os {

/// A physical page, counted from the start of the pool.
using Frame = std::uint32_t;

/// The physical pages of the A7, given out one by one and counted by reference. Host memory is
/// taken in chunks as it is needed, and mapped into the Core then. A frame is zero when it is given
/// out; the lowest free one is taken, so that runs repeat.
class FramePool {
 public:
  static constexpr std::uint64_t kPhysicalBase = 0x80000000;
  static constexpr std::size_t kChunk = std::size_t{1} << 20;

  /// `limit` in bytes, rounded up to whole chunks.
  FramePool(cpu::Core& core, std::size_t limit);
  FramePool(const FramePool&) = delete;
  FramePool& operator=(const FramePool&) = delete;

  /// With one reference; nothing when the pool is empty.
  std::optional<Frame> allocate();
  void retain(Frame frame) { ++frames_[frame].references; }
  void release(Frame frame);
  [[nodiscard]] std::uint32_t references(Frame frame) const { return frames_[frame].references; }
  [[nodiscard]] std::span<std::byte, kPageSize> bytes(Frame frame);
  [[nodiscard]] static std::uint64_t physical(Frame frame) {
    return kPhysicalBase + std::uint64_t{frame} * kPageSize;
  }
  /// The frame is mapped executable somewhere: the core may hold a translation of its code, and
  /// must be told of what the host writes there.
  void mark_code(Frame frame) { frames_[frame].code = true; }
  void written_by_host(Frame frame) {
    if (frames_[frame].code) core_.invalidate_code(physical(frame), kPageSize);
  }

  /// In frames.
  [[nodiscard]] std::size_t used() const { return used_; }
  [[nodiscard]] std::size_t limit() const { return limit_; }

 private:
  struct alignas(kPageSize) Page {
    std::array<std::byte, kPageSize> bytes;
  };
  struct State {
    std::uint32_t references = 0;
    bool code = false;
    bool used_before = false;
  };
  static constexpr std::size_t kFramesPerChunk = kChunk / kPageSize;
  bool grow();

  cpu::Core& core_;
  std::size_t limit_;
  std::size_t used_ = 0;
  std::vector<std::vector<Page>> chunks_;
  std::vector<State> frames_;
  std::vector<Frame> free_;  ///< a heap, the lowest first
};

}  // namespace armillary::os
