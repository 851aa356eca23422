// Import of an account's characters: stubs, claims, releases, and what stands in its way.
#include "account_site.hpp"

#include "modules/wow_character/recorded.hpp"

#include <map>
#include <set>

using account_test::AccountSite;
using account_test::json;
using Catch::Matchers::Contains;
using wowhost::test::engines;

namespace {

constexpr std::int64_t day = 86400;

json row_of(const AccountSite& site, const json& blizzard_id, const std::string& region = "eu")
{
    const auto rows = site.site.list("wow_character", {"blizzard_id = " + blizzard_id.dump(), "region = " + region});
    REQUIRE(rows.size() == 1);
    return rows[0];
}

void change(AccountSite& site, json what)
{
    what.update({{"region", "eu"}, {"realm", "stormrage"}, {"name", "sheday"}});
    site.site.sandbox().change_world(what);
}

} // namespace

TEST_CASE("Import stores the account's characters as the user's, and a second one changes nothing")
{
    AccountSite site(GENERATE(from_range(engines())));
    site.install({"account_probe"});
    const auto ann = site.add_user("ann");
    const auto login = site.log_in(1);
    const auto listed = site.listed(login);
    REQUIRE(listed.size() > 1);
    const auto result = site.import(ann, login);
    CHECK(result["created"] == listed.size());
    CHECK(result["skipped"] == site.listed(login, false).size());
    CHECK(site.site.count("wow_character") == static_cast<std::int64_t>(listed.size()));
    for (const auto& character : listed) {
        const auto row = row_of(site, character["id"]);
        CHECK(row["uid"] == std::stoll(ann));
        CHECK(row["is_main"] == false);
        CHECK(row["name"] == character["name"]);
        CHECK(row["realm_slug"] == character["realm"]["slug"]);
        CHECK(row["level"] == character["level"]);
        CHECK(row["faction"] == character["faction"]["type"]);
        CHECK(row["gender"] == character["gender"]["type"]);
        CHECK(site.site.row("taxonomy_term", row["playable_class"])["wow_blizzard_id"]
            == character["playable_class"]["id"]);
        CHECK(site.site.row("taxonomy_term", row["playable_race"])["wow_blizzard_id"]
            == character["playable_race"]["id"]);
    }
    CHECK(site.characters(ann).size() == listed.size());
    const auto before = site.site.list("wow_character");
    const auto again = site.import(ann, login);
    CHECK(again["kept"] == listed.size());
    CHECK(again["created"] == 0);
    CHECK(site.site.list("wow_character") == before);
}

TEST_CASE("A stored character is claimed with all that is known of it, and does not become younger")
{
    AccountSite site(GENERATE(from_range(engines())));
    site.install({"account_probe", "wow_mount"});
    const auto id = site.site.lookup("stormrage", "sheday")["id"];
    const auto before = site.site.row("wow_character", id);
    site.site.advance(day);
    const auto ann = site.add_user("ann");
    const auto result = site.import(ann, site.log_in(1));
    CHECK(result["claimed"] == 1);
    auto expected = before;
    expected["uid"] = std::stoll(ann);
    expected["is_main"] = false;
    CHECK(site.site.row("wow_character", id) == expected);
    CHECK(site.site.count("wow_mount_collection", {"character = " + id.dump()}) == 530);
}

TEST_CASE("Stubs are completed by the next refresh, and renamed characters stay their user's")
{
    AccountSite site("sqlite");
    site.install({"account_probe"});
    const auto ann = site.add_user("ann");
    const auto login = site.log_in(1);
    site.import(ann, login);
    const auto sheday = site.site.list("wow_character", {"name = Sheday"})[0]["id"];
    site.command({"probe:main", ann, sheday.dump()});
    CHECK(site.site.row("wow_character", sheday)["sync_status"].is_null());
    site.command({"wow:character-refresh", "--all"});
    for (const auto& row : site.site.list("wow_character")) {
        CHECK(row["uid"] == std::stoll(ann));
        CHECK_FALSE(row["sync_status"].is_null());
        CHECK(row["is_main"] == (row["id"] == sheday));
    }
    change(site, {{"op", "rename"}, {"to_name", "Sunday"}, {"to_realm", "argent-dawn"}});
    if (GENERATE(true, false))
        CHECK(site.site.lookup("argent-dawn", "sunday")["id"] == sheday); // found by its profile
    else
        site.import(ann, site.log_in(1)); // found by the list
    CHECK(site.site.count("wow_character", {"name_key = sunday"}) == 1);
    const auto row = site.site.row("wow_character", sheday);
    CHECK(row["name"] == "Sunday");
    CHECK(row["realm_slug"] == "argent-dawn");
    CHECK(row["uid"] == std::stoll(ann));
    CHECK(row["is_main"] == true);
}

TEST_CASE("Two characters that exchange their names are told apart by their ids")
{
    AccountSite site("sqlite");
    site.install({"account_probe"});
    const auto ann = site.add_user("ann");
    const auto login = site.log_in(1);
    site.import(ann, login);
    const auto rows = site.site.list("wow_character");
    REQUIRE(rows.size() > 1);
    const auto move = [&](const json& row, const std::string& name, const json& to) {
        site.site.sandbox().change_world({{"op", "rename"}, {"region", "eu"}, {"realm", row["realm_slug"]},
            {"name", name}, {"to_name", to["name"]}, {"to_realm", to["realm_slug"]}});
    };
    auto aside = rows[0];
    aside["name"] = "Besides";
    move(rows[0], rows[0]["name_key"], aside);
    move(rows[1], rows[1]["name_key"], rows[0]);
    move(aside, "besides", rows[1]);
    CHECK(site.import(ann, site.log_in(1))["kept"] == rows.size());
    for (const auto& [from, to] : {std::pair(0, 1), std::pair(1, 0)}) {
        const auto row = row_of(site, rows[static_cast<std::size_t>(from)]["blizzard_id"]);
        CHECK(row["id"] == rows[static_cast<std::size_t>(from)]["id"]);
        CHECK(row["name"] == rows[static_cast<std::size_t>(to)]["name"]);
        CHECK(row["realm_slug"] == rows[static_cast<std::size_t>(to)]["realm_slug"]);
    }
}

TEST_CASE("Characters follow the account to another user, and are released when they are not on it any more")
{
    AccountSite site(GENERATE(from_range(engines())));
    site.install({"account_probe"});
    const auto ann = site.add_user("ann");
    const auto bob = site.add_user("bob");
    const auto login = site.log_in(1);
    const auto number = site.listed(login).size();
    site.import(ann, login);
    const auto sheday = site.site.list("wow_character", {"name = Sheday"})[0]["id"];
    site.command({"probe:main", ann, sheday.dump()});
    CHECK(site.import(bob, login)["taken"] == number);
    CHECK(site.characters(ann).empty());
    CHECK(site.characters(bob).size() == number);
    CHECK(site.site.count("wow_character", {"is_main = true"}) == 0);

    // Another account's list holds none of them.
    const auto other = site.log_in(2);
    const auto result = site.import(bob, other);
    CHECK(result["released"] == number);
    CHECK(site.characters(bob).size() == site.listed(other).size());
    CHECK(site.site.count("wow_character", {"uid null"}) == static_cast<std::int64_t>(number));
    CHECK(site.site.count("wow_character", {"uid = " + bob}) == static_cast<std::int64_t>(site.listed(other).size()));
}

TEST_CASE("An import that Battle.net does not answer stores nothing and releases nobody")
{
    AccountSite site(GENERATE(from_range(engines())));
    site.install({"account_probe"});
    const auto ann = site.add_user("ann");
    const auto login = site.log_in(1);
    site.import(ann, login);
    const auto before = site.site.list("wow_character");
    for (const auto* fault : {"5xx-rate=100", "html", "not-json", "truncated"}) {
        INFO(fault);
        site.site.sandbox().set_faults({std::string(fault) + "@/profile/user"});
        site.import(ann, login, 1);
        CHECK(site.site.list("wow_character") == before);
    }
    site.site.sandbox().set_faults({});
    site.site.sandbox().change_world({{"op", "revoke_user_tokens"}});
    CHECK_THAT(site.error({"probe:import", ann, login.token, "eu"}), Contains("log in at Battle.net again"));
    CHECK_THAT(site.error({"probe:import", ann, "", "eu"}, 2), Contains("no token"));
    CHECK_THAT(site.error({"probe:import", ann, login.token, "xx"}, 2), Contains("xx"));
    CHECK_THAT(site.error({"probe:import", "99", login.token, "eu"}), Contains("no user 99"));
    CHECK(site.site.list("wow_character") == before);
    CHECK(site.import(ann, site.log_in(1))["kept"] == before.size());
}

TEST_CASE("A user chooses among their own characters, of those one is the main one, and the database sees to it")
{
    AccountSite site(GENERATE(from_range(engines())));
    site.install({"account_probe"});
    const auto ann = site.add_user("ann");
    const auto bob = site.add_user("bob");
    site.import(ann, site.log_in(1));
    site.import(bob, site.log_in(2));
    auto mine = site.characters(ann);
    const auto theirs = site.characters(bob)[0]["id"].dump();
    REQUIRE(mine.size() > 1);
    for (const auto& one : mine)
        CHECK(one["is_selected"] == true); // before the first choice
    const auto first = mine[0]["id"].dump();
    const auto last = mine.back()["id"].dump();
    site.command({"probe:select", ann, last});
    for (const auto& one : site.characters(ann))
        CHECK(one["is_selected"] == (one["id"].dump() == last));
    CHECK_THAT(site.error({"probe:select", ann, first, theirs}, 2), Contains(theirs) && Contains("does not belong"));
    CHECK_THAT(site.error({"probe:main", ann, theirs}, 2), Contains("does not belong"));
    CHECK(site.characters(ann)[0]["is_selected"] == (first == last));

    site.command({"probe:main", ann, first});
    site.command({"probe:main", bob, theirs});
    site.command({"probe:main", ann, last});
    CHECK(site.characters(ann)[0]["id"].dump() == last);
    CHECK(site.site.count("wow_character", {"is_main = true"}) == 2);
    CHECK_THAT(site.error({"entity", "save", "wow_character", "{\"id\":" + first + ",\"is_main\":true}"}),
        Contains("uid") || Contains("is_main"));
    CHECK(site.site.count("wow_character", {"is_main = true", "uid = " + ann}) == 1);
    site.command({"probe:main", ann, "0"});
    CHECK(site.site.count("wow_character", {"is_main = true", "uid = " + ann}) == 0);
}

TEST_CASE("The recorded list of an account is stored as it says")
{
    const auto body = recorded::body("account-profile/argentpony-us-account.json");
    if (!body)
        return;
    AccountSite site(GENERATE(from_range(engines())), {"--replay", recorded::folder()->string()});
    site.install({"account_probe"});
    const auto ann = site.add_user("ann");
    const auto result = site.command({"probe:import", ann, site.log_in(1).token, "us"});
    std::size_t stored = 0;
    std::size_t nameless = 0;
    const auto document = json::parse(*body);
    for (const auto& licence : document["wow_accounts"])
        for (const auto& character : licence["characters"]) {
            if (character["level"] == 0) {
                ++nameless;
                continue;
            }
            ++stored;
            const auto row = row_of(site, character["id"], "us");
            CHECK(row["name"] == character["name"]);
            CHECK(row["realm_slug"] == character["realm"]["slug"]);
            CHECK(row["level"] == character["level"]);
            CHECK(row["faction"] == character["faction"]["type"]);
            CHECK(row["gender"] == character["gender"]["type"]);
            CHECK(row["uid"] == std::stoll(ann));
            for (const auto* field : {"playable_class", "playable_race"}) {
                const auto term = site.site.row("taxonomy_term", row[field]);
                CHECK(term["wow_blizzard_id"] == character[field]["id"]);
                CHECK(term["name"] == character[field]["name"]);
            }
        }
    REQUIRE(stored > 0);
    CHECK(result["created"] == stored);
    CHECK(result["skipped"] == nameless);
    CHECK(site.site.count("wow_character") == static_cast<std::int64_t>(stored));
}
