// Accounts: names, roles and permissions, and what goes with a user.
#include "user_site.hpp"

using Catch::Matchers::Contains;
using user_test::json;
using user_test::Site;
using wowhost::test::engines;

namespace {

std::int64_t add(const Site& site, const std::string& name, const std::string& role = {})
{
    std::vector<std::string> line{"user:add", name, "--generate"};
    if (!role.empty())
        line.insert(line.end(), {"--role", role});
    return site.run_json(line)["id"];
}

bool may(const Site& site, std::int64_t user, const std::string& permission)
{
    return site.run_json({"probe:may", std::to_string(user), permission});
}

std::int64_t count_user_data(const Site& site)
{
    std::int64_t rows = 0;
    site.database().open()->main().run(
        "SELECT count(*) FROM wowhost_user_data", {}, [&](const auto& row) { rows = row.integer(0); });
    return rows;
}

} // namespace

TEST_CASE("Names are told apart whatever their case and accents, by the commands and by the database")
{
    const Site site(GENERATE(from_range(engines())));
    const auto id = add(site, " José ");
    CHECK(site.run_json({"user:list"})[0]["name"] == "José");
    CHECK_THAT(site.error({"user:add", "JOSE", "--generate"}, 1), Contains("José") && Contains("another name"));
    CHECK_THAT(site.error({"entity", "save", "user", R"({"name":"jOsE"})"}, 1), Contains("name_key"));
    const auto other = add(site, "Josefa");
    CHECK_THAT(site.error({"entity", "save", "user", json({{"id", other}, {"name", "josé"}}).dump()}, 1),
        Contains("name_key"));
    site.run_json(
        {"entity", "save", "user", json({{"id", id}, {"name", "Pepe"}, {"email", "pepe@example.org"}}).dump()});
    CHECK(site.run_json({"user:block", "PEPE"})["id"] == id);
    CHECK(site.run_json({"user:block", std::to_string(id), "--unblock"})["status"] == "active");
    for (const auto* name : {"", "   ", "12", "a\tb"})
        CHECK_THAT(site.error({"user:add", name, "--generate"}, 2), Contains("name"));
    CHECK_THAT(site.error({"user:add", std::string(129, 'x'), "--generate"}, 2), Contains("128"));
    CHECK_THAT(site.error({"user:add", "ann", "--generate", "--email", "nowhere"}, 2), Contains("e-mail"));
    CHECK_THAT(site.error({"entity", "save", "user", R"({"id":1,"status":"away"})"}, 2), Contains("away"));
    CHECK_THAT(site.error({"entity", "save", "user", R"({"id":1,"roles":[7]})"}, 2), Contains("roles"));
    CHECK_THAT(site.error({"user:delete", "nobody"}, 1), Contains("nobody") && Contains("user:list"));
}

TEST_CASE("A user is listed with everything but the password, which no command shows")
{
    const Site site(GENERATE(from_range(engines())));
    add(site, "ann", "administrator");
    const auto row = site.run_json({"user:list"})[0];
    CHECK(row["id"] == 1);
    CHECK(row["status"] == "active");
    CHECK(row["roles"] == json({"administrator"}));
    CHECK(row["email"].is_null());
    CHECK(row["last_login"].is_null());
    CHECK(row["created"].get<std::int64_t>() > 1'700'000'000);
    for (const auto& line : std::vector<std::vector<std::string>>{
             {"user:list"}, {"entity", "get", "user", "1"}, {"entity", "list", "user"}, {"entity", "export", "user"}})
        CHECK_THAT(site.run(line).out, !Contains("argon2") && !Contains("password"));
    bool is_hashed = false;
    site.database().open()->main().run("SELECT value FROM wowhost_user_data WHERE user_id = 1", {},
        [&](const auto& data) { is_hashed = data.string(0).find("$argon2id$") != std::string::npos; });
    CHECK(is_hashed);
}

TEST_CASE("Roles give permissions: everybody's, those of who is logged in, and one's own, a blocked user has no more "
          "than a visitor")
{
    const Site site("sqlite");
    const auto ann = add(site, "ann");
    const auto root = add(site, "root", "administrator");
    for (const auto user : {std::int64_t{0}, ann, root, std::int64_t{99}})
        CHECK(may(site, user, "read probes")); // the info file gives it to anonymous
    CHECK_FALSE(may(site, 0, "write probes"));
    CHECK_FALSE(may(site, 99, "write probes"));
    CHECK(may(site, ann, "write probes")); // and that to authenticated
    CHECK_FALSE(may(site, ann, "administer users"));
    CHECK(may(site, root, "administer users"));
    site.run_json({"user:block", "root"});
    CHECK_FALSE(may(site, root, "administer users"));
    CHECK_FALSE(may(site, root, "write probes"));
    CHECK(may(site, root, "read probes"));
    site.run_json({"probe:roles", std::to_string(ann), "editor"});
    CHECK(site.run_json({"user:list"})[0]["roles"] == json({"editor"}));
    CHECK_THAT(site.error({"user:add", "eve", "--generate", "--role", "edtor"}, 2),
        Contains("edtor") && Contains("administrator, editor"));
    CHECK_THAT(site.error({"user:add", "eve", "--generate", "--role", "anonymous"}, 2), Contains("everybody"));
}

TEST_CASE("What the configuration says of a role replaces what info files say")
{
    const Site site(
        "sqlite", "roles: { anonymous: [], authenticated: [\"administer users\"], keeper: [\"write probes\"] }\n");
    const auto ann = add(site, "ann", "keeper");
    CHECK_FALSE(may(site, 0, "read probes"));
    CHECK(may(site, ann, "write probes"));
    CHECK(may(site, ann, "administer users"));
    CHECK_FALSE(may(site, ann, "read probes"));
}

TEST_CASE("Deleting a user asks, naming what goes, and takes along what modules keep")
{
    const Site site(GENERATE(from_range(engines())));
    const auto ann = std::to_string(add(site, "ann"));
    const auto bob = std::to_string(add(site, "bob"));
    for (const auto& user : {ann, ann, bob}) {
        site.run_json({"entity", "save", "probe_note", "{\"text\":\"x\",\"user\":" + user + "}"});
        site.run_json({"probe:keep", user, "something"});
    }
    const auto before = count_user_data(site);
    const auto refused = site.run({"user:delete", "ann"});
    CHECK(refused.exit_code == 3);
    CHECK_THAT(refused.out + refused.err, Contains("ann") && Contains("2 rows of probe_note"));
    CHECK(site.run_json({"--dry-run", "user:delete", "ann"})["rows"] == json({{"probe_note", 2}}));
    CHECK(site.run_json({"user:list"}).size() == 2);
    CHECK(count_user_data(site) == before);

    CHECK(site.run_json({"--yes", "user:delete", "ann"})["deleted"] == 1);
    CHECK(site.run_json({"user:list"}).size() == 1);
    CHECK(site.run_json({"entity", "count", "probe_note"})["count"] == 1);
    CHECK(site.run_json({"state", "get", "user_probe.purged"}) == std::stoll(ann));
    CHECK(count_user_data(site) == 2); // bob's password, and what is kept of him
    CHECK(site.run_json({"--yes", "entity", "delete", "user", bob})["deleted"] == 1);
    CHECK(count_user_data(site) == 0);
}

TEST_CASE("A module whose purge fails, or that is not there, keeps nothing of a deleted user all the same")
{
    const Site site(GENERATE(from_range(engines())), "user_probe: { purge_fails: true }\n");
    const auto ann = std::to_string(add(site, "ann"));
    site.run_json({"entity", "save", "probe_note", "{\"text\":\"x\",\"user\":" + ann + "}"});
    site.run_json({"probe:keep", ann, "something"});
    if (GENERATE(true, false)) {
        site.run_json({"--yes", "user:delete", "ann"});
        CHECK_THAT(site.run({"log", "show"}).out, Contains("the shredder is jammed") && Contains("user_probe"));
    } else {
        site.run_json({"--yes", "--safe-mode", "entity", "delete", "user", ann});
    }
    CHECK(site.run_json({"entity", "count", "probe_note"})["count"] == 0);
    CHECK(count_user_data(site) == 0);
}

TEST_CASE("Without the module nothing is left of users, and the next ones inherit nothing")
{
    const Site site(GENERATE(from_range(engines())));
    add(site, "ann");
    site.run_json({"--yes", "uninstall", "user"});
    CHECK(count_user_data(site) == 0);
    site.run_json({"install", "user_probe"});
    CHECK(site.run_json({"user:list"}).empty());
}
