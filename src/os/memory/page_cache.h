// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>

#include "os/file.h"
#include "os/memory/frame_pool.h"

namespace armillary::os {

/// Frames that hold pages of immutable files (programs and libraries), once for all processes.
class PageCache {
 public:
  explicit PageCache(FramePool& pool) : pool_(pool) {}
  ~PageCache();
  PageCache(const PageCache&) = delete;
  PageCache& operator=(const PageCache&) = delete;

  /// With a reference for the caller. Nothing: no memory.
  std::optional<Frame> get(const std::shared_ptr<const PageSource>& source, std::uint64_t page);
  /// Lets go of what nobody maps at present. True when that freed a frame.
  bool shrink();

 private:
  struct Entry {
    std::shared_ptr<const PageSource> source;  ///< keeps the key's address taken
    std::map<std::uint64_t, Frame> pages;
  };
  FramePool& pool_;
  std::map<const PageSource*, Entry> entries_;  ///< never listed in order: addresses are the host's
};

/// The frames of a shared anonymous mapping, which survive fork.
class SharedPages {
 public:
  explicit SharedPages(FramePool& pool) : pool_(pool) {}
  ~SharedPages() {
    for (const auto& [page, frame] : pages_) pool_.release(frame);
  }
  SharedPages(const SharedPages&) = delete;
  SharedPages& operator=(const SharedPages&) = delete;
  /// With a reference for the caller.
  std::optional<Frame> get(std::uint64_t page);

 private:
  FramePool& pool_;
  std::map<std::uint64_t, Frame> pages_;
};

}  // namespace armillary::os
