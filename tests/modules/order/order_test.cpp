// Random sequences of install and uninstall over the real modules, with rows present: whatever the order, the schema as
// recorded, the catalogue of the database and the rows that survive are those that the rules say.
#include "host/entity/catalogue.hpp"
#include "support/test_database.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>

namespace {

using nlohmann::json;
using namespace wowhost::test;

using Names = std::set<std::string>;

const std::map<std::string, Names> dependencies{{"taxonomy", {}}, {"wow", {"taxonomy"}}, {"wow_realm", {"wow"}},
    {"wow_playable_class", {"wow"}}, {"wow_playable_race", {"wow"}}, {"wow_power_type", {"wow"}},
    {"wow_playable_specialization", {"wow", "wow_playable_class", "wow_power_type"}},
    {"wow_character", {"wow", "wow_realm", "wow_playable_class", "wow_playable_race", "wow_playable_specialization"}},
    {"wow_achievement", {"wow"}}, {"wow_mount", {"wow"}}, {"wow_pet", {"wow"}}, {"wow_quest", {"wow"}},
    {"wow_reputation", {"wow"}}, {"wow_title", {"wow"}}, {"wow_toy", {"wow"}}, {"wow_guild", {"wow", "wow_realm"}},
    {"wow_item", {"wow"}}, {"wow_creature", {"wow"}}, {"wow_equipment", {"wow", "wow_item"}}};

/// Modules whose one type, of the module's name, has no junction: the field that holds the name.
const std::map<std::string, std::string> plain_catalogues{
    {"wow_quest", "title"}, {"wow_item", "name"}, {"wow_creature", "name"}};

/// What catalogue modules keep: (module, type, its junction, the junction's reference). wow_quest has no junction, and
/// what wow_reputation's refers to are terms.
struct CatalogueModule {
    const char* module;
    const char* type;
    const char* junction;
    const char* reference;
};
const std::vector<CatalogueModule> catalogues{{"wow_mount", "wow_mount", "wow_mount_collection", "mount"},
    {"wow_achievement", "wow_achievement", "wow_achievement_progress", "achievement"},
    {"wow_pet", "wow_pet", "wow_collected_pet", "pet"}, {"wow_title", "wow_title", "wow_title_award", "title"},
    {"wow_toy", "wow_toy", "wow_toy_collection", "toy"},
    {"wow_reputation", "taxonomy_term", "wow_reputation_standing", "faction"}};

/// What keeps rows of owners without referring to a catalogue: (module, type).
const std::vector<std::pair<const char*, const char*>> plain_junctions{
    {"wow_equipment", "wow_equipped_item"}, {"wow_guild", "wow_guild_member"}};

bool is_junction(const std::string& type)
{
    return std::any_of(catalogues.begin(), catalogues.end(), [&](const auto& one) { return type == one.junction; })
        || std::any_of(
            plain_junctions.begin(), plain_junctions.end(), [&](const auto& one) { return type == one.second; });
}

Names with_dependencies(const std::string& module)
{
    Names all{module};
    for (const auto& needed : dependencies.at(module))
        all.merge(with_dependencies(needed));
    return all;
}

/// A database and the real program on it.
class Site {
public:
    explicit Site(const std::string& engine)
        : database_(engine)
    {
        write_file(folder_ / "empty.yml", "site: { name: test }\n");
    }
    json run(std::vector<std::string> arguments) const
    {
        std::vector<std::string> line{WOWHOST_PROGRAM, "--config", folder_ / "empty.yml", "--format", "json", "--yes",
            "--set", "database.url=" + database_.url(), "--set", "files.path=" + (folder_ / "files"), "--set",
            "modules.path=[" WOWHOST_MODULE_FOLDER "]"};
        line.insert(line.end(), arguments.begin(), arguments.end());
        const auto result = run_program(line);
        INFO(json(arguments).dump() << "\n" << result.out << result.err);
        REQUIRE(result.exit_code == 0);
        return json::parse(result.out);
    }
    std::int64_t save(const std::string& type, const json& row) const
    {
        return run({"entity", "save", type, row.dump()})["id"].get<std::int64_t>();
    }
    std::string schema() const { return run({"entity", "schema"}).get<std::string>(); }
    std::string catalogue() const { return wowhost::entity::real_catalogue(database_.open()->main()); }

private:
    TestDatabase database_;
    TemporaryDirectory folder_;
};

/// What should be there: the installed modules and, by type, the names of rows.
struct Model {
    Names installed;
    std::map<std::string, Names> rows; ///< By type; rows of junctions are called "owned …" (by a character), "of guild
                                       ///< …", or "orphan …".
    std::map<std::string, std::map<std::string, std::int64_t>> ids;

    void install(const std::string& module) { installed.merge(with_dependencies(module)); }
    void uninstall(const std::string& module)
    {
        Names gone;
        for (const auto& other : installed)
            if (with_dependencies(other).count(module) > 0)
                gone.insert(other);
        for (const auto& other : gone) {
            installed.erase(other);
            for (const auto& catalogue : catalogues)
                if (other == catalogue.module)
                    lose_types(catalogue.type, catalogue.junction);
            for (const auto& [owner, junction] : plain_junctions)
                if (other == owner)
                    lose_types("", junction);
            if (plain_catalogues.count(other) > 0)
                rows.erase(other);
            if (other == "wow_character")
                lose_owned("wow_character", "owned");
            if (other == "wow_guild")
                lose_owned("wow_guild", "of guild");
            if (other == "taxonomy")
                rows.erase("taxonomy_term");
            lose_terms_of(other);
        }
    }

private:
    void lose_owned(const std::string& owner, const std::string& prefix)
    {
        rows.erase(owner);
        for (auto& [type, names] : rows)
            std::erase_if(names, [&](const std::string& name) { return name.starts_with(prefix + " "); });
    }
    void lose_types(const std::string& type, const std::string& junction)
    {
        if (type != "taxonomy_term") // of which other modules have rows too
            rows.erase(type);
        rows.erase(junction);
        for (auto& [name, by_type] : ids)
            by_type.erase(junction); // a table made anew counts from 1 again
    }
    void lose_terms_of(const std::string& module)
    {
        std::erase_if(rows["taxonomy_term"], [&](const std::string& name) { return name.starts_with(module + " "); });
    }
};

/// Adds a row of each kind that the installed modules know, so that every step meets rows.
void add_rows(const Site& site, Model& model, int step)
{
    const auto number = std::to_string(step);
    const auto has = [&](const char* module) { return model.installed.count(module) > 0; };
    if (has("wow_realm")) {
        const auto name = "wow_realm " + number;
        site.save(
            "taxonomy_term", {{"vid", "wow_realm"}, {"name", name}, {"wow_blizzard_id", step}, {"wow_region", "eu"}});
        model.rows["taxonomy_term"].insert(name);
    }
    if (has("taxonomy")) {
        const auto name = "free " + number;
        site.save("taxonomy_term", {{"vid", "of nobody"}, {"name", name}});
        model.rows["taxonomy_term"].insert(name);
    }
    std::int64_t guild = 0;
    if (has("wow_guild")) {
        const auto name = "Guild " + number;
        guild = site.save("wow_guild", {{"region", "eu"}, {"realm_slug", "test"}, {"name", name}, {"name_key", name}});
        model.rows["wow_guild"].insert(name);
    }
    std::int64_t character = 0;
    if (has("wow_character")) {
        const auto name = "Someone " + number;
        json row{{"region", "eu"}, {"realm_slug", "test"}, {"name", name}, {"name_key", name}};
        if (guild != 0)
            row["guild"] = guild; // which does not own it
        character = site.save("wow_character", row);
        model.rows["wow_character"].insert(name);
    }
    /// A row of nobody and one of each owner that there is.
    const auto save_owned = [&](const std::string& junction, const json& values, bool of_guilds, bool of_characters) {
        const auto save = [&](const std::string& name, const char* owner, std::int64_t id) {
            auto row = values;
            if (owner)
                row[owner] = id;
            model.ids[name + " " + number][junction] = site.save(junction, row);
            model.rows[junction].insert(name + " " + number);
        };
        save("orphan", nullptr, 0);
        if (of_characters && character != 0)
            save("owned", "character", character);
        if (of_guilds && guild != 0)
            save("of guild", "guild", guild);
    };
    if (has("wow_equipment"))
        save_owned("wow_equipped_item", {{"slot", "HEAD"}, {"item_blizzard_id", step}}, false, true);
    if (has("wow_guild"))
        save_owned("wow_guild_member", {{"blizzard_id", step}}, true, false);
    for (const auto& [type, field] : plain_catalogues) {
        if (!has(type.c_str()))
            continue;
        site.save(type, {{"blizzard_id", step}, {field, type + " " + number}});
        model.rows[type].insert(type + " " + number);
    }
    for (const auto& [module, type, junction, reference] : catalogues) {
        if (!has(module))
            continue;
        const auto name = std::string(module) + " " + number;
        const bool is_term = std::string(type) == "taxonomy_term";
        const auto item = site.save(type,
            is_term ? json(
                {{"vid", "wow_reputation_faction"}, {"name", name}, {"wow_blizzard_id", step}, {"wow_region", ""}})
                    : json({{"blizzard_id", step}, {"name", name}}));
        model.rows[type].insert(name);
        save_owned(junction, {{reference, item}}, std::string(module) == "wow_achievement", true);
    }
}

void compare_rows(const Site& site, const Model& model)
{
    const auto types = site.run({"entity", "types"});
    std::map<std::string, std::int64_t> counts;
    for (const auto& type : types)
        counts[type["id"]] = type["rows"];
    for (const auto& [type, names] : model.rows) {
        INFO(type);
        CHECK(counts[type] == static_cast<std::int64_t>(names.size()));
        if (!is_junction(type) && counts.count(type) > 0 && !names.empty()) {
            const auto plain = plain_catalogues.find(type);
            const auto field = plain == plain_catalogues.end() ? std::string("name") : plain->second;
            Names stored;
            for (const auto& row : site.run({"entity", "list", type, "--fields", field}))
                stored.insert(row[field]);
            CHECK(stored == names);
        }
    }
    for (const auto& [name, by_type] : model.ids)
        for (const auto& [junction, id] : by_type)
            if (const auto found = model.rows.find(junction); found != model.rows.end()) {
                INFO(junction << " " << name);
                const auto count =
                    site.run({"entity", "count", junction, "--where", "id = " + std::to_string(id)})["count"];
                CHECK(count == (found->second.count(name) > 0 ? 1 : 0));
            }
}

} // namespace

TEST_CASE("any order of installing and uninstalling the modules ends with the same schema, catalogue and rows")
{
    const auto engine = GENERATE(from_range(engines()));
    const auto seed = GENERATE(1u, 2u, 3u);
    INFO(engine << " seed " << seed);
    std::mt19937 random(seed);
    const Site site(engine);
    Model model;
    std::vector<std::string> modules;
    for (const auto& [module, needed] : dependencies)
        modules.push_back(module);
    // Owner modules and catalogues come and go most, as that is where columns are projected.
    for (int i = 0; i < 3; ++i)
        modules.insert(modules.end(),
            {"wow_character", "wow_guild", "wow_mount", "wow_achievement", "wow_pet", "wow_reputation",
                "wow_equipment"});

    for (int step = 1; step <= 9; ++step) {
        const auto& module = modules[random() % modules.size()];
        const bool install = model.installed.count(module) == 0;
        INFO("step " << step << ": " << (install ? "install " : "uninstall ") << module);
        site.run({install ? "install" : "uninstall", module});
        install ? model.install(module) : model.uninstall(module);
        Names installed;
        for (const auto& row : site.run({"module", "list", "--status", "installed"}))
            installed.insert(row["name"]);
        REQUIRE(installed == model.installed);
        add_rows(site, model, step);
    }
    compare_rows(site, model);

    const Site fresh(engine);
    if (!model.installed.empty()) {
        std::vector<std::string> all{"install"};
        all.insert(all.end(), model.installed.begin(), model.installed.end());
        std::shuffle(all.begin() + 1, all.end(), random);
        fresh.run(all);
    } else {
        fresh.run({"module", "list"});
    }
    CHECK(site.schema() == fresh.schema());
    CHECK(site.catalogue() == fresh.catalogue());
}
