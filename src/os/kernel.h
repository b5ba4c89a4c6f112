// SPDX-License-Identifier: GPL-2.0-or-later
//
// os/ is the A7's OS personality: it plays the Linux kernel of Azure Sphere for the apps, without
// being one. Kernel executes the threads of processes on one Core in user mode and serves their
// system calls on the host. memory/ holds frames, page tables and mappings, syscalls/ the calls by
// family, abi/ the numbers of the interface, fs/ the file trees, dev/ device nodes, ipc/ pipes and
// the ...fd files, socket/ sockets. docs/os.md tells how it works.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "cpu/core.h"
#include "os/app.h"
#include "os/futex.h"
#include "os/kernel_config.h"
#include "os/memory/frame_pool.h"
#include "os/memory/page_cache.h"
#include "os/memory/page_table.h"
#include "os/os_result.h"
#include "os/process.h"
#include "os/random_source.h"
#include "os/run_queue.h"
#include "os/socket/socket_services.h"
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
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  // sim::Processor.
  [[nodiscard]] sim::Time now() const override { return ticker_.time_of(position()); }
  [[nodiscard]] bool asleep() const override { return current_ == nullptr && ready_.empty(); }
  void run_until(sim::Time limit) override;
  void skip_to(sim::Time t) override;
  void limit_run(sim::Time limit) override;

  // Apps.
  /// Starts an app whose files are mounted; it runs from the domain's next instant on. Errors (no
  /// such file, not an ARM program...) are sentences.
  Result<App*> start(AppSpec spec);
  /// SIGTERM, and SIGKILL after 2 s of virtual time (azure-sphere.md section 4.2).
  void stop(App& app);
  /// The most that the app with this component id has owned in any of its lives, in bytes.
  [[nodiscard]] std::uint64_t peak_memory(const Guid& component) const;
  /// Instructions in one go of the engine, at most; at least 1. No result depends on it.
  void set_quantum(std::uint64_t instructions) {
    config_.quantum = std::max<std::uint64_t>(instructions, 1);
  }
  /// Called when an app's first process has ended. An app that a signal ends is recorded as a
  /// `fault` event before.
  void on_app_exit(std::function<void(const AppExit&)> observer) {
    app_exit_ = std::move(observer);
  }
  void set_symbolizer(Symbolizer symbolizer) { symbolizer_ = std::move(symbolizer); }

  /// Before the first app starts.
  void set_socket_services(SocketServices services) { socket_services_ = services; }

  // What files and devices use.
  [[nodiscard]] sim::Domain& domain() { return domain_; }
  [[nodiscard]] Vfs& vfs() { return vfs_; }
  [[nodiscard]] WallClock& wall_clock() { return wall_clock_; }
  [[nodiscard]] RandomSource& random() { return random_; }
  [[nodiscard]] const KernelConfig& config() const { return config_; }
  [[nodiscard]] const SocketServices& socket_services() const { return socket_services_; }
  [[nodiscard]] FramePool& frames() { return frames_; }
  /// By pid, zombies included.
  [[nodiscard]] const std::map<std::int32_t, std::unique_ptr<Process>>& processes() const {
    return processes_;
  }
  [[nodiscard]] Process* find_process(std::int32_t pid) const;
  [[nodiscard]] Task* find_task(std::int32_t tid) const;
  /// To a process (any of its threads may take it) or to one thread. False: a real-time signal did
  /// not fit any more.
  bool send_signal(Process& process, const SigInfo& info);
  bool send_signal(Task& task, const SigInfo& info);
  /// Names something that is not modelled, once, as a warning of the process's app.
  void warn(const Process& process, std::string_view what);

  /// Retired instructions, and system calls served.
  [[nodiscard]] std::uint64_t instructions() const { return core_.retired(); }
  [[nodiscard]] std::uint64_t system_calls() const { return system_calls_; }

  // For the system calls. ------------------------------------------------------------------------
  [[nodiscard]] FutexTable& futexes() { return futexes_; }
  /// Brings the registers of a thread into task.context, wherever they are.
  void save_registers(Task& task);
  /// task.context was changed and holds from now on.
  void registers_changed(Task& task);
  void set_thread_pointer(Task& task, std::uint32_t value);
  /// The cycles a thread has had, its present turn included.
  [[nodiscard]] std::uint64_t cycles_of(const Task& task) const;
  [[nodiscard]] std::uint64_t cycles_of(const Process& process) const;
  [[nodiscard]] sim::Duration span_of(std::uint64_t cycles) const {
    return config_.clock.span_of(static_cast<std::int64_t>(cycles));
  }
  /// The current thread's turn is over.
  void yield() { turn_end_ = position(); }
  /// The mask or the pending set of a thread has changed: look for signals before it goes on.
  void look_for_signals(Task& task);
  /// A sleeping thread tries its system call again; one that starts runs.
  void make_ready(Task& task);

  /// A process with a copy of everything of `parent` that `flags` (CLONE_...) does not share;
  /// without threads. EAGAIN at the limit of processes.
  OsResult<Process*> make_process(Process* parent, std::uint32_t flags);
  /// EAGAIN at the limit of threads.
  OsResult<Task*> make_task(Process& process);
  /// A new thread runs from its context when its turn comes.
  void start_task(Task& task) { ready_.add(task); }
  void exit_task(Task& task, int code);
  void exit_process(Process& process, int code, int signal);
  /// The other threads of a process end (execve).
  void end_other_tasks(Task& survivor);
  /// A zombie has been waited for.
  void reap(Process& process);
  /// Replaces the program. On an error nothing has changed.
  SysResult execute(Task& task, const std::string& path, std::vector<std::string> arguments,
                    std::vector<std::string> environment, std::string& why);
  /// SIGSTOP and SIGCONT.
  void stop_process(Process& process, int signal);
  void continue_process(Process& process);
  /// A signal that cannot be blocked or ignored: a fault, a stack that cannot take the frame.
  void force_signal(Task& task, SigInfo info);
  /// Whether a signal of the set would end a wait: it has a handler or is deadly.
  [[nodiscard]] static bool ends_wait(const Process& process, SignalSet signals);

  /// A new address space for the process's app, with the kernel's helper page.
  std::shared_ptr<AddressSpace> make_address_space(const Process& process);
  void adopt(AddressSpace& space) { space.set_id(next_space_++); }

 private:
  [[nodiscard]] std::int64_t position() const {
    return offset_ + static_cast<std::int64_t>(config_.cpi.cycles_of(core_.retired()));
  }
  [[nodiscard]] std::int64_t position_of(sim::Time t) const;
  bool choose_task();
  void change_turns();
  void leave_core();
  void load(Task& task);
  void execute_instructions(Task& task);
  void handle_exit(Task& task, const cpu::Exit& exit);
  void handle_fault(Task& task, const cpu::Exit& exit);
  void begin_call(Task& task);
  void serve(Task& task);
  void end_call(Task& task, SysResult result);
  void forget_call(Task& task);
  void block_current(Task& task);
  std::uint32_t& reg(Task& task, unsigned index);

  void deliver_signals(Task& task);
  /// SIGKILL alone: what ends every wait.
  void deliver_kill(Task& task);
  void deliver(Task& task, const SigInfo& info, bool forced);
  void finish_interrupted_call(Task& task, bool restart_allowed);
  [[nodiscard]] std::string locate(const Process& process, std::uint32_t address) const;
  void report_crash(Task& task, const SigInfo& info);
  void app_ended(Process& process);
  void release_task(Task& task);
  void clean_up_thread(Task& task);
  void bury(Process& process);
  void wake_for_signal(Process& process, const SigInfo& info);
  void kill_app_processes(App& app);

  sim::Domain& domain_;
  cpu::Core& core_;
  Vfs& vfs_;
  KernelConfig config_;
  sim::Ticker ticker_;
  WallClock wall_clock_;
  RandomSource random_;
  SocketServices socket_services_;
  SyscallTable table_;
  FramePool frames_;
  PageCache page_cache_;
  std::shared_ptr<PageSource> helper_page_;
  Mmu mmu_;
  FutexTable futexes_;
  std::map<std::int32_t, std::unique_ptr<Process>> processes_;
  std::map<std::int32_t, Task*> tasks_;
  std::vector<std::unique_ptr<Process>> dead_processes_;
  std::vector<std::unique_ptr<Task>> dead_tasks_;

  RunQueue ready_;
  Task* current_ = nullptr;         ///< on the core, or in a system call
  bool current_urgent_ = false;     ///< was woken by an event and has not used up its turn
  Task* loaded_ = nullptr;          ///< whose registers the core holds
  std::uint64_t loaded_space_ = 0;  ///< the id of the address space the core translates by
  std::int64_t offset_ = 0;         ///< cycles that were not instructions
  std::int64_t limit_ = 0;          ///< of the run, in cycles
  std::int64_t turn_start_ = 0, turn_end_ = 0;
  bool serving_ = false;
  bool look_for_signals_ = false;  ///< of the current thread
  bool running_ = false;
  std::uint64_t system_calls_ = 0;

  std::int32_t next_pid_ = 100;
  std::uint64_t next_space_ = 1;
  std::uint32_t next_uid_ = 10001;
  std::vector<std::shared_ptr<App>> apps_;
  std::function<void(const AppExit&)> app_exit_;
  Symbolizer symbolizer_;
};

}  // namespace armillary::os
