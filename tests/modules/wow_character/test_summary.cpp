// From a recorded summary to the fields of a character: values compared with the body itself.
#include "recorded.hpp"
#include "summary.hpp"

#include <algorithm>

using namespace wow_character;
using nlohmann::json;

namespace {

Summary read(const std::string& body)
{
    wow::Document document;
    REQUIRE(document.parse(body, "a recorded summary"));
    auto summary = read_summary(document, "en_GB");
    REQUIRE(summary);
    return *summary;
}

bool offers(const Summary& summary, const std::string& link)
{
    return std::find(summary.links.begin(), summary.links.end(), link) != summary.links.end();
}

} // namespace

TEST_CASE("A recorded summary is read into every field that it has")
{
    for (const auto* file : {"character/rbattlenet-eu-stormrage-sheday-2019.json",
             "character/rbattlenet-eu-howling-fjord-cyrillic-alveonyasha-2019.json",
             "character/argentpony-us-norgannon-drinian.json", "character/misc-kazzak-whitemask.json"}) {
        const auto body = recorded::body(file);
        if (!body)
            return;
        INFO(file);
        const auto expected = json::parse(*body);
        auto summary = read(*body);
        CHECK(summary.blizzard_id == expected["id"].get<std::int64_t>());
        CHECK(summary.name == expected["name"].get<std::string>());
        CHECK(summary.realm_slug == expected["realm"]["slug"].get<std::string>());
        CHECK(summary.fields["level"].integer() == expected["level"].get<std::int64_t>());
        CHECK(summary.fields["faction"].string() == expected["faction"]["type"].get<std::string>());
        CHECK(summary.fields["gender"].string() == expected["gender"]["type"].get<std::string>());
        CHECK(summary.fields["achievement_points"].integer() == expected["achievement_points"].get<std::int64_t>());
        CHECK(summary.fields["average_item_level"].integer() == expected["average_item_level"].get<std::int64_t>());
        CHECK(summary.fields["equipped_item_level"].integer() == expected["equipped_item_level"].get<std::int64_t>());
        CHECK(summary.fields["last_login"].integer() == expected["last_login_timestamp"].get<std::int64_t>() / 1000);
        REQUIRE(summary.playable_class);
        CHECK(summary.playable_class->blizzard_id == expected["character_class"]["id"].get<std::int64_t>());
        REQUIRE(summary.playable_race);
        CHECK(summary.playable_race->blizzard_id == expected["race"]["id"].get<std::int64_t>());
        REQUIRE(summary.active_spec);
        CHECK(summary.active_spec->blizzard_id == expected["active_spec"]["id"].get<std::int64_t>());
        CHECK(offers(summary, "achievements"));
        CHECK(offers(summary, "media"));
        CHECK_FALSE(offers(summary, "_links"));
        CHECK_FALSE(offers(summary, "guild"));
    }
}

TEST_CASE("Guild and title are there, or are known to be none")
{
    const auto with = recorded::body("character/rbattlenet-eu-stormrage-sheday-2019.json");
    const auto without = recorded::body("character/misc-kazzak-whitemask.json");
    if (!with || !without)
        return;
    auto sheday = read(*with);
    CHECK(sheday.fields["guild_name"].string() == "Avalerion");
    CHECK(sheday.fields["guild_blizzard_id"].integer() == 36886834);
    CHECK(sheday.fields["guild_realm_slug"].string() == "stormrage");
    CHECK(sheday.fields["guild_slug"].string() == "avalerion");
    const auto cyrillic = recorded::body("character/rbattlenet-eu-howling-fjord-cyrillic-alveonyasha-2019.json");
    REQUIRE(cyrillic);
    CHECK(read(*cyrillic).fields["guild_slug"].string() == "экзорсус");
    CHECK(sheday.fields["active_title"].string() == "{name}, Famed Slayer of the Harbinger");
    auto whitemask = read(*without);
    for (const auto* field : {"guild_name", "guild_blizzard_id", "guild_realm_slug", "guild_slug"}) {
        REQUIRE(whitemask.fields.contains(field));
        CHECK(whitemask.fields[field].is_null());
    }
    REQUIRE(whitemask.fields.contains("active_title"));
    CHECK(whitemask.fields["active_title"].is_null());
}

TEST_CASE("A name that is null does not overwrite the last good one")
{
    auto summary = read(R"({"id":7,"name":"Ann","guild":{"id":3,"name":null},"active_title":{"id":4,"name":null}})");
    CHECK_FALSE(summary.fields.contains("guild_name"));
    CHECK_FALSE(summary.fields.contains("active_title"));
}

TEST_CASE("A Classic title and a missing specialization are understood")
{
    auto summary = read(R"({"id":7,"name":"Ann","active_spec":{"id":0},"active_title":{"name":"%s the Patient"}})");
    CHECK_FALSE(summary.active_spec);
    CHECK(summary.fields["active_title"].string() == "{name} the Patient");
}

TEST_CASE("Localized names may be objects of languages")
{
    auto summary = read(R"({"id":7,"name":"Ann","guild":{"name":{"de_DE":"Wache","en_GB":"Watch"}}})");
    CHECK(summary.fields["guild_name"].string() == "Watch");
}

TEST_CASE("Media come in both shapes")
{
    wow::Document document;
    REQUIRE(document.parse(
        R"({"assets":[{"key":"avatar","value":"https://a/1.jpg"},{"key":"inset","value":"https://a/2.jpg"},
        {"key":"main","value":"https://a/3.jpg"}]})"));
    CHECK(read_media(document).avatar == "https://a/1.jpg");
    CHECK(read_media(document).inset == "https://a/2.jpg");
    REQUIRE(document.parse(
        R"({"avatar_url":"https://a/4.jpg","bust_url":"https://a/5.jpg","render_url":"https://a/6.jpg"})"));
    CHECK(read_media(document).avatar == "https://a/4.jpg");
    CHECK(read_media(document).inset == "https://a/5.jpg");
    REQUIRE(document.parse(
        R"body({"assets":[{"key":"avatar","value":"javascript:alert(1)"},7,null,{"key":"inset"}]})body"));
    CHECK(read_media(document).avatar.empty());
    CHECK(read_media(document).inset.empty());
}
