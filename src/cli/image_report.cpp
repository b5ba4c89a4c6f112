// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/image_report.h"

#include <algorithm>
#include <ctime>

#include <boost/json.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/terminal.h"
#include "image/elf.h"
#include "image/package.h"

namespace armillary::cli {

namespace js = boost::json;

namespace {

/// The sentence of a failure without the file's name in front of it.
std::string without_name(const Error& error, const std::string& name) {
  const std::string begin = name + ": ";
  return error.message.starts_with(begin) ? error.message.substr(begin.size()) : error.message;
}

std::string date_of(std::uint64_t seconds) {
  constexpr std::uint64_t kEndOf9999 = 253'402'300'799;
  if (seconds > kEndOf9999) return fmt::format("{} s", seconds);
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(static_cast<std::time_t>(seconds)));
}

std::vector<std::string> flag_names(std::uint32_t flags) {
  std::vector<std::string> names;
  if ((flags & image::Metadata::kRemoveAtBoot) != 0) names.emplace_back("RemoveAtBoot");
  if ((flags & image::Metadata::kUnderDevelopment) != 0) names.emplace_back("UnderDevelopment");
  const std::uint32_t rest =
      flags & ~(image::Metadata::kRemoveAtBoot | image::Metadata::kUnderDevelopment);
  if (rest != 0) names.push_back(fmt::format("{:#x}", rest));
  return names;
}

std::string abi_name(std::uint32_t type) {
  switch (type) {
    case 1:
      return "SecureWorldRuntime";
    case 2:
      return "OSRuntime";
    case image::AbiVersion::kApplicationRuntime:
      return "ApplicationRuntime";
    default:
      return fmt::format("type {}", type);
  }
}

std::string_view type_name(image::ApplicationType type) {
  switch (type) {
    case image::ApplicationType::real_time:
      return "RealTimeCapable";
    case image::ApplicationType::debugger:
      return "Debugger";
    case image::ApplicationType::high_level:
      break;
  }
  return "Default";
}

std::string_view state_name(image::SignatureReport::State state) {
  switch (state) {
    case image::SignatureReport::State::good:
      return "good";
    case image::SignatureReport::State::wrong:
      return "wrong";
    case image::SignatureReport::State::foreign:
      break;
  }
  return "not checked";
}

const image::PackageFile* find(const image::Asxipfs& files, std::string_view path) {
  while (path.starts_with('/')) path.remove_prefix(1);
  const auto found = std::find_if(files.files.begin(), files.files.end(),
                                  [&](const auto& file) { return file.path == path; });
  return found == files.files.end() ? nullptr : &*found;
}

}  // namespace

ImageReport::ImageReport(std::string name, std::string bytes,
                         const std::vector<image::ImageKey>& keys)
    : name_(std::move(name)), bytes_(std::move(bytes)) {
  if (!image::looks_like_package(bytes_)) {
    refusal_ = fmt::format(
        "{}: this is not an image package (it does not begin with 45 3d cd 28){}", name_,
        image::looks_like_elf(image::bytes_of(bytes_))
            ? "; it is an ELF program, of which \"armillary image pack\" makes one"
            : "");
    return;
  }
  const image::Bytes all = image::bytes_of(bytes_);
  metadata_ = image::read_metadata(all, name_);
  files_ = image::read_asxipfs(all, name_);
  if (*files_) {
    if (const auto* manifest = find(**files_, "app_manifest.json")) {
      manifest_ = image::parse_manifest(manifest->bytes, manifest->path);
    }
  }
  if (*metadata_) signature_ = image::report_signature(all, **metadata_, keys);
  if (!*files_ && !*metadata_) refusal_ = files_->error().message;
}

std::string ImageReport::text() const {
  std::string out = printable(name_) + "\n";
  const auto line = [&](std::string_view what, std::string_view value) {
    out += fmt::format("  {:<16} {}\n", what, printable(std::string(value)));
  };
  line("size", fmt::format("{} bytes", bytes_.size()));
  if (*metadata_) {
    const image::Metadata& metadata = **metadata_;
    if (metadata.identity) {
      line("image type", image::image_type_name(metadata.identity->image_type));
      line("component id", metadata.identity->component_id.to_string());
      line("image id", metadata.identity->image_id.to_string());
    }
    if (metadata.debug) {
      line("name", metadata.debug->name);
      line("built", metadata.debug->built_s == 0 ? "not told" : date_of(metadata.debug->built_s));
    }
    for (const auto& abi : metadata.needs) {
      line("needs", fmt::format("{} {}", abi_name(abi.type), abi.version));
    }
    for (const auto& abi : metadata.provides) {
      line("provides", fmt::format("{} {}", abi_name(abi.type), abi.version));
    }
    if (metadata.temporary) {
      line("flags", fmt::format("{}", fmt::join(flag_names(*metadata.temporary), ", ")));
    }
    for (const auto& other : metadata.others) {
      line("section " + printable(other.id), fmt::format("{} bytes", other.bytes.size()));
    }
    line("signed by", signature_.signer ? fmt::format("{} ({})", signer_name(signature_),
                                                      image::to_string(*signature_.signer))
                                        : std::string("nobody who is named in it"));
    line("signature", state_name(signature_.state));
  } else {
    line("metadata", without_name(metadata_->error(), name_));
  }
  if (manifest_ && *manifest_) {
    line("app", fmt::format("{}, {}", (*manifest_)->name, type_name((*manifest_)->type)));
  } else if (manifest_) {
    line("manifest", manifest_->error().message);
  }
  if (!*files_) {
    line("file system", without_name(files_->error(), name_));
    return out;
  }
  for (const auto& file : (*files_)->files) {
    line(file.executable ? "program" : "file",
         fmt::format("{:>8} {}", file.bytes.size(), file.path));
  }
  return out;
}

js::object ImageReport::json() const {
  js::object out;
  out["file"] = name_;
  out["size"] = bytes_.size();
  if (*metadata_) {
    const image::Metadata& metadata = **metadata_;
    if (metadata.identity) {
      out["image_type"] = image::image_type_name(metadata.identity->image_type);
      out["component_id"] = metadata.identity->component_id.to_string();
      out["image_id"] = metadata.identity->image_id.to_string();
    }
    if (metadata.debug) {
      out["name"] = printable(metadata.debug->name);
      out["built"] = metadata.debug->built_s == 0 ? js::value(nullptr)
                                                  : js::value(date_of(metadata.debug->built_s));
    }
    const auto versions = [](const std::vector<image::AbiVersion>& from) {
      js::array list;
      for (const auto& abi : from) {
        list.push_back({{"type", abi_name(abi.type)}, {"version", abi.version}});
      }
      return list;
    };
    out["needs"] = versions(metadata.needs);
    out["provides"] = versions(metadata.provides);
    js::array flags;
    for (const auto& name : flag_names(metadata.temporary.value_or(0))) flags.emplace_back(name);
    out["flags"] = std::move(flags);
    js::array others;
    for (const auto& other : metadata.others) {
      others.push_back({{"id", printable(other.id)}, {"size", other.bytes.size()}});
    }
    out["other_sections"] = std::move(others);
    out["signature"] = js::object{
        {"state", state_name(signature_.state)},
        {"signer", signer_name(signature_)},
        {"thumbprint",
         signature_.signer ? js::value(image::to_string(*signature_.signer)) : js::value(nullptr)}};
  }
  if (manifest_ && *manifest_) {
    out["application"] = js::object{{"name", printable((*manifest_)->name)},
                                    {"type", type_name((*manifest_)->type)}};
  }
  if (*files_) {
    js::array files;
    for (const auto& file : (*files_)->files) {
      files.push_back({{"path", printable(file.path)},
                       {"size", file.bytes.size()},
                       {"executable", file.executable}});
    }
    out["files"] = std::move(files);
  }
  return out;
}

std::vector<ImageReport::Check> ImageReport::checks(bool only_known) const {
  std::vector<Check> all;
  all.push_back(
      *metadata_ ? Check{"metadata", Check::State::good, ""}
                 : Check{"metadata", Check::State::wrong, without_name(metadata_->error(), name_)});
  all.push_back(check_file_system());
  if (*files_) {
    all.push_back(check_manifest());
    if (manifest_ && *manifest_) {
      all.push_back(check_program());
      if (*metadata_) all.push_back(check_identity());
    }
  }
  if (*metadata_) all.push_back(check_signature(only_known));
  return all;
}

ImageReport::Check ImageReport::check_file_system() const {
  constexpr std::string_view kWhat = "file system";
  if (!*files_) {
    return {kWhat, Check::State::wrong, without_name(files_->error(), name_)};
  }
  const image::Asxipfs& files = **files_;
  if (files.check_sum != files.computed_check_sum) {
    return {kWhat, Check::State::wrong,
            fmt::format("its check sum is {:08x}, but its bytes make {:08x}; it was changed or "
                        "damaged",
                        files.check_sum, files.computed_check_sum)};
  }
  if (!files.not_in_place.empty()) {
    return {kWhat, Check::State::wrong,
            fmt::format("the mode of {} lacks 01000 (execute in place), without which the device "
                        "refuses a file",
                        files.not_in_place.front())};
  }
  return {kWhat, Check::State::good, fmt::format("{} files", files.files.size())};
}

ImageReport::Check ImageReport::check_manifest() const {
  constexpr std::string_view kWhat = "manifest";
  if (!manifest_)
    return {kWhat, Check::State::wrong, "there is no app_manifest.json (device error 2.25)"};
  if (!*manifest_) return {kWhat, Check::State::wrong, manifest_->error().message};
  return {kWhat, Check::State::good, (*manifest_)->name};
}

ImageReport::Check ImageReport::check_program() const {
  constexpr std::string_view kWhat = "program";
  const image::Manifest& manifest = **manifest_;
  const image::PackageFile* program = find(**files_, manifest.entry_point);
  if (program == nullptr) {
    return {kWhat, Check::State::wrong,
            fmt::format("there is no {} (device error 2.22)", manifest.entry_point)};
  }
  const auto elf = image::read_elf(image::bytes_of(program->bytes), program->path);
  if (!elf) return {kWhat, Check::State::wrong, elf.error().message};
  const bool real_time = manifest.type == image::ApplicationType::real_time;
  if (elf->for_linux() == real_time) {
    return {
        kWhat, Check::State::wrong,
        fmt::format("{} is a program for {}, but the manifest's ApplicationType is {}",
                    program->path, real_time ? "Linux" : "an M4 core", type_name(manifest.type))};
  }
  return {kWhat, Check::State::good, program->path};
}

ImageReport::Check ImageReport::check_identity() const {
  constexpr std::string_view kWhat = "identity";
  const auto& identity = (**metadata_).identity;
  if (!identity) return {kWhat, Check::State::wrong, "there is no ID section"};
  if (identity->component_id != (*manifest_)->component_id) {
    return {
        kWhat, Check::State::wrong,
        fmt::format("the metadata has the component id {}, the manifest {}",
                    identity->component_id.to_string(), (*manifest_)->component_id.to_string())};
  }
  return {kWhat, Check::State::good, identity->component_id.to_string()};
}

ImageReport::Check ImageReport::check_signature(bool only_known) const {
  constexpr std::string_view kWhat = "signature";
  using State = image::SignatureReport::State;
  const std::string signer = signature_.signer ? image::to_string(*signature_.signer) : "nobody";
  switch (signature_.state) {
    case State::good:
      return {kWhat, Check::State::good, "of this installation"};
    case State::wrong:
      return {kWhat, Check::State::wrong,
              fmt::format("it is not of these bytes: the image was changed after {} signed it",
                          signer)};
    case State::foreign:
      break;
  }
  return {kWhat, only_known ? Check::State::wrong : Check::State::unknown,
          fmt::format("signed by {} ({}), whose key is not here", signer, signer_name(signature_))};
}

}  // namespace armillary::cli
