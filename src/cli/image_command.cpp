// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/image_command.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/host_file.h"
#include "base/json_text.h"
#include "base/suggest.h"
#include "cli/image_keys.h"
#include "cli/image_report.h"
#include "cli/installation.h"
#include "cli/output_file.h"
#include "image/package.h"
#include "image/packer.h"

namespace armillary::cli {
namespace {

namespace fs = std::filesystem;
namespace js = boost::json;

struct PackArguments {
  std::string folder, output, key, target_definition, manifest, image_id;
  std::vector<std::string> hardware_folders, executables;
  std::optional<unsigned> api_set;
  bool under_development = false, remove_at_boot = false;
};

struct Arguments {
  PackArguments pack;
  std::vector<std::string> files, keys;
  std::string file, output, signatures = "any";
  bool json = false;
};

ExitCode exit_for(const Error& error) {
  switch (error.kind) {
    case ErrorKind::usage:
      return exit_usage;
    case ErrorKind::bad_input:
      return exit_bad_input;
    default:
      return exit_internal;
  }
}

class ImageCommand {
 public:
  explicit ImageCommand(const Streams& streams) : streams_(streams) {}

  ExitCode pack(const PackArguments& arguments, bool json);
  ExitCode show(const Arguments& arguments);
  ExitCode verify(const Arguments& arguments);
  ExitCode extract(const Arguments& arguments);
  ExitCode key(const Arguments& arguments);
  ExitCode refuse(const Error& error) {
    fmt::print(streams_.talk, "armillary: {}\n", error.message);
    return exit_for(error);
  }

 private:
  Result<image::PackRequest> request_of(const PackArguments& arguments);
  Result<ImageReport> report_of(const std::string& file, const std::vector<std::string>& keys);
  void print(const js::value& value) { fmt::print(streams_.out, "{}\n", json_text(value)); }

  const Streams& streams_;
};

constexpr std::uint64_t kLargestFile = 64 * 1024 * 1024;

/// The build time that makes builds repeatable: reproducible-builds.org/specs/source-date-epoch.
std::uint64_t source_date_epoch() {
  const char* text = std::getenv("SOURCE_DATE_EPOCH");
  std::uint64_t seconds = 0;
  if (text == nullptr) return 0;
  const std::string_view view(text);
  const auto [end, error] = std::from_chars(view.data(), view.data() + view.size(), seconds);
  return error == std::errc{} && end == view.data() + view.size() ? seconds : 0;
}

Result<image::PackRequest> ImageCommand::request_of(const PackArguments& arguments) {
  image::PackRequest request;
  auto files = image::read_app_folder(arguments.folder);
  if (!files) return tl::unexpected<Error>(files.error());
  request.files = std::move(*files);
  if (!arguments.manifest.empty()) {
    auto text = read_host_file(arguments.manifest, kLargestFile, "app manifest");
    if (!text) return tl::unexpected<Error>(text.error());
    std::erase_if(request.files, [](const auto& file) { return file.path == "app_manifest.json"; });
    request.files.push_back({"app_manifest.json", std::move(*text), false});
  }
  for (std::string path : arguments.executables) {
    while (path.starts_with('/')) path.erase(0, 1);
    const auto found = std::find_if(request.files.begin(), request.files.end(),
                                    [&](const auto& file) { return file.path == path; });
    if (found == request.files.end()) {
      return failure(ErrorKind::bad_input, fmt::format("{}: there is no {} in it, which "
                                                       "--executable names",
                                                       arguments.folder, in_quotes(path)));
    }
    found->executable = true;
  }
  const std::vector<fs::path> folders(arguments.hardware_folders.begin(),
                                      arguments.hardware_folders.end());
  if (!arguments.target_definition.empty()) {
    auto hardware = image::HardwareDefinition::load(arguments.target_definition, folders);
    if (!hardware) return tl::unexpected<Error>(hardware.error());
    request.hardware = std::move(*hardware);
  }
  if (!arguments.image_id.empty()) request.image_id = Guid::parse(arguments.image_id);
  request.api_set = arguments.api_set;
  request.built_s = source_date_epoch();
  request.under_development = arguments.under_development;
  request.remove_at_boot = arguments.remove_at_boot;
  return request;
}

ExitCode ImageCommand::pack(const PackArguments& arguments, bool json) {
  const fs::path key_file = arguments.key.empty() ? signing_key_file() : fs::path(arguments.key);
  std::error_code ignored;
  if (arguments.key.empty() && !fs::exists(key_file, ignored)) {
    return refuse(
        {ErrorKind::bad_input,
         fmt::format("there is no signing key at {}; run tools/setup.sh, or make one with "
                     "\"armillary image key --output FILE.pem\" and name it with --key",
                     key_file.string())});
  }
  const auto key = read_key(key_file);
  if (!key) return refuse(key.error());
  auto request = request_of(arguments);
  if (!request) return refuse(request.error());
  const fs::path folder = fs::path(arguments.folder).lexically_normal();
  const auto packed =
      image::pack_image(std::move(*request), *key,
                        folder.has_filename() ? folder.string() : folder.parent_path().string());
  if (!packed) return refuse(packed.error());
  auto out = OutputFile::open(arguments.output, "image package");
  if (!out) return refuse(out.error());
  out->write(packed->bytes);
  if (auto done = out->commit(); !done) return refuse(done.error());
  if (json) {
    ImageReport report(arguments.output, packed->bytes, {});
    js::object object = report.json();
    object.erase("signature");
    print(object);
  } else {
    fmt::print(streams_.talk, "armillary: {} has {} bytes; image id {}\n", arguments.output,
               packed->bytes.size(), packed->metadata.identity->image_id.to_string());
  }
  return exit_done;
}

Result<ImageReport> ImageCommand::report_of(const std::string& file,
                                            const std::vector<std::string>& keys) {
  const auto known = known_keys(keys);
  if (!known) return tl::unexpected<Error>(known.error());
  std::error_code ignored;
  if (fs::is_directory(file, ignored)) {
    return failure(ErrorKind::bad_input,
                   fmt::format("{}: this is a folder; expected an image package. \"armillary image "
                               "pack {} --output app.imagepackage\" makes one of an app's folder",
                               file, file));
  }
  auto bytes = read_host_file(file, kLargestFile, "image package");
  if (!bytes) return tl::unexpected<Error>(bytes.error());
  ImageReport report(file, std::move(*bytes), *known);
  if (!report.refusal().empty()) return failure(ErrorKind::bad_input, report.refusal());
  return report;
}

ExitCode ImageCommand::show(const Arguments& arguments) {
  js::array all;
  for (const std::string& file : arguments.files) {
    const auto report = report_of(file, arguments.keys);
    if (!report) return refuse(report.error());
    if (arguments.json) {
      all.emplace_back(report->json());
    } else {
      fmt::print(streams_.out, "{}", report->text());
    }
  }
  if (arguments.json) print(all);
  return exit_done;
}

ExitCode ImageCommand::verify(const Arguments& arguments) {
  using State = ImageReport::Check::State;
  const Painter painter(streams_.colours.allow(::isatty(::fileno(streams_.out)) != 0));
  bool good = true;
  js::array all;
  for (const std::string& file : arguments.files) {
    const auto report = report_of(file, arguments.keys);
    if (!report) return refuse(report.error());
    const auto checks = report->checks(arguments.signatures == "known");
    const bool file_good = std::none_of(checks.begin(), checks.end(), [](const auto& check) {
      return check.state == State::wrong;
    });
    good = good && file_good;
    js::array rows;
    if (!arguments.json) fmt::print(streams_.out, "{}\n", printable(file));
    for (const auto& check : checks) {
      const std::string_view word = check.state == State::good    ? "ok"
                                    : check.state == State::wrong ? "wrong"
                                                                  : "not checked";
      if (arguments.json) {
        rows.push_back({{"check", check.what}, {"state", word}, {"found", printable(check.found)}});
        continue;
      }
      const Colour colour = check.state == State::good    ? Colour::green
                            : check.state == State::wrong ? Colour::red
                                                          : Colour::yellow;
      fmt::print(streams_.out, "  {} {:<12} {}\n",
                 painter.paint(colour, fmt::format("{:<11}", word)), check.what,
                 printable(check.found));
    }
    if (arguments.json) {
      all.push_back({{"file", file}, {"ok", file_good}, {"checks", std::move(rows)}});
    }
  }
  if (arguments.json) print(all);
  return good ? exit_done : exit_bad_input;
}

ExitCode ImageCommand::extract(const Arguments& arguments) {
  const auto bytes = read_host_file(arguments.file, kLargestFile, "image package");
  if (!bytes) return refuse(bytes.error());
  if (!image::looks_like_package(*bytes)) {
    return refuse({ErrorKind::bad_input,
                   fmt::format("{}: this is not an image package (it does not begin with 45 3d cd "
                               "28)",
                               arguments.file)});
  }
  const auto found = image::read_asxipfs(image::bytes_of(*bytes), arguments.file);
  if (!found) return refuse(found.error());
  const fs::path target = arguments.output;
  std::error_code error;
  if (fs::exists(target, error) &&
      !(fs::is_directory(target, error) && fs::is_empty(target, error))) {
    return refuse({ErrorKind::usage,
                   fmt::format("{}: this exists and is not an empty folder; name another one",
                               arguments.output)});
  }
  // Whole or not at all: the folder gets its name when everything is in it.
  fs::path normal = target.lexically_normal();
  if (!normal.has_filename()) normal = normal.parent_path();
  fs::path partial = normal;
  partial += fmt::format(".partial-{}", ::getpid());
  const auto give_up = [&](const fs::path& place, const std::error_code& why) {
    std::error_code ignored;
    fs::remove_all(partial, ignored);
    return refuse({ErrorKind::usage,
                   fmt::format("{}: this cannot be written: {}", place.string(), why.message())});
  };
  if (!fs::create_directory(partial, error)) return give_up(target, error);
  for (const image::PackageFile& file : found->files) {
    const fs::path place = partial / file.path;
    fs::create_directories(place.parent_path(), error);
    if (error) return give_up(target / file.path, error);
    std::ofstream out(place, std::ios::binary);
    out.write(file.bytes.data(), static_cast<std::streamsize>(file.bytes.size()));
    out.close();
    if (!out) return give_up(target / file.path, std::make_error_code(std::errc::io_error));
    if (file.executable) {
      fs::permissions(place, fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec,
                      fs::perm_options::add, error);
    }
  }
  fs::rename(partial, normal, error);  // also onto an empty folder
  if (error) return give_up(target, error);
  if (!arguments.json) {
    fmt::print(streams_.talk, "armillary: {} files are in {}\n", found->files.size(),
               arguments.output);
    return exit_done;
  }
  js::array files;
  for (const auto& file : found->files) files.emplace_back(printable(file.path));
  print(js::object{{"folder", arguments.output}, {"files", std::move(files)}});
  return exit_done;
}

ExitCode ImageCommand::key(const Arguments& arguments) {
  const auto text = image::ImageKey::make();
  if (!text) return refuse(text.error());
  std::error_code ignored;
  if (fs::exists(arguments.output, ignored)) {
    return refuse({ErrorKind::usage,
                   fmt::format("{}: this exists; what it signed could not be checked any more. "
                               "Name another file, or remove it first",
                               arguments.output)});
  }
  const mode_t before = ::umask(0077);  // a private key is its owner's
  auto out = OutputFile::open(arguments.output, "signing key");
  ::umask(before);
  if (!out) return refuse(out.error());
  out->write(*text);
  if (auto done = out->commit(); !done) return refuse(done.error());
  return exit_done;
}

void describe_pack(CLI::App& pack, PackArguments& to) {
  pack.footer(
      "Example:\n"
      "  armillary image pack out/approot --output app.imagepackage\n"
      "The folder holds app_manifest.json, the program that its EntryPoint names (bin/app), and "
      "resources.\n"
      "SOURCE_DATE_EPOCH gives the build time. Exit codes: 0 done, 2 usage, 3 bad input.");
  pack.add_option("FOLDER", to.folder, "the app")->required();
  pack.add_option("-o,--output", to.output, "the image package to write")
      ->type_name("FILE")
      ->required();
  pack.add_option("-s,--api-set", to.api_set,
                  "the target API set of a high-level app (16, or what the manifest has)")
      ->type_name("N")
      ->check(CLI::Range(image::kOldestApiSet, image::kNewestApiSet));
  pack.add_option("-x,--executable", to.executables, "another file that is a program")
      ->type_name("PATH")
      ->allow_extra_args(false);
  pack.add_option("--hardware-definitions", to.hardware_folders,
                  "a folder with hardware definitions; may be given more than once")
      ->type_name("FOLDER")
      ->allow_extra_args(false);
  pack.add_option("--target-definition", to.target_definition,
                  "the hardware definition behind the manifest's $ names")
      ->type_name("FILE.json");
  pack.add_option("--manifest", to.manifest, "the app manifest, instead of the folder's")
      ->type_name("FILE");
  pack.add_option("--image-id", to.image_id, "the image id; made from the contents by default")
      ->type_name("GUID")
      ->check([](const std::string& text) {
        return Guid::parse(text) ? std::string() : in_quotes(text) + " is not a GUID";
      });
  pack.add_flag("--under-development", to.under_development, "mark it as a sideloaded image");
  pack.add_flag("--remove-at-boot", to.remove_at_boot, "mark it as gone after a reboot");
  pack.add_option("--key", to.key, "the key to sign with, instead of this installation's")
      ->type_name("FILE.pem");
}

}  // namespace

ExitCode image_command(std::vector<std::string> arguments, const Streams& streams) {
  ImageCommand command(streams);
  Arguments to;
  CLI::App app("Makes, shows and checks image packages.", "armillary image");
  app.require_subcommand(1);
  app.footer(
      "Examples:\n"
      "  armillary image pack out/approot --output app.imagepackage\n"
      "  armillary image show app.imagepackage\n"
      "docs/image.md tells more.");
  CLI::App* pack = app.add_subcommand("pack", "make a signed image package of an app's folder");
  describe_pack(*pack, to.pack);
  CLI::App* show = app.add_subcommand("show", "tell what image packages hold");
  show->footer("Example:\n  armillary image show app.imagepackage --json");
  CLI::App* verify = app.add_subcommand("verify", "check image packages and their signatures");
  verify->footer(
      "Example:\n  armillary image verify app.imagepackage --signatures known\n"
      "Exit codes: 0 all is well, 3 something is wrong.");
  verify
      ->add_option("--signatures", to.signatures,
                   "which are right: \"any\" lets those pass whose key is not here, \"known\" does "
                   "not")
      ->type_name("any|known")
      ->check(CLI::IsMember({"any", "known"}));
  for (CLI::App* each : {show, verify}) {
    each->add_option("FILE", to.files, "image packages")->required();
    each->add_option("--trust", to.keys,
                     "a certificate (PEM) whose signatures are known; may be given more than once")
        ->type_name("FILE.pem")
        ->allow_extra_args(false);
  }
  CLI::App* extract = app.add_subcommand("extract", "write an image package's files into a folder");
  extract->footer("Example:\n  armillary image extract app.imagepackage --output app");
  extract->add_option("FILE", to.file, "the image package")->required();
  extract->add_option("-o,--output", to.output, "the folder to make")
      ->type_name("FOLDER")
      ->required();
  CLI::App* key = app.add_subcommand("key", "make a key that signs image packages");
  key->footer("Example:\n  armillary image key --output my-key.pem");
  key->add_option("-o,--output", to.output, "the file to make")->type_name("FILE.pem")->required();
  for (CLI::App* each : {pack, show, verify, extract}) {
    each->add_flag("--json", to.json, "print what was found as JSON");
  }
  try {
    std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
    app.parse(arguments);
  } catch (const CLI::Success& done) {
    app.exit(done);
    return exit_done;
  } catch (const CLI::ParseError& problem) {
    const auto parsed = app.get_subcommands();
    fmt::print(streams.talk, "armillary: {}; \"armillary image {}--help\" tells more\n",
               problem.what(), parsed.empty() ? "" : parsed.front()->get_name() + " ");
    return exit_usage;
  }
  if (pack->parsed()) return command.pack(to.pack, to.json);
  if (show->parsed()) return command.show(to);
  if (verify->parsed()) return command.verify(to);
  if (extract->parsed()) return command.extract(to);
  return command.key(to);
}

}  // namespace armillary::cli
