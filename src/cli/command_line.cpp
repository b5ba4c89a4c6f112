// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/command_line.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <string_view>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/duration_text.h"
#include "base/suggest.h"
#include "cli/doctor_command.h"
#include "cli/image_command.h"

namespace armillary::cli {
namespace {

constexpr std::array<std::string_view, 3> kCommands = {"run", "image", "doctor"};
constexpr std::array<std::string_view, 4> kLaterCommands = {"test", "cloud", "debug", "azsphere"};
constexpr std::array<std::string_view, 4> kLaterOptions = {"--pcap", "--trace", "--snapshot-at",
                                                           "--restore"};
constexpr std::array<std::string_view, 17> kOptions = {
    "--a7",      "--m4-0",       "--m4-1",   "--for",       "--realtime", "--seed",
    "--strict",  "--quiet",      "--events", "--telemetry", "--quantum",  "--threads",
    "--summary", "--signatures", "--help",   "--version",   "--json"};

/// What must be told before the options are looked at one by one; empty when nothing is.
std::string early_refusal(const std::vector<std::string>& arguments) {
  if (!arguments.empty() && std::find(kLaterCommands.begin(), kLaterCommands.end(), arguments[0]) !=
                                kLaterCommands.end()) {
    return fmt::format(
        "\"{}\" is not part of this version yet; \"run\", \"image\" and \"doctor\" are",
        arguments[0]);
  }
  if (!arguments.empty() && !arguments[0].starts_with('-') && arguments[0] != "run" &&
      arguments[0] != "doctor") {
    const std::string_view near = nearest_word(arguments[0], kCommands);
    return fmt::format("there is no command {}{}; \"armillary --help\" lists them",
                       in_quotes(arguments[0]),
                       near.empty() ? "" : fmt::format(" (did you mean \"{}\"?)", near));
  }
  for (const std::string& argument : arguments) {
    const std::string_view option = std::string_view(argument).substr(0, argument.find('='));
    if (std::find(kLaterOptions.begin(), kLaterOptions.end(), option) != kLaterOptions.end()) {
      return fmt::format("the option {} is not part of this version yet; leave it out", option);
    }
    if (option.starts_with("--") && option.size() > 2 &&
        std::find(kOptions.begin(), kOptions.end(), option) == kOptions.end()) {
      const std::string_view near = nearest_word(option, kOptions);
      return fmt::format("there is no option {}{}; \"armillary run --help\" lists them",
                         in_quotes(option),
                         near.empty() ? "" : fmt::format(" (did you mean \"{}\"?)", near));
    }
  }
  return {};
}

std::string check_realtime(const std::string& text) {
  double factor = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), factor);
  constexpr double kLeast = 1e-6, kMost = 1e6;
  const bool good = error == std::errc{} && end == text.data() + text.size() && factor >= kLeast &&
                    factor <= kMost;
  return good ? "" : fmt::format("{} is not a speed from 0.000001 to 1000000", in_quotes(text));
}

std::string check_time(const std::string& text) {
  const auto ns = parse_duration(text);
  return ns ? "" : ns.error().message;
}

template <class Number>
CLI::Option* whole_number(CLI::App& app, const std::string& name, Number& value, Number least,
                          Number most, const std::string& help) {
  return app.add_option_function<std::string>(
      name,
      [&value, name, least, most](const std::string& text) {
        Number number{};
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc{} || end != text.data() + text.size() || number < least ||
            number > most) {
          throw CLI::ValidationError(name, fmt::format("{} is not a whole number from {} to {}",
                                                       in_quotes(text), least, most));
        }
        value = number;
      },
      help);
}

void describe_run(CLI::App& run, RunArguments& to, std::uint64_t& seed, std::string& end,
                  std::string& realtime) {
  run.footer(
      "Examples:\n"
      "  armillary run samples/thermostat/device.yaml --for 10s\n"
      "  armillary run --m4-0 firmware.elf --a7 app-folder --for 2s --events log.jsonl\n"
      "IMG is an ELF file, a raw binary (*.bin, for an M4), an .imagepackage, or a folder with\n"
      "app_manifest.json and bin/app. TIME is a number and a unit: 250ms, 10s, 2m, 500us.\n"
      "Exit codes: 0 done, 2 usage, 3 bad image or device file, 4 guest fault, 130 interrupted.");
  run.add_option("DEVICE.yaml", to.device, "the device file");
  run.add_option("--a7", to.a7, "an app for the Cortex-A7; may be given more than once")
      ->type_name("IMG")
      ->allow_extra_args(false);
  run.add_option("--m4-0", to.m4_0, "the firmware of the first Cortex-M4")
      ->type_name("IMG")
      ->allow_extra_args(false);
  run.add_option("--m4-1", to.m4_1, "the firmware of the second Cortex-M4")
      ->type_name("IMG")
      ->allow_extra_args(false);
  run.add_option("--for", end,
                 "virtual time after which the run ends; without it, the run ends "
                 "when nothing can happen any more or at Ctrl-C")
      ->type_name("TIME")
      ->check(CLI::Validator(check_time, ""));
  run.add_option("--realtime", realtime, "hold the run back to X times real time (1 by default)")
      ->type_name("[=X]")
      ->check(CLI::Validator(check_realtime, ""));
  whole_number<std::uint64_t>(run, "--seed", seed, 0, std::numeric_limits<std::uint64_t>::max(),
                              "the seed of everything random, instead of the device file's")
      ->type_name("N");
  run.add_flag("--strict", to.strict, "make anything that is not modelled an error");
  run.add_flag("--quiet", to.quiet, "show no consoles and no warnings");
  run.add_option("--events", to.events, "write the event log")->type_name("FILE.jsonl");
  run.add_option("--telemetry", to.telemetry, "write what reached the hub")
      ->type_name("FILE.jsonl");
  run.add_option("--summary", to.summary, "write what the run came to")->type_name("FILE.json");
  run.add_option("--signatures", to.signatures,
                 "which image packages run: \"any\", or those that a \"known\" key has signed")
      ->type_name("any|known")
      ->check(CLI::IsMember({"any", "known"}));
  whole_number<std::uint64_t>(run, "--quantum", to.quantum, 1, 1'000'000'000,
                              "instructions of a slice; no result depends on it")
      ->type_name("N");
  whole_number<unsigned>(run, "--threads", to.threads, 1, 64,
                         "host threads; no result depends on it")
      ->type_name("N");
}

}  // namespace

ExitCode command_line(std::vector<std::string> arguments, const MachineFactory& make_machine,
                      const Streams& streams) {
  const auto refuse = [&](std::string_view message) {
    fmt::print(streams.talk, "armillary: {}\n", message);
    return exit_usage;
  };
  if (!arguments.empty() && arguments.front() == "image") {
    arguments.erase(arguments.begin());
    return image_command(std::move(arguments), streams);
  }
  if (const std::string message = early_refusal(arguments); !message.empty()) {
    return refuse(message);
  }
  // Without "=X" the next argument is not a speed but the device file.
  std::replace(arguments.begin(), arguments.end(), std::string("--realtime"),
               std::string("--realtime=1"));

  CLI::App app(
      "A simulator of the Azure Sphere MT3620: its Cortex-A7 with apps, its two "
      "Cortex-M4F with firmware, network and cloud, in virtual time.",
      "armillary");
  app.footer("Example:\n  armillary run samples/thermostat/device.yaml --for 10s");
  app.set_version_flag("--version", "armillary " ARMILLARY_VERSION);
  app.require_subcommand(1);
  CLI::App* run = app.add_subcommand("run", "run a device, or images on their cores");
  app.add_subcommand("image", "make, show and check image packages");  // for the help
  CLI::App* doctor = app.add_subcommand("doctor", "check what the simulator needs on this machine");
  RunArguments run_arguments;
  std::uint64_t seed = 0;
  std::string end, realtime;
  describe_run(*run, run_arguments, seed, end, realtime);
  bool json = false;
  doctor->add_flag("--json", json, "print the table as JSON");
  doctor->footer(
      "Example:\n  armillary doctor\nExit codes: 0 all is well, 70 something is missing.");

  try {
    std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
    app.parse(arguments);
  } catch (const CLI::Success& done) {
    app.exit(done);
    return exit_done;
  } catch (const CLI::ParseError& problem) {
    return refuse(fmt::format("{}; \"armillary {}--help\" tells more", problem.what(),
                              run->parsed() ? "run " : ""));
  }
  if (doctor->parsed()) return doctor_command(json, make_machine, streams);
  if (run->count("--seed") > 0) run_arguments.seed = seed;
  if (!end.empty()) run_arguments.end_ns = parse_duration(end).value_or(0);
  if (!realtime.empty()) run_arguments.realtime = std::stod(realtime);
  return run_command(run_arguments, make_machine, streams);
}

}  // namespace armillary::cli
