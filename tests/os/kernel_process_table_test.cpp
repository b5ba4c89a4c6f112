// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/kernel_process_table.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "os/dev/guest_app.h"
#include "os/fs/proc.h"

namespace armillary::os {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

class ProcOfAnApp : public testing::Test {
 protected:
  ProcOfAnApp() { EXPECT_TRUE(mount_proc(guest.vfs(), table)); }

  std::string read(const std::string& path) {
    auto file = guest.vfs().open(guest.process().caller(), path, kOReadOnly, 0);
    if (!file) return "error " + std::to_string(file.error());
    std::string text(1 << 16, '\0');
    const SysResult size = (*file)->read(std::as_writable_bytes(std::span(text)));
    text.resize(static_cast<std::size_t>(size));
    return text;
  }
  std::string line_with(const std::string& text, const std::string& part) {
    const std::size_t found = text.find(part);
    if (found == std::string::npos) return {};
    const std::size_t start = text.rfind('\n', found) + 1;
    return text.substr(start, text.find('\n', found) - start);
  }
  static image::Capabilities tenant() {
    image::Capabilities capabilities;
    capabilities.device_authentication = "7d5b3a24-2c6f-4b0a-9d8a-7f2f0c1c9a11";
    return capabilities;
  }

  GuestApp guest{tenant()};
  KernelProcessTable table{guest.kernel()};
  const std::string program = guest.app().mount_point() + "/bin/app";
};

TEST_F(ProcOfAnApp, MapsHaveTheColumnsOfLinux) {
  const std::string maps = read("/proc/self/maps");
  const std::string code = line_with(maps, "/bin/app");
  EXPECT_THAT(
      code, MatchesRegex("00010000-00011000 r-xp 00000000 [0-9a-f]+:[0-9a-f]+ [0-9]+ +" + program));
  EXPECT_EQ(code.find(program), 49U);
  EXPECT_EQ(line_with(maps, "20000000-"), "20000000-20001000 rw-p 00000000 00:00 0 ");
  EXPECT_EQ(line_with(maps, "20001000-"), "20001000-20002000 r--p 00000000 00:00 0 ");
  EXPECT_THAT(maps, HasSubstr(" [stack]\n"));
  EXPECT_THAT(maps, HasSubstr(" [vectors]\n"));
}

TEST_F(ProcOfAnApp, AMappedFileIsTheOneThatStatTells) {
  const auto stat = guest.vfs().stat({}, program, true);
  ASSERT_TRUE(stat);
  EXPECT_THAT(line_with(read("/proc/self/maps"), "/bin/app"),
              HasSubstr(" " + std::to_string(stat->inode) + " "));
}

TEST_F(ProcOfAnApp, SharedAnonymousMemoryAndDeletedFilesAreNamedAsInLinux) {
  AddressSpace::Request shared;
  shared.address = 0x30000000;
  shared.length = kPageSize;
  shared.shared = shared.fixed = true;
  ASSERT_TRUE(guest.process().memory().map(shared));
  ASSERT_TRUE(guest.vfs().unmount(guest.app().mount_point()));
  const std::string maps = read("/proc/self/maps");
  EXPECT_EQ(line_with(maps, "30000000-").substr(17),
            " ---s 00000000 00:00 0" + std::string(10, ' ') + "/dev/zero (deleted)");
  EXPECT_THAT(maps, HasSubstr(program + " (deleted)\n"));
}

TEST_F(ProcOfAnApp, StatusTellsWhoItIs) {
  const std::string pid = std::to_string(guest.process().pid());
  const std::string status = read("/proc/" + pid + "/status");
  EXPECT_EQ(status, read("/proc/self/status"));
  EXPECT_THAT(status, HasSubstr("Name:\tapp\n"));
  EXPECT_THAT(status, HasSubstr("\nPid:\t" + pid + "\nPPid:\t1\n"));
  EXPECT_THAT(status, HasSubstr("\nUid:\t10001\t10001\t10001\t10001\n"));
  EXPECT_THAT(status, HasSubstr("\nThreads:\t1\n"));
}

TEST_F(ProcOfAnApp, ExeCwdAndCommandLine) {
  const Caller caller = guest.process().caller();
  EXPECT_EQ(guest.vfs().read_link(caller, "/proc/self/exe"), program);
  EXPECT_EQ(guest.vfs().read_link(caller, "/proc/self/cwd"), guest.app().mount_point());
  EXPECT_EQ(read("/proc/self/cmdline"), program + '\0');
}

TEST_F(ProcOfAnApp, FdHoldsWhatIsOpen) {
  const SysResult maps = guest.open("/proc/self/maps", kOReadOnly);
  const std::string link = "/proc/self/fd/" + std::to_string(maps);
  const Caller caller = guest.process().caller();
  const std::string pid = std::to_string(guest.process().pid());
  EXPECT_EQ(guest.vfs().read_link(caller, link), "/proc/" + pid + "/maps");
  ASSERT_EQ(guest.close(maps), 0);
  EXPECT_EQ(guest.vfs().read_link(caller, link).error(), kENOENT);
}

TEST_F(ProcOfAnApp, TheSecurityModuleTellsTheComponent) {
  EXPECT_EQ(read("/proc/self/attr/current"),
            "CID: 25025d2c-66da-4448-bae1-ac26fcdd3627\n"
            "TID: 7d5b3a24-2c6f-4b0a-9d8a-7f2f0c1c9a11\nCAPS: 00000000\n");
}

TEST_F(ProcOfAnApp, MemorySizesFollowWhatIsMappedAndTouched) {
  const ProcessInfo before = *table.process(guest.process().pid());
  AddressSpace::Request area;
  area.address = 0x30000000;
  area.length = 16 * kPageSize;
  area.protection = kProtRead | kProtWrite;
  area.fixed = true;
  ASSERT_TRUE(guest.process().memory().map(area));
  ASSERT_TRUE(guest.process().memory().put(area.address, 1U));
  const ProcessInfo after = *table.process(guest.process().pid());
  EXPECT_EQ(after.virtual_bytes - before.virtual_bytes, 16 * kPageSize);
  EXPECT_EQ(after.resident_bytes - before.resident_bytes, kPageSize);
  EXPECT_EQ(table.system().memory_bytes, guest.kernel().config().memory_bytes);
}

TEST_F(ProcOfAnApp, TheStateFollowsTheThreads) {
  const std::int32_t pid = guest.process().pid();
  EXPECT_EQ(table.process(pid)->state, 'R');
  guest.kernel().stop_process(guest.process(), kSigStop);
  EXPECT_EQ(table.process(pid)->state, 'T');
  const OsResult<Process*> child = guest.kernel().make_process(&guest.process(), 0);
  ASSERT_TRUE(child);
  EXPECT_EQ(table.process((*child)->pid())->parent, pid);
  guest.kernel().exit_process(**child, 3, 0);
  const auto zombie = table.process((*child)->pid());
  ASSERT_TRUE(zombie) << "its parent has not waited";
  EXPECT_EQ(zombie->state, 'Z');
  EXPECT_EQ(zombie->maps, "");
  EXPECT_THAT(zombie->descriptors, testing::IsEmpty());
}

TEST_F(ProcOfAnApp, WhoIsGoneIsNotThere) {
  EXPECT_EQ(read("/proc/4711/status"), "error " + std::to_string(kENOENT));
  EXPECT_FALSE(table.exists(4711));
  const std::string path = "/proc/" + std::to_string(guest.process().pid()) + "/status";
  const std::int32_t pid = guest.process().pid();
  guest.kernel().exit_process(guest.process(), 0, 0);
  EXPECT_FALSE(table.exists(pid));
  EXPECT_EQ(guest.vfs().open({}, path, kOReadOnly, 0).error(), kENOENT);
}

}  // namespace
}  // namespace armillary::os
