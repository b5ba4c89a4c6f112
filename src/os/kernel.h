// SPDX-License-Identifier: GPL-2.0-or-later
//
// os/ is the A7's OS personality: it plays the Linux kernel of Azure Sphere for the apps, without
// being one. Kernel executes the threads of processes on one Core in user mode and serves their
// system calls on the host. memory/ holds frames, page tables and mappings, syscalls/ the calls by
// family, abi/ the numbers of the interface, fs/ the file trees, dev/ device nodes, ipc/ pipes and
// the ...fd files, socket/ sockets. docs/os.md tells how it works.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "base/result.h"
#include "cpu/core.h"
#include "os/app.h"
#include "os/kernel_config.h"
#include "os/memory/frame_pool.h"
#include "os/os_result.h"
#include "os/process.h"
#include "os/random_source.h"
#include "os/syscalls/syscall_table.h"
#include "os/task.h"
#include "os/vfs.h"
#include "os/wall_clock.h"
#include "sim/domain.h"

namespace armillary::os {

/// The A7 as the scheduler sees it. Not thread-safe: belongs to its domain.
class Kernel : public sim::Processor {
 public:
  /// All three must outlive the kernel. The core is a fresh one in user mode (Model::cortex_a7).
  Kernel(sim::Domain& domain, cpu::Core& core, Vfs& vfs, KernelConfig config);
  ~Kernel() override;

  // sim::Processor.
  [[nodiscard]] sim::Time now() const override;
  [[nodiscard]] bool asleep() const override;
  void run_until(sim::Time limit) override;
  void skip_to(sim::Time t) override;
  void limit_run(sim::Time limit) override;

  // Apps.
  /// Starts an app whose files are mounted; it runs from the next instant of the domain on. Errors
  /// (no such file, not an ARM program...) are sentences.
  Result<App*> start(AppSpec spec);
  /// SIGTERM, and SIGKILL after 2 s of virtual time (azure-sphere.md section 4.2).
  void stop(App& app);
  /// Called when an app's first process has ended. An app that a signal ends is recorded as a
  /// `fault` event before.
  void on_app_exit(std::function<void(const AppExit&)> observer) {
    app_exit_ = std::move(observer);
  }
  void set_symbolizer(Symbolizer symbolizer) { symbolizer_ = std::move(symbolizer); }

  // What files and devices use.
  [[nodiscard]] sim::Domain& domain() { return domain_; }
  [[nodiscard]] Vfs& vfs() { return vfs_; }
  [[nodiscard]] WallClock& wall_clock() { return wall_clock_; }
  [[nodiscard]] RandomSource& random() { return random_; }
  [[nodiscard]] const KernelConfig& config() const { return config_; }
  /// Processes by pid, zombies included.
  [[nodiscard]] const std::map<std::int32_t, std::unique_ptr<Process>>& processes() const {
    return processes_;
  }
  [[nodiscard]] Process* find_process(std::int32_t pid) const;
  [[nodiscard]] Task* find_task(std::int32_t tid) const;
  /// To a process (any of its threads may take it) or to one thread.
  void send_signal(Process& process, const SigInfo& info);
  void send_signal(Task& task, const SigInfo& info);

  /// Retired instructions, and system calls served.
  [[nodiscard]] std::uint64_t instructions() const { return core_.retired(); }
  [[nodiscard]] std::uint64_t system_calls() const { return system_calls_; }

 private:
  sim::Domain& domain_;
  cpu::Core& core_;
  Vfs& vfs_;
  KernelConfig config_;
  WallClock wall_clock_;
  RandomSource random_;
  std::map<std::int32_t, std::unique_ptr<Process>> processes_;
  std::function<void(const AppExit&)> app_exit_;
  Symbolizer symbolizer_;
  std::uint64_t system_calls_ = 0;
};

}  // namespace armillary::os
