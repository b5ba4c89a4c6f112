// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/run_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include "cli/console_sink.h"
#include "cli/host_clock.h"
#include "cli/host_consoles.h"
#include "cli/installation.h"
#include "cli/interrupt.h"
#include "cli/output_file.h"
#include "cli/report_sinks.h"
#include "cli/summary.h"
#include "machine/device_file.h"

namespace armillary::cli {
namespace {

ExitCode code_of(const Error& error) {
  switch (error.kind) {
    case ErrorKind::usage:
      return exit_usage;
    case ErrorKind::bad_input:
      return exit_bad_input;
    case ErrorKind::guest:
      return exit_guest_fault;
    case ErrorKind::io:
    case ErrorKind::internal:
      return exit_internal;
  }
  return exit_internal;
}

ExitCode code_of(RunReport::Outcome outcome) {
  switch (outcome) {
    case RunReport::Outcome::finished:
    case RunReport::Outcome::idle:
      return exit_done;
    case RunReport::Outcome::guest_fault:
    case RunReport::Outcome::strict_violation:
      return exit_guest_fault;
    case RunReport::Outcome::interrupted:
      return exit_interrupted;
    case RunReport::Outcome::refused:
      return exit_bad_input;
  }
  return exit_internal;
}

/// The reports that were asked for, opened before the run and put in place after it.
class Reports {
 public:
  static Result<Reports> open(const RunArguments& arguments, const Machine& machine) {
    Reports reports;
    for (const PartFile& file : machine.part_files()) {
      auto opened = OutputFile::open(file.path, "file of the part " + file.part);
      if (!opened) return tl::unexpected<Error>(opened.error());
      reports.parts_.push_back(std::move(*opened));
    }
    const auto open_one = [](const std::string& path, std::string_view what,
                             std::optional<OutputFile>& file) -> Result<void> {
      if (path.empty()) return {};
      auto opened = OutputFile::open(path, what);
      if (!opened) return tl::unexpected<Error>(opened.error());
      file.emplace(std::move(*opened));
      return {};
    };
    std::optional<OutputFile> events, telemetry;
    for (const auto& opened : {open_one(arguments.events, "event log", events),
                               open_one(arguments.telemetry, "telemetry file", telemetry),
                               open_one(arguments.summary, "summary", reports.summary_)}) {
      if (!opened) return tl::unexpected<Error>(opened.error());
    }
    reports.log = std::make_unique<EventLogWriter>(std::move(events));
    if (telemetry) reports.telemetry = std::make_unique<TelemetryWriter>(std::move(*telemetry));
    return reports;
  }

  Result<void> commit(const Summary& summary, const Machine& machine) {
    Result<void> result = log->commit();
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      parts_[i].write(machine.part_file(i));
      keep_first(result, parts_[i].commit());
    }
    if (telemetry) keep_first(result, telemetry->commit());
    if (summary_) {
      summary_->write(summary_json(summary));
      keep_first(result, summary_->commit());
    }
    return result;
  }

  std::unique_ptr<EventLogWriter> log;
  std::unique_ptr<TelemetryWriter> telemetry;  ///< may be nullptr

 private:
  static void keep_first(Result<void>& first, const Result<void>& next) {
    if (first && !next) first = next;
  }
  std::optional<OutputFile> summary_;
  std::vector<OutputFile> parts_;  ///< in the order of Machine::part_files()
};

void say(const Streams& streams, std::string_view text) {
  fmt::print(streams.talk, "armillary: {}\n", text);
}

Result<void> add_image(std::filesystem::path& place, const std::vector<std::string>& images,
                       std::string_view core) {
  if (images.empty()) return {};
  if (images.size() > 1 || !place.empty()) {
    const std::string first = place.empty() ? images[0] : place.string();
    return failure(ErrorKind::bad_input,
                   fmt::format("{} has two images, {} and {}; one core runs one image. Remove one",
                               core, first, images[place.empty() ? 1 : 0]));
  }
  place = images[0];
  return {};
}

void tell_outcome(const Streams& streams, const RunReport& report) {
  if (!report.fault_report.empty()) {
    const Painter painter(streams.colours.allow(::isatty(::fileno(streams.talk)) != 0));
    fmt::print(streams.talk, "{}{}", painter.paint(Colour::red, report.fault_report),
               report.fault_report.ends_with('\n') ? "" : "\n");
  }
  if (!report.reason.empty()) say(streams, report.reason);
}

void tell_warnings(const Streams& streams, const RunReport& report) {
  std::uint64_t total = 0;
  for (const RunReport::Warning& warning : report.warnings) total += warning.count;
  if (total == 0) return;
  say(streams, fmt::format("{} kinds of warnings, {} in all; --strict makes them errors",
                           report.warnings.size(), total));
}

}  // namespace

Result<DeviceConfig> device_of(const RunArguments& arguments) {
  DeviceConfig config;
  if (!arguments.device.empty()) {
    auto loaded = machine::load_device_file(arguments.device);
    if (!loaded) return loaded;
    config = std::move(*loaded);
  }
  for (const std::string& app : arguments.a7) config.a7.apps.emplace_back(app);
  if (auto done = add_image(config.m4[0].image, arguments.m4_0, "m4-0"); !done) {
    return tl::unexpected<Error>(done.error());
  }
  if (auto done = add_image(config.m4[1].image, arguments.m4_1, "m4-1"); !done) {
    return tl::unexpected<Error>(done.error());
  }
  config.a7.runtime_folder = runtime_folder();
  if (!arguments.signatures.empty()) config.signatures.only_known = arguments.signatures == "known";
  // Another user's installation may keep it to itself: its images are foreign ones then.
  if (const auto own = signing_key_file(); ::access(own.c_str(), R_OK) == 0) {
    config.signatures.keys.push_back(own);
  }
  if (arguments.seed) config.seed = *arguments.seed;
  if (config.a7.apps.empty() && config.m4[0].image.empty() && config.m4[1].image.empty()) {
    if (arguments.device.empty()) {
      return failure(ErrorKind::usage,
                     "there is nothing to run; name a device file or an image, as in "
                     "\"armillary run --m4-0 firmware.elf\"");
    }
    return failure(
        ErrorKind::bad_input,
        fmt::format("{}: the device has no image on any core; add a7.apps, m4-0.image or "
                    "m4-1.image",
                    arguments.device));
  }
  return config;
}

ExitCode run_command(const RunArguments& arguments, const MachineFactory& make_machine,
                     const Streams& streams) {
  const auto refuse = [&](const Error& error) {
    say(streams, error.message);
    return code_of(error);
  };
  const auto config = device_of(arguments);
  if (!config) return refuse(config.error());
  const auto machine = make_machine(*config);
  if (!machine) return refuse(machine.error());
  auto reports = Reports::open(arguments, **machine);
  if (!reports) return refuse(reports.error());

  InterruptGuard interrupt;
  const std::atomic<bool>& stop = interrupt.requested();
  Pacer pacer(arguments.realtime, stop);
  const auto stream = [&](std::FILE* file) {
    return ConsoleSink::Stream{file, streams.colours.allow(::isatty(::fileno(file)) != 0)};
  };
  auto consoles = HostConsoles::open(**machine, stop);
  if (!consoles) return refuse(consoles.error());
  ConsoleSink console(stream(streams.out), stream(streams.talk), [&] { interrupt.request(); });
  console.hide([&](std::string_view source) { return consoles->shows(source); });
  PacedSink paced(pacer, console);
  (*machine)->add_sink(*reports->log);
  if (reports->telemetry) (*machine)->add_sink(*reports->telemetry);
  if (!arguments.quiet) (*machine)->add_sink(paced);

  RunOptions options;
  options.end_ns = arguments.end_ns;
  options.quantum = arguments.quantum;
  options.threads = arguments.threads;
  options.strict = arguments.strict;
  options.on_boundary = [&](std::int64_t now_ns) {
    pacer.wait_until(now_ns);
    consoles->pump(now_ns);
    return !stop.load(std::memory_order_relaxed);
  };
  options.on_idle = [&](std::int64_t) { return consoles->wait_for_input(); };
  consoles->begin(streams);
  const Stopwatch stopwatch;
  Summary summary;
  summary.report = (*machine)->run(options);
  if (summary.report.outcome == RunReport::Outcome::refused) {
    // Nothing has run: there is nothing to report, and no file is left behind.
    say(streams, summary.report.reason);
    return exit_bad_input;
  }
  const auto finished = consoles->finish();
  summary.host_ns = stopwatch.elapsed_ns();
  summary.run_hash = reports->log->run_hash();
  summary.events = reports->log->events();
  summary.exit_code = code_of(summary.report.outcome);

  tell_outcome(streams, summary.report);
  if (!arguments.quiet) tell_warnings(streams, summary.report);
  for (const auto& written : {finished, reports->commit(summary, **machine)}) {
    if (written) continue;
    say(streams, written.error().message);
    if (summary.exit_code == exit_done) summary.exit_code = exit_internal;
  }
  fmt::print(streams.talk, "{}\n", summary_line(summary));
  return summary.exit_code;
}

}  // namespace armillary::cli
