// A small library of books, readers and reviews, for the tests of this room: modules, a database that has them
// installed, and hooks that tests register.
#pragma once

#include "host/entity/catalogue.hpp"
#include "host/entity/difference.hpp"
#include "host/entity/purge.hpp"
#include "host/entity/record.hpp"
#include "host/entity/schema.hpp"
#include "host/entity/storage.hpp"
#include "support/test_database.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace wowhost::entity::test {

using wowhost::test::engines;
using wowhost::test::TestDatabase;

/// Terms, as the module taxonomy defines them.
inline ModuleDefinitions taxonomy()
{
    ModuleDefinitions module("taxonomy");
    module.types.push_back(EntityType("taxonomy_term")
                               .text("vid")
                               .text("name")
                               .reference("parent", "taxonomy_term")
                               .integer("weight")
                               .bundle_field("vid"));
    return module;
}

/// Books have a genre (a vocabulary of this module), and reviews belong to somebody.
inline ModuleDefinitions books()
{
    ModuleDefinitions module("books");
    module.vocabularies.emplace_back("genre", "Genre");
    module.types.push_back(EntityType("book")
                               .label("Book")
                               .integer("number")
                               .text("name")
                               .real("price")
                               .boolean("lent")
                               .timestamp("printed")
                               .json("details")
                               .reference("genre", "genre")
                               .unique({"number"})
                               .index({"name"})
                               .fetched());
    module.types.push_back(EntityType("review")
                               .reference("book", "book")
                               .text("words")
                               .integer("stars")
                               .json("marks")
                               .fetched()
                               .ownable_by("reader")
                               .ownable_by("club")
                               .once_per_owner({"book"}));
    return module;
}

/// Readers own reviews, and have a favourite book: a reference projected by nobody else.
inline ModuleDefinitions readers()
{
    ModuleDefinitions module("readers");
    module.types.push_back(EntityType("reader")
                               .text("name")
                               .reference("favourite", "book")
                               .boolean("is_main")
                               .integer("household")
                               .ownable_by("person")
                               .unique({"name"})
                               .unique_where({"household"}, "is_main"));
    module.owners.emplace_back("reader", "reader");
    return module;
}

/// Clubs own reviews, too, and readers are members of them.
inline ModuleDefinitions clubs()
{
    ModuleDefinitions module("clubs");
    module.types.push_back(EntityType("club").text("name"));
    module.owners.emplace_back("club", "club");
    module.projections.push_back(Projection("reader").reference("club", "club"));
    return module;
}

/// Persons own readers, and so what belongs to those.
inline ModuleDefinitions persons()
{
    ModuleDefinitions module("persons");
    module.types.push_back(EntityType("person").text("name"));
    module.owners.emplace_back("person", "person");
    return module;
}

/// Hooks by event and type ("" for all), run as the host does: the type's before generic ones, on load after them.
class TestHooks final : public HookDispatcher {
public:
    void on(EntityEvent event, const std::string& type, EntityHook hook)
    {
        hooks_[{event, type}].push_back(std::move(hook));
    }
    void on_removal(const std::string& type, RemovalHook hook) { removal_[type] = std::move(hook); }
    void clear()
    {
        hooks_.clear();
        removal_.clear();
    }
    bool has_removal(const std::string& type) const override { return removal_.contains(type); }
    void removed(const std::string& type, const std::vector<std::int64_t>& ids) const override
    {
        removal_.at(type)(ids);
    }
    bool has(EntityEvent event, const std::string& type) const override
    {
        return hooks_.contains({event, type}) || hooks_.contains({event, ""});
    }
    void dispatch(EntityHookContext& context) const override
    {
        std::vector<std::string> order{context.entity.type(), ""};
        if (context.event == EntityEvent::load)
            std::reverse(order.begin(), order.end());
        for (const auto& type : order) {
            const auto found = hooks_.find({context.event, type});
            for (std::size_t at = 0; found != hooks_.end() && at < found->second.size(); ++at)
                found->second[at](context);
        }
    }

private:
    std::map<std::pair<EntityEvent, std::string>, std::vector<EntityHook>> hooks_;
    std::map<std::string, RemovalHook> removal_;
};

/// A database with some modules installed.
class Library {
public:
    explicit Library(const std::string& engine, std::vector<ModuleDefinitions> modules = {})
        : test_(engine)
        , database(test_.open())
        , storage(
              *database, [this] { return schema; }, hooks, [this] { return now; })
    {
        ensure_tables(connection());
        change(std::move(modules));
    }

    database::Connection& connection() { return database->main(); }
    const std::string& url() const { return test_.url(); }

    void install(const ModuleDefinitions& module)
    {
        auto modules = installed;
        std::erase_if(modules, [&](const auto& other) { return other.module == module.module; });
        modules.push_back(module);
        change(std::move(modules));
    }

    /// As the installer does: what the module's owners own and its vocabularies hold is purged first.
    void uninstall(const std::string& name)
    {
        auto modules = installed;
        std::erase_if(modules, [&](const auto& module) { return module.module == name; });
        database::transact(connection(), [&] {
            for (const auto& module : installed) {
                if (module.module != name)
                    continue;
                for (const auto& owner : module.owners)
                    purge_owned(storage, owner.kind);
                for (const auto& vocabulary : module.vocabularies)
                    purge_vocabulary(storage, vocabulary.id);
            }
            write(modules);
        });
        adopt(std::move(modules));
    }

    /// Makes the installed set this one, without purging.
    void change(std::vector<ModuleDefinitions> modules)
    {
        database::transact(connection(), [&] { write(modules); });
        adopt(std::move(modules));
    }

    bool is_as_expected() { return real_catalogue(connection()) == expected_catalogue(*schema, connection().engine()); }

    Entity save(const std::string& type, Entity::Fields fields, std::int64_t id = 0)
    {
        Entity entity(type, std::move(fields));
        entity.set_id(id);
        storage.save(entity);
        return entity;
    }
    std::int64_t add(const std::string& type, Entity::Fields fields = {}) { return save(type, std::move(fields)).id(); }
    std::int64_t count(const std::string& type) { return storage.count(Query(type)); }
    std::int64_t column_count(const std::string& type, const std::string& column)
    {
        std::int64_t rows = -1;
        connection().run("SELECT count(*) FROM \"" + type + "\" WHERE \"" + column + "\" IS NOT NULL", {},
            [&](const database::Row& row) { rows = row.integer(0); });
        return rows;
    }

private:
    TestDatabase test_;

public:
    std::unique_ptr<database::Database> database;
    TestHooks hooks;
    std::int64_t now = 1'700'000'000;
    std::shared_ptr<const Schema> schema = std::make_shared<Schema>();
    std::vector<ModuleDefinitions> installed;
    Storage storage;

private:
    void write(const std::vector<ModuleDefinitions>& modules)
    {
        const auto wanted = build_schema(modules);
        apply(connection(), *schema, wanted, difference(*schema, wanted));
        for (const auto& module : installed)
            DefinitionRecord::remove(connection(), module.module);
        for (const auto& module : modules)
            DefinitionRecord::save(connection(), module);
    }

    void adopt(std::vector<ModuleDefinitions> modules)
    {
        schema = std::make_shared<Schema>(build_schema(modules));
        installed = std::move(modules);
    }
};

/// The text of what `work` throws; fails the test when it throws nothing or another code.
template <class Work>
std::string message_of(ErrorCode code, const Work& work)
{
    try {
        work();
    } catch (const Error& error) {
        return error.code() == code ? error.what()
                                    : std::string("[") + wowhost::to_string(error.code()) + "] " + error.what();
    }
    return "nothing was thrown";
}

} // namespace wowhost::entity::test
