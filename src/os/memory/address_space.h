// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "cpu/core.h"
#include "os/file.h"
#include "os/guest_memory.h"
#include "os/memory/page_cache.h"
#include "os/memory/page_table.h"
#include "os/os_result.h"

namespace armillary::os {

/// What an app's processes own together.
struct MemoryAccount {
  std::size_t pages = 0, peak = 0;
  std::size_t limit = 0;  ///< 0: none
};

/// One entry of /proc/self/maps.
struct Mapping {
  std::uint32_t end = 0;
  std::uint32_t protection = 0;  ///< kProtRead...
  bool shared = false;
  std::shared_ptr<const PageSource> source;   ///< null: anonymous
  std::uint64_t offset = 0;                   ///< in `source`, of the mapping's start
  std::shared_ptr<SharedPages> shared_pages;  ///< anonymous and shared
  std::string name;                           ///< the file's path, "[heap]", "[stack]"
};

/// The memory of one process (or of several, after vfork): mappings, and the pages behind them,
/// which come in when they are first touched. Written pages of private mappings are copies; after
/// fork they are shared until one side writes.
class AddressSpace : public GuestMemory {
 public:
  /// User addresses end here (TASK_SIZE of a 3G/1G split); the kernel's helper page lies above.
  static constexpr std::uint32_t kUserEnd = 0xbf000000;
  static constexpr std::uint32_t kLowest = 0x00010000;  ///< mmap_min_addr
  static constexpr std::uint32_t kMmapBase = 0xb7000000;

  enum class Fault : std::uint8_t { none, unmapped, protection, past_end, out_of_memory };

  AddressSpace(FramePool& pool, PageCache& cache, std::shared_ptr<MemoryAccount> account,
               std::size_t mapping_limit);
  ~AddressSpace() override;
  AddressSpace(const AddressSpace&) = delete;
  AddressSpace& operator=(const AddressSpace&) = delete;

  /// What to map; `length` is not 0 and is rounded up to pages.
  struct Request {
    std::uint32_t address = 0;  ///< a hint unless `fixed`
    std::uint32_t length = 0;
    std::uint32_t protection = 0;
    bool shared = false;
    bool fixed = false;       ///< replaces what is there
    bool no_replace = false;  ///< with `fixed`: EEXIST instead
    bool privileged = false;  ///< the kernel's own, may lie above kUserEnd
    std::shared_ptr<const PageSource> source;
    std::uint64_t offset = 0;
    std::string name;
  };
  OsResult<std::uint32_t> map(Request request);
  SysResult unmap(std::uint32_t address, std::uint32_t length);
  SysResult protect(std::uint32_t address, std::uint32_t length, std::uint32_t protection);
  OsResult<std::uint32_t> remap(std::uint32_t address, std::uint32_t old_length,
                                std::uint32_t new_length, std::uint32_t flags,
                                std::uint32_t new_address);
  /// madvise(MADV_DONTNEED): private pages read as fresh ones again.
  SysResult discard(std::uint32_t address, std::uint32_t length);
  /// Whether every page of the range belongs to a mapping (msync, mincore, mlock).
  [[nodiscard]] bool is_mapped(std::uint32_t address, std::uint32_t length) const;

  /// Where the heap starts, decided by the loader.
  void set_heap(std::uint32_t start);
  /// brk(2): the new end, or the old one when that cannot be.
  std::uint32_t set_heap_end(std::uint32_t end);

  /// For fork. Nothing: no memory for it.
  [[nodiscard]] std::shared_ptr<AddressSpace> copy();

  /// Brings the page in, or says why an access is a fault.
  Fault resolve(std::uint32_t address, cpu::Access access);

  [[nodiscard]] bool copy_in(std::uint32_t address, std::span<std::byte> out) override;
  [[nodiscard]] bool copy_out(std::uint32_t address, std::span<const std::byte> in) override;

  [[nodiscard]] const PageTable& table() const { return table_; }
  /// True once after each change that the core has to be told of.
  bool take_changed() { return std::exchange(changed_, false); }
  [[nodiscard]] const std::map<std::uint32_t, Mapping>& mappings() const { return mappings_; }
  /// The mapping that holds an address, with its start; nullptr: none.
  [[nodiscard]] const std::pair<const std::uint32_t, Mapping>* find(std::uint32_t address) const;
  [[nodiscard]] const MemoryAccount& account() const { return *account_; }
  /// Tells two address spaces apart in futex keys.
  [[nodiscard]] std::uint64_t id() const { return id_; }
  void set_id(std::uint64_t id) { id_ = id; }
  /// The frame behind an address that has been resolved.
  [[nodiscard]] PageEntry page(std::uint32_t address) const { return table_.get(address); }

 private:
  using Map = std::map<std::uint32_t, Mapping>;

  OsResult<std::uint32_t> find_gap(std::uint32_t length) const;
  [[nodiscard]] bool is_free(std::uint64_t start, std::uint64_t end) const;
  /// Cuts a mapping in two at `address`, so that one starts there.
  void split(std::uint32_t address);
  void erase_range(std::uint32_t start, std::uint32_t end);
  void insert(std::uint32_t start, Mapping mapping);
  void merge(Map::iterator mapping);
  void drop_pages(std::uint32_t start, std::uint32_t end);
  [[nodiscard]] bool has_owned_pages(std::uint32_t start, std::uint32_t end);
  std::optional<Frame> own_frame();
  Fault bring_in(std::uint32_t page, const Mapping& mapping, std::uint32_t start,
                 cpu::Access access);
  Fault copy_on_write(std::uint32_t page, PageEntry entry);

  FramePool& pool_;
  PageCache& cache_;
  std::shared_ptr<MemoryAccount> account_;
  std::size_t mapping_limit_;
  std::uint64_t id_ = 0;
  PageTable table_;
  Map mappings_;
  std::uint32_t heap_start_ = 0, heap_end_ = 0;
  bool changed_ = true;
};

}  // namespace armillary::os
