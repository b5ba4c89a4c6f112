// SPDX-License-Identifier: GPL-2.0-or-later
#include "cpu/armv7m/fault_report.h"

#include <span>
#include <string_view>

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "cpu/armv7m/exception_numbers.h"

namespace armillary::cpu {

namespace {

struct BitText {
  unsigned bit;
  std::string_view text;
};

// ARM ARM B3.2.15 and B3.2.16.
constexpr BitText kCfsrBits[] = {
    {0, "IACCVIOL: instruction fetch from a region that is execute-never"},
    {1, "DACCVIOL: data access that memory protection refuses"},
    {3, "MUNSTKERR: memory protection refused the unstacking of an exception return"},
    {4, "MSTKERR: memory protection refused the stacking of an exception entry"},
    {5, "MLSPERR: memory protection refused the lazy saving of the FP state"},
    {8, "IBUSERR: instruction fetch from an address where nothing answers"},
    {9, "PRECISERR: data access to an address where nothing answers"},
    {10, "IMPRECISERR: a buffered store failed; the PC is past it"},
    {11, "UNSTKERR: bus error while an exception return took the frame off the stack"},
    {12, "STKERR: bus error while an exception entry put the frame on the stack"},
    {13, "LSPERR: bus error in the lazy saving of the FP state"},
    {16, "UNDEFINSTR: undefined instruction"},
    {17, "INVSTATE: branch to an even address (the Thumb bit is clear)"},
    {18, "INVPC: exception return with a wrong EXC_RETURN or stacked state"},
    {19, "NOCP: floating-point or coprocessor instruction while the unit is off (CPACR) or absent"},
    {24, "UNALIGNED: unaligned access that the instruction or CCR.UNALIGN_TRP refuses"},
    {25, "DIVBYZERO: division by zero with CCR.DIV_0_TRP set"},
};
constexpr BitText kHfsrBits[] = {
    {1, "VECTTBL: the vector table could not be read"},
    {30, "FORCED: a fault whose own handler is disabled or cannot preempt became a HardFault"},
    {31, "DEBUGEVT: a breakpoint instruction without a debugger"},
};

std::vector<std::string> describe(std::uint32_t value, std::span<const BitText> bits) {
  std::vector<std::string> words;
  for (const auto& [bit, text] : bits) {
    if ((value >> bit) & 1) words.emplace_back(text);
  }
  return words;
}

constexpr std::string_view kFrameNames[] = {"r0", "r1", "r2", "r3", "r12", "lr", "pc", "xpsr"};

std::vector<std::string> causes(const FaultRecord& fault) {
  std::vector<std::string> words;
  if (!fault.detail.empty()) words.push_back(fault.detail);
  for (auto& text : describe_cfsr(fault.cfsr)) words.push_back(std::move(text));
  for (auto& text : describe_hfsr(fault.hfsr)) words.push_back(std::move(text));
  return words;
}

std::string title(const FaultRecord& fault) {
  if (fault.taken_as == 0 || fault.taken_as == fault.exception) {
    return exception_name(fault.exception);
  }
  return fmt::format("{} (taken as {})", exception_name(fault.exception),
                     exception_name(fault.taken_as));
}

std::string hex(std::uint32_t value) { return fmt::format("0x{:08X}", value); }

boost::json::object registers(const FaultRecord& fault) {
  boost::json::object object;
  for (unsigned i = 0; i <= 12; ++i) object[fmt::format("r{}", i)] = hex(fault.gpr[i]);
  object["sp"] = hex(fault.gpr[13]);
  object["lr"] = hex(fault.gpr[14]);
  object["pc"] = hex(fault.gpr[15]);
  object["xpsr"] = hex(fault.xpsr);
  object["msp"] = hex(fault.msp);
  object["psp"] = hex(fault.psp);
  object["control"] = hex(fault.control);
  object["primask"] = hex(fault.primask);
  object["basepri"] = hex(fault.basepri);
  object["faultmask"] = hex(fault.faultmask);
  return object;
}

boost::json::array cause_array(const FaultRecord& fault) {
  boost::json::array array;
  for (const std::string& text : causes(fault)) array.emplace_back(text);
  return array;
}

void append_fault(std::string& out, const FaultRecord& fault) {
  for (const std::string& text : causes(fault)) out += fmt::format("  {}\n", text);
  if (fault.address) out += fmt::format("  address   {}\n", hex(*fault.address));
}

}  // namespace

std::vector<std::string> describe_cfsr(std::uint32_t cfsr) { return describe(cfsr, kCfsrBits); }
std::vector<std::string> describe_hfsr(std::uint32_t hfsr) { return describe(hfsr, kHfsrBits); }

std::string FaultReport::text() const {
  const auto located = [](const std::string& where) {
    return where.empty() ? where : fmt::format(" ({})", where);
  };
  std::string out = fmt::format("{}: {}: {} at pc {}{}\n", core, kind, title(fault),
                                hex(fault.gpr[15]), located(pc_location));
  append_fault(out, fault);
  out += fmt::format("  in        {}, called from lr {}{}\n", exception_name(fault.during),
                     hex(fault.gpr[14]), located(lr_location));
  for (const Caller& caller : callers) {
    out += fmt::format("  probably  called from {}{}\n", hex(caller.address),
                       located(caller.location));
  }
  if (second) {
    out += fmt::format("  then      {} at pc {} in the handler:\n", title(*second),
                       hex(second->gpr[15]));
    append_fault(out, *second);
  }
  out += fmt::format("  {}\n", ending);
  for (unsigned i = 0; i < 12; i += 4) {
    out += fmt::format("  r{:<3} {}  r{:<3} {}  r{:<3} {}  r{:<3} {}\n", i, hex(fault.gpr[i]),
                       i + 1, hex(fault.gpr[i + 1]), i + 2, hex(fault.gpr[i + 2]), i + 3,
                       hex(fault.gpr[i + 3]));
  }
  out += fmt::format("  r12  {}  sp   {}  lr   {}  pc   {}\n", hex(fault.gpr[12]),
                     hex(fault.gpr[13]), hex(fault.gpr[14]), hex(fault.gpr[15]));
  out += fmt::format("  xpsr {}  msp  {}  psp  {}  control {}\n", hex(fault.xpsr), hex(fault.msp),
                     hex(fault.psp), fault.control);
  out += fmt::format("  cfsr {}  hfsr {}  mmfar {}  bfar {}\n", hex(cfsr), hex(hfsr), hex(mmfar),
                     hex(bfar));
  if (frame_address) {
    out += fmt::format("  frame at {}:", hex(*frame_address));
    for (const std::uint32_t word : frame) out += fmt::format(" {:08X}", word);
    out += '\n';
  }
  return out;
}

boost::json::object FaultReport::json() const {
  boost::json::object object;
  object["kind"] = kind;
  object["exception"] = exception_name(fault.exception);
  object["taken_as"] = exception_name(fault.taken_as == 0 ? fault.exception : fault.taken_as);
  object["causes"] = cause_array(fault);
  if (fault.address) object["address"] = hex(*fault.address);
  object["pc"] = hex(fault.gpr[15]);
  if (!pc_location.empty()) object["location"] = pc_location;
  object["lr"] = hex(fault.gpr[14]);
  if (!lr_location.empty()) object["caller"] = lr_location;
  if (!callers.empty()) {
    boost::json::array chain;
    for (const Caller& caller : callers) {
      boost::json::object entry;
      entry["pc"] = hex(caller.address);
      if (!caller.location.empty()) entry["location"] = caller.location;
      chain.push_back(std::move(entry));
    }
    object["probable_callers"] = std::move(chain);
  }
  object["during"] = exception_name(fault.during);
  object["ending"] = ending;
  if (second) {
    boost::json::object inner;
    inner["exception"] = exception_name(second->exception);
    inner["causes"] = cause_array(*second);
    if (second->address) inner["address"] = hex(*second->address);
    inner["pc"] = hex(second->gpr[15]);
    object["then"] = std::move(inner);
  }
  object["cfsr"] = hex(cfsr);
  object["hfsr"] = hex(hfsr);
  object["mmfar"] = hex(mmfar);
  object["bfar"] = hex(bfar);
  object["registers"] = registers(fault);
  if (frame_address) {
    boost::json::object words;
    words["at"] = hex(*frame_address);
    for (std::size_t i = 0; i < frame.size() && i < std::size(kFrameNames); ++i) {
      words[kFrameNames[i]] = hex(frame[i]);
    }
    object["frame"] = std::move(words);
  }
  return object;
}

}  // namespace armillary::cpu
