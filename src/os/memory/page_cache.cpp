// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/memory/page_cache.h"

namespace armillary::os {

PageCache::~PageCache() {
  for (const auto& [key, entry] : entries_) {
    for (const auto& [page, frame] : entry.pages) pool_.release(frame);
  }
}

std::optional<Frame> PageCache::get(const std::shared_ptr<const PageSource>& source,
                                    std::uint64_t page) {
  const auto known = entries_.find(source.get());
  if (known != entries_.end()) {
    if (const auto hit = known->second.pages.find(page); hit != known->second.pages.end()) {
      pool_.retain(hit->second);
      return hit->second;
    }
  }
  std::optional<Frame> frame = pool_.allocate();
  if (!frame && shrink()) frame = pool_.allocate();
  if (!frame) return std::nullopt;
  source->read_at(page * kPageSize, pool_.bytes(*frame));
  Entry& entry = entries_[source.get()];
  entry.source = source;
  entry.pages[page] = *frame;
  pool_.retain(*frame);
  return frame;
}

bool PageCache::shrink() {
  bool freed = false;
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    std::erase_if(entry->second.pages, [&](const auto& page) {
      if (pool_.references(page.second) != 1) return false;
      pool_.release(page.second);
      freed = true;
      return true;
    });
    entry = entry->second.pages.empty() ? entries_.erase(entry) : std::next(entry);
  }
  return freed;
}

std::optional<Frame> SharedPages::get(std::uint64_t page) {
  auto [place, fresh] = pages_.try_emplace(page, Frame{0});
  if (fresh) {
    const std::optional<Frame> frame = pool_.allocate();
    if (!frame) {
      pages_.erase(place);
      return std::nullopt;
    }
    place->second = *frame;
  }
  pool_.retain(place->second);
  return place->second;
}

}  // namespace armillary::os
