// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/summary.h"

#include <array>
#include <string_view>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace armillary::cli {
namespace {

// The names of the summary are part of its format, in the order of CoreId.
constexpr std::array<std::string_view, kCoreCount> kCores = {"a7", "m4-0", "m4-1"};

std::string_view name_of(RunReport::Outcome outcome) {
  switch (outcome) {
    case RunReport::Outcome::finished:
      return "finished";
    case RunReport::Outcome::idle:
      return "idle";
    case RunReport::Outcome::guest_fault:
      return "guest_fault";
    case RunReport::Outcome::strict_violation:
      return "strict_violation";
    case RunReport::Outcome::refused:
      return "refused";
    case RunReport::Outcome::interrupted:
      return "interrupted";
  }
  return "unknown";
}

double ratio(const Summary& summary) {
  if (summary.host_ns <= 0) return 0;
  return static_cast<double>(summary.report.virtual_ns) / static_cast<double>(summary.host_ns);
}

}  // namespace

std::string summary_line(const Summary& summary) {
  std::string counts;
  for (std::size_t core = 0; core < kCoreCount; ++core) {
    counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", kCores[core],
                          summary.report.instructions[core]);
  }
  return fmt::format(
      "armillary: {:.3f} s of virtual time in {:.3f} s of host time ({:.1f} x real time); "
      "instructions: {}; run-hash {}",
      static_cast<double>(summary.report.virtual_ns) / 1e9,
      static_cast<double>(summary.host_ns) / 1e9, ratio(summary), counts, summary.run_hash);
}

std::string summary_json(const Summary& summary) {
  namespace json = boost::json;
  json::object instructions;
  for (std::size_t core = 0; core < kCoreCount; ++core) {
    instructions[kCores[core]] = summary.report.instructions[core];
  }
  json::array warnings;
  for (const RunReport::Warning& warning : summary.report.warnings) {
    warnings.push_back({{"src", warning.source}, {"text", warning.text}, {"count", warning.count}});
  }
  json::array apps;
  for (const RunReport::AppMemory& app : summary.report.apps) {
    apps.push_back({{"src", app.source},
                    {"memory_peak", app.peak},
                    {"memory_limit", app.limit ? json::value(*app.limit) : json::value(nullptr)}});
  }
  json::object object;
  object["virtual_ns"] = summary.report.virtual_ns;
  object["host_ns"] = summary.host_ns;
  object["run_hash"] = summary.run_hash;
  object["exit_code"] = static_cast<int>(summary.exit_code);
  object["instructions"] = std::move(instructions);
  object["events"] = summary.events;
  object["outcome"] = name_of(summary.report.outcome);
  object["reason"] = summary.report.reason;
  object["warnings"] = std::move(warnings);
  object["apps"] = std::move(apps);
  return json::serialize(object) + "\n";
}

}  // namespace armillary::cli
