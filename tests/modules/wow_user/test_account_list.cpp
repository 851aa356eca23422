// The reader of an account's list of characters: recorded, hostile and damaged bodies.
#include "modules/damaged.hpp"

#include <wow_user/mapping.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <set>

using wow_user::AccountList;
using wow_user::read_account;

namespace {

AccountList read(const std::string& text)
{
    wow::Document body;
    REQUIRE(body.parse(text, "test"));
    return read_account(body.root(), "en_GB");
}

AccountList with_characters(const std::string& rows)
{
    return read(R"({"id":1,"wow_accounts":[{"id":2,"characters":[)" + rows + "]}]}");
}

} // namespace

TEST_CASE("Each character of the recorded list is read with what the body says")
{
    const auto body = recorded::body("account-profile/argentpony-us-account.json");
    if (!body)
        return;
    const auto list = read(*body);
    std::size_t at = 0;
    const auto document = nlohmann::json::parse(*body);
    for (const auto& licence : document["wow_accounts"])
        for (const auto& row : licence["characters"]) {
            REQUIRE(at < list.characters.size());
            const auto& character = list.characters[at++];
            CHECK(character.blizzard_id == row["id"]);
            CHECK(character.name == row["name"]);
            CHECK(character.realm_slug == row["realm"]["slug"]);
            CHECK(character.level == row["level"].get<std::int64_t>());
            CHECK(character.faction == row["faction"]["type"].get<std::string>());
            CHECK(character.gender == row["gender"]["type"].get<std::string>());
            REQUIRE(character.playable_class);
            CHECK(character.playable_class->blizzard_id == row["playable_class"]["id"]);
            REQUIRE(character.playable_race);
            CHECK(character.playable_race->blizzard_id == row["playable_race"]["id"]);
            CHECK(character.has_profile() == (row["level"] != 0));
        }
    CHECK(at == list.characters.size());
    CHECK(at > 1);
    CHECK(list.skipped.empty());
    CHECK(list.is_complete);
}

TEST_CASE("A list is complete only when nothing of it had to be skipped, as absence from it releases characters")
{
    CHECK(read(R"({"id":1})").is_complete); // an account without characters
    CHECK(read(R"({"id":1})").characters.empty());
    CHECK_FALSE(read("{}").is_complete);
    CHECK_FALSE(read("[]").is_complete);
    CHECK_FALSE(read(R"({"code":403,"detail":"Forbidden"})").is_complete);
    CHECK_FALSE(read(R"({"id":1,"wow_accounts":{}})").is_complete);
    CHECK_FALSE(read(R"({"id":1,"wow_accounts":[7]})").is_complete);
    CHECK_FALSE(read(R"({"id":1,"wow_accounts":[{"characters":"x"}]})").is_complete);
    CHECK(with_characters("").is_complete);
}

TEST_CASE("What is missing or wrong costs no more than itself")
{
    const auto list = with_characters(R"({"id":5,"name":null,"realm":{"slug":"x"},"level":80},
        {"id":"6","name":"Six"}, {"id":-7,"name":"Seven"}, null, 8,
        {"id":9,"name":"Nine","realm":{"slug":"nine"},"level":"high","faction":"HORDE","gender":{"type":null},
         "playable_class":{"id":0},"playable_race":{"id":3,"name":null},"unknown":[[]]},
        {"id":9,"name":"Again","realm":{"slug":"again"}},
        {"id":10,"name":{"en_GB":"Ten","de_DE":"Zehn"},"realm":{"slug":"ten"},"level":9.9e30})");
    REQUIRE(list.characters.size() == 3);
    CHECK_FALSE(list.is_complete);
    CHECK(list.skipped.at("characters[] without id") == 4);
    CHECK_FALSE(list.characters[0].has_profile());
    const auto& nine = list.characters[1];
    CHECK(nine.name == "Nine");
    CHECK(nine.has_profile());
    CHECK_FALSE(nine.level);
    CHECK_FALSE(nine.gender);
    CHECK_FALSE(nine.playable_class);
    REQUIRE(nine.playable_race);
    CHECK(nine.playable_race->blizzard_id == 3);
    CHECK(list.characters[2].name == "Ten");
    CHECK_FALSE(list.characters[2].level);
}

TEST_CASE("Who waits for a new name has no profile")
{
    CHECK_FALSE(with_characters(R"({"id":1,"name":"Bregal932B58","realm":{"slug":"x"},"level":70})")
                    .characters[0]
                    .has_profile());
    CHECK_FALSE(
        with_characters(R"({"id":1,"name":"Bregal","realm":{"slug":"x"},"level":0})").characters[0].has_profile());
    CHECK_FALSE(with_characters(R"({"id":1,"name":"Bregal"})").characters[0].has_profile());
    CHECK(with_characters(R"({"id":1,"name":"Bregal","realm":{"slug":"x"}})").characters[0].has_profile());
}

TEST_CASE("Damaged lists are read or refused, and what is kept is sound")
{
    constexpr std::size_t rounds = 4000;
    const auto read = damaged::each({"account-profile", "account-collections", "account-pets"}, rounds, [](auto root) {
        const auto list = read_account(root, "en_GB");
        std::set<std::int64_t> ids;
        for (const auto& character : list.characters) {
            CHECK(character.blizzard_id > 0);
            CHECK(ids.insert(character.blizzard_id).second);
        }
    });
    if (recorded::folder())
        CHECK(read > rounds / 10);
    else
        WARN("skipped: no recorded responses; set WOWHOST_RECORDED to their folder");
}
