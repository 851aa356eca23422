// From recorded bodies to rows of guilds: values compared with the bodies themselves.
#include "modules/damaged.hpp"
#include "modules/wow_character/recorded.hpp"

#include <wow/media.hpp>
#include <wow_guild/mapping.hpp>
#include <wowhost/json.hpp>

using namespace wow_guild;
using nlohmann::json;

namespace {

wow::OwnedRows roster(const std::string& body)
{
    wow::Document document;
    REQUIRE(document.parse(body));
    auto rows = roster_rows();
    read_roster(document, true, true, rows);
    return rows;
}

wow::OwnedRows activity(const std::string& body)
{
    wow::Document document;
    REQUIRE(document.parse(body));
    auto rows = activity_rows();
    read_activity(document, rows);
    return rows;
}

wow::ProfileSummary guild(const std::string& body)
{
    wow::Document document;
    REQUIRE(document.parse(body));
    auto summary = read_guild(document, "en_GB");
    REQUIRE(summary);
    return *summary;
}

} // namespace

TEST_CASE("All recorded media of crests have an image, and two of them are number 0")
{
    for (const std::string name : {"argentpony-us-border-0-8.3.0", "argentpony-us-emblem-0-8.3.0",
             "rbattlenet-eu-border-1-2019", "rbattlenet-eu-classic-border-1-2019", "rbattlenet-eu-emblem-1-2019"}) {
        INFO(name);
        const auto body = recorded::body("guild-crest-media/" + name + ".json");
        if (!body)
            return;
        wow::Document document;
        REQUIRE(document.parse(*body));
        CHECK(wow::icon_of(document.root()) == json::parse(*body)["assets"][0]["value"].get<std::string>());
    }
    const auto crest = R"({"emblem":{"id":0,"media":{"id":0}},"border":{"id":7}})";
    wow::Document document;
    REQUIRE(document.parse(crest));
    CHECK(wowhost::to_json(read_crest(document.root()))["emblem"]["media"] == json({{"id", 0}}));
}

TEST_CASE("A recorded guild is read into every field that it has, its crest without links")
{
    for (const auto* file :
        {"guild/rbattlenet-eu-stormrage-avalerion-2019.json", "guild/argentpony-us-deathwing-enigma.json"}) {
        const auto body = recorded::body(file);
        if (!body)
            return;
        INFO(file);
        const auto expected = json::parse(*body);
        auto summary = guild(*body);
        CHECK(summary.blizzard_id == expected["id"].get<std::int64_t>());
        CHECK(summary.name == expected["name"].get<std::string>());
        CHECK(summary.realm_slug == expected["realm"]["slug"].get<std::string>());
        CHECK(summary.fields["faction"].string() == expected["faction"]["type"].get<std::string>());
        CHECK(summary.fields["member_count"].integer() == expected["member_count"].get<std::int64_t>());
        CHECK(summary.fields["achievement_points"].integer() == expected["achievement_points"].get<std::int64_t>());
        CHECK(summary.fields["created"].integer() == expected["created_timestamp"].get<std::int64_t>() / 1000);
        const auto crest = wowhost::to_json(summary.fields["crest"]);
        for (const auto* part : {"emblem", "border"}) {
            const auto& one = expected["crest"][part];
            CHECK(crest[part]["id"] == one["id"]);
            CHECK(crest[part]["media"] == json({{"id", one["id"]}})); // also where only the link has it
            CHECK(crest[part]["color"] == one["color"]);
        }
        CHECK(crest["background"] == expected["crest"]["background"]);
        CHECK(crest.dump().find("href") == std::string::npos);
        CHECK(std::find(summary.links.begin(), summary.links.end(), "roster") != summary.links.end());
        CHECK((std::find(summary.links.begin(), summary.links.end(), "activity") != summary.links.end())
            == expected.contains("activity"));
    }
}

TEST_CASE("All recorded members of a guild become rows")
{
    for (const auto* file : {"guild-roster/rbattlenet-eu-stormrage-avalerion-2019.json",
             "guild-roster/derniccoo-eu-blackrock-shockwave.json"}) {
        const auto body = recorded::body(file);
        if (!body)
            return;
        INFO(file);
        const auto expected = json::parse(*body)["members"];
        const auto rows = roster(*body);
        REQUIRE(rows.rows().size() == expected.size());
        CHECK(rows.skipped().empty());
        std::size_t wrong = 0;
        for (std::size_t i = 0; i < expected.size(); ++i) {
            const auto& character = expected[i]["character"];
            const auto& row = rows.rows()[i];
            REQUIRE(row.references.size() == 2);
            wrong += row.values[0] == wowhost::Value(character["id"].get<std::int64_t>())
                    && row.values[1] == wowhost::Value(character["name"].get<std::string>())
                    && row.values[2] == wowhost::Value(character["realm"]["slug"].get<std::string>())
                    && row.values[3] == wowhost::Value(character["level"].get<std::int64_t>())
                    && row.values[4] == wowhost::Value(expected[i]["rank"].get<std::int64_t>())
                    && row.references[0].target == "wow_playable_class"
                    && row.references[0].item.blizzard_id == character["playable_class"]["id"].get<std::int64_t>()
                    && row.references[1].item.blizzard_id == character["playable_race"]["id"].get<std::int64_t>()
                ? 0
                : 1;
        }
        CHECK(wrong == 0);
    }
}

TEST_CASE("Without their vocabularies, classes and races are not referred to")
{
    wow::Document document;
    REQUIRE(
        document.parse(R"({"members":[{"character":{"id":7,"playable_class":{"id":1},"playable_race":{"id":2}}}]})"));
    auto rows = roster_rows();
    read_roster(document, false, false, rows);
    REQUIRE(rows.rows().size() == 1);
    CHECK(rows.rows()[0].references.empty());
}

TEST_CASE("Members who can't be told apart are skipped and counted, the others are kept")
{
    const auto rows = roster(
        R"({"members":[{"character":{"id":7,"name":null,"level":"x","realm":null},"rank":null},{"character":{"name":"A"}},
        null,7,{"character":{"id":0}},{"character":{"id":-3}},{"character":{"id":"9"}},{}]})");
    REQUIRE(rows.rows().size() == 1);
    for (std::size_t i = 1; i < rows.rows()[0].values.size(); ++i)
        CHECK(rows.rows()[0].values[i].is_null());
    CHECK(rows.skipped().at("members[] without character.id") == 7);
    for (const auto* body : {"{}", R"({"members":null})", R"({"members":{}})", "[]", "7"})
        CHECK(roster(body).rows().empty());
}

TEST_CASE("The recorded activity has no events, which is none and no failure")
{
    const auto body = recorded::body("guild-activity/argentpony-us-deathwing-enigma.json");
    if (!body)
        return;
    const auto rows = activity(*body);
    CHECK(rows.rows().empty());
    CHECK(rows.skipped().empty());
}

TEST_CASE("Events are told apart by type, what they are about, and time, new kinds are kept")
{
    const auto rows = activity(R"({"activities":[
        {"character_achievement":{"character":{"key":{"href":"https://x/profile/wow/character/r/a?namespace=profile-eu"},"id":12,"name":"Ann"},
            "achievement":{"key":{"href":"https://x/data/wow/achievement/6?namespace=static-11-eu"},"id":6,"name":"Level 10"}},
            "activity":{"type":"CHARACTER_ACHIEVEMENT"},"timestamp":1700000000999},
        {"encounter_completed":{"encounter":{"id":2587,"name":"Eranog"},"mode":{"type":"MYTHIC","name":"Mythic"}},
            "activity":{"type":"ENCOUNTER"},"timestamp":1700000001000},
        {"house_bought":{"house":{"id":5}},"timestamp":1700000002000}]})");
    REQUIRE(rows.rows().size() == 3);
    const auto& first = rows.rows()[0].values;
    CHECK(first[0].string() == "CHARACTER_ACHIEVEMENT");
    CHECK(first[1].string() == "achievement/6/character/12");
    CHECK(first[2].integer() == 1700000000);
    CHECK(wowhost::to_json(first[3])
        == json::parse(R"({"character":{"id":12,"name":"Ann"},"achievement":{"id":6,"name":"Level 10"}})"));
    CHECK(rows.rows()[1].values[1].string() == "encounter/2587/mode/MYTHIC");
    CHECK(rows.rows()[2].values[0].string() == "house_bought");
    CHECK(rows.rows()[2].values[1].string() == "house/5");
}

TEST_CASE("Events without time or subject are skipped and counted")
{
    const auto rows = activity(R"({"activities":[{"activity":{"type":"ENCOUNTER"},"timestamp":1},null,7,
        {"character_achievement":{"achievement":{"id":6}},"activity":{"type":"CHARACTER_ACHIEVEMENT"},"timestamp":"now"},
        {"character_achievement":{"achievement":{"id":6}},"activity":null,"timestamp":-1500}]})");
    REQUIRE(rows.rows().size() == 1);
    CHECK(rows.rows()[0].values[0].string() == "character_achievement");
    CHECK(rows.rows()[0].values[2].integer() == -2);
    CHECK(rows.skipped().at("activities[] without a subject") == 3);
    CHECK(rows.skipped().at("activities[] without a timestamp") == 1);
}

TEST_CASE("A body without a usable id is no guild")
{
    for (const auto* body : {"{}", "[]", "null", "\"x\"", R"({"id":0})", R"({"id":-5})", R"({"id":"7"})",
             R"({"id":null})", R"({"id":18446744073709551615})"}) {
        INFO(body);
        wow::Document document;
        REQUIRE(document.parse(body));
        CHECK_FALSE(read_guild(document, "en_GB"));
    }
    auto bare = guild(R"({"id":7,"name":null,"realm":7,"crest":[],"faction":"X"})");
    CHECK(bare.name.empty());
    CHECK(bare.realm_slug.empty());
    CHECK(bare.fields["crest"].is_null());
    CHECK(bare.fields["faction"].string() == "X");
}

TEST_CASE("Damaged bodies of guilds are read or refused, and what is read can be stored")
{
    const auto read = damaged::each({"guild", "guild-roster", "guild-activity"}, 1500, [](const wow::Node& root) {
        wow::Document again;
        REQUIRE(again.parse(wowhost::to_json_text(root.value())));
        if (const auto summary = read_guild(again, "en_GB"))
            CHECK(summary->blizzard_id > 0);
        auto members = roster_rows();
        read_roster(again, true, true, members);
        std::size_t bad = 0;
        for (const auto& row : members.rows())
            bad += row.values.size() == 7 && row.values[0].integer() > 0 ? 0 : 1;
        auto events = activity_rows();
        read_activity(again, events);
        for (const auto& row : events.rows())
            bad += row.values.size() == 4 && row.values[2].is_integer() && !row.values[1].text().empty() ? 0 : 1;
        CHECK(bad == 0);
    });
    if (recorded::folder())
        CHECK(read > 300);
}
