// SPDX-License-Identifier: GPL-2.0-or-later
//
// Processes and threads: how they begin and end.
#include <algorithm>
#include <array>
#include <utility>

#include "os/abi/clone.h"
#include "os/helper_page.h"
#include "os/kernel.h"
#include "os/posix_timer.h"

namespace armillary::os {

std::shared_ptr<AddressSpace> Kernel::make_address_space(const Process& process) {
  auto account = process.app() != nullptr ? process.app()->account_ : nullptr;
  if (!account) account = std::make_shared<MemoryAccount>();
  auto space =
      std::make_shared<AddressSpace>(frames_, page_cache_, std::move(account), config_.mappings);
  adopt(*space);
  AddressSpace::Request request;
  request.address = kHelperPage;
  request.length = kPageSize;
  request.protection = kProtRead | kProtExec;
  request.fixed = request.privileged = true;
  request.source = helper_page_;
  request.name = "[vectors]";
  (void)space->map(std::move(request));  // the space is empty: nothing to collide with
  return space;
}

OsResult<Process*> Kernel::make_process(Process* parent, std::uint32_t flags) {
  if (processes_.size() >= config_.processes) return os_failure(kEAGAIN);
  const std::int32_t pid = next_pid_++;
  auto process = std::make_unique<Process>(*this, pid, parent);
  process->started = domain_.now();
  if (parent == nullptr) {
    process->actions = std::make_shared<SignalActions>();
    process->set_files(std::make_shared<FileTable>(config_.descriptors));
    process->process_group = process->session = pid;
  } else {
    process->set_app(parent->shared_app());
    process->credentials = parent->credentials;
    process->umask = parent->umask;
    process->working_directory = parent->working_directory;
    process->executable = parent->executable;
    process->arguments = parent->arguments;
    process->limits = parent->limits;
    process->process_group = parent->process_group;
    process->session = parent->session;
    process->actions = (flags & kCloneSignalActions) != 0
                           ? parent->actions
                           : std::make_shared<SignalActions>(*parent->actions);
    process->set_files((flags & kCloneFiles) != 0 ? parent->shared_files()
                                                  : parent->files().copy());
    if ((flags & kCloneMemory) != 0) {
      process->set_memory(parent->shared_memory());
    } else {
      auto memory = parent->memory().copy();
      adopt(*memory);
      process->set_memory(std::move(memory));
    }
  }
  Process* made = process.get();
  processes_.emplace(pid, std::move(process));
  return made;
}

OsResult<Task*> Kernel::make_task(Process& process) {
  if (tasks_.size() >= config_.threads) return os_failure(kEAGAIN);
  // The first thread has the process's id, as in Linux.
  const std::int32_t tid =
      process.tasks.empty() && !tasks_.contains(process.pid()) ? process.pid() : next_pid_++;
  auto task = std::make_unique<Task>(*this, process, tid);
  task->turn_left = config_.turn;
  Task* made = task.get();
  process.tasks.push_back(std::move(task));
  tasks_.emplace(tid, made);
  return made;
}

void Kernel::clean_up_thread(Task& task) {
  // The robust list (set_robust_list(2)): locks that the thread dies with are marked and passed on.
  // A hostile list may be endless or circular.
  constexpr unsigned kListLimit = 2048;
  constexpr std::uint32_t kOwnerDied = 0x40000000, kWaiters = 0x80000000, kOwnerMask = 0x3fffffff;
  AddressSpace& memory = task.process().memory();
  std::array<std::uint32_t, 3> head{};  // first entry, offset of the futex word, pending entry
  if (task.robust_list != 0 && memory.get(task.robust_list, head)) {
    const auto give_up = [&](std::uint32_t entry) {
      const std::uint32_t address = (entry & ~1U) + head[1];
      std::uint32_t word = 0;
      if ((address & 3) != 0 || !memory.get(address, word)) return;
      if ((word & kOwnerMask) != static_cast<std::uint32_t>(task.tid())) return;
      if (!memory.put(address, (word & kWaiters) | kOwnerDied)) return;
      if ((word & kWaiters) != 0) {
        futexes_.wake({memory.id(), address}, 1, FutexTable::kAnyBit);
      }
    };
    std::uint32_t entry = head[0];
    for (unsigned i = 0; i < kListLimit && (entry & ~1U) != task.robust_list; ++i) {
      std::uint32_t next = 0;
      const bool more = memory.get(entry & ~1U, next);
      if (entry != head[2]) give_up(entry);
      if (!more) break;
      entry = next;
    }
    if (head[2] != 0) give_up(head[2]);
  }
  if (task.clear_child_tid != 0) {
    if (memory.put(task.clear_child_tid, std::uint32_t{0})) {
      futexes_.wake({memory.id(), task.clear_child_tid}, 1, FutexTable::kAnyBit);
    }
  }
}

/// The thread is no more; its object lives until the run loop's next round, because its system call
/// may be on the host's stack.
void Kernel::release_task(Task& task) {
  Process& process = task.process();
  if (current_ == &task) leave_core();
  if (loaded_ == &task) loaded_ = nullptr;
  ready_.remove(task);
  forget_call(task);
  task.state = Task::State::dead;
  process.cycles += task.cycles;
  tasks_.erase(task.tid());
  const auto place = std::find_if(process.tasks.begin(), process.tasks.end(),
                                  [&](const auto& other) { return other.get() == &task; });
  dead_tasks_.push_back(std::move(*place));
  process.tasks.erase(place);
}

void Kernel::exit_task(Task& task, int code) {
  Process& process = task.process();
  if (process.tasks.size() == 1) {
    exit_process(process, code, 0);
    return;
  }
  clean_up_thread(task);
  release_task(task);
}

void Kernel::end_other_tasks(Task& survivor) {
  Process& process = survivor.process();
  while (process.tasks.size() > 1) {
    Task& first = *process.tasks.front();
    release_task(&first == &survivor ? *process.tasks[1] : first);
  }
}

void Kernel::exit_process(Process& process, int code, int signal) {
  if (process.zombie || process.exiting) return;
  process.exiting = true;
  process.exit_code = code;
  process.exit_signal = signal;
  while (!process.tasks.empty()) {
    Task& task = *process.tasks.front();
    if (process.shared_memory().use_count() > 1 || process.tasks.size() == 1) clean_up_thread(task);
    release_task(task);
  }
  process.timers.clear();
  for (auto& timer : process.interval_timers) timer.reset();
  process.set_files(std::make_shared<FileTable>(config_.descriptors));
  auto empty =
      std::make_shared<AddressSpace>(frames_, page_cache_, std::make_shared<MemoryAccount>(), 1);
  adopt(*empty);
  process.set_memory(std::move(empty));
  process.zombie = true;
  process.vfork_child = false;
  process.vfork_done.wake(0);
  std::vector<Process*> orphans;
  for (auto& [pid, other] : processes_) {
    if (other->parent != &process) continue;
    other->parent = nullptr;
    if (other->zombie) orphans.push_back(other.get());
  }
  for (Process* orphan : orphans) bury(*orphan);
  app_ended(process);

  Process* parent = process.parent;
  if (parent == nullptr || parent->zombie) {
    bury(process);
    return;
  }
  const SignalAction& action = parent->actions->actions[kSigChld];
  const bool unwanted = action.handler == kSigIgnore || (action.flags & kSaNoChildWait) != 0;
  if (process.end_signal != 0) {
    SigInfo info;
    info.signal = process.end_signal;
    info.code = signal == 0 ? kChildExited : kChildKilled;
    info.pid = process.pid();
    info.uid = process.uid();
    info.status = signal == 0 ? code : signal;
    send_signal(*parent, info);
  }
  if (unwanted && process.end_signal == kSigChld) bury(process);
  parent->children_changed.wake(0);
}

void Kernel::bury(Process& process) {
  const auto place = processes_.find(process.pid());
  if (place == processes_.end()) return;
  dead_processes_.push_back(std::move(place->second));
  processes_.erase(place);
}

void Kernel::reap(Process& process) {
  if (process.parent != nullptr) {
    process.parent->child_cycles += process.cycles + process.child_cycles;
  }
  bury(process);
}

void Kernel::stop_process(Process& process, int signal) {
  if (process.zombie || process.stopped) return;
  process.stopped = true;
  process.stop_signal = signal;
  process.stop_told = false;
  for (const auto& task : process.tasks) {
    if (task.get() == current_) leave_core();
    ready_.remove(*task);
    for (std::size_t i = 0; i < task->links_used; ++i) task->links[i].disconnect();
    task->links_used = 0;
    if (task->deadline_event.scheduled()) task->deadline_event.cancel();
    task->state = Task::State::stopped;
  }
  Process* parent = process.parent;
  if (parent == nullptr) return;
  SigInfo info;
  info.signal = kSigChld;
  info.code = kChildStopped;
  info.pid = process.pid();
  info.uid = process.uid();
  info.status = signal;
  if ((parent->actions->actions[kSigChld].flags & kSaNoChildStop) == 0) {
    send_signal(*parent, info);
  }
  parent->children_changed.wake(0);
}

void Kernel::continue_process(Process& process) {
  if (!process.stopped) return;
  process.stopped = false;
  process.continue_told = false;
  // Those that were in a system call try it again, with the deadline they had.
  for (const auto& task : process.tasks) make_ready(*task);
  if (process.parent != nullptr) process.parent->children_changed.wake(0);
}

}  // namespace armillary::os
