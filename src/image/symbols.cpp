// SPDX-License-Identifier: GPL-2.0-or-later
#include "image/symbols.h"

#include <algorithm>
#include <map>
#include <vector>

#include <elf.h>
#include <elfutils/libdw.h>
#include <fmt/format.h>
#include <gelf.h>

#include "image/bytes.h"
#include "image/elf.h"

namespace armillary::image {
namespace {

constexpr std::size_t kMostSymbols = 1'000'000;
constexpr std::size_t kSymbolSize = sizeof(Elf32_Sym);

struct Function {
  std::uint32_t address = 0, size = 0;
  std::string name;
};

/// Names reach a terminal and the event log: what is not plain ASCII is replaced.
std::string clean(std::string_view text) {
  std::string result(text.substr(0, 256));
  for (char& c : result) {
    if (c < 0x20 || c > 0x7E) c = '?';
  }
  return result;
}

std::string base_name(std::string_view path) {
  return clean(path.substr(path.find_last_of("/\\") + 1));
}

}  // namespace

struct Symbols::Data {
  std::string bytes;  // libdw reads it as long as it lives
  std::vector<Function> functions;
  std::map<std::string, std::uint32_t, std::less<>> addresses;
  Elf* elf = nullptr;
  Dwarf* dwarf = nullptr;

  explicit Data(std::string file) : bytes(std::move(file)) {
    const auto header = read_elf(bytes_of(bytes), "");
    if (!header) return;
    for (const ElfSection& section : header->sections) {
      if (section.type == SHT_SYMTAB) read_symbols(*header, section);
    }
    std::stable_sort(functions.begin(), functions.end(),
                     [](const Function& a, const Function& b) { return a.address < b.address; });
    open_lines(*header);
  }
  ~Data() {
    if (dwarf != nullptr) dwarf_end(dwarf);
    if (elf != nullptr) elf_end(elf);
  }
  Data(const Data&) = delete;
  Data& operator=(const Data&) = delete;

  void read_symbols(const ElfFile& header, const ElfSection& table) {
    if (table.link >= header.sections.size()) return;
    const ElfSection& names = header.sections[table.link];
    const Bytes all = bytes_of(bytes);
    const Bytes strings = all.subspan(names.file_offset, names.size);
    const std::size_t count = std::min<std::size_t>(table.size / kSymbolSize, kMostSymbols);
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t at = table.file_offset + i * kSymbolSize;
      const unsigned type = std::to_integer<unsigned>(all[at + 12]) & 0xF;
      const std::uint32_t value = load32(all, at + 4);
      const std::string_view name = text_at(strings, load32(all, at)).substr(0, 256);
      // "$t", "$d" and the like mark code and data for disassemblers.
      if (name.empty() || name.starts_with('$')) continue;
      const bool function = type == STT_FUNC;
      if (function) functions.push_back({value & ~1U, load32(all, at + 8), clean(name)});
      if (load16(all, at + 14) != SHN_UNDEF) {
        addresses.emplace(name, function ? value & ~1U : value);
      }
    }
  }

  void open_lines(const ElfFile& header) {
    const bool lines =
        std::any_of(header.sections.begin(), header.sections.end(), [](const ElfSection& section) {
          return section.name == ".debug_line" && section.size > 0;
        });
    if (!lines || elf_version(EV_CURRENT) == EV_NONE) return;
    elf = elf_memory(bytes.data(), bytes.size());
    if (elf != nullptr) dwarf = dwarf_begin_elf(elf, DWARF_C_READ, nullptr);
  }

  /// The compilation unit of an address: by .debug_aranges, or by asking each unit in turn, since
  /// Clang writes no .debug_aranges.
  [[nodiscard]] Dwarf_Line* line_of(std::uint32_t address) const {
    if (dwarf == nullptr) return nullptr;
    Dwarf_Die unit;
    if (dwarf_addrdie(dwarf, address, &unit) != nullptr) return dwarf_getsrc_die(&unit, address);
    Dwarf_CU* next = nullptr;
    Dwarf_CU* at = nullptr;
    while (dwarf_get_units(dwarf, at, &next, nullptr, nullptr, &unit, nullptr) == 0) {
      at = next;
      if (dwarf_haspc(&unit, address) != 1) continue;
      if (Dwarf_Line* line = dwarf_getsrc_die(&unit, address)) return line;
    }
    return nullptr;
  }
};

Symbols::Symbols(std::string elf) : data_(std::make_unique<Data>(std::move(elf))) {}
Symbols::~Symbols() = default;
Symbols::Symbols(Symbols&&) noexcept = default;
Symbols& Symbols::operator=(Symbols&&) noexcept = default;

SourcePlace Symbols::find(std::uint32_t address) const {
  SourcePlace place;
  const auto after = std::upper_bound(
      data_->functions.begin(), data_->functions.end(), address,
      [](std::uint32_t a, const Function& function) { return a < function.address; });
  if (after != data_->functions.begin()) {
    // Assembly functions often have no size: they end where the next one begins.
    const Function& function = *std::prev(after);
    if (function.size == 0 || address - function.address < function.size) {
      place.function = function.name;
      place.offset = address - function.address;
    }
  }
  if (Dwarf_Line* line = data_->line_of(address)) {
    int number = 0;
    const char* file = dwarf_linesrc(line, nullptr, nullptr);
    if (file != nullptr && dwarf_lineno(line, &number) == 0 && number > 0) {
      place.file = base_name(file);
      place.line = static_cast<unsigned>(number);
    }
  }
  return place;
}

std::string Symbols::describe(std::uint32_t address) const {
  const SourcePlace place = find(address);
  if (!place.file.empty()) {
    const std::string line = fmt::format("{}:{}", place.file, place.line);
    return place.function.empty() ? line : fmt::format("{} in {}", line, place.function);
  }
  if (place.function.empty()) return {};
  if (place.offset == 0) return place.function;
  return fmt::format("{}+{:#x}", place.function, place.offset);
}

std::optional<std::uint32_t> Symbols::address_of(std::string_view name) const {
  const auto found = data_->addresses.find(name);
  if (found == data_->addresses.end()) return std::nullopt;
  return found->second;
}

}  // namespace armillary::image
