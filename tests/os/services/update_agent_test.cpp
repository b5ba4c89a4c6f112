// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/services/update_agent.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace armillary::os {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using Result = UpdateAgent::Result;

struct App final : UpdateAgent::Listener {
  App(UpdateAgent& the_agent, std::uint32_t the_uid) : agent(the_agent), uid(the_uid) {
    EXPECT_TRUE(agent.add(*this));
  }
  ~App() override { agent.remove(*this); }
  App(const App&) = delete;
  App& operator=(const App&) = delete;
  void notify(const UpdateAgent::Notice& notice) override {
    told.push_back(std::to_string(notice.event) + "/" + std::to_string(notice.status));
    last = notice;
  }
  [[nodiscard]] std::uint32_t app() const override { return uid; }

  UpdateAgent& agent;
  std::uint32_t uid;
  std::vector<std::string> told;
  UpdateAgent::Notice last;
};

struct World {
  explicit World(std::vector<ScriptedUpdate> updates) : agent(domain, std::move(updates)) {
    agent.on_install([this](bool system) { installed.emplace_back(system ? "system" : "app"); });
  }
  void run_to(sim::Duration when) {
    domain.run_window(sim::kPowerOn + when);
    domain.enter_boundary(sim::kPowerOn + when);
  }
  sim::Domain domain{"a7", 0};
  UpdateAgent agent;
  std::vector<std::string> installed;
};

ScriptedUpdate update(sim::Duration at, bool system) { return {sim::kPowerOn + at, system}; }

TEST(UpdateAgent, WithoutAnUpdateTheCheckSaysSoOnce) {
  World world({});
  App app(world.agent, 1);
  world.run_to(seconds{5});
  EXPECT_THAT(app.told, IsEmpty()) << "there is no internet";
  world.agent.internet_reached();
  world.run_to(seconds{8});
  world.agent.internet_reached();
  world.run_to(seconds{60});
  EXPECT_THAT(app.told, ElementsAre("4/4"));
}

TEST(UpdateAgent, AnUpdateIsAnnouncedAndInstalledAfterItsNotice) {
  World world({update(seconds{20}, false)});
  App app(world.agent, 1);
  world.agent.internet_reached();
  world.run_to(seconds{31});
  EXPECT_THAT(app.told, ElementsAre("4/4", "2/4", "1/1"));
  EXPECT_EQ(app.last.max_deferral_minutes, 167U * 60);
  EXPECT_EQ(app.last.update_type, 1U);
  world.run_to(seconds{41});
  EXPECT_THAT(app.told, ElementsAre("4/4", "2/4", "1/1", "1/2"));
  EXPECT_EQ(world.agent.defer(1, UpdateAgent::ready, 1), Result::nothing_pending);
  EXPECT_THAT(world.installed, IsEmpty());
  world.run_to(seconds{51});
  EXPECT_THAT(world.installed, ElementsAre("app"));
}

TEST(UpdateAgent, ADeferralTellsAllAndEndsInPendingAgain) {
  World world({update(seconds{0}, true)});
  App one(world.agent, 1), other(world.agent, 2);
  world.agent.internet_reached();
  world.run_to(seconds{13});  // the check at 2 s, the download until 12 s
  EXPECT_EQ(world.agent.defer(1, UpdateAgent::started, 1), Result::bad_event);
  EXPECT_EQ(world.agent.defer(1, UpdateAgent::ready, 1), Result::ok);
  EXPECT_EQ(world.agent.defer(1, UpdateAgent::ready, 1), Result::deferred_already);
  EXPECT_EQ(world.agent.defer(2, UpdateAgent::ready, 1), Result::nothing_pending);
  EXPECT_THAT(other.told, ElementsAre("2/4", "1/1", "1/3"));
  world.run_to(seconds{74});
  EXPECT_THAT(other.told, ElementsAre("2/4", "1/1", "1/3", "1/1"));
  EXPECT_EQ(other.last.max_deferral_minutes, 24U * 60 - 1);
  // More than is left is cut to what is left, and then nothing is.
  EXPECT_EQ(world.agent.defer(2, UpdateAgent::ready, 1'000'000), Result::ok);
  world.run_to(minutes{24 * 60} + seconds{15});
  EXPECT_EQ(other.last.status, UpdateAgent::pending);
  EXPECT_EQ(world.agent.defer(1, UpdateAgent::ready, 1), Result::not_allowed);
  world.run_to(minutes{24 * 60 + 3});
  EXPECT_THAT(world.installed, ElementsAre("system"));
}

TEST(UpdateAgent, ADeferralCanBeResumed) {
  World world({update(seconds{0}, false)});
  App app(world.agent, 1);
  world.agent.internet_reached();
  world.run_to(seconds{13});
  EXPECT_EQ(world.agent.resume(UpdateAgent::ready), Result::not_deferred);
  EXPECT_EQ(world.agent.defer(1, UpdateAgent::ready, 60), Result::ok);
  world.run_to(seconds{20});
  EXPECT_EQ(world.agent.resume(UpdateAgent::ready), Result::ok);
  world.run_to(seconds{41});
  EXPECT_THAT(app.told, ElementsAre("2/4", "1/1", "1/3", "1/1", "1/2"));
  EXPECT_THAT(world.installed, ElementsAre("app"));
}

TEST(UpdateAgent, WhatWasDownloadedIsThereAfterAReboot) {
  World world({update(seconds{0}, false)});
  world.agent.internet_reached();
  world.run_to(seconds{13});
  world.agent.stop();
  world.run_to(seconds{40});
  EXPECT_THAT(world.installed, IsEmpty());
  App app(world.agent, 1);
  EXPECT_FALSE(world.agent.add(app)) << "one registration an app";
  world.agent.internet_reached();
  world.run_to(seconds{43});
  EXPECT_THAT(app.told, ElementsAre("1/1"));
}

}  // namespace
}  // namespace armillary::os
