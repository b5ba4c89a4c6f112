// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/fs/proc.h"

#include <array>
#include <charconv>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "os/fs/proc_text.h"
#include "os/fs/regular_file.h"

namespace armillary::os {

namespace {

using Names = std::vector<std::pair<std::string, std::shared_ptr<Node>>>;

/// A file whose text is made at open.
class TextNode final : public Node {
 public:
  using Maker = std::function<OsResult<std::string>()>;
  TextNode(std::shared_ptr<Volume> volume, Maker maker)
      : Node(std::move(volume), kModeRegular | 0444, 0, 0), maker_(std::move(maker)) {
    add_link();
  }
  OsResult<std::shared_ptr<File>> open(const Caller& caller, std::uint32_t flags) override {
    auto text = maker_();
    if (!text) return os_failure(text.error());
    return std::make_shared<TextFile>(shared_from_this(), caller, flags, std::move(*text));
  }

 private:
  Maker maker_;
};

/// /proc/self and the like: where it leads depends on who asks.
class AskingLink final : public SymlinkNode {
 public:
  using Target = std::function<std::string(const Caller&)>;
  AskingLink(std::shared_ptr<Volume> volume, Target target)
      : SymlinkNode(std::move(volume), ""), target_(std::move(target)) {
    add_link();
  }
  [[nodiscard]] std::string target(const Caller& caller) const override { return target_(caller); }
  // Linux says 0, too; and the process that opened it may be gone.
  [[nodiscard]] Stat stat(const Caller& caller) const override { return Node::stat(caller); }

 private:
  Target target_;
};

/// A directory whose names are asked for each time.
class AskingDirectory : public DirectoryNode {
 public:
  explicit AskingDirectory(std::shared_ptr<Volume> volume)
      : DirectoryNode(std::move(volume), kModeDirectory | 0555, 0, 0) {
    add_link();
  }
  SysResult insert(std::string /*name*/, std::shared_ptr<Node> /*node*/) override {
    return -kEROFS;
  }
  SysResult remove(std::string_view /*name*/) override { return -kEROFS; }
  [[nodiscard]] Names list(const Caller& caller) const override {
    Names names;
    for (const std::string& name : names_now()) {
      if (auto node = lookup(caller, name)) names.emplace_back(name, std::move(node));
    }
    return names;
  }

 protected:
  [[nodiscard]] virtual std::vector<std::string> names_now() const = 0;
  [[nodiscard]] std::shared_ptr<DirectoryNode> self() const {
    return std::static_pointer_cast<DirectoryNode>(
        std::const_pointer_cast<Node>(shared_from_this()));
  }
  template <class T, class... Arguments>
  [[nodiscard]] std::shared_ptr<Node> make_child(Arguments&&... arguments) const {
    auto child = std::make_shared<T>(shared_volume(), std::forward<Arguments>(arguments)...);
    child->keep_parent(self());
    return child;
  }

 private:
  /// Children live for a look only, and so would their parents: the child owns it.
  void keep_parent(std::shared_ptr<DirectoryNode> parent) {
    set_parent(parent);
    parent_ = std::move(parent);
  }
  std::shared_ptr<DirectoryNode> parent_;
};

std::optional<std::int32_t> parse_number(std::string_view text) {
  std::int32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  return value;
}

class AttrDirectory final : public AskingDirectory {
 public:
  AttrDirectory(std::shared_ptr<Volume> volume, const ProcessTable& table, std::int32_t pid)
      : AskingDirectory(std::move(volume)), table_(table), pid_(pid) {}
  [[nodiscard]] std::shared_ptr<Node> lookup(const Caller& /*caller*/,
                                             std::string_view name) const override {
    if (name != "current") return nullptr;
    return std::make_shared<TextNode>(shared_volume(),
                                      [&table = table_, pid = pid_]() -> OsResult<std::string> {
                                        const auto process = table.process(pid);
                                        if (!process) return os_failure(kESRCH);
                                        return proc_attr_current(*process);
                                      });
  }

 protected:
  [[nodiscard]] std::vector<std::string> names_now() const override { return {"current"}; }

 private:
  const ProcessTable& table_;
  std::int32_t pid_;
};

class DescriptorDirectory final : public AskingDirectory {
 public:
  DescriptorDirectory(std::shared_ptr<Volume> volume, const ProcessTable& table, std::int32_t pid)
      : AskingDirectory(std::move(volume)), table_(table), pid_(pid) {}
  [[nodiscard]] std::shared_ptr<Node> lookup(const Caller& /*caller*/,
                                             std::string_view name) const override {
    const auto descriptor = parse_number(name);
    const auto process = table_.process(pid_);
    if (!descriptor || !process || !process->descriptors.contains(*descriptor)) return nullptr;
    return std::make_shared<SymlinkNode>(shared_volume(), process->descriptors.at(*descriptor));
  }

 protected:
  [[nodiscard]] std::vector<std::string> names_now() const override {
    std::vector<std::string> names;
    if (const auto process = table_.process(pid_)) {
      for (const auto& [descriptor, path] : process->descriptors) {
        names.push_back(std::to_string(descriptor));
      }
    }
    return names;
  }

 private:
  const ProcessTable& table_;
  std::int32_t pid_;
};

class ProcessDirectory final : public AskingDirectory {
 public:
  ProcessDirectory(std::shared_ptr<Volume> volume, const ProcessTable& table, std::int32_t pid)
      : AskingDirectory(std::move(volume)), table_(table), pid_(pid) {}

  [[nodiscard]] std::shared_ptr<Node> lookup(const Caller& /*caller*/,
                                             std::string_view name) const override {
    const auto process = table_.process(pid_);
    if (!process) return nullptr;
    if (name == "attr") return make_child<AttrDirectory>(table_, pid_);
    if (name == "fd") return make_child<DescriptorDirectory>(table_, pid_);
    if (name == "exe") return std::make_shared<SymlinkNode>(shared_volume(), process->executable);
    if (name == "cwd") {
      return std::make_shared<SymlinkNode>(shared_volume(), process->working_directory);
    }
    for (const auto& [file, maker] : kTexts) {
      if (name == file) {
        return std::make_shared<TextNode>(
            shared_volume(),
            [&table = table_, pid = pid_, make = maker]() -> OsResult<std::string> {
              const auto now = table.process(pid);
              if (!now) return os_failure(kESRCH);
              return make(*now);
            });
      }
    }
    return nullptr;
  }

 protected:
  [[nodiscard]] std::vector<std::string> names_now() const override {
    return {"attr", "cmdline", "comm", "cwd", "exe", "fd", "maps", "stat", "statm", "status"};
  }

 private:
  struct Text {
    std::string_view name;
    std::string (*make)(const ProcessInfo&);
  };
  static std::string comm(const ProcessInfo& process) { return process.name + "\n"; }
  static std::string maps(const ProcessInfo& process) { return process.maps; }
  static constexpr std::array<Text, 6> kTexts{{{"cmdline", proc_cmdline},
                                               {"comm", comm},
                                               {"maps", maps},
                                               {"stat", proc_stat},
                                               {"statm", proc_statm},
                                               {"status", proc_status}}};

  const ProcessTable& table_;
  std::int32_t pid_;
};

class ProcRoot final : public AskingDirectory {
 public:
  ProcRoot(std::shared_ptr<Volume> volume, const ProcessTable& table)
      : AskingDirectory(std::move(volume)), table_(table) {}

  [[nodiscard]] std::shared_ptr<Node> lookup(const Caller& /*caller*/,
                                             std::string_view name) const override {
    if (name == "self") {
      return std::make_shared<AskingLink>(shared_volume(), [&table = table_](const Caller& asker) {
        const std::int32_t pid = table.pid_of(asker);
        return pid == 0 ? std::string{} : std::to_string(pid);
      });
    }
    for (const auto& [file, maker] : kTexts) {
      if (name == file) {
        return std::make_shared<TextNode>(
            shared_volume(),
            [&table = table_, make = maker]() -> OsResult<std::string> { return make(table); });
      }
    }
    const auto pid = parse_number(name);
    if (!pid || !table_.exists(*pid)) return nullptr;
    return make_child<ProcessDirectory>(table_, *pid);
  }

 protected:
  [[nodiscard]] std::vector<std::string> names_now() const override {
    std::vector<std::string> names;
    for (const std::int32_t pid : table_.pids()) names.push_back(std::to_string(pid));
    for (const Text& text : kTexts) names.emplace_back(text.name);
    names.emplace_back("self");
    return names;
  }

 private:
  struct Text {
    std::string_view name;
    std::string (*make)(const ProcessTable&);
  };
  static std::string cpuinfo(const ProcessTable& /*table*/) { return proc_cpuinfo(); }
  static std::string meminfo(const ProcessTable& table) { return proc_meminfo(table.system()); }
  static std::string stat_text(const ProcessTable& table) {
    return proc_system_stat(table.system());
  }
  static std::string uptime(const ProcessTable& table) { return proc_uptime(table.system()); }
  static std::string version(const ProcessTable& table) { return proc_version(table.system()); }
  static constexpr std::array<Text, 6> kTexts{{{"cpuinfo", cpuinfo},
                                               {"loadavg", proc_loadavg},
                                               {"meminfo", meminfo},
                                               {"stat", stat_text},
                                               {"uptime", uptime},
                                               {"version", version}}};

  const ProcessTable& table_;
};

}  // namespace

Result<void> mount_proc(MemoryVfs& vfs, const ProcessTable& table) {
  constexpr std::uint64_t kUnlimited = std::uint64_t{1} << 32;  // its nodes live for a look only
  const auto volume =
      vfs.make_volume({.type = kProcType, .read_only = true, .node_limit = kUnlimited});
  return vfs.mount_node("/proc", std::make_shared<ProcRoot>(volume, table));
}

}  // namespace armillary::os
