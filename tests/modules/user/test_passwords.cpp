// Where passwords come from, and whom they open.
#include "user_site.hpp"

using Catch::Matchers::Contains;
using user_test::json;
using user_test::Site;
using wowhost::test::engines;

namespace {

json verify(const Site& site, const std::string& name, const std::string& password)
{
    return site.run_json({"probe:verify", name, password});
}

} // namespace

TEST_CASE("A password is the first line of stdin, and is not printed then")
{
    const Site site(GENERATE(from_range(engines())));
    const auto result = site.run_json({"user:add", "ann"}, "correct horse\nsecond line\n");
    CHECK_FALSE(result.contains("password"));
    CHECK(verify(site, "ANN", "correct horse") == result["id"]);
    CHECK(verify(site, "ann", "correct hors").is_null());
    CHECK(verify(site, "ann", "").is_null());
    CHECK_THAT(site.error({"user:add", "bob"}, 2, "short\n"), Contains("8 characters"));
    CHECK(site.run_json({"user:list"}).size() == 1);

    CHECK_FALSE(site.run_json({"user:password", "ann"}, "another horse\r\n").contains("password"));
    CHECK(verify(site, "ann", "correct horse").is_null());
    CHECK(verify(site, "ann", "another horse") == result["id"]);
}

TEST_CASE("Without a line on stdin, or with --generate, a password is made and printed once")
{
    const Site site("sqlite");
    const auto made = site.run_json({"user:add", "ann"})["password"].get<std::string>();
    CHECK(made.size() == 20);
    CHECK(verify(site, "ann", made) == 1);
    const auto next = site.run_json({"user:password", "ann", "--generate"}, "unread line\n")["password"];
    CHECK(next != made);
    CHECK(verify(site, "ann", made).is_null());
    CHECK(verify(site, "ann", next) == 1);
    CHECK(verify(site, "ann", "unread line").is_null());
    CHECK(site.run_json({"--dry-run", "user:password", "ann"}) == json({{"id", 1}, {"name", "ann"}}));
    CHECK(verify(site, "ann", next) == 1);
}

TEST_CASE("No password opens an account that is blocked, unknown, or has none")
{
    const Site site("sqlite");
    site.run_json({"user:add", "ann"}, "correct horse\n");
    site.run_json({"user:block", "ann"});
    CHECK(verify(site, "ann", "correct horse").is_null());
    site.run_json({"user:block", "ann", "--unblock"});
    CHECK(verify(site, "ann", "correct horse") == 1);
    CHECK(verify(site, "nobody", "correct horse").is_null());
    CHECK(verify(site, "", "correct horse").is_null());
    CHECK(site.run_json({"probe:create", "eve"}) == 2);
    CHECK(verify(site, "eve", "").is_null());
    CHECK(verify(site, "eve", "correct horse").is_null());
    CHECK(verify(site, "ann", std::string(2000, 'x')).is_null());
}

TEST_CASE("A hash of weaker parameters opens once more and is replaced by one of today's")
{
    const Site site("sqlite");
    site.run_json({"user:add", "ann"}, "correct horse\n");
    // argon2id of "correct horse" with 1 MiB and one round
    const std::string weak = "$argon2id$v=19$m=1024,t=1,p=1$";
    const auto stored = [&] {
        std::string hash;
        site.database().open()->main().run("SELECT value FROM wowhost_user_data WHERE user_id = 1", {},
            [&](const auto& row) { hash = row.string(0); });
        return hash;
    };
    const auto today = stored();
    REQUIRE_THAT(today, Contains("m=65536,t=2"));
    const std::string hash = weak + "UPk5I4UWQ//UVr2uAocOlw$Isko76p+v1WtqP6Kr0RAE9QK6hgXR4MTcp6JmIAZXKY";
    site.database().open()->main().run(
        "UPDATE wowhost_user_data SET value = ? WHERE user_id = 1", {std::string_view("\"" + hash + "\"")});
    CHECK(verify(site, "ann", "wrong horse").is_null());
    CHECK_THAT(stored(), Contains("m=1024"));
    CHECK(verify(site, "ann", "correct horse") == 1);
    CHECK_THAT(stored(), Contains("m=65536,t=2"));
    CHECK(verify(site, "ann", "correct horse") == 1);
}
