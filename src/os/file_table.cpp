// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/file_table.h"

#include <utility>

namespace armillary::os {

OsResult<int> FileTable::add(std::shared_ptr<File> file, bool close_on_exec, int lowest) {
  if (lowest < 0) return os_failure(kEINVAL);
  auto slot = static_cast<std::size_t>(lowest);
  while (slot < slots_.size() && slots_[slot].file) ++slot;
  if (slot >= limit_) return os_failure(kEMFILE);
  if (slot >= slots_.size()) slots_.resize(slot + 1);
  slots_[slot] = Slot{std::move(file), close_on_exec};
  return static_cast<int>(slot);
}

OsResult<int> FileTable::put(int descriptor, std::shared_ptr<File> file, bool close_on_exec) {
  if (descriptor < 0 || static_cast<std::size_t>(descriptor) >= limit_) return os_failure(kEBADF);
  const auto slot = static_cast<std::size_t>(descriptor);
  if (slot >= slots_.size()) slots_.resize(slot + 1);
  Slot old = std::exchange(slots_[slot], Slot{std::move(file), close_on_exec});
  release(old);
  return descriptor;
}

std::shared_ptr<File> FileTable::get(int descriptor) const {
  if (descriptor < 0 || static_cast<std::size_t>(descriptor) >= slots_.size()) return nullptr;
  return slots_[static_cast<std::size_t>(descriptor)].file;
}

File* FileTable::peek(int descriptor) const {
  if (descriptor < 0 || static_cast<std::size_t>(descriptor) >= slots_.size()) return nullptr;
  return slots_[static_cast<std::size_t>(descriptor)].file.get();
}

SysResult FileTable::close(int descriptor) {
  if (peek(descriptor) == nullptr) return -kEBADF;
  Slot old = std::exchange(slots_[static_cast<std::size_t>(descriptor)], Slot{});
  while (!slots_.empty() && !slots_.back().file) slots_.pop_back();
  release(old);
  return 0;
}

void FileTable::release(Slot& slot) {
  if (slot.file) slot.file->descriptor_closed();
  slot.file.reset();
}

bool FileTable::close_on_exec(int descriptor) const {
  return peek(descriptor) != nullptr && slots_[static_cast<std::size_t>(descriptor)].close_on_exec;
}

void FileTable::set_close_on_exec(int descriptor, bool value) {
  if (peek(descriptor) != nullptr)
    slots_[static_cast<std::size_t>(descriptor)].close_on_exec = value;
}

void FileTable::close_for_exec() {
  for (int descriptor = 0; descriptor < end(); ++descriptor) {
    if (close_on_exec(descriptor)) close(descriptor);
  }
}

void FileTable::close_all() {
  for (int descriptor = 0; descriptor < end(); ++descriptor) close(descriptor);
}

std::shared_ptr<FileTable> FileTable::copy() const {
  auto table = std::make_shared<FileTable>(limit_);
  table->slots_ = slots_;
  return table;
}

}  // namespace armillary::os
