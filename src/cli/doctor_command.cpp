// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/doctor_command.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "cli/installation.h"

namespace armillary::cli {
namespace {

namespace fs = std::filesystem;

struct Finding {
  std::string what;
  bool good = false;
  std::string found;
  std::string advice;  ///< empty when all is well
};

bool in_path(std::string_view program) {
  const char* variable = std::getenv("PATH");
  std::string_view rest = variable == nullptr ? "" : variable;
  while (!rest.empty()) {
    const std::string_view folder = rest.substr(0, rest.find(':'));
    rest.remove_prefix(std::min(rest.size(), folder.size() + 1));
    if (::access((fs::path(folder) / program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

/// A file that is removed at the end of its scope.
class TemporaryFile {
 public:
  TemporaryFile() {
    std::error_code error;
    std::string name = (fs::temp_directory_path(error) / "armillary-doctor-XXXXXX.bin").string();
    const int fd = ::mkstemps(name.data(), 4);
    if (fd < 0) return;
    ::close(fd);
    path_ = name;
  }
  ~TemporaryFile() {
    std::error_code error;
    if (!path_.empty()) fs::remove(path_, error);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

Finding check_engine(const MachineFactory& make_machine) {
  constexpr std::string_view kAdvice = "run tools/setup.sh";
  Finding finding{"engine", false, "", std::string(kAdvice)};
  const TemporaryFile file;
  // A vector table, then two instructions: adds r0, #1; b . - 2.
  std::vector<std::uint8_t> program = {0x00, 0x00, 0x13, 0x00, 0x09, 0x00,
                                       0x10, 0x00, 0x01, 0x30, 0xFD, 0xE7};
  std::ofstream(file.path(), std::ios::binary)
      .write(reinterpret_cast<const char*>(program.data()),
             static_cast<std::streamsize>(program.size()));
  DeviceConfig config;
  config.m4[0].image = file.path();
  const auto machine = make_machine(config);
  if (!machine) {
    finding.found = machine.error().message;
    return finding;
  }
  constexpr std::int64_t kRun = 1'000'000;
  RunOptions options;
  options.end_ns = kRun;
  const RunReport report = (*machine)->run(options);
  // 26 MHz at reset, one cycle an instruction.
  constexpr std::uint64_t kExpected = 26'000;
  const std::uint64_t count = report.instructions[1];
  finding.good = report.outcome == RunReport::Outcome::finished && count >= kExpected - 1 &&
                 count <= kExpected + 1;
  finding.found = fmt::format("1 ms of virtual time is {} instructions at 26 MHz", count);
  if (finding.good) finding.advice.clear();
  return finding;
}

Finding check_file(std::string what, const fs::path& path, std::string advice) {
  std::error_code error;
  const bool there = fs::exists(path, error);
  return {std::move(what), there, fmt::format("{}{}", path.string(), there ? "" : " is missing"),
          there ? "" : std::move(advice)};
}

Finding check_program(const std::string& program, std::string_view package) {
  const bool there = in_path(program);
  return {program, there, there ? "found" : "not found",
          there ? "" : fmt::format("install the package {} (needed to build samples)", package)};
}

Finding check_temporary_folder() {
  const TemporaryFile file;
  return {"temporary folder", !file.path().empty(),
          file.path().empty() ? "cannot be written" : file.path().parent_path().string(),
          file.path().empty() ? "set TMPDIR to a folder that can be written" : ""};
}

}  // namespace

ExitCode doctor_command(bool json, const MachineFactory& make_machine, const Streams& streams) {
  const fs::path build = build_folder();
  std::vector<Finding> findings;
  findings.push_back(check_temporary_folder());
  findings.push_back(check_engine(make_machine));
  findings.push_back(check_file("guest runtime", runtime_folder() / "lib/ld-musl-armhf.so.1",
                                "run tools/setup/guest-runtime.sh"));
  findings.push_back(check_file("samples", build / "release/samples/thermostat/device.yaml",
                                "run tools/setup.sh"));
  findings.push_back(check_program("arm-none-eabi-gcc", "gcc-arm-none-eabi"));
  findings.push_back(check_program("arm-linux-gnueabihf-gcc", "gcc-arm-linux-gnueabihf"));
  findings.push_back(
      {"host threads", true, fmt::format("{}", std::thread::hardware_concurrency()), ""});

  bool good = true;
  namespace js = boost::json;
  js::array rows;
  const Painter painter(streams.colours.allow(::isatty(::fileno(streams.out)) != 0));
  for (const Finding& finding : findings) {
    good = good && finding.good;
    if (json) {
      rows.push_back({{"check", finding.what},
                      {"ok", finding.good},
                      {"found", finding.found},
                      {"advice", finding.advice}});
      continue;
    }
    fmt::print(streams.out, "{} {:<24} {}\n",
               finding.good ? painter.paint(Colour::green, "ok     ")
                            : painter.paint(Colour::red, "missing"),
               finding.what, printable(finding.found));
    if (!finding.advice.empty()) fmt::print(streams.out, "        {}\n", finding.advice);
  }
  if (json) {
    js::object object;
    object["ok"] = good;
    object["checks"] = std::move(rows);
    fmt::print(streams.out, "{}\n", js::serialize(object));
  }
  return good ? exit_done : exit_internal;
}

}  // namespace armillary::cli
