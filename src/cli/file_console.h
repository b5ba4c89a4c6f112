// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <memory>
#include <utility>

#include "cli/console_port.h"
#include "cli/output_file.h"

namespace armillary::cli {

/// A console that is a file: every byte as it was sent. It stands in its place when the run is
/// over.
class FileConsole final : public ConsolePort {
 public:
  static Result<std::unique_ptr<FileConsole>> open(const std::filesystem::path& path,
                                                   const std::string& name) {
    auto file = OutputFile::open(path, "file of the console " + name);
    if (!file) return tl::unexpected<Error>(file.error());
    return std::unique_ptr<FileConsole>(new FileConsole(std::move(*file)));
  }

  bool connected() override { return true; }
  void write(std::string_view bytes, const std::atomic<bool>& /*stop*/) override {
    file_.write(bytes);
  }
  std::string read(std::size_t /*most*/) override { return {}; }
  void wait() override {}
  Result<void> finish(const std::atomic<bool>& /*stop*/) override { return file_.commit(); }

 private:
  explicit FileConsole(OutputFile file) : file_(std::move(file)) {}
  OutputFile file_;
};

}  // namespace armillary::cli
