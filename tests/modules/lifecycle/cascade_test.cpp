// The end of a character or guild takes along all that is theirs, whatever their providers do.
#include "trouble.hpp"

#include <csignal>

using namespace lifecycle_test;

namespace {

/// A character and a guild with deeds, and a deed of nobody.
struct Stored {
    std::int64_t character = 0;
    std::int64_t guild = 0;
};

Stored store(const Site& site)
{
    site.json(troubled({"install", "wow_character", "wow_guild", "wow_mount", "wow_achievement", "provider_trouble"}));
    Stored stored;
    stored.character = site.json(troubled({"wcl", "stormrage", "sheday", "--region", "eu"}))["id"];
    stored.guild = site.json(troubled({"wgl", "stormrage", "Lantern Watch", "--region", "eu"}))["id"];
    for (const auto* owner : {"character", "guild"})
        for (int i = 0; i < 3; ++i)
            save(site, "trouble_deed",
                {{"name", owner}, {owner, owner == std::string("guild") ? stored.guild : stored.character}});
    save(site, "trouble_deed", {{"name", "of nobody"}});
    return stored;
}

/// Texts of the notes, in order: which providers ran, and whose work was kept.
Words notes(const Site& site)
{
    Words texts;
    for (const auto& row : site.json(troubled({"entity", "list", "trouble_note"})))
        texts.push_back(row["text"]);
    return texts;
}

std::string log_of(const Site& site, const std::string& module)
{
    return site.json(troubled({"log", "show", "--module", module})).dump();
}

} // namespace

TEST_CASE("A provider that fails in the middle of its deletes is undone and logged, the others run, and all rows go")
{
    Site site(GENERATE(from_range(engines())));
    const auto stored = store(site);
    const auto* mode = GENERATE("throw", "alien");
    INFO(mode);
    site.json(troubled({"state", "set", "trouble.mode", mode}));

    const auto of_guild = site.count("wow_achievement_progress", {"guild = " + text(stored.guild)});
    REQUIRE(of_guild > 0);
    CHECK(site.json(troubled({"entity", "delete", "wow_character", text(stored.character)}))["deleted"] == 1);
    CHECK(notes(site) == Words{"trouble_first", "trouble_third"}); // what the second had done is undone
    for (const auto* type : {"wow_character", "wow_mount_collection", "wow_character_document"})
        CHECK(site.count(type) == 0);
    CHECK(site.count("wow_achievement_progress") == of_guild); // the guild's stay
    CHECK(site.count("trouble_deed") == 4);
    CHECK(site.count("trouble_deed", {"name = character"}) == 0);
    CHECK(site.count("wow_mount") > 0); // so does the catalogue
    const auto log = log_of(site, "wow_character");
    CHECK(log.find("Provider trouble_second: deleting data of character Sheday failed") != std::string::npos);
    CHECK(log.find("provider_trouble") != std::string::npos);
    CHECK((std::string(mode) == "alien" || log.find("in the middle of it") != std::string::npos));
    CHECK(log.find("trouble_third") == std::string::npos);

    CHECK(site.json(troubled({"entity", "delete", "wow_guild", text(stored.guild)}))["deleted"] == 1);
    CHECK(notes(site) == Words{"trouble_first", "trouble_third", "trouble_first", "trouble_third"});
    for (const auto* type :
        {"wow_guild", "wow_guild_member", "wow_guild_activity", "wow_guild_document", "wow_achievement_progress"})
        CHECK(site.count(type) == 0);
    CHECK(site.count("trouble_deed") == 1);
    CHECK(log_of(site, "wow_guild").find("Provider trouble_second: deleting data of guild Lantern Watch failed")
        != std::string::npos);
}

TEST_CASE("Providers that have no trouble delete what is theirs")
{
    Site site(GENERATE(from_range(engines())));
    const auto stored = store(site);
    site.json(troubled({"entity", "delete", "wow_character", text(stored.character)}));
    site.json(troubled({"entity", "delete", "wow_guild", text(stored.guild)}));
    CHECK(notes(site).size() == 6);
    CHECK(site.count("trouble_deed") == 1);
    CHECK(log_of(site, "wow_character").find("trouble_") == std::string::npos);
}

TEST_CASE("A provider that ends the process loses nothing, once its module is in quarantine, the character can go")
{
    Site site(GENERATE(from_range(engines())));
    const auto stored = store(site);
    site.json(troubled({"state", "set", "trouble.mode", "crash"}));
    const auto remove = troubled({"entity", "delete", "wow_character", text(stored.character)});
    for (int times = 0; times < 3; ++times) {
        CHECK(site.run(remove).signal == SIGSEGV);
        CHECK(site.count("wow_mount_collection") == sheday_mounts);
        CHECK(site.count("trouble_deed") == 7);
    }
    CHECK(site.json(remove)["deleted"] == 1);
    CHECK(site.count("wow_character") == 0);
    CHECK(site.count("wow_mount_collection") == 0);
    CHECK(site.count("trouble_deed") == 4);
    CHECK(notes(site).empty()); // none of its code ran to its end
}

TEST_CASE("Rows of a module whose file is missing or broken go with their owner all the same")
{
    Site site(GENERATE(from_range(engines())));
    const auto* gone = GENERATE("wow_mount", "wow_character");
    const bool is_broken = GENERATE(false, true);
    INFO(gone << (is_broken ? " is broken" : " is missing"));
    const auto stored = store(site);
    const auto folder = folder_without(site, gone);
    if (is_broken)
        wowhost::test::write_file(folder + "/" + gone + ".so", "this is no library");
    const Words folders{folder, trouble_folder};
    CHECK(site.json(with_modules(folders, {"module", "list", "--status", is_broken ? "broken" : "missing"}))
              .dump()
              .find(std::string("\"") + gone + "\"")
        != std::string::npos);
    const auto deleted =
        site.json(with_modules(folders, {"entity", "delete", "wow_character", text(stored.character)}));
    CHECK(deleted["deleted"] == 1);
    for (const auto* type : {"wow_character", "wow_mount_collection", "wow_character_document"})
        CHECK(site.count(type) == 0);
    CHECK(site.count("wow_achievement_progress", {"character notnull"}) == 0);
    CHECK(site.count("trouble_deed") == 4);
}
