// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <memory>
#include <string>

#include "cli/descriptor_port.h"

namespace armillary::cli {

/// A console at a pseudo-terminal, for screen, minicom or picocom.
class PtyConsole final : public DescriptorPort {
 public:
  static Result<std::unique_ptr<PtyConsole>> open();
  ~PtyConsole() override;
  PtyConsole(const PtyConsole&) = delete;
  PtyConsole& operator=(const PtyConsole&) = delete;

  [[nodiscard]] std::string place() const override { return name_; }
  bool connected() override;
  [[nodiscard]] bool types() const override { return true; }
  std::string read(std::size_t most) override;

 private:
  PtyConsole(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}
  std::size_t write_some(std::string_view bytes) override;
  [[nodiscard]] int descriptor() const override { return fd_; }

  int fd_;
  std::string name_;
};

}  // namespace armillary::cli
