// SPDX-License-Identifier: GPL-2.0-or-later
//
// The run loop: who is on the core, for how long, and what happens when the core stops.
#include "os/kernel.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "os/call.h"
#include "os/helper_page.h"

namespace armillary::os {

namespace {

std::string out_of_memory_text(const MemoryAccount& account) {
  constexpr std::size_t kKibInPage = kPageSize / 1024;
  if (account.limit != 0 && account.pages >= account.limit) {
    return fmt::format(
        "the app is out of memory: it has {} KiB, as the device gives it, and needs more; the "
        "system kills it. \"a7: {{ memory: 1MiB }}\" in the device file allows more",
        account.limit * kKibInPage);
  }
  return fmt::format("the app is out of memory ({} KiB in use); the system kills it",
                     account.pages * kKibInPage);
}

}  // namespace

Kernel::Kernel(sim::Domain& domain, cpu::Core& core, Vfs& vfs, KernelConfig config)
    : domain_(domain),
      core_(core),
      vfs_(vfs),
      config_(std::move(config)),
      ticker_(config_.clock, sim::kPowerOn),
      wall_clock_(config_.epoch),
      random_(config_.seed),
      frames_(core, config_.memory_bytes),
      page_cache_(frames_),
      helper_page_(make_helper_page()) {
  config_.quantum = std::max<std::uint64_t>(config_.quantum, 1);
  config_.turn = std::max<std::int64_t>(config_.turn, 1);
  offset_ = -static_cast<std::int64_t>(config_.cpi.cycles_of(core_.retired()));
  core_.set_translator(&mmu_);
}

Kernel::~Kernel() {
  // The core may outlive the kernel, its tables do not.
  core_.set_translator(nullptr);
  // Files may wake threads and ask for processes while they are closed: all are still there then.
  for (auto& [tid, task] : tasks_) forget_call(*task);
  for (auto& [pid, process] : processes_) process->files().close_all();
  dead_tasks_.clear();
  dead_processes_.clear();
  processes_.clear();
}

std::int64_t Kernel::position_of(sim::Time t) const {
  // Far beyond any run, and safely addable.
  constexpr std::int64_t kFar = std::numeric_limits<std::int64_t>::max() / 4;
  if (t == sim::kNever) return kFar;
  const std::int64_t ticks = ticker_.ticks_at(t);
  return ticker_.time_of(ticks) < t ? ticks + 1 : ticks;
}

void Kernel::skip_to(sim::Time t) {
  offset_ += std::max<std::int64_t>(0, position_of(t) - position());
}

void Kernel::limit_run(sim::Time limit) {
  if (running_) limit_ = std::min(limit_, position_of(limit));
}

void Kernel::run_until(sim::Time limit) {
  limit_ = position_of(limit);
  running_ = true;
  while (position() < limit_) {
    if (!dead_tasks_.empty()) dead_tasks_.clear();
    if (!dead_processes_.empty()) dead_processes_.clear();
    change_turns();
    if (current_ == nullptr && !choose_task()) break;
    Task& task = *current_;
    if (task.in_call) {
      serve(task);
    } else if (look_for_signals_) {
      deliver_signals(task);
    } else {
      execute_instructions(task);
    }
  }
  running_ = false;
}

/// Takes the current thread off the core when it is another's turn. Depends on virtual time and the
/// queue alone, so that it does not matter how often it is asked.
void Kernel::change_turns() {
  if (current_ == nullptr) return;
  Task& task = *current_;
  if (position() >= turn_end_) {
    if (ready_.empty()) {
      turn_end_ = position() + config_.turn;
      current_urgent_ = false;
      return;
    }
    leave_core();
    task.turn_left = config_.turn;
    task.state = Task::State::ready;
    ready_.add(task);
  } else if (ready_.has_urgent() && !current_urgent_) {
    leave_core();
    task.state = Task::State::ready;
    ready_.add_first(task);
  }
}

bool Kernel::choose_task() {
  if (ready_.empty()) return false;
  current_ = ready_.take(current_urgent_);
  current_->state = Task::State::running;
  turn_start_ = position();
  turn_end_ = turn_start_ + current_->turn_left;
  look_for_signals_ = current_->deliverable_signals() != 0;
  return true;
}

void Kernel::leave_core() {
  Task& task = *std::exchange(current_, nullptr);
  const std::int64_t at = position();
  task.cycles += static_cast<std::uint64_t>(at - turn_start_);
  task.turn_left = std::max<std::int64_t>(turn_end_ - at, 1);
}

std::uint64_t Kernel::cycles_of(const Task& task) const {
  const bool on_core = &task == current_;
  return task.cycles + (on_core ? static_cast<std::uint64_t>(position() - turn_start_) : 0);
}

std::uint64_t Kernel::cycles_of(const Process& process) const {
  std::uint64_t cycles = process.cycles;
  for (const auto& task : process.tasks) cycles += cycles_of(*task);
  return cycles;
}

void Kernel::load(Task& task) {
  if (loaded_ != &task) {
    if (loaded_ != nullptr) save_registers(*loaded_);
    std::ranges::copy(task.context.gpr, core_.gpr().begin());
    core_.set_cpsr(task.context.cpsr);
    core_.set_thread_pointer(task.context.thread_pointer);
    core_.write_fp(task.context.fp);
    core_.clear_exclusive();
    loaded_ = &task;
  }
  AddressSpace& memory = task.process().memory();
  if (memory.id() != loaded_space_) {
    loaded_space_ = memory.id();
    mmu_.set_table(&memory.table());
    memory.take_changed();
    core_.flush_translations();
  } else if (memory.take_changed()) {
    core_.flush_translations();
  }
}

void Kernel::save_registers(Task& task) {
  if (loaded_ != &task) return;
  std::ranges::copy(core_.gpr(), task.context.gpr.begin());
  task.context.cpsr = core_.cpsr();
  task.context.thread_pointer = core_.thread_pointer();
  core_.read_fp(task.context.fp);
}

void Kernel::registers_changed(Task& task) {
  if (loaded_ == &task) loaded_ = nullptr;
}

void Kernel::set_thread_pointer(Task& task, std::uint32_t value) {
  task.context.thread_pointer = value;
  if (loaded_ == &task) core_.set_thread_pointer(value);
}

std::uint32_t& Kernel::reg(Task& task, unsigned index) {
  return loaded_ == &task ? core_.gpr()[index] : task.context.gpr[index];
}

void Kernel::execute_instructions(Task& task) {
  load(task);
  const auto target = static_cast<std::uint64_t>(std::min(limit_, turn_end_) - offset_);
  const std::uint64_t wanted = config_.cpi.instructions_for(target) - core_.retired();
  const cpu::Exit exit = core_.run(std::min(wanted, config_.quantum));
  if (exit.reason == cpu::ExitReason::budget) return;
  if (exit.reason == cpu::ExitReason::exception && exit.exception == cpu::Exception::svc) {
    begin_call(task);
  } else {
    handle_exit(task, exit);
  }
}

void Kernel::handle_exit(Task& task, const cpu::Exit& exit) {
  const std::uint32_t pc = core_.pc();
  switch (exit.reason) {
    case cpu::ExitReason::translation_fault:
    case cpu::ExitReason::bus_fault:
      handle_fault(task, exit);
      return;
    case cpu::ExitReason::exception:
      break;
    case cpu::ExitReason::stopped:
      limit_ = std::min(limit_, position());
      return;
    default:
      return;  // WFI and WFE are hints in user mode
  }
  SigInfo info;
  info.address = pc;
  switch (exit.exception) {
    case cpu::Exception::breakpoint:
      info.signal = kSigTrap;
      info.code = kTrapBreakpoint;
      break;
    case cpu::Exception::unaligned:
      info.signal = kSigBus;
      info.code = kBusAlignment;
      info.address = exit.address;
      break;
    default:
      info.signal = kSigIll;
      info.code = kIllIllegalOpcode;
      break;
  }
  force_signal(task, info);
}

void Kernel::handle_fault(Task& task, const cpu::Exit& exit) {
  SigInfo info;
  info.address = exit.address;
  const AddressSpace::Fault fault =
      exit.reason == cpu::ExitReason::bus_fault
          ? AddressSpace::Fault::past_end
          : task.process().memory().resolve(exit.address, exit.access);
  switch (fault) {
    case AddressSpace::Fault::none:
      return;  // the page is there now; the instruction is tried again
    case AddressSpace::Fault::unmapped:
      info.signal = kSigSegv;
      info.code = kSegvMapError;
      break;
    case AddressSpace::Fault::protection:
      info.signal = kSigSegv;
      info.code = kSegvAccessError;
      break;
    case AddressSpace::Fault::past_end:
      info.signal = kSigBus;
      info.code = kBusAddressError;
      break;
    case AddressSpace::Fault::out_of_memory:
      warn(task.process(), out_of_memory_text(task.process().memory().account()));
      info.signal = kSigKill;
      info.code = kSiKernel;
      break;
  }
  force_signal(task, info);
}

void Kernel::begin_call(Task& task) {
  const auto registers = core_.gpr();
  task.call.number = registers[7];
  std::copy_n(registers.begin(), 7, task.call.arguments.begin());
  task.in_call = true;
  offset_ += config_.cycles_per_syscall;
  ++system_calls_;
}

void Kernel::serve(Task& task) {
  const SyscallEntry* entry = table_.find(task.call.number);
  SysResult result = -kENOSYS;
  if (task.links_used != 0) {
    for (std::size_t i = 0; i < task.links_used; ++i) task.links[i].disconnect();
    task.links_used = 0;
  }
  if (entry != nullptr && entry->handler != nullptr) {
    serving_ = true;
    Call call(*this, task);
    result = entry->handler(call);
    serving_ = false;
  } else {
    warn(task.process(), fmt::format("syscall {} ({}) is not modelled; it answers ENOSYS",
                                     task.call.number, SyscallTable::name_of(task.call.number)));
  }
  if (task.state == Task::State::dead) return;
  if (result != kBlocked) {
    end_call(task, result);
    return;
  }
  ++task.call.tries;
  if (task.call.interruptible && task.deliverable_signals() != 0) deliver_signals(task);
  if (!task.call.interruptible) deliver_kill(task);
  if (current_ == &task && task.in_call) block_current(task);
}

void Kernel::end_call(Task& task, SysResult result) {
  if (result != kNoAnswer) reg(task, 0) = static_cast<std::uint32_t>(result);
  if (task.call.saved_mask) {
    task.signal_mask = *task.call.saved_mask;
    look_for_signals_ = task.deliverable_signals() != 0;
  }
  forget_call(task);
}

void Kernel::forget_call(Task& task) {
  task.in_call = false;
  for (std::size_t i = 0; i < task.links_used; ++i) task.links[i].disconnect();
  task.links_used = 0;
  if (task.deadline_event.scheduled()) task.deadline_event.cancel();
  task.call.object.reset();
  task.call.deadline.reset();
  task.call.saved_mask.reset();
  task.call.tries = 0;
  task.call.progress = 0;
}

void Kernel::block_current(Task& task) {
  leave_core();
  task.turn_left = config_.turn;
  task.state = Task::State::blocked;
  if (task.call.deadline && *task.call.deadline != sim::kNever) {
    task.deadline_event.schedule(*task.call.deadline);
  }
}

void Kernel::make_ready(Task& task) {
  if (task.state == Task::State::blocked) {
    if (task.deadline_event.scheduled()) task.deadline_event.cancel();
  } else if (task.state != Task::State::stopped) {
    return;
  }
  task.state = Task::State::ready;
  if (running_) {
    ready_.add(task);
  } else {
    ready_.add_urgent(task);
  }
}

void Kernel::warn(const Process& process, std::string_view what) {
  domain_.journal().warn_once(process.source(), what);
}

Process* Kernel::find_process(std::int32_t pid) const {
  const auto found = processes_.find(pid);
  return found == processes_.end() ? nullptr : found->second.get();
}

Task* Kernel::find_task(std::int32_t tid) const {
  const auto found = tasks_.find(tid);
  return found == tasks_.end() ? nullptr : found->second;
}

}  // namespace armillary::os
