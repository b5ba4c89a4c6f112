// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/crash_report.h"

#include <boost/json/array.hpp>
#include <fmt/format.h>

namespace armillary::os {

namespace {

std::string hex(std::uint32_t value) { return fmt::format("{:#010x}", value); }

bool has_address(int signal) { return signal == kSigSegv || signal == kSigBus; }

std::string_view cause_of(const SigInfo& info) {
  switch (info.signal) {
    case kSigSegv:
      return info.code == kSegvMapError ? "nothing is mapped there"
                                        : "the page does not allow this access";
    case kSigBus:
      return info.code == kBusAlignment ? "the access is not aligned"
                                        : "the file ends before that page";
    case kSigIll:
      return "the instruction is not defined";
    case kSigAbrt:
      return "the app called abort()";
    case kSigKill:
      return "the system killed it";
    default:
      return "no handler was set for the signal";
  }
}

}  // namespace

std::string CrashReport::platform_text() const {
  return fmt::format("AppCrash (pc={}; lr={}; sp={}; signo={}; errno={}; code={}; component_id={})",
                     hex(context.gpr[15]), hex(context.gpr[14]), hex(context.gpr[13]), info.signal,
                     info.error, info.code, component.to_string());
}

boost::json::object CrashReport::json() const {
  boost::json::object fields;
  fields["text"] = platform_text();
  fields["signal"] = signal_name(info.signal);
  if (has_address(info.signal)) fields["address"] = hex(info.address);
  fields["pid"] = pid;
  fields["tid"] = tid;
  boost::json::object registers;
  for (std::size_t i = 0; i < 13; ++i) registers[fmt::format("r{}", i)] = hex(context.gpr[i]);
  registers["sp"] = hex(context.gpr[13]);
  registers["lr"] = hex(context.gpr[14]);
  registers["pc"] = hex(context.gpr[15]);
  registers["cpsr"] = hex(context.cpsr);
  fields["registers"] = std::move(registers);
  const auto list = [](const std::vector<Frame>& from) {
    boost::json::array frames;
    for (const Frame& frame : from) {
      boost::json::object entry;
      entry["pc"] = hex(frame.address);
      entry["file"] = frame.file;
      entry["offset"] = hex(frame.offset);
      if (!frame.place.empty()) entry["line"] = frame.place;
      frames.push_back(std::move(entry));
    }
    return frames;
  };
  fields["trace"] = list(trace);
  fields["probable_callers"] = list(callers);
  return fields;
}

std::string CrashReport::text() const {
  std::string text = fmt::format("{}: the app crashed with {}", source, signal_name(info.signal));
  if (has_address(info.signal)) text += fmt::format(" at address {}", hex(info.address));
  text += fmt::format(": {}\n", cause_of(info));
  const auto line = [&text](std::string_view what, const Frame& frame) {
    text += fmt::format("  {} {}  {}+{}{}{}\n", what, hex(frame.address), frame.file,
                        hex(frame.offset), frame.place.empty() ? "" : "  ", frame.place);
  };
  for (const Frame& frame : trace) line(&frame == trace.data() ? "pc" : "lr", frame);
  if (!callers.empty()) text += "  probable callers, innermost first:\n";
  for (const Frame& frame : callers) line("  ", frame);
  for (std::size_t i = 0; i < 16; ++i) {
    constexpr std::size_t kColumns = 4;
    constexpr const char* kNames[] = {"r0", "r1", "r2",  "r3",  "r4",  "r5", "r6", "r7",
                                      "r8", "r9", "r10", "r11", "r12", "sp", "lr", "pc"};
    text += fmt::format("  {:<3} {}{}", kNames[i], hex(context.gpr[i]),
                        i % kColumns == kColumns - 1 ? "\n" : "");
  }
  text += fmt::format("  cpsr {}  pid {}  tid {}\n  {}\n", hex(context.cpsr), pid, tid,
                      platform_text());
  return text;
}

}  // namespace armillary::os
