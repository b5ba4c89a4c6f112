// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/ipc/pipe.h"

#include <algorithm>
#include <string>

namespace armillary::os {

namespace {

Stat pipe_stat() {
  Stat stat;
  stat.mode = kModeFifo | 0600;
  stat.inode = 2;
  return stat;
}

}  // namespace

class Pipe::Reader final : public File {
 public:
  Reader(std::shared_ptr<Pipe> pipe, std::uint32_t flags)
      : File(flags | kOReadOnly), pipe_(std::move(pipe)) {
    pipe_->reader_ = this;
  }
  ~Reader() override;
  SysResult read(std::span<std::byte> out) override;
  SysResult write(std::span<const std::byte> /*in*/) override { return -kEBADF; }
  [[nodiscard]] std::uint32_t poll() const override;
  [[nodiscard]] OsResult<Stat> stat() const override { return pipe_stat(); }

 private:
  std::shared_ptr<Pipe> pipe_;
};

class Pipe::Writer final : public File {
 public:
  Writer(std::shared_ptr<Pipe> pipe, std::uint32_t flags)
      : File(flags | kOWriteOnly), pipe_(std::move(pipe)) {
    pipe_->writer_ = this;
  }
  ~Writer() override;
  SysResult read(std::span<std::byte> /*out*/) override { return -kEBADF; }
  SysResult write(std::span<const std::byte> in) override;
  [[nodiscard]] std::uint32_t poll() const override;
  [[nodiscard]] OsResult<Stat> stat() const override { return pipe_stat(); }

 private:
  std::shared_ptr<Pipe> pipe_;
};

Pipe::Reader::~Reader() {
  pipe_->reader_ = nullptr;
  if (pipe_->writer_ != nullptr) pipe_->writer_->waiters().wake(kEpollErr | kEpollOut);
}

SysResult Pipe::Reader::read(std::span<std::byte> out) {
  if (out.empty()) return 0;
  std::deque<std::byte>& bytes = pipe_->bytes_;
  if (bytes.empty()) return pipe_->writer_ == nullptr ? 0 : -kEAGAIN;
  const std::size_t count = std::min(out.size(), bytes.size());
  std::copy_n(bytes.begin(), count, out.begin());
  bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
  if (pipe_->writer_ != nullptr) pipe_->writer_->waiters().wake(kEpollOut);
  return static_cast<SysResult>(count);
}

std::uint32_t Pipe::Reader::poll() const {
  return (pipe_->bytes_.empty() ? 0 : kEpollIn) | (pipe_->writer_ == nullptr ? kEpollHup : 0);
}

Pipe::Writer::~Writer() {
  pipe_->writer_ = nullptr;
  if (pipe_->reader_ != nullptr) pipe_->reader_->waiters().wake(kEpollIn | kEpollHup);
}

SysResult Pipe::Writer::write(std::span<const std::byte> in) {
  if (pipe_->reader_ == nullptr) return -kEPIPE;
  if (in.empty()) return 0;
  const std::size_t free = kCapacity - pipe_->bytes_.size();
  if (free == 0 || (in.size() <= kAtomic && in.size() > free)) return -kEAGAIN;
  const std::size_t count = std::min(in.size(), free);
  pipe_->bytes_.insert(pipe_->bytes_.end(), in.begin(),
                       in.begin() + static_cast<std::ptrdiff_t>(count));
  pipe_->reader_->waiters().wake(kEpollIn);
  return static_cast<SysResult>(count);
}

std::uint32_t Pipe::Writer::poll() const {
  if (pipe_->reader_ == nullptr) return kEpollErr | kEpollOut;
  // As in Linux: writable while a whole page fits.
  return kCapacity - pipe_->bytes_.size() >= kAtomic ? kEpollOut : 0;
}

Pipe::Ends Pipe::make(std::uint32_t flags, std::uint64_t number) {
  auto pipe = std::make_shared<Pipe>();
  Ends ends{std::make_shared<Reader>(pipe, flags), std::make_shared<Writer>(pipe, flags)};
  const std::string name = "pipe:[" + std::to_string(number) + "]";
  ends.reader->set_path(name);
  ends.writer->set_path(name);
  return ends;
}

}  // namespace armillary::os
