#include "library.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <random>
#include <set>

using namespace wowhost;
using namespace wowhost::entity;
using namespace wowhost::entity::test;

namespace {

/// A vocabulary of its own, a reference and an index onto books, and columns onto all terms.
ModuleDefinitions shelves()
{
    ModuleDefinitions module("shelves");
    module.vocabularies.emplace_back("shelf", "Shelf");
    module.projections.push_back(
        Projection("book").reference("shelf", "shelf").text("slot").index({"shelf", "number"}));
    module.projections.push_back(Projection("taxonomy_term")
                                     .integer("shelf_code")
                                     .text("shelf_room")
                                     .unique({"vid", "shelf_room", "shelf_code"}));
    return module;
}

/// Plain columns with initial values, and an index over another module's owner column.
ModuleDefinitions prices()
{
    ModuleDefinitions module("prices");
    module.projections.push_back(Projection("book")
                                     .field(Field("rating", FieldType::integer).with_initial(3))
                                     .field(Field("title", FieldType::text).with_initial_from("name"))
                                     .boolean("sold")
                                     .index({"rating", "last_fetched"}));
    module.projections.push_back(Projection("review").boolean("is_best").unique_where({"reader"}, "is_best"));
    return module;
}

std::vector<ModuleDefinitions> pool()
{
    return {taxonomy(), books(), readers(), clubs(), persons(), shelves(), prices()};
}

/// What the rows should be, kept in memory by the plainest means.
class Model {
public:
    using Rows = std::map<std::int64_t, Entity::Fields>;
    std::map<std::string, Rows> types;

    void remove(const Schema& schema, const std::string& type, std::int64_t id)
    {
        if (types[type].erase(id) == 0)
            return;
        for (const auto& [other, table] : schema.tables()) {
            for (const auto& column : table.columns) {
                if (column.target_type != type)
                    continue;
                for (const auto hit : holding(other, column.name, id)) {
                    if (column.is_owner())
                        remove(schema, other, hit);
                    else
                        types[other][hit][column.name] = Value();
                }
            }
        }
    }

    /// All rows of a type whose field has a value (of this one, unless it is 0).
    std::vector<std::int64_t> holding(const std::string& type, const std::string& field, std::int64_t value)
    {
        std::vector<std::int64_t> hits;
        for (const auto& [id, fields] : types[type]) {
            const auto found = fields.find(field);
            if (found != fields.end() && !found->second.is_null() && (value == 0 || found->second == Value(value)))
                hits.push_back(id);
        }
        return hits;
    }

    void uninstall(const Schema& before, const Schema& after, const ModuleDefinitions& module)
    {
        for (const auto& owner : module.owners) {
            for (const auto& [type, table] : before.tables()) {
                const auto* column = table.column(owner.kind);
                if (column == nullptr || !column->is_owner()) // a reference may have the same name
                    continue;
                for (const auto id : holding(type, owner.kind, 0))
                    remove(before, type, id);
            }
        }
        for (const auto& vocabulary : module.vocabularies) {
            for (const auto& [id, fields] : Rows(types["taxonomy_term"])) {
                if (fields.at("vid") == Value(vocabulary.id))
                    remove(before, "taxonomy_term", id);
            }
        }
        for (const auto& [type, table] : before.tables()) {
            const auto* kept = after.table(type);
            if (kept == nullptr) {
                types.erase(type);
                continue;
            }
            for (auto& [id, fields] : types[type]) {
                for (const auto& column : table.columns) {
                    const auto* still = kept->column(column.name);
                    if (still == nullptr)
                        fields.erase(column.name);
                    else if (!column.target_type.empty() && still->target_type.empty())
                        fields[column.name] = Value();
                }
            }
        }
    }

    void install(const Schema& before, const Schema& after)
    {
        for (const auto& [type, table] : after.tables()) {
            for (auto& [id, fields] : types[type]) {
                for (const auto& column : table.columns) {
                    if (before.table(type) != nullptr && before.table(type)->column(column.name) == nullptr)
                        fields[column.name] =
                            column.initial_from.empty() ? column.initial : fields[column.initial_from];
                }
            }
        }
    }
};

class Play {
public:
    Play(Library& library, unsigned seed)
        : library_(library)
        , random_(seed)
    {
    }

    void step()
    {
        if (library_.installed.empty() || chance(5))
            install();
        else if (chance(8))
            uninstall();
        else if (chance(8))
            remove_row();
        else
            add_row();
    }

    void check()
    {
        auto modules = library_.installed;
        std::shuffle(modules.begin(), modules.end(), random_);
        CHECK(to_text(build_schema(modules)) == to_text(*library_.schema));
        CHECK(real_catalogue(library_.connection())
            == expected_catalogue(*library_.schema, library_.connection().engine()));
        for (const auto& [type, table] : library_.schema->tables()) {
            Model::Rows stored;
            for (const auto& entity : library_.storage.select(Query(type)))
                stored[entity.id()] = entity.fields();
            INFO(type);
            CHECK(stored == model_.types[type]);
        }
    }

    const std::string& log() const { return log_; }

private:
    bool chance(int of) { return std::uniform_int_distribution<>(1, of)(random_) == 1; }
    template <class List>
    const auto& one_of(const List& list)
    {
        return list[std::uniform_int_distribution<std::size_t>(0, list.size() - 1)(random_)];
    }

    void install()
    {
        std::vector<ModuleDefinitions> missing;
        for (const auto& module : pool()) {
            if (std::none_of(library_.installed.begin(), library_.installed.end(),
                    [&](const auto& present) { return present.module == module.module; }))
                missing.push_back(module);
        }
        if (missing.empty())
            return;
        const auto module = one_of(missing);
        log_ += " +" + module.module;
        const auto before = library_.schema;
        library_.install(module);
        model_.install(*before, *library_.schema);
    }

    void uninstall()
    {
        const auto module = one_of(library_.installed);
        log_ += " -" + module.module;
        const auto before = library_.schema;
        library_.uninstall(module.module);
        model_.uninstall(*before, *library_.schema, module);
    }

    const Table* some_table()
    {
        std::vector<const Table*> tables;
        for (const auto& [type, table] : library_.schema->tables())
            tables.push_back(&table);
        return tables.empty() ? nullptr : one_of(tables);
    }

    Value some_value(const Column& column)
    {
        switch (column.type) {
        case FieldType::text: return column.name == "vid" ? one_of(vids_) : "text " + std::to_string(++counter_);
        case FieldType::integer: return ++counter_;
        case FieldType::timestamp: return 1'000 + ++counter_;
        case FieldType::real: return 0.5;
        case FieldType::boolean: return chance(2);
        case FieldType::json: return Value::object({{"n", ++counter_}});
        case FieldType::reference: break;
        }
        std::vector<std::int64_t> targets;
        for (const auto& [id, fields] : model_.types[column.target_type])
            targets.push_back(id);
        return targets.empty() ? Value() : Value(one_of(targets));
    }

    void add_row()
    {
        const auto* table = some_table();
        if (table == nullptr)
            return;
        Entity::Fields fields;
        bool owned = false;
        for (const auto& column : table->columns) {
            Value value = chance(4) && column.name != "vid" ? Value() : some_value(column);
            if (column.is_owner() && owned)
                value = Value();
            owned = owned || (column.is_owner() && !value.is_null());
            if (column.name == last_fetched_field)
                value = library_.now;
            fields[column.name] = std::move(value);
        }
        try {
            const auto id = library_.add(table->type, fields);
            model_.types[table->type][id] = fields;
            log_ += " " + table->type;
        } catch (const Error& error) {
            if (error.code() != ErrorCode::conflict) // a second row of an owner
                throw;
        }
    }

    void remove_row()
    {
        const auto* table = some_table();
        if (table == nullptr || model_.types[table->type].empty())
            return;
        const auto id = model_.types[table->type].begin()->first;
        log_ += " x" + table->type;
        library_.storage.remove(table->type, {id});
        model_.remove(*library_.schema, table->type, id);
    }

    Library& library_;
    std::mt19937 random_;
    Model model_;
    std::string log_;
    std::int64_t counter_ = 0;
    const std::vector<std::string> vids_{"genre", "shelf", "other"};
};

unsigned first_seed()
{
    const char* given = std::getenv("WOWHOST_SEED");
    return given != nullptr ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : std::random_device{}();
}

} // namespace

TEST_CASE("any order of installs and uninstalls gives the same schema, catalogue and surviving rows")
{
    const auto engine = GENERATE(from_range(engines()));
    const auto first = first_seed();
    for (unsigned seed = first; seed != first + 5; ++seed) {
        Library library(engine);
        Play play(library, seed);
        for (int step = 0; step < 80; ++step) {
            INFO("WOWHOST_SEED=" << seed << " step " << step << ":" << play.log());
            REQUIRE_NOTHROW(play.step());
            play.check();
        }
    }
}

TEST_CASE("two databases with the same modules, installed in any order, have the same catalogue")
{
    const auto engine = GENERATE(from_range(engines()));
    const auto seed = first_seed();
    INFO("WOWHOST_SEED=" << seed);
    std::mt19937 random(seed);
    Library straight(engine);
    straight.change(pool());
    const auto catalogue = real_catalogue(straight.connection());
    for (int round = 0; round < 4; ++round) {
        auto modules = pool();
        std::shuffle(modules.begin(), modules.end(), random);
        Library library(engine);
        std::string order;
        for (const auto& module : modules) {
            order += " " + module.module;
            library.install(module);
        }
        INFO(order);
        CHECK(real_catalogue(library.connection()) == catalogue);
        CHECK(to_text(*library.schema) == to_text(*straight.schema));
        std::shuffle(modules.begin(), modules.end(), random);
        for (const auto& module : modules)
            library.uninstall(module.module);
        CHECK(real_catalogue(library.connection()).empty());
    }
}
