// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

namespace armillary::sim {

/// Runs a few short jobs side by side, many times a second. Workers spin between rounds for a
/// little while and then sleep, because a window is shorter than the wake-up of a sleeping thread.
/// The caller takes part and waits only for jobs that a worker has begun: on a host that is busy
/// with other things, where workers come late, it does all the jobs itself.
class WorkerPool {
 public:
  /// `threads` of at least 1, the caller's own included.
  explicit WorkerPool(unsigned threads);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// The most jobs of a round.
  static constexpr std::size_t kMostJobs = 255;

  /// Calls job(0) .. job(count - 1), each exactly once, on any of the threads, and returns when
  /// all are done. What a job wrote is visible to the caller afterwards.
  void run(std::size_t count, const std::function<void(std::size_t)>& job);

 private:
  void work();
  void take_jobs();

  std::vector<std::thread> threads_;
  const std::function<void(std::size_t)>* job_ = nullptr;
  /// The number of the round, and in the low byte how many of its jobs nobody has begun. One word,
  /// so that a late worker cannot take a job of one round for one of another.
  std::atomic<std::uint64_t> round_{0};
  std::atomic<std::size_t> done_{0};
  std::atomic<bool> stop_{false};
};

}  // namespace armillary::sim
