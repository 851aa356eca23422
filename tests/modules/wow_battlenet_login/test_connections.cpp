// Connected Battle.net accounts: whose they are, and their tokens.
#include "modules/wow_user/account_site.hpp"
#include "modules/wow_user/traces.hpp"

#include <sys/stat.h>

using account_test::AccountSite;
using account_test::json;
using Catch::Matchers::Contains;
using wowhost::test::engines;

namespace {

constexpr std::int64_t day = 86400;

json token(const AccountSite& site, const std::string& user) { return site.command({"probe:token", user}); }

} // namespace

TEST_CASE("An account is connected with its token, which lies encrypted, under a key of its own file")
{
    AccountSite site(GENERATE(from_range(engines())));
    site.install({"account_probe"});
    const auto ann = site.add_user("ann");
    const auto login = site.log_in(1);
    CHECK(site.command({"probe:connection", ann}).is_null());
    CHECK_THAT(site.error({"probe:token", ann}), Contains("connect one first"));
    const auto connection = site.connect(ann, login);
    CHECK(connection["user"] == std::stoll(ann));
    CHECK(connection["sub"] == login.sub);
    CHECK(connection["battletag"] == login.battletag);
    CHECK(connection["region"] == "eu");
    const auto lifetime = connection["token_expires"].get<std::int64_t>() - connection["connected"].get<std::int64_t>();
    CHECK(lifetime <= 86399);
    CHECK(lifetime > 86399 - 300); // the import between lies within one command
    CHECK(site.command({"probe:connection", ann}) == connection);
    CHECK(site.command({"probe:whose", login.sub}) == std::stoll(ann));
    CHECK(site.command({"probe:whose", "nobody's"}).is_null());
    const auto opened = token(site, ann);
    CHECK(opened["text"] == login.token);
    CHECK(opened["scopes"] == "openid wow.profile");
    CHECK(site.import(ann, login)["created"] == site.listed(login).size());

    for (const auto& kept : account_test::everything(site.site.database(), site.site.path("files")))
        CHECK_FALSE(account_test::says(kept.text, login.token));
    struct stat status { };
    REQUIRE(::stat(site.site.path("wow_battlenet_login.token_key").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    for (const auto* type : {"wow_battlenet_account", "user"})
        CHECK(site.command({"entity", "list", type}).dump().find(login.token) == std::string::npos);
}

TEST_CASE("A token opens with the key that it was stored with, and for its own user only")
{
    AccountSite site("sqlite");
    site.install({"account_probe"});
    const auto ann = site.add_user("ann");
    const auto bob = site.add_user("bob");
    const auto login = site.log_in(1);
    site.connect(ann, login);
    site.connect(bob, site.log_in(2));
    const std::vector<std::string> other_key{"--set", "wow_battlenet_login.token_key=another key", "probe:token", ann};
    CHECK_THAT(site.error(other_key), Contains("cannot be read") && Contains("token_key"));
    CHECK(token(site, ann)["text"] == login.token);
    site.site.database().open()->main().run(
        "UPDATE wowhost_user_data SET value = (SELECT value FROM wowhost_user_data WHERE module = "
        "'wow_battlenet_login' AND user_id = 1) WHERE module = 'wow_battlenet_login' AND user_id = 2",
        {});
    CHECK_THAT(site.error({"probe:token", bob}), Contains("cannot be read"));
}

TEST_CASE("One account belongs to one user, and one user has one account, the database sees to both")
{
    AccountSite site(GENERATE(from_range(engines())));
    site.install({"account_probe"});
    const auto ann = site.add_user("ann");
    const auto bob = site.add_user("bob");
    const auto hers = site.log_in(1);
    const auto his = site.log_in(2);
    const auto first = site.connect(ann, hers);
    CHECK_THAT(site.error({"probe:connect", bob, hers.sub, hers.battletag, hers.token}), Contains("another user"));
    CHECK_THAT(site.error({"probe:connect", ann, his.sub, his.battletag, his.token}), Contains("disconnect that one"));
    CHECK_THAT(site.error({"probe:connect", "99", his.sub, his.battletag, his.token}), Contains("no user 99"));
    CHECK_THAT(site.error({"probe:connect", bob, "", "x", "y"}, 2), Contains("sub"));
    CHECK_THAT(site.error({"probe:connect", bob, "7", "x", ""}, 2), Contains("access_token"));
    CHECK_THAT(site.error({"probe:connect", bob, std::string(300, '7'), "x", "y"}, 2), Contains("255"));
    CHECK(site.site.count("wow_battlenet_account") == 1);
    json row{{"issuer", first["issuer"]}, {"sub", hers.sub}, {"user", std::stoll(bob)}};
    site.command({"entity", "save", "wow_battlenet_account", row.dump()}, 1);
    row = {{"issuer", first["issuer"]}, {"sub", his.sub}, {"user", std::stoll(ann)}};
    site.command({"entity", "save", "wow_battlenet_account", row.dump()}, 1);
    site.connect(bob, his);
    CHECK(site.site.count("wow_battlenet_account") == 2);
}

TEST_CASE("Logging in again renews BattleTag and token, an expired token is not given out, and cron deletes it")
{
    AccountSite site(GENERATE(from_range(engines())));
    site.install({"account_probe"});
    const auto ann = site.add_user("ann");
    const auto first = site.connect(ann, site.log_in(1));
    site.site.advance(day - 60);
    CHECK(token(site, ann)["text"].get<std::string>().size() > 10);
    site.site.advance(120);
    CHECK_THAT(site.error({"probe:token", ann}), Contains("has expired"));
    site.command({"cron", "--force"});
    CHECK(account_test::texts(site.site.database().open()->main(),
        "SELECT value FROM wowhost_user_data WHERE module = ?", "wow_battlenet_login")
              .empty());
    CHECK(site.command({"probe:connection", ann})["token_expires"] == 0);
    CHECK_THAT(site.error({"probe:token", ann}), Contains("has expired"));
    site.site.sandbox().change_world({{"op", "battletag"}, {"account", 1}, {"battletag", "Another#1234"}});
    const auto login = site.log_in(1);
    const auto renewed = site.connect(ann, login);
    CHECK(renewed["battletag"] == "Another#1234");
    CHECK(renewed["sub"] == first["sub"]);
    CHECK(renewed["connected"] == first["connected"]);
    CHECK(token(site, ann)["text"] == login.token);
    CHECK(site.site.count("wow_battlenet_account") == 1);
}

TEST_CASE("Disconnecting purges what came by the account, and leaves it to be connected by another user")
{
    AccountSite site(GENERATE(from_range(engines())));
    site.install({"account_probe"});
    const auto ann = site.add_user("ann");
    const auto bob = site.add_user("bob");
    const auto login = site.log_in(1);
    CHECK(site.command({"probe:disconnect", ann}) == false);
    site.connect(ann, login);
    site.import(ann, login);
    CHECK(site.command({"probe:disconnect", ann}) == true);
    CHECK(site.site.count("wow_character") == 0);
    CHECK(site.command({"probe:connection", ann}).is_null());
    CHECK(site.site.count("user") == 2);
    site.connect(bob, login);
    CHECK(site.command({"probe:whose", login.sub}) == std::stoll(bob));
}

TEST_CASE("Without the module nothing of connections is left")
{
    AccountSite site("sqlite");
    site.install({"account_probe"});
    const auto ann = site.add_user("ann");
    const auto login = site.log_in(1);
    site.connect(ann, login);
    site.import(ann, login);
    site.command({"uninstall", "wow_battlenet_login"});
    for (const auto& kept : account_test::everything(site.site.database(), site.site.path("files"))) {
        INFO(kept.where);
        CHECK_FALSE(account_test::says(kept.text, login.sub));
        CHECK_FALSE(account_test::says(kept.text, login.battletag));
    }
    CHECK(site.site.count("wow_character") > 0);
}
