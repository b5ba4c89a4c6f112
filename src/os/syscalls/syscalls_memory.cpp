// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/abi/memory.h"
#include "os/call.h"
#include "os/process.h"
#include "os/syscalls/families.h"

namespace armillary::os {

namespace {

/// Results that are addresses.
SysResult answer(const OsResult<std::uint32_t>& result) {
  return result ? SysResult{*result} : SysResult{-result.error()};
}

SysResult sys_mmap2(Call& call) {
  const std::uint32_t flags = call.arg(3);
  const std::uint32_t type = flags & kMapTypeMask;
  AddressSpace::Request request;
  request.address = call.arg(0);
  request.length = call.arg(1);
  request.protection = call.arg(2);
  request.shared = type == kMapShared || type == kMapSharedValidate;
  request.fixed = (flags & (kMapFixed | kMapFixedNoReplace)) != 0;
  request.no_replace = (flags & kMapFixedNoReplace) != 0;
  if (!request.shared && type != kMapPrivate) return -kEINVAL;
  if ((flags & kMapAnonymous) == 0) {
    const std::shared_ptr<File> file = call.file(call.arg(4));
    if (!file) return -kEBADF;
    if (!file->readable()) return -kEACCES;
    const bool writes = request.shared && (request.protection & kProtWrite) != 0;
    if (writes && !file->writable()) return -kEACCES;
    auto pages = file->pages(writes);
    if (!pages) return -pages.error();
    if (writes) return -kENODEV;  // the platform's file systems have no writable shared mappings
    request.source = std::move(*pages);
    request.offset = std::uint64_t{call.arg(5)} * kPageSize;
    request.name = file->path();
  }
  return answer(call.process().memory().map(std::move(request)));
}

SysResult sys_munmap(Call& call) { return call.process().memory().unmap(call.arg(0), call.arg(1)); }
SysResult sys_mprotect(Call& call) {
  return call.process().memory().protect(call.arg(0), call.arg(1), call.arg(2) & ~kProtGrowsDown);
}
SysResult sys_mremap(Call& call) {
  return answer(call.process().memory().remap(call.arg(0), call.arg(1), call.arg(2), call.arg(3),
                                              call.arg(4)));
}
SysResult sys_brk(Call& call) { return call.process().memory().set_heap_end(call.arg(0)); }

SysResult sys_madvise(Call& call) {
  const std::uint32_t advice = call.arg(2);
  if (advice == kMadviseDontNeed || advice == kMadviseFree) {
    return call.process().memory().discard(call.arg(0), call.arg(1));
  }
  if ((call.arg(0) & kPageMask) != 0) return -kEINVAL;
  return call.process().memory().is_mapped(call.arg(0), call.arg(1)) ? 0 : -kENOMEM;
}

/// msync, mlock, munlock: nothing is ever swapped or written back.
SysResult sys_check_range(Call& call) {
  return call.process().memory().is_mapped(call.arg(0) & ~kPageMask, call.arg(1)) ? 0 : -kENOMEM;
}
SysResult sys_nothing(Call& /*call*/) { return 0; }

constexpr SyscallEntry kTable[] = {
    {45, "brk", sys_brk},
    {91, "munmap", sys_munmap},
    {125, "mprotect", sys_mprotect},
    {144, "msync", sys_check_range},
    {150, "mlock", sys_check_range},
    {151, "munlock", sys_check_range},
    {152, "mlockall", sys_nothing},
    {153, "munlockall", sys_nothing},
    {163, "mremap", sys_mremap},
    {192, "mmap2", sys_mmap2},
    {220, "madvise", sys_madvise},
};

}  // namespace

SyscallFamily memory_syscalls() { return kTable; }

}  // namespace armillary::os
