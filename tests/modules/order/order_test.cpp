// Random sequences of install, uninstall and deletion over all modules, with rows present: whatever the order, the
// schema as recorded, the catalogue of the database and the rows that survive are those that the rules say.
#include "host/entity/catalogue.hpp"
#include "host/entity/record.hpp"
#include "model.hpp"
#include "support/test_database.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

namespace {

using nlohmann::json;
using namespace order_test;
using namespace wowhost::test;

/// A database, the real program on it, and a look at it from inside.
class Site {
public:
    explicit Site(const std::string& engine)
        : database_(engine)
        , open_(database_.open())
        , storage_(
              *open_, [this] { return schema_; }, no_hooks_, [] { return std::int64_t{1'700'000'000}; })
    {
        write_file(folder_ / "empty.yml", "site: { name: test }\n");
        run({"module", "list"}); // makes the host's own tables
        look();
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
    void change(const std::string& command, const std::vector<std::string>& modules)
    {
        std::vector<std::string> line{command};
        line.insert(line.end(), modules.begin(), modules.end());
        run(line);
        look();
    }
    const Schema& schema() const { return *schema_; }
    const wowhost::entity::Storage& storage() const { return storage_; }
    std::string schema_text() const { return run({"entity", "schema"}).get<std::string>(); }
    std::string catalogue() const { return wowhost::entity::real_catalogue(open_->main()); }

private:
    void look()
    {
        schema_ = std::make_shared<const Schema>(
            wowhost::entity::build_schema(wowhost::entity::DefinitionRecord::load(open_->main())));
    }

    TestDatabase database_;
    TemporaryDirectory folder_;
    std::unique_ptr<wowhost::database::Database> open_;
    wowhost::entity::NoHooks no_hooks_;
    std::shared_ptr<const Schema> schema_ = std::make_shared<const Schema>();
    wowhost::entity::Storage storage_;
};

/// Modules and all that each needs, itself included.
class Needs {
public:
    explicit Needs(const Site& site)
    {
        for (const auto& module : site.run({"module", "list", "--status", "available"}))
            direct_[module["name"]] = module["requires"].get<Names>();
    }
    std::vector<std::string> modules() const
    {
        std::vector<std::string> names;
        for (const auto& [name, needed] : direct_)
            names.push_back(name);
        return names;
    }
    Names of(const std::string& module) const
    {
        Names all{module};
        for (const auto& needed : direct_.at(module))
            all.merge(of(needed));
        return all;
    }

private:
    std::map<std::string, Names> direct_;
};

/// Every row that should be there with all its columns, and no other.
void compare(const Site& site, const Model& model)
{
    for (const auto& [type, rows] : model.types())
        if (!rows.empty() && !site.schema().table(type))
            FAIL_CHECK("rows of " << type << " should be there, whose module is not installed");
    for (const auto& [type, table] : site.schema().tables()) {
        INFO(type);
        const auto& expected = model.of(type);
        if (is_derived(type))
            continue;
        const auto stored = site.storage().select(wowhost::Query(type));
        CHECK(stored.size() == expected.size());
        for (const auto& row : stored) {
            const auto found = expected.find(row.id());
            if (found == expected.end()) {
                FAIL_CHECK(type << " " << row.id() << " should be gone");
                continue;
            }
            for (const auto& column : table.columns) {
                const auto value = found->second.find(column.name);
                if (row[column.name] != (value == found->second.end() ? Value() : value->second))
                    FAIL_CHECK(type << " " << row.id() << ": " << column.name << " is not what it should be");
            }
        }
    }
}

/// Any stored row, deleted by the real program.
void delete_any(Site& site, Model& model, std::mt19937& random)
{
    std::vector<std::pair<std::string, std::int64_t>> all;
    for (const auto& [type, rows] : model.types()) {
        // Rows that own much are one in two.
        const std::size_t weight = site.schema().table(type) && !site.schema().owned_by(type).empty() ? 20 : 1;
        for (const auto& [id, fields] : rows)
            all.insert(all.end(), weight, {type, id});
    }
    if (all.empty())
        return;
    const auto& [type, id] = all[random() % all.size()];
    INFO("delete " << type << " " << id);
    CHECK(site.run({"entity", "delete", type, std::to_string(id)})["deleted"] == 1);
    model.remove(site.schema(), type, id);
    compare(site, model);
}

void check_order(const std::string& engine, unsigned seed)
{
    INFO(engine << " seed " << seed);
    std::mt19937 random(seed);
    Site site(engine);
    const Needs needs(site);
    Model model;
    RowMaker maker(site.storage(), model);
    Names installed;
    auto modules = needs.modules();
    // What few need comes and goes most: that is where columns are projected, and it leaves rows to look at.
    for (const auto& module : needs.modules())
        if (std::count_if(modules.begin(), modules.end(), [&](auto& one) { return needs.of(one).contains(module); })
            < 4)
            modules.insert(modules.end(), 3, module);

    std::string history;
    if (seed % 2 == 0) { // all of them, in any order
        auto all = needs.modules();
        std::shuffle(all.begin(), all.end(), random);
        history = " +all";
        site.change("install", all);
        installed = {all.begin(), all.end()};
        maker.add_rows();
    }
    for (int step = 1; step <= 14; ++step) {
        const auto& module = modules[random() % modules.size()];
        history += (installed.contains(module) ? " -" : " +") + module;
        INFO("steps:" << history);
        if (!installed.contains(module)) {
            site.change("install", {module});
            installed.merge(needs.of(module));
        } else {
            Names gone;
            for (const auto& other : installed)
                if (needs.of(other).contains(module))
                    gone.insert(other);
            model.uninstall(site.schema(), gone);
            site.change("uninstall", {module});
            for (const auto& other : gone)
                installed.erase(other);
        }
        Names listed;
        for (const auto& row : site.run({"module", "list", "--status", "installed"}))
            listed.insert(row["name"]);
        REQUIRE(listed == installed);
        compare(site, model);
        maker.add_rows();
        delete_any(site, model, random);
    }

    Site fresh(engine);
    if (!installed.empty()) {
        std::vector<std::string> all(installed.begin(), installed.end());
        std::shuffle(all.begin(), all.end(), random);
        fresh.change("install", all);
    }
    INFO("steps:" << history);
    CHECK(site.schema_text() == fresh.schema_text());
    CHECK(site.catalogue() == fresh.catalogue());
}

/// Types with a column of this name that `provider` projects.
Names with_column(const Site& site, const std::string& name, const std::string& provider)
{
    Names types;
    for (const auto& [type, table] : site.schema().tables())
        if (const auto* column = table.column(name); column && column->provider == provider)
            types.insert(type);
    return types;
}

} // namespace

TEST_CASE("any order of installs, uninstalls and deletions ends with the same schema, catalogue and rows on SQLite")
{
    check_order("sqlite", GENERATE(range(1u, 9u)));
}

TEST_CASE("any order of installs, uninstalls and deletions ends with the same schema, catalogue and rows on PostgreSQL")
{
    check_order("postgresql", GENERATE(range(11u, 17u)));
}

TEST_CASE("owners and references are projected onto the same types whether they come first or last, and go alone")
{
    const auto engine = GENERATE(from_range(engines()));
    Site site(engine);
    const std::vector<std::string> owners{"wow_character", "wow_guild", "wow_user"};
    const std::vector<std::string> owned{
        "wow_mount", "wow_pet", "wow_title", "wow_toy", "wow_reputation", "wow_achievement", "wow_equipment", "user"};
    const bool owners_first = GENERATE(true, false);
    site.change("install", owners_first ? owners : owned);
    site.change("install", owners_first ? owned : owners);
    const Names of_characters{"wow_achievement_progress", "wow_mount_collection", "wow_collected_pet",
        "wow_title_award", "wow_toy_collection", "wow_reputation_standing", "wow_equipped_item"};
    auto found = with_column(site, "character", "wow_character");
    std::erase_if(found, [](const std::string& type) { return type.ends_with("_document"); });
    CHECK(found == of_characters);
    found = with_column(site, "guild", "wow_guild");
    std::erase_if(found, [](const std::string& type) { return type.ends_with("_document"); });
    CHECK(found == Names{"wow_achievement_progress", "wow_guild_member", "wow_guild_activity", "wow_character"});
    CHECK_FALSE(site.schema().table("wow_character")->column("guild")->is_owner()); // no guild owns a character

    CHECK(with_column(site, "uid", "wow_user") == Names{"wow_character"});
    CHECK(with_column(site, "is_main", "wow_user") == Names{"wow_character"});
    CHECK(site.schema().table("wow_character")->column("uid")->is_owner());

    Model model;
    RowMaker maker(site.storage(), model);
    maker.add_rows();
    CHECK(model.of("wow_character").size() == 2); // of nobody, of a user
    // What else hangs on characters was made for the last of them, the user's: it goes with that one.
    model.uninstall(site.schema(), {"wow_user"});
    site.change("uninstall", {"wow_user"});
    CHECK(model.of("wow_character").size() == 1);
    CHECK(model.of("user").size() == 1);
    compare(site, model);
    maker.add_rows();
    const auto characters = model.of("wow_character").size();
    const auto progress = model.of("wow_achievement_progress").size();
    CHECK(progress == 5); // of nobody, of a character, of a guild; and before that of nobody, of a guild
    model.uninstall(site.schema(), {"wow_guild"});
    site.change("uninstall", {"wow_guild"});
    CHECK(model.of("wow_character").size() == characters);
    CHECK(model.of("wow_achievement_progress").size() == 3);
    compare(site, model);
    model.uninstall(site.schema(), {"wow_character"});
    site.change("uninstall", {"wow_character"});
    CHECK(model.of("wow_achievement_progress").size() == 2);
    CHECK(model.of("wow_mount").size() == 2);
    compare(site, model);
    CHECK(with_column(site, "character", "wow_character").empty());
}
