// Every recorded response of every vintage, Classic included, goes through the real program, and what is stored is
// compared with what the bodies say.
#include "modules/recorded/endpoints.hpp"

#include <set>

using namespace recorded_test;
using site_test::Site;

namespace {

/// The recordings that `endpoints` compares, of one source or of all.
std::vector<const Recording*> comparable(const Endpoints& endpoints, const std::string& source = {})
{
    std::vector<const Recording*> found;
    for (const auto& recording : recordings())
        if (const auto endpoint = endpoints.find(recording.folder);
            endpoint != endpoints.end() && (source.empty() || recording.source == source))
            found.push_back(&recording);
    return found;
}

void compare(const Endpoints& endpoints, const std::vector<const Recording*>& served, Stored& stored)
{
    for (const auto* recording : served) {
        INFO(recording->file);
        CHECK(stored.was_asked(recording->path));
        endpoints.at(recording->folder).compare(*recording, stored);
    }
}

/// A command that syncs what an index lists.
struct Catalogue {
    const char* command;
    std::vector<std::pair<std::string, std::string>> lists; ///< Endpoint, and the array of its index.
    bool is_queued = false;
    const char* media = nullptr; ///< Folder of the recorded pictures.
};

const std::vector<Catalogue> catalogues{
    {"wow:sync-power-types", {{"power-type", "power_types"}}},
    {"wow:sync-classes", {{"playable-class", "classes"}}},
    {"wow:sync-races", {{"playable-race", "races"}}},
    {"wow:sync-specializations", {{"playable-specialization", "character_specializations"}}},
    {"wow:sync-reputation-factions", {{"reputation-faction", "factions"}}},
    {"wow:sync-creature-types", {{"creature-type", "creature_types"}, {"creature-family", "creature_families"}}},
    {"wow:sync-item-classes", {{"item-class", "item_classes"}}},
    {"wow:sync-achi-categories", {{"achievement-category", "categories"}}},
    {"wow:sync-achievements", {{"achievement", "achievements"}}, true, "achievement-media"},
    {"wow:sync-mounts", {{"mount", "mounts"}}, true, "creature-display-media"},
    {"wow:sync-pets", {{"pet", "pets"}}, true, "pet-media"},
    {"wow:sync-titles", {{"title", "titles"}}, true},
};

/// A row that has nothing but a picture.
json pictured(const std::string& endpoint, std::int64_t picture)
{
    const auto link = json::array({{{"id", picture}}});
    return endpoint == "mount" ? json{{"name", "Pictured"}, {"creature_displays", link}}
                               : json{{"name", "Pictured"}, {"media", link[0]}};
}

/// The recordings of one source, twice: region eu has them as they are, and region us indexes that list just the
/// details that were recorded, which the recorded indexes need not do.
class Vintage {
public:
    explicit Vintage(const std::vector<const Recording*>& served)
    {
        for (const auto* one : served) {
            by_folder_[one->folder].push_back(one);
            world_.add(*one, "eu");
            if (!one->folder.ends_with("-index"))
                world_.add(*one, "us");
        }
        for (const auto& catalogue : catalogues)
            for (const auto& [endpoint, key] : catalogue.lists)
                write_index(catalogue, endpoint, key);
        write_realms();
        write_quests();
        for (const auto* media : of("item-media"))
            if (!has("item", media->number()))
                world_.add("/data/wow/item/" + std::to_string(media->number()), {{"name", "Pictured"}}, "eu", "static");
    }

    void sync(const Site& site) const
    {
        for (const auto& catalogue : catalogues) {
            run(site, catalogue.command, "us", catalogue.is_queued);
            if (!of(catalogue.lists.front().first + "-index").empty())
                run(site, catalogue.command, "eu", false);
        }
        run(site, "wow:sync-realms", "us", false);
        if (!of("realm-index").empty())
            run(site, "wow:sync-realms", "eu", false);
        run(site, "wow:sync-quests", "us", true);
        if (!of("quest-index").empty())
            run(site, "wow:sync-quests", "eu", false);
        for (const auto& [folder, type] :
            {std::pair("item", "wow_item"), std::pair("item-media", "wow_item"), std::pair("creature", "wow_creature")})
            for (const auto* one : of(folder))
                site.json({"wow:search-import", type, std::to_string(one->number()), "--region", "eu"});
    }
    std::string folder() const { return world_.folder(); }

private:
    const std::vector<const Recording*>& of(const std::string& folder) const
    {
        static const std::vector<const Recording*> none;
        const auto found = by_folder_.find(folder);
        return found == by_folder_.end() ? none : found->second;
    }
    bool has(const std::string& folder, std::int64_t number) const
    {
        for (const auto* one : of(folder))
            if (one->number() == number)
                return true;
        return false;
    }
    static void run(const Site& site, const std::string& command, const std::string& region, bool wait)
    {
        std::vector<std::string> line{command, region};
        if (wait)
            line.emplace_back("--wait");
        const auto result = site.json(line);
        for (const auto& one : result.is_array() ? result : json::array({result}))
            CHECK(one.value("failed", 0) == 0);
    }
    void write(const std::string& path, const json& body) { world_.add("/data/wow/" + path, body, "us", "static"); }

    void write_index(const Catalogue& catalogue, const std::string& endpoint, const std::string& key)
    {
        auto items = json::array();
        for (const auto* one : of(endpoint))
            items.push_back({{"id", one->number()}, {"name", one->body["name"]}});
        if (catalogue.media)
            for (const auto* one : of(catalogue.media)) {
                const auto number = written_number + one->number();
                items.push_back({{"id", number}});
                write(endpoint + "/" + std::to_string(number), pictured(endpoint, one->number()));
            }
        write(endpoint + "/index", {{key, items}});
    }
    void write_realms()
    {
        auto links = json::array();
        for (const auto* one : of("connected-realm"))
            links.push_back({{"href", "https://us.api.blizzard.com" + one->path + "?namespace=dynamic-us"}});
        world_.add("/data/wow/realm/index", {{"realms", json::array()}}, "us", "dynamic");
        world_.add("/data/wow/connected-realm/index", {{"connected_realms", links}}, "us", "dynamic");
    }
    void write_quests()
    {
        const auto listed = [&](const std::string& folder) {
            auto items = json::array();
            for (const auto* one : of(folder))
                items.push_back({{"id", one->number()}});
            return items;
        };
        auto areas = listed("quest-area");
        areas.push_back({{"id", written_number}});
        write("quest/area/" + std::to_string(written_number), {{"quests", listed("quest")}});
        write("quest/index", json::object());
        write("quest/area/index", {{"areas", areas}});
        write("quest/category/index", {{"categories", listed("quest-category")}});
        write("quest/type/index", {{"types", listed("quest-type")}});
    }

    World world_;
    std::map<std::string, std::vector<const Recording*>> by_folder_;
};

} // namespace

TEST_CASE("Every folder of recordings is compared by a test, or is out of scope for a reason")
{
    if (!have_recordings())
        return;
    std::map<std::string, int> known;
    for (const auto& endpoints : {catalogue_endpoints(), profile_endpoints(), other_endpoints()})
        for (const auto& [folder, endpoint] : endpoints) {
            INFO(folder);
            CHECK(++known[folder] == 1);
            CHECK((endpoint.compare || !endpoint.reason.empty()));
            CHECK(std::filesystem::is_directory(*recorded::folder() / folder));
            if (endpoint.test.empty())
                continue;
            const auto test = std::filesystem::path(WOWHOST_SOURCE_DIR) / "tests" / endpoint.test;
            std::ifstream file(test);
            const std::string text(std::istreambuf_iterator<char>(file), {});
            CHECK(text.find(folder + "/") != std::string::npos);
        }
    for (const auto& entry : std::filesystem::directory_iterator(*recorded::folder())) {
        const auto folder = entry.path().filename().string();
        INFO("recordings in " << folder
                              << ": add them to the table of an endpoints file here, with a comparison or a "
                                 "reason");
        CHECK((!entry.is_directory() || known.contains(folder)));
    }
}

TEST_CASE("Every recorded index and detail, of every vintage and of Classic, is stored as its body says")
{
    if (!have_recordings())
        return;
    const auto endpoints = catalogue_endpoints();
    std::set<std::string> sources;
    for (const auto* recording : comparable(endpoints))
        sources.insert(recording->source);
    REQUIRE(sources.size() >= 4);
    const auto source = GENERATE_COPY(from_range(sources));
    INFO(source);
    const auto served = comparable(endpoints, source);
    const Vintage vintage(served);
    Site site(GENERATE(from_range(wowhost::test::engines())), {"--replay", vintage.folder(), "--replay-only"});
    site.install({"wow_realm", "wow_playable_race", "wow_playable_specialization", "wow_reputation", "wow_creature",
        "wow_item", "wow_achievement", "wow_mount", "wow_pet", "wow_title", "wow_quest"});
    vintage.sync(site);
    Stored stored(site, served);
    compare(endpoints, served, stored);
}

TEST_CASE("Every recorded document of characters and guilds is stored row by row")
{
    if (!have_recordings())
        return;
    const auto endpoints = profile_endpoints();
    const auto served = comparable(endpoints);
    World world;
    std::map<std::string, json> addresses; // path of a character or guild → links of what was recorded of it
    for (const auto* one : served) {
        world.add(*one, "eu");
        if (one->name_space != "profile")
            continue;
        auto end = one->encoded_path.find("/wow/") + 5;
        for (int segment = 0; segment < 3; ++segment)
            end = one->encoded_path.find('/', end + 1);
        auto& links = addresses[one->encoded_path.substr(0, end)];
        if (end != std::string::npos) {
            const auto link = one->encoded_path.substr(end + 1);
            links[link.substr(0, link.find('/'))] = {{"href", one->encoded_path}};
        }
    }
    // Of some nothing but a document was recorded: their summaries are written here.
    std::int64_t number = written_number;
    for (const auto& [path, links] : addresses) {
        const auto slash = path.rfind('/');
        const auto realm = path.substr(path.rfind('/', slash - 1) + 1, slash - path.rfind('/', slash - 1) - 1);
        json summary = links;
        summary["id"] = ++number;
        summary["name"] = path.substr(slash + 1);
        summary["realm"] = {{"slug", realm}};
        bool is_recorded = false;
        for (const auto* one : served)
            is_recorded = is_recorded || one->encoded_path == path;
        if (!is_recorded)
            world.add(path, summary, "eu", "profile");
    }
    // Somebody who stands on each recorded ladder, without being told its name.
    auto standings = json::array();
    for (const auto* one : served)
        if (one->folder == "reputation-tiers") {
            const auto faction = written_number + one->number();
            world.add("/data/wow/reputation-faction/" + std::to_string(faction),
                {{"id", faction}, {"reputation_tiers", {{"id", one->number()}}}}, "eu", "static");
            standings.push_back({{"faction", {{"id", faction}, {"name", "Climbed"}}}, {"standing", {{"raw", 1}}}});
        }
    world.add("/profile/wow/character/kazzak/climber",
        {{"id", 7}, {"name", "Climber"}, {"realm", {{"slug", "kazzak"}}}, {"reputations", {{"href", "x"}}}}, "eu",
        "profile");
    world.add("/profile/wow/character/kazzak/climber/reputations", {{"reputations", standings}}, "eu", "profile");
    addresses["/profile/wow/character/kazzak/climber"] = {};

    Site site(GENERATE(from_range(wowhost::test::engines())), {"--replay", world.folder(), "--replay-only"});
    site.install({"wow_character", "wow_guild", "wow_achievement", "wow_mount", "wow_pet", "wow_title",
        "wow_reputation", "wow_equipment"});
    for (const auto& [path, links] : addresses) {
        const auto address = decoded(path);
        const auto slash = address.rfind('/');
        const auto before = address.rfind('/', slash - 1);
        const bool is_guild = address.starts_with("/data/");
        const auto result = site.json({is_guild ? "wow:guild-lookup" : "wow:character-lookup",
            address.substr(before + 1, slash - before - 1), address.substr(slash + 1), "--region", "eu"});
        CHECK(result["result"] == "created");
    }
    Stored stored(site, served);
    compare(endpoints, served, stored);
}
