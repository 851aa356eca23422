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
    {"wow_achievement", {"wow"}}, {"wow_mount", {"wow"}}};

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
    std::map<std::string, Names> rows; ///< By type; owned junction rows are called "owned …", others "orphan …".
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
            if (other == "wow_mount")
                lose_types("wow_mount", "wow_mount_collection");
            if (other == "wow_achievement")
                lose_types("wow_achievement", "wow_achievement_progress");
            if (other == "wow_character")
                lose_owned();
            if (other == "taxonomy")
                rows.erase("taxonomy_term");
            lose_terms_of(other);
        }
    }

private:
    void lose_owned()
    {
        rows.erase("wow_character");
        for (auto& [type, names] : rows)
            std::erase_if(names, [](const std::string& name) { return name.starts_with("owned"); });
    }
    void lose_types(const std::string& type, const std::string& junction)
    {
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
    std::int64_t character = 0;
    if (has("wow_character")) {
        const auto name = "Someone " + number;
        character =
            site.save("wow_character", {{"region", "eu"}, {"realm_slug", "test"}, {"name", name}, {"name_key", name}});
        model.rows["wow_character"].insert(name);
    }
    for (const auto& [module, type, junction, reference] :
        std::vector<std::array<const char*, 4>>{{"wow_mount", "wow_mount", "wow_mount_collection", "mount"},
            {"wow_achievement", "wow_achievement", "wow_achievement_progress", "achievement"}}) {
        if (!has(module))
            continue;
        const auto name = std::string(module) + " " + number;
        const auto item = site.save(type, {{"blizzard_id", step}, {"name", name}});
        model.rows[type].insert(name);
        model.ids["orphan " + number][junction] = site.save(junction, {{reference, item}});
        model.rows[junction].insert("orphan " + number);
        if (character != 0) {
            model.ids["owned " + number][junction] = site.save(junction, {{reference, item}, {"character", character}});
            model.rows[junction].insert("owned " + number);
        }
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
        if (!type.ends_with("_collection") && !type.ends_with("_progress") && counts.count(type) > 0
            && !names.empty()) {
            Names stored;
            for (const auto& row : site.run({"entity", "list", type, "--fields", "name"}))
                stored.insert(row["name"]);
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
        modules.insert(modules.end(), {"wow_character", "wow_mount", "wow_achievement"});

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
