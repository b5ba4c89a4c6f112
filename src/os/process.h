// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "os/app.h"
#include "os/file_table.h"
#include "os/memory/address_space.h"
#include "os/signal_queue.h"
#include "os/task.h"
#include "os/vfs.h"
#include "os/wait_queue.h"

namespace armillary::os {

/// Who a process is. There are no privileged apps: root's rights are only the simulator's own.
struct Credentials {
  std::uint32_t uid = 0, gid = 0;
};

/// setrlimit values that are kept; those with an effect are marked in docs/os.md.
struct ResourceLimit {
  std::uint64_t soft = ~std::uint64_t{0}, hard = ~std::uint64_t{0};
};

class PosixTimer;

/// A process: threads that share memory, files and signal actions. Owned by the Kernel.
class Process {
 public:
  Process(Kernel& the_kernel, std::int32_t the_pid, Process* the_parent);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  [[nodiscard]] Kernel& kernel() const { return kernel_; }
  [[nodiscard]] std::int32_t pid() const { return pid_; }
  /// The app that this process and its descendants belong to.
  [[nodiscard]] App* app() const { return app_.get(); }
  [[nodiscard]] FileTable& files() { return *files_; }
  [[nodiscard]] AddressSpace& memory() { return *memory_; }
  [[nodiscard]] std::uint32_t uid() const { return credentials.uid; }
  [[nodiscard]] std::uint32_t gid() const { return credentials.gid; }
  /// For the Vfs.
  [[nodiscard]] Caller caller() { return {credentials.uid, credentials.gid, umask, this}; }
  /// The event source: "a7.gateway".
  [[nodiscard]] std::string source() const;
  /// Woken when a signal was queued for the process or one of its threads: signalfd.
  [[nodiscard]] WaitQueue& signal_waiters() { return signal_waiters_; }

  // The rest belongs to the kernel and its system calls.
  Credentials credentials;
  std::uint32_t umask = 022;
  std::string working_directory = "/";
  sim::Time started{};                 ///< virtual time at which it was made
  std::string executable;              ///< /proc/self/exe
  std::vector<std::string> arguments;  ///< /proc/self/cmdline
  Process* parent = nullptr;           ///< nullptr: init
  std::int32_t process_group = 0, session = 0;
  std::vector<std::unique_ptr<Task>> tasks;  ///< the first made first; dead ones are swept later
  std::shared_ptr<SignalActions> actions;
  SignalQueue signals;
  WaitQueue children_changed;  ///< wait4
  WaitQueue vfork_done;        ///< woken on exec and exit
  bool vfork_child = false;    ///< its parent waits for exec or exit
  bool zombie = false;
  bool stopped = false;
  bool stop_told = true, continue_told = true;  ///< wait4 has reported it
  int stop_signal = 0;
  int exit_code = 0;  ///< valid as a zombie
  int exit_signal = 0;
  int end_signal = kSigChld;  ///< what the parent gets
  int death_signal = 0;       ///< PR_SET_PDEATHSIG, kept
  bool exiting = false;       ///< exit_group or a fatal signal is under way
  std::uint64_t cycles = 0;   ///< of threads that have ended
  std::uint64_t child_cycles = 0;
  std::array<ResourceLimit, 16> limits{};
  std::map<std::int32_t, std::unique_ptr<PosixTimer>> timers;
  std::array<std::unique_ptr<PosixTimer>, 3> interval_timers;

  void set_memory(std::shared_ptr<AddressSpace> memory) { memory_ = std::move(memory); }
  void set_files(std::shared_ptr<FileTable> files) { files_ = std::move(files); }
  void set_app(std::shared_ptr<App> app) { app_ = std::move(app); }
  [[nodiscard]] const std::shared_ptr<App>& shared_app() const { return app_; }
  [[nodiscard]] const std::shared_ptr<AddressSpace>& shared_memory() const { return memory_; }
  [[nodiscard]] const std::shared_ptr<FileTable>& shared_files() const { return files_; }

 private:
  Kernel& kernel_;
  std::int32_t pid_;
  std::shared_ptr<App> app_;
  std::shared_ptr<FileTable> files_;
  std::shared_ptr<AddressSpace> memory_;
  WaitQueue signal_waiters_;
};

}  // namespace armillary::os
