// SPDX-License-Identifier: GPL-2.0-or-later
//
// Apps: start, stop, and what is told when one ends.
#include <algorithm>
#include <optional>
#include <utility>

#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "cpu/call_chain.h"
#include "os/crash_report.h"
#include "os/kernel.h"
#include "os/loader.h"
#include "os/posix_timer.h"

namespace armillary::os {

namespace {

constexpr auto kStopGrace = std::chrono::seconds(2);  // azure-sphere.md section 4.2

cpu::StackReader stack_reader(Process& process) {
  return {[&process](std::uint32_t address) -> std::optional<std::uint32_t> {
            std::uint32_t word = 0;
            if (!process.memory().get(address, word)) return std::nullopt;
            return word;
          },
          [&process](std::uint32_t address) -> std::optional<std::uint16_t> {
            const auto* mapping = process.memory().find(address);
            std::uint16_t half = 0;
            if (mapping == nullptr || (mapping->second.protection & kProtExec) == 0 ||
                !process.memory().get(address, half)) {
              return std::nullopt;
            }
            return half;
          },
          true};
}

}  // namespace

Result<App*> Kernel::start(AppSpec spec) {
  if (spec.uid == 0) spec.uid = next_uid_++;
  auto app = std::make_shared<App>(std::move(spec));
  app->account_ = std::make_shared<MemoryAccount>();
  app->account_->limit = config_.app_memory_bytes / kPageSize;
  const OsResult<Process*> made = make_process(nullptr, 0);
  if (!made) {
    return failure(ErrorKind::bad_input,
                   fmt::format("{}: the A7 runs {} processes already, which is its limit",
                               app->spec().name, config_.processes));
  }
  Process& process = **made;
  process.set_app(app);
  process.credentials = {app->uid(), app->uid()};
  process.set_memory(make_address_space(process));
  process.working_directory = app->mount_point();
  const OsResult<Task*> task = make_task(process);
  std::string why = "the A7 has as many threads as it may";
  std::vector<std::string> arguments{app->mount_point() + app->spec().entry_point};
  arguments.insert(arguments.end(), app->spec().arguments.begin(), app->spec().arguments.end());
  if (!task || execute(**task, arguments.front(), arguments, {}, why) != kNoAnswer) {
    if (task) release_task(**task);
    bury(process);
    return failure(ErrorKind::bad_input, std::move(why));
  }
  app->pid_ = process.pid();
  apps_.push_back(app);
  boost::json::object fields;
  fields["state"] = "started";
  fields["component_id"] = app->spec().component_id.to_string();
  fields["pid"] = process.pid();
  domain_.journal().record(app->source(), EventType::lifecycle, std::move(fields));
  if (config_.prepare) config_.prepare(process);
  ready_.add(**task);
  return app.get();
}

SysResult Kernel::execute(Task& task, const std::string& path, std::vector<std::string> arguments,
                          std::vector<std::string> environment, std::string& why) {
  Process& process = task.process();
  auto space = make_address_space(process);
  LoadRequest request;
  request.caller = process.caller();
  if (process.executable.empty()) request.caller.process = nullptr;  // the launcher's right
  request.path = path;
  request.arguments = std::move(arguments);
  request.environment = std::move(environment);
  request.credentials = process.credentials;
  auto loaded = Loader(vfs_, random_).load(*space, request);
  if (!loaded) {
    why = loaded.error().message;
    return -loaded.error().error;
  }
  end_other_tasks(task);
  process.timers.clear();
  process.set_memory(std::move(space));
  process.set_files(process.shared_files().use_count() > 1 ? process.files().copy()
                                                           : process.shared_files());
  process.files().close_for_exec();
  auto actions = std::make_shared<SignalActions>();
  for (std::size_t i = 1; i < actions->actions.size(); ++i) {
    if (process.actions->actions[i].handler == kSigIgnore) {
      actions->actions[i].handler = kSigIgnore;
    }
  }
  process.actions = std::move(actions);
  process.executable = loaded->executable;
  process.arguments = request.arguments;
  process.vfork_child = false;
  process.vfork_done.wake(0);
  task.alt_stack = task.alt_stack_size = 0;
  task.clear_child_tid = task.robust_list = 0;
  task.name = path.substr(path.rfind('/') + 1).substr(0, 15);
  task.context = ThreadContext{};
  task.context.gpr[13] = loaded->stack;
  task.context.gpr[15] = loaded->entry & ~1U;
  if ((loaded->entry & 1) != 0) task.context.cpsr |= 0x20;
  registers_changed(task);
  return kNoAnswer;
}

void Kernel::stop(App& app) {
  Process* process = find_process(app.pid_);
  if (app.pid_ == 0 || process == nullptr || app.stopping_) return;
  app.stopping_ = true;
  SigInfo info;
  info.signal = kSigTerm;
  send_signal(*process, info);
  app.kill_timer_ = std::make_unique<sim::TimedEvent>(
      domain_.events(), "a7 app kill",
      [this, &app] {
        Process* late = find_process(app.pid_);
        if (app.pid_ == 0 || late == nullptr) return;
        SigInfo kill;
        kill.signal = kSigKill;
        send_signal(*late, kill);
      },
      sim::TimedEvent::software);
  app.kill_timer_->schedule(domain_.now() + kStopGrace);
}

std::uint64_t Kernel::peak_memory(const Guid& component) const {
  std::size_t pages = 0;
  for (const auto& app : apps_) {
    if (app->spec().component_id == component) pages = std::max(pages, app->memory().peak);
  }
  return std::uint64_t{pages} * kPageSize;
}

void Kernel::app_ended(Process& process) {
  App* app = process.app();
  if (app == nullptr || app->pid_ != process.pid()) return;
  app->pid_ = 0;
  if (app->kill_timer_) app->kill_timer_->cancel();
  boost::json::object fields;
  fields["state"] = "exited";
  if (process.exit_signal != 0) {
    fields["signal"] = signal_name(process.exit_signal);
  } else {
    fields["code"] = process.exit_code;
  }
  domain_.journal().record(app->source(), EventType::lifecycle, std::move(fields));
  kill_app_processes(*app);
  AppExit exit;
  exit.app = app;
  exit.exit_code = process.exit_code;
  exit.signal = process.exit_signal;
  exit.expected = app->stopping_;
  exit.report = std::exchange(app->crash_report_, {});
  app->stopping_ = false;
  if (app_exit_) app_exit_(exit);
}

/// An app ends as a whole: what it has forked does not outlive its first process.
void Kernel::kill_app_processes(App& app) {
  SigInfo kill;
  kill.signal = kSigKill;
  for (const auto& [pid, process] : processes_) {
    if (process->app() == &app && !process->zombie && !process->exiting) {
      send_signal(*process, kill);
    }
  }
}

std::string Kernel::locate(const Process& process, std::uint32_t address) const {
  if (!symbolizer_) return {};
  const auto* found = process.shared_memory()->find(address);
  if (found == nullptr || !found->second.source || found->second.name.empty()) return {};
  // The address as the symbols have it: the file's first mapping lies at its base.
  std::uint32_t base = found->first;
  for (const auto& [start, mapping] : process.shared_memory()->mappings()) {
    if (mapping.name == found->second.name) {
      base = start;
      break;
    }
  }
  return symbolizer_(found->second.name, base, address);
}

void Kernel::report_crash(Task& task, const SigInfo& info) {
  Process& process = task.process();
  App* app = process.app();
  if (app == nullptr || app->stopping_ || info.signal == kSigTerm) return;
  if (info.signal == kSigKill && info.code != kSiKernel) return;
  // What a child dies of is its parent's business, unless something went wrong in it.
  const bool first = app->pid_ == process.pid();
  const bool wrong = info.signal == kSigKill || default_action(info.signal) == DefaultAction::dump;
  if (!first && !wrong) return;
  save_registers(task);
  CrashReport report;
  report.source = app->source();
  report.component = app->spec().component_id;
  report.pid = process.pid();
  report.tid = task.tid();
  report.info = info;
  report.context = task.context;
  const auto frame_at = [&](std::uint32_t address,
                            std::uint32_t inside) -> std::optional<CrashReport::Frame> {
    const auto* mapping = process.memory().find(address);
    if (mapping == nullptr || (mapping->second.protection & kProtExec) == 0) return std::nullopt;
    return CrashReport::Frame{
        address, mapping->second.name,
        static_cast<std::uint32_t>(mapping->second.offset) + address - mapping->first,
        locate(process, inside)};
  };
  for (const std::uint32_t address : {task.context.gpr[15], task.context.gpr[14] & ~1U}) {
    if (auto frame = frame_at(address, address)) report.trace.push_back(std::move(*frame));
  }
  constexpr std::size_t kMostCallers = 16;
  constexpr std::uint32_t kInsideTheCall = 2;  // the line of the call, not of what follows it
  for (const std::uint32_t address :
       cpu::probable_callers(stack_reader(process), task.context.gpr[13], kMostCallers)) {
    if (auto frame = frame_at(address, address - kInsideTheCall)) {
      report.callers.push_back(std::move(*frame));
    }
  }
  domain_.journal().record(app->source(), EventType::fault, report.json());
  if (first) app->crash_report_ = report.text();
}

}  // namespace armillary::os
