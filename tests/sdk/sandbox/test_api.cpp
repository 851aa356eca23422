#include "sdk/sandbox/sandbox_program.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <set>

using sandbox_test::Sandbox;

namespace {

const std::string sheday = "/profile/wow/character/stormrage/sheday";
const std::string in_profile = "?namespace=profile-eu&locale=en_GB";
const std::string in_static = "?namespace=static-eu&locale=en_GB";
const std::string cyrillic = "%D0%B0%D0%BB%D1%8C%D0%B2%D0%B5%D0%BE%D0%BD%D1%8F%D1%88%D0%B0"; // альвеоняша

} // namespace

TEST_CASE("a token is given for a secret, and refused for a wrong one in the real shape")
{
    Sandbox sandbox;
    for (const auto* path : {"/oauth/token", "/token"}) {
        const auto token = sandbox.token("me:secret", path);
        REQUIRE(token.status == 200);
        CHECK(token.part("token_type") == "bearer");
        CHECK(token.part("expires_in") == 86399);
        CHECK(token.part("sub") == "me");
    }
    for (const auto* user : {"me:wrong", "me:", ":secret"}) {
        const auto refused = sandbox.token(user);
        CHECK(refused.status == 401);
        CHECK(refused.body == R"({"error":"unauthorized","error_description":"Bad credentials"})");
    }
    CHECK(sandbox.get_without_token("/token").status == 405);
}

TEST_CASE("the API wants a valid token, and revoking makes the old ones void")
{
    Sandbox sandbox;
    const auto path = "/data/wow/mount/6" + in_static;
    const auto without = sandbox.get_without_token(path);
    CHECK(without.status == 401);
    CHECK(without.body == R"({"code":401,"type":"BLZWEBAPI00000401","detail":"Unauthorized"})");
    CHECK(sandbox.get(path).status == 200);
    CHECK(sandbox.post("/_sandbox/tokens/revoke", "").status == 200);
    CHECK(sandbox.get(path).status == 401);
    sandbox.forget_token();
    CHECK(sandbox.get(path).status == 200);
}

TEST_CASE("a token ends when its lifetime does")
{
    Sandbox sandbox({"--token-lifetime", "0"});
    CHECK(sandbox.get("/data/wow/mount/6" + in_static).status == 401);
}

TEST_CASE("namespaces: missing 403, of another class or region 404, in header or query, on a pinned build")
{
    Sandbox sandbox;
    const auto forbidden = sandbox.get(sheday);
    CHECK(forbidden.status == 403);
    CHECK(forbidden.body == R"({"code":403,"type":"BLZWEBAPI00000403","detail":"Forbidden"})");
    CHECK(sandbox.get(sheday + "?namespace=static-eu").status == 404);
    CHECK(sandbox.get(sheday + "?namespace=profile-us").status == 404);
    CHECK(sandbox.get(sheday, {"Battlenet-Namespace: profile-eu"}).status == 200);
    CHECK(sandbox.get("/eu" + sheday, {"Battlenet-Namespace: profile-eu"}).status == 200);
    CHECK(sandbox.get("/us" + sheday, {"Battlenet-Namespace: profile-eu"}).status == 404);
    CHECK(sandbox.get("/data/wow/mount/6?namespace=static-11.2.0_62213-eu").status == 200);
    const auto mount = sandbox.get("/data/wow/mount/6" + in_static);
    CHECK(mount.headers.at("battlenet-namespace") == "static-11.2.0_62213-eu");
    CHECK(mount.headers.at("battlenet-schema") == "mount");
    CHECK(mount.headers.at("cache-control") == "public, max-age=86400");
    CHECK(mount.headers.count("x-trace-traceid") == 1);
    CHECK(mount.body.find("?namespace=static-11.2.0_62213-eu") != std::string::npos);
}

TEST_CASE("localized fields: a string with a locale, all locales without, null with an unknown one")
{
    Sandbox sandbox;
    const std::string realm = "/data/wow/realm/howling-fjord?namespace=dynamic-eu";
    CHECK(sandbox.get(realm + "&locale=en_gb").part("name") == "Howling Fjord");
    CHECK(sandbox.get(realm + "&locale=ru_RU").part("name") == "Ревущий фьорд");
    const auto all = sandbox.get(realm).part("name");
    REQUIRE(all.is_object());
    CHECK(all.size() == 12);
    CHECK(all.at("ru_RU") == "Ревущий фьорд");
    const auto unknown = sandbox.get(realm + "&locale=xx_XX").json();
    CHECK(unknown.at("name").is_null());
    CHECK(unknown.at("slug") == "howling-fjord");
}

TEST_CASE("what has not changed is answered 304 without a body, in the date format that was sent")
{
    Sandbox sandbox;
    for (const auto& path : {sheday + in_profile, "/data/wow/achievement/index" + in_static}) {
        const auto first = sandbox.get(path);
        REQUIRE(first.status == 200);
        const auto date = first.headers.at("last-modified");
        const auto again = sandbox.get(path, {"If-Modified-Since: " + date});
        CHECK(again.status == 304);
        CHECK(again.body.empty());
        CHECK(again.headers.at("last-modified") == date);
        CHECK(sandbox.get(path, {"If-Modified-Since: Sat, 7 Mar 2020 09:41:14 GMT"}).status == 200);
    }
    // The day of the month has no leading zero.
    CHECK(sandbox.get("/data/wow/mount/6" + in_static).headers.at("last-modified") == "Tue, 5 Aug 2025 02:20:00 GMT");
}

TEST_CASE("gzip is sent to who accepts it, and holds the same document")
{
    Sandbox sandbox;
    const auto path = sheday + "/achievements" + in_profile;
    const auto plain = sandbox.get(path);
    const auto packed = sandbox.get(path, {"Accept-Encoding: gzip"});
    CHECK(plain.headers.count("content-encoding") == 0);
    CHECK(packed.headers.at("content-encoding") == "gzip");
    CHECK(packed.wire_bytes * 5 < plain.wire_bytes);
}

TEST_CASE("the well-known characters are who they are said to be")
{
    Sandbox sandbox;
    const auto main = sandbox.get(sheday + in_profile).json();
    CHECK(main.at("id") == 142650023);
    CHECK(main.at("level") == 80);
    const auto achievements = sandbox.get(sheday + "/achievements" + in_profile);
    const auto rows = achievements.part("achievements");
    CHECK(rows.size() == 3786);
    CHECK(achievements.body.size() > 1200000);
    std::size_t in_progress = 0;
    std::set<std::int64_t> ids;
    for (const auto& row : rows) {
        in_progress += row.contains("completed_timestamp") ? 0 : 1;
        ids.insert(row.at("id").get<std::int64_t>());
    }
    CHECK(ids.size() == rows.size());
    CHECK(in_progress > 10);
    CHECK(in_progress < 100);
    CHECK(sandbox.get(sheday + "/collections/mounts" + in_profile).part("mounts").size() == 530);
    CHECK(sandbox.get(sheday + "/collections/pets" + in_profile).part("pets").size() == 1128);

    const auto russian = sandbox.get("/profile/wow/character/howling-fjord/" + cyrillic + in_profile);
    REQUIRE(russian.status == 200);
    CHECK(russian.part("name") == "Альвеоняша");
    // With a capital letter: nobody.
    CHECK(sandbox.get("/profile/wow/character/howling-fjord/%D0%90" + cyrillic.substr(6) + in_profile).status == 404);
    CHECK(sandbox.get("/profile/wow/character/stormrage/Sheday" + in_profile).status == 404);

    const auto fresh = sandbox.get("/profile/wow/character/argent-dawn/fresh" + in_profile).json();
    CHECK(fresh.at("level") == 1);
    for (const auto* key : {"active_spec", "guild", "active_title"}) {
        CHECK_FALSE(fresh.contains(key));
    }
    CHECK(
        sandbox.get("/profile/wow/character/argent-dawn/fresh/collections/mounts" + in_profile).part("mounts").empty());
    CHECK(
        sandbox.get("/profile/wow/character/argent-dawn/fresh/achievements" + in_profile).part("achievements").empty());

    const std::string silvermoon = "/profile/wow/character/silvermoon/";
    CHECK(sandbox.get(silvermoon + "hidden" + in_profile).status == 403);
    CHECK(sandbox.get(silvermoon + "gone" + in_profile).status == 404);
    CHECK(sandbox.get(silvermoon + "gone/status" + in_profile).status == 404);
    CHECK(sandbox.get(silvermoon + "invalid" + in_profile).status == 404);
    const auto status = sandbox.get(silvermoon + "invalid/status" + in_profile);
    REQUIRE(status.status == 200);
    CHECK(status.part("is_valid") == false);
    const auto nobody = sandbox.get(silvermoon + "nobody" + in_profile);
    CHECK(nobody.status == 404);
    CHECK(nobody.body == R"({"code":404,"type":"BLZWEBAPI00000404","detail":"Not Found"})");
}

TEST_CASE("the world has the real sizes")
{
    Sandbox sandbox;
    CHECK(sandbox.get("/data/wow/achievement/index" + in_static).part("achievements").size() == 7770);
    CHECK(sandbox.get("/data/wow/mount/index" + in_static).part("mounts").size() == 1420);
    const auto categories = sandbox.get("/data/wow/achievement-category/index" + in_static).json();
    CHECK(categories.at("categories").size() == 156);
    CHECK(categories.at("guild_categories").size() == 29);
    CHECK(categories.at("root_categories").size() == 15);
    CHECK(sandbox.get("/data/wow/playable-class/index" + in_static).part("classes").size() == 13);
    CHECK(sandbox.get("/data/wow/playable-race/index" + in_static).part("races").size() == 29);
    const auto specializations = sandbox.get("/data/wow/playable-specialization/index" + in_static).json();
    CHECK(specializations.at("character_specializations").size() == 39);
    CHECK(specializations.at("pet_specializations").size() == 3);
    CHECK(sandbox.get("/data/wow/power-type/index" + in_static).part("power_types").size() == 21);
    for (const std::string region : {"us", "eu", "kr", "tw"}) {
        CHECK(
            sandbox.get("/data/wow/realm/index?locale=en_US&namespace=dynamic-" + region).part("realms").size() == 250);
        CHECK(sandbox.get_without_token("/_sandbox/characters?limit=5&region=" + region).json().size() == 5);
    }
}

TEST_CASE("every category, specialization and connected realm that an index lists has its detail, and categories hold "
          "all achievements")
{
    Sandbox sandbox({"--no-rate"});
    const auto categories = sandbox.get("/data/wow/achievement-category/index" + in_static).json();
    std::size_t achievements = 0;
    for (const auto* list : {"categories", "guild_categories"}) {
        for (const auto& row : categories.at(list)) {
            const auto detail = sandbox.get("/data/wow/achievement-category/" + row.at("id").dump() + in_static).json();
            CHECK(detail.at("is_guild_category") == (std::string(list) == "guild_categories"));
            achievements += detail.value("achievements", nlohmann::json::array()).size();
        }
    }
    CHECK(achievements == 7770);
    for (const auto& row :
        sandbox.get("/data/wow/playable-specialization/index" + in_static).part("character_specializations")) {
        CHECK(sandbox.get("/data/wow/playable-specialization/" + row.at("id").dump() + in_static)
                  .part("role")
                  .contains("type"));
    }
    std::set<std::string> slugs;
    for (const auto& row :
        sandbox.get("/data/wow/connected-realm/index?namespace=dynamic-eu").part("connected_realms")) {
        const auto href = row.at("href").get<std::string>();
        const auto detail = sandbox.get(href.substr(sandbox.url().size()) + "&locale=en_GB").json();
        for (const auto& realm : detail.at("realms")) {
            slugs.insert(realm.at("slug").get<std::string>());
        }
    }
    CHECK(slugs.size() == 250);
    CHECK(slugs.count("festung-der-stürme") == 1);
    CHECK(slugs.count("pozzo-delleternità") == 1);
    CHECK(slugs.count("azjolnerub") == 1);
}

TEST_CASE("players have a few things that the catalogue answers with 404")
{
    Sandbox sandbox({"--no-rate"});
    std::size_t unknown = 0;
    for (const auto& row : sandbox.get(sheday + "/collections/mounts" + in_profile).part("mounts")) {
        unknown += sandbox.get("/data/wow/mount/" + row.at("mount").at("id").dump() + in_static).status == 404 ? 1 : 0;
    }
    CHECK(unknown == 3);
}

TEST_CASE("the same seed gives the same world, another one another")
{
    const std::vector<std::string> fixed{"--public-url", "http://sandbox", "--seed", "7"};
    Sandbox one(fixed);
    Sandbox same(fixed);
    Sandbox other({"--public-url", "http://sandbox", "--seed", "8"});
    for (const auto& path : {"/data/wow/mount/index" + in_static, sheday + "/achievements" + in_profile}) {
        const auto body = one.get(path).body;
        CHECK(body == same.get(path).body);
        CHECK(body != other.get(path).body);
    }
}

TEST_CASE("pictures are what their type says")
{
    Sandbox sandbox;
    const auto media = sandbox.get(sheday + "/character-media" + in_profile).json();
    CHECK(media.at("assets").size() == 4);
    for (const auto& asset : media.at("assets")) {
        const auto address = asset.at("value").get<std::string>();
        REQUIRE(address.starts_with(sandbox.url() + "/render/eu/character/"));
        const auto picture = sandbox.get_without_token(address.substr(sandbox.url().size()));
        CHECK(picture.status == 200);
        const bool png = address.ends_with(".png");
        CHECK(picture.headers.at("content-type") == (png ? "image/png" : "image/jpeg"));
        CHECK(picture.body.starts_with(png ? "\x89PNG" : "\xff\xd8\xff"));
    }
    CHECK(sandbox.statistics().at("requests") == 1); // pictures do not count
}

TEST_CASE("SIGTERM ends it cleanly, and a port in use is an error that names it")
{
    Sandbox sandbox;
    const auto taken = sandbox.url().substr(7);
    const auto refused = wowhost::test::run_program({WOWHOST_SANDBOX_PROGRAM, "--listen", taken});
    CHECK(refused.exit_code == 1);
    CHECK(refused.err.find(taken) != std::string::npos);
    sandbox.process().kill(SIGTERM);
    CHECK(sandbox.process().wait().exit_code == 0);
}

TEST_CASE("the port file holds the port that was chosen")
{
    const wowhost::test::TemporaryDirectory folder;
    Sandbox sandbox({"--port-file", folder / "port"});
    CHECK("http://127.0.0.1:" + std::to_string(std::stoi(wowhost::test::read_file(folder / "port"))) == sandbox.url());
}
