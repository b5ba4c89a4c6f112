// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/loader.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "image/elf.h"

namespace armillary::os {

namespace {

constexpr std::uint64_t kLargestProgram = std::uint64_t{64} << 20;

// include/uapi/linux/auxvec.h
constexpr std::uint32_t kAtNull = 0, kAtProgramHeaders = 3, kAtProgramHeaderSize = 4,
                        kAtProgramHeaderCount = 5, kAtPageSize = 6, kAtBase = 7, kAtFlags = 8,
                        kAtEntry = 9, kAtUid = 11, kAtEuid = 12, kAtGid = 13, kAtEgid = 14,
                        kAtPlatform = 15, kAtHwcap = 16, kAtClockTick = 17, kAtSecure = 23,
                        kAtRandom = 25, kAtHwcap2 = 26, kAtExecutable = 31;
// arch/arm/include/uapi/asm/hwcap.h, as a Cortex-A7 has it: SWP HALF THUMB FAST_MULT VFP EDSP NEON
// VFPv3 TLS VFPv4 IDIVA IDIVT VFPD32 LPAE EVTSTRM
constexpr std::uint32_t kHwcap = (1u << 0) | (1u << 1) | (1u << 2) | (1u << 4) | (1u << 6) |
                                 (1u << 7) | (1u << 12) | (1u << 13) | (1u << 15) | (1u << 16) |
                                 (1u << 17) | (1u << 18) | (1u << 19) | (1u << 20) | (1u << 21);

static_assert(AddressSpace::kUserEnd == image::kAppAddressEnd);

tl::unexpected<LoadError> refuse(int error, std::string message) {
  return tl::unexpected<LoadError>(LoadError{error, std::move(message)});
}

template <class T>
T field(std::span<const std::byte> bytes, std::size_t at) {
  T value{};
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

}  // namespace

struct Loader::Image {
  std::string path;
  std::shared_ptr<const PageSource> pages;
  image::ElfFile elf;
  std::uint32_t header_offset = 0;  ///< e_phoff
  std::uint32_t header_count = 0;

  [[nodiscard]] std::uint32_t low() const {
    std::uint32_t low = ~0U;
    for (const auto& segment : elf.segments) low = std::min(low, segment.address & ~kPageMask);
    return low;
  }
  [[nodiscard]] std::uint64_t high() const {
    std::uint64_t high = 0;
    for (const auto& segment : elf.segments) {
      high = std::max(high, std::uint64_t{segment.address} + segment.memory_size);
    }
    return (high + kPageMask) & ~std::uint64_t{kPageMask};
  }
  /// Where the program headers lie in memory, without the bias; 0: in no segment.
  [[nodiscard]] std::uint32_t headers() const {
    for (const auto& segment : elf.segments) {
      if (header_offset >= segment.file_offset &&
          header_offset - segment.file_offset < segment.file_size) {
        return segment.address + (header_offset - segment.file_offset);
      }
    }
    return 0;
  }
};

tl::expected<Loader::Image, LoadError> Loader::read_image(const Caller& caller,
                                                          const std::string& path) {
  const auto file = vfs_.open(caller, path, kOReadOnly, 0);
  if (!file) {
    return refuse(file.error(),
                  fmt::format("{}: cannot be opened (error {}); the image has to hold it", path,
                              file.error()));
  }
  const OsResult<Stat> stat = (*file)->stat();
  if (!stat || (stat->mode & kModeTypeMask) != kModeRegular) {
    return refuse(kEACCES, fmt::format("{}: is not a regular file", path));
  }
  if (caller.process != nullptr && (stat->mode & 0111) == 0) {
    return refuse(kEACCES, fmt::format("{}: no permission to execute it", path));
  }
  if (stat->size > static_cast<std::int64_t>(kLargestProgram)) {
    return refuse(kENOEXEC, fmt::format("{}: has {} bytes; the longest program that is read has {}",
                                        path, stat->size, kLargestProgram));
  }
  std::vector<std::byte> bytes(static_cast<std::size_t>(stat->size));
  const SysResult read = bytes.empty() ? 0 : (*file)->read_at(0, bytes);
  if (read < 0) return refuse(kEIO, fmt::format("{}: cannot be read (error {})", path, -read));
  bytes.resize(static_cast<std::size_t>(read));
  Result<image::ElfFile> elf = image::read_elf(bytes, path);
  if (!elf) return refuse(kENOEXEC, elf.error().message);
  auto pages = (*file)->pages(false);
  if (!pages) return refuse(pages.error(), fmt::format("{}: cannot be mapped", path));
  if (elf->segments.empty()) return refuse(kENOEXEC, path + ": has no segment to load");
  for (const image::ElfSegment& segment : elf->segments) {
    if (segment.write && segment.execute) {
      return refuse(kENOEXEC,
                    fmt::format("{}: program header {} is writable and executable, which the "
                                "platform refuses; link without -N and executable stacks",
                                path, segment.index));
    }
    if ((segment.address & kPageMask) != (segment.file_offset & kPageMask) &&
        segment.file_size != 0) {
      return refuse(kENOEXEC,
                    fmt::format("{}: program header {} lies at address {:#x} and offset "
                                "{:#x}, which differ within the page; link it for pages "
                                "of 4096 bytes",
                                path, segment.index, segment.address, segment.file_offset));
    }
  }
  Image image;
  image.path = (*file)->path();
  image.pages = std::move(*pages);
  image.header_offset = field<std::uint32_t>(bytes, 28);
  image.header_count = field<std::uint16_t>(bytes, 44);
  image.elf = std::move(*elf);
  if (image.high() > AddressSpace::kUserEnd) {
    return refuse(kENOEXEC, fmt::format("{}: reaches to address {:#x}; programs end below {:#x}",
                                        path, image.high(), AddressSpace::kUserEnd));
  }
  return image;
}

tl::expected<void, LoadError> Loader::map_image(AddressSpace& space, const Image& image,
                                                std::uint32_t bias) {
  for (const image::ElfSegment& segment : image.elf.segments) {
    const std::uint32_t protection = (segment.read ? kProtRead : 0) |
                                     (segment.write ? kProtWrite : 0) |
                                     (segment.execute ? kProtExec : 0);
    const std::uint32_t start = bias + (segment.address & ~kPageMask);
    const std::uint32_t in_page = segment.address & kPageMask;
    const auto failed = [&](int error) {
      return refuse(error, fmt::format("{}: program header {} ({:#x}, {} bytes) cannot be mapped "
                                       "(error {}); does it overlap another one?",
                                       image.path, segment.index, segment.address,
                                       segment.memory_size, error));
    };
    AddressSpace::Request request;
    request.address = start;
    request.protection = protection;
    request.fixed = true;
    std::uint64_t file_end = 0;
    if (segment.file_size != 0) {
      request.length = in_page + segment.file_size;
      request.source = image.pages;
      request.offset = segment.file_offset - in_page;
      request.name = image.path;
      if (const auto mapped = space.map(request); !mapped) return failed(mapped.error());
      file_end =
          (std::uint64_t{in_page} + segment.file_size + kPageMask) & ~std::uint64_t{kPageMask};
      const std::uint32_t tail = bias + segment.address + segment.file_size;
      const std::uint32_t rest = (kPageSize - (tail & kPageMask)) & kPageMask;
      if (segment.memory_size > segment.file_size && segment.write && rest != 0) {
        const std::vector<std::byte> zeros(rest);
        if (!space.copy_out(tail, zeros)) return failed(kENOMEM);
      }
    }
    const std::uint64_t memory_end =
        (std::uint64_t{in_page} + segment.memory_size + kPageMask) & ~std::uint64_t{kPageMask};
    if (memory_end > file_end) {
      AddressSpace::Request zero;
      zero.address = start + static_cast<std::uint32_t>(file_end);
      zero.length = static_cast<std::uint32_t>(memory_end - file_end);
      zero.protection = protection;
      zero.fixed = true;
      if (const auto mapped = space.map(zero); !mapped) return failed(mapped.error());
    }
  }
  return {};
}

tl::expected<LoadedProgram, LoadError> Loader::load(AddressSpace& space,
                                                    const LoadRequest& request) {
  auto program = read_image(request.caller, request.path);
  if (!program) return tl::unexpected<LoadError>(program.error());
  const std::uint32_t bias = program->elf.position_independent ? kProgramBase - program->low() : 0;
  if (program->elf.position_independent &&
      program->high() - program->low() > AddressSpace::kMmapBase - kProgramBase) {
    return refuse(kENOEXEC, request.path + ": is too large for the address space");
  }
  if (auto mapped = map_image(space, *program, bias); !mapped) {
    return tl::unexpected<LoadError>(mapped.error());
  }
  space.set_heap(static_cast<std::uint32_t>(bias + program->high()));

  LoadedProgram result;
  result.executable = program->path;
  result.entry = bias + program->elf.entry;
  std::uint32_t interpreter_base = 0;
  if (!program->elf.interpreter.empty()) {
    auto linker = read_image(request.caller, program->elf.interpreter);
    if (!linker) {
      return refuse(linker.error().error, fmt::format("{}: its dynamic linker cannot be used: {}",
                                                      request.path, linker.error().message));
    }
    // One reservation for all of it, so that its segments keep their distances.
    AddressSpace::Request reservation;
    reservation.length = static_cast<std::uint32_t>(linker->high() - linker->low());
    const auto base = space.map(reservation);
    if (!base) return refuse(kENOMEM, request.path + ": no room for its dynamic linker");
    interpreter_base = *base - linker->low();
    if (auto mapped = map_image(space, *linker, interpreter_base); !mapped) {
      return tl::unexpected<LoadError>(mapped.error());
    }
    result.entry = interpreter_base + linker->elf.entry;
  }
  const auto stack = make_stack(space, request, *program, bias, interpreter_base);
  if (!stack) return tl::unexpected<LoadError>(stack.error());
  result.stack = *stack;
  return result;
}

tl::expected<std::uint32_t, LoadError> Loader::make_stack(AddressSpace& space,
                                                          const LoadRequest& request,
                                                          const Image& program, std::uint32_t bias,
                                                          std::uint32_t interpreter_base) {
  AddressSpace::Request area;
  area.address = kStackTop - kStackSize;
  area.length = kStackSize;
  area.protection = kProtRead | kProtWrite;
  area.fixed = true;
  area.name = "[stack]";
  if (const auto mapped = space.map(area); !mapped) {
    return refuse(mapped.error(), request.path + ": no room for its stack");
  }
  std::size_t total = 0;
  for (const auto* list : {&request.arguments, &request.environment}) {
    for (const std::string& text : *list) total += text.size() + 1 + 4;
  }
  if (total > kLongestArguments) {
    return refuse(kE2BIG, fmt::format("{}: its arguments and environment take {} bytes; at most {} "
                                      "are allowed",
                                      request.path, total, kLongestArguments));
  }
  std::uint32_t sp = kStackTop - 4;  // the last word is 0, as in Linux
  bool good = true;
  const auto push = [&](std::span<const std::byte> bytes) {
    sp -= static_cast<std::uint32_t>(bytes.size());
    good = good && space.copy_out(sp, bytes);
    return sp;
  };
  const auto push_text = [&](const std::string& text) {
    return push(std::as_bytes(std::span(text.c_str(), text.size() + 1)));
  };
  const std::uint32_t executable = push_text(request.path);
  std::vector<std::uint32_t> environment, arguments;
  for (auto text = request.environment.rbegin(); text != request.environment.rend(); ++text) {
    environment.insert(environment.begin(), push_text(*text));
  }
  for (auto text = request.arguments.rbegin(); text != request.arguments.rend(); ++text) {
    arguments.insert(arguments.begin(), push_text(*text));
  }
  sp &= ~15U;
  const std::uint32_t platform = push_text("v7l");
  std::array<std::byte, 16> random{};
  random_.fill(random);
  const std::uint32_t random_bytes = push(random);

  std::vector<std::uint32_t> words{static_cast<std::uint32_t>(arguments.size())};
  words.insert(words.end(), arguments.begin(), arguments.end());
  words.push_back(0);
  words.insert(words.end(), environment.begin(), environment.end());
  words.push_back(0);
  const std::uint32_t headers = program.headers();
  const Credentials& who = request.credentials;
  for (const auto& [key, value] : std::initializer_list<std::pair<std::uint32_t, std::uint32_t>>{
           {kAtHwcap, kHwcap},
           {kAtPageSize, kPageSize},
           {kAtClockTick, 100},
           {kAtProgramHeaders, headers == 0 ? 0 : bias + headers},
           {kAtProgramHeaderSize, 32},
           {kAtProgramHeaderCount, program.header_count},
           {kAtBase, interpreter_base},
           {kAtFlags, 0},
           {kAtEntry, bias + program.elf.entry},
           {kAtUid, who.uid},
           {kAtEuid, who.uid},
           {kAtGid, who.gid},
           {kAtEgid, who.gid},
           {kAtSecure, 0},
           {kAtRandom, random_bytes},
           {kAtHwcap2, 0},
           {kAtExecutable, executable},
           {kAtPlatform, platform},
           {kAtNull, 0}}) {
    words.push_back(key);
    words.push_back(value);
  }
  sp = (sp - static_cast<std::uint32_t>(words.size() * 4)) & ~15U;
  good = good && space.copy_out(sp, std::as_bytes(std::span(words)));
  if (!good) return refuse(kENOMEM, request.path + ": no memory for its stack");
  return sp;
}

}  // namespace armillary::os
