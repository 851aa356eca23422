// Images of characters and guilds with the real program: there at once for a person, and gone with their owner.
#include "modules/wow/image_files.hpp"
#include "modules/wow_character/site.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>
#include <set>

using image_test::files;
using nlohmann::json;
using site_test::Site;
using wowhost::test::engines;

namespace {

const std::vector<std::string> figures{"avatar", "inset", "main"};

std::set<std::string> shown(const json& row)
{
    std::set<std::string> names;
    for (const auto& field : figures)
        names.insert(row[field].get<std::string>());
    return names;
}

} // namespace

TEST_CASE("a person who looks a character up sees its images at once, and they go with it")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_character"});
    const auto id = site.lookup("stormrage", "sheday")["id"].get<std::int64_t>();
    const auto row = site.row("wow_character", id);
    CHECK(files(site) == shown(row));
    CHECK(files(site).size() == 3);
    site.advance(3600);
    CHECK(site.lookup("stormrage", "sheday")["result"] == "unchanged");
    CHECK(shown(site.row("wow_character", id)) == shown(row));

    // A new picture may be at the old address: it is fetched when the summary has changed.
    const auto name = site.path("files/" + row["avatar"].get<std::string>());
    std::ofstream(name) << "old";
    site.advance(3600);
    site.sandbox().change_world({{"op", "touch"}, {"region", "eu"}, {"realm", "stormrage"}, {"name", "Sheday"}});
    site.lookup("stormrage", "sheday");
    CHECK(files(site) == shown(row));
    std::ifstream file(name, std::ios::binary);
    CHECK(std::string(std::istreambuf_iterator<char>(file), {}).starts_with("\xff\xd8\xff"));

    site.json({"entity", "delete", "wow_character", std::to_string(id)});
    CHECK(files(site).empty());
    CHECK(site.count("wow_image_use") == 0);
}

TEST_CASE("images that can't be had, or take too long, fail no lookup")
{
    const std::string fault = GENERATE("html@/render", "stall=20000@/render", "404=1000@/render");
    INFO(fault);
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_character"});
    site.sandbox().set_faults({fault});
    const auto result = site.lookup("stormrage", "sheday");
    CHECK(result["result"] == "created");
    const auto id = result["id"].get<std::int64_t>();
    CHECK(site.row("wow_character", id)["avatar"].get<std::string>().starts_with("http://127.0.0.1"));
    CHECK(files(site).empty());
    site.sandbox().set_faults({});
    CHECK(site.lookup("stormrage", "sheday")["result"] == "unchanged");
    CHECK(files(site) == shown(site.row("wow_character", id)));
}

TEST_CASE("a refresh leaves images to the queue")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_character"});
    site.sandbox().set_faults({"404=1000@/render"});
    const auto id = site.lookup("stormrage", "sheday")["id"].get<std::int64_t>();
    site.sandbox().set_faults({});
    site.advance(3600);
    site.json({"wow:character-refresh", "--all"});
    CHECK(files(site).empty());
    site.json({"queue", "run", "wow_image_fetch"});
    CHECK(files(site) == shown(site.row("wow_character", id)));
    site.json({"uninstall", "wow_character"});
    CHECK(files(site).empty());
}

TEST_CASE("a guild's crest shows its images, which go with it")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_guild"});
    const std::vector<std::string> lookup{"wow:guild-lookup", "stormrage", "Lantern Watch", "--region", "eu"};
    const auto id = site.json(lookup)["id"].get<std::int64_t>();
    const auto crest = site.row("wow_guild", id)["crest"];
    const std::set<std::string> names{
        crest["emblem"]["media"]["image"].get<std::string>(), crest["border"]["media"]["image"].get<std::string>()};
    CHECK(files(site) == names);
    CHECK(crest["emblem"]["media"]["id"] == crest["emblem"]["id"]);
    site.advance(3600);
    CHECK(site.json(lookup)["result"] == "unchanged");
    CHECK(site.row("wow_guild", id)["crest"] == crest);
    site.sandbox().change_world({{"op", "publish"}});
    site.advance(3600);
    site.json(lookup);
    CHECK(site.row("wow_guild", id)["crest"] == crest);
    site.json({"entity", "delete", "wow_guild", std::to_string(id)});
    CHECK(files(site).empty());
}
