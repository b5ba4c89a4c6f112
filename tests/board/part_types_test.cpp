// SPDX-License-Identifier: GPL-2.0-or-later
#include "board/part_types.h"

#include <set>

#include <gmock/gmock.h>

#include "board/boards.h"
#include "board/part_list.h"

namespace armillary::board {
namespace {

using testing::HasSubstr;

/// What holds for every key of every type, and for the keys of its records.
void check_keys(std::string_view type, std::span<const PartKey> keys) {
  std::set<std::string_view> names;
  for (const PartKey& key : keys) {
    SCOPED_TRACE(std::string(type) + " " + std::string(key.name));
    EXPECT_TRUE(names.insert(key.name).second) << "two keys with one name";
    EXPECT_FALSE(key.summary.empty());
    EXPECT_FALSE(key.summary.ends_with('.'));
    EXPECT_EQ(key.kind == KeyKind::word, !key.words.empty());
    EXPECT_EQ(key.kind == KeyKind::record, !key.fields.empty());
    EXPECT_TRUE(key.kind != KeyKind::input_file || key.most > 0) << "a file without a limit";
    if (!key.fallback.empty()) {
      EXPECT_FALSE(key.required);
      EXPECT_TRUE(key.one_of.empty());
      EXPECT_FALSE(key.list);
      EXPECT_TRUE(read_scalar(key, key.fallback)) << key.fallback;
    }
    check_keys(key.name, key.fields);
  }
}

TEST(PartTypes, AreInOrderAndSound) {
  std::string_view last;
  for (const PartType* type : part_types()) {
    EXPECT_LT(last, type->name);
    last = type->name;
    EXPECT_TRUE(type->summary.ends_with('.'));
    EXPECT_NE(type->create, nullptr);
    EXPECT_EQ(find_part_type(type->name), type);
    check_keys(type->name, type->keys);
    for (const PartKey& key : type->keys) {
      EXPECT_TRUE(key.name != "name" && key.name != "type") << "a key that every part has";
    }
  }
}

TEST(Boards, AreMadeOfGoodParts) {
  for (const BoardType& board : built_in_boards()) {
    DeviceConfig config;
    config.board = board.name;
    const auto parts = parts_of(config);
    ASSERT_TRUE(parts) << board.name << ": " << parts.error().message;
    EXPECT_EQ(parts->size(), board.parts.size());
  }
}

/// What a program is told whose config does not fit.
std::string refusal(std::vector<PartConfig> parts) {
  DeviceConfig config;
  config.parts = std::move(parts);
  const auto list = parts_of(config);
  return list ? "(accepted)" : list.error().message;
}

TEST(Parts, OfAProgramAreCheckedLikeThoseOfAFile) {
  EXPECT_EQ(refusal({{"a", "led", {{"pin", 94}}}}),
            "the part \"a\" does not fit: its pin holds something else than a whole number from 0 "
            "to 93");
  EXPECT_EQ(refusal({{"a", "led", {{"pin", "8"}}}}),
            "the part \"a\" does not fit: its pin holds something else than a whole number from 0 "
            "to 93");
  EXPECT_THAT(refusal({{"a", "led", {{"pin", 8}, {"x", 1}}}}), HasSubstr("its x is no key of"));
  EXPECT_THAT(refusal({{"a", "led", {}}}), HasSubstr("lacks the key \"pin\""));
  EXPECT_THAT(refusal({{"a", "lde", {}}}), HasSubstr("has the type \"lde\"; expected analogue"));
  EXPECT_THAT(refusal({{"a", "", {{"pin", 8}}}}), HasSubstr("has the type \"\""));
  EXPECT_THAT(refusal({{"", "led", {{"pin", 8}}}}), HasSubstr("needs a name"));
  EXPECT_THAT(refusal({{"a", "led", {{"pin", 8}}}, {"a", "led", {{"pin", 9}}}}),
              HasSubstr("two parts are named \"a\""));
  const PartList presses{PartValues{{"at", 5}}, PartValues{{"at", 6}}};
  EXPECT_THAT(refusal({{"button-a", "", {{"presses", presses}}}}),
              HasSubstr("its presses[1] begins before"));
  EXPECT_THAT(refusal({{"button-a", "", {{"presses", 5}}}}), HasSubstr("is no list of at most"));
  EXPECT_THAT(refusal({{"button-a", "", {{"presses", PartList{5}}}}}),
              HasSubstr("its presses[0] holds something else than a mapping"));
  EXPECT_THAT(refusal({{"button-a", "", {{"presses", PartList{PartValues{{"at", -1}}}}}}}),
              HasSubstr("its presses[0] has a key \"at\" that holds something else than a time"));
}

}  // namespace
}  // namespace armillary::board
