#include "library.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <stdexcept>

using namespace wowhost;
using namespace wowhost::entity;
using namespace wowhost::entity::test;
using Catch::Matchers::Contains;
using Log = std::vector<std::string>;

namespace {

const char* word(EntityEvent event)
{
    constexpr const char* words[] = {"create", "load", "presave", "insert", "update", "predelete", "delete"};
    return words[static_cast<std::size_t>(event)];
}

/// Logs every event of books, specific and generic.
void log_all(Library& library, Log& log)
{
    for (const auto event : {EntityEvent::create, EntityEvent::load, EntityEvent::presave, EntityEvent::insert,
             EntityEvent::update, EntityEvent::predelete, EntityEvent::remove}) {
        library.hooks.on(
            event, "book", [&log, event](EntityHookContext&) { log.push_back(std::string("book ") + word(event)); });
        library.hooks.on(
            event, "", [&log, event](EntityHookContext&) { log.push_back(std::string("any ") + word(event)); });
    }
}

} // namespace

TEST_CASE("78 on insert hooks run create, presave, insert, each specific before generic")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    Log log;
    log_all(library, log);
    auto book = library.storage.create("book", {{"number", 1}});
    library.storage.save(book);
    CHECK(log == Log{"book create", "any create", "book presave", "any presave", "book insert", "any insert"});
}

TEST_CASE("79 81 on update hooks run load (generic first), presave, update")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    const auto id = library.add("book", {{"number", 1}});
    Log log;
    log_all(library, log);
    auto book = *library.storage.load("book", id);
    library.storage.save(book.set("name", "Emma"));
    CHECK(log == Log{"any load", "book load", "book presave", "any presave", "book update", "any update"});
}

TEST_CASE("80 on delete hooks run predelete, rows go, delete")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    const auto one = library.add("book", {{"number", 1}});
    const auto two = library.add("book", {{"number", 2}});
    Log log;
    log_all(library, log);
    library.hooks.on(EntityEvent::load, "book", [&](EntityHookContext&) { log.clear(); });
    CHECK(library.storage.remove("book", {one, two}) == 2);
    CHECK(log
        == Log{"book predelete", "any predelete", "book predelete", "any predelete", "book delete", "any delete",
            "book delete", "any delete"});
}

TEST_CASE("82 in predelete the entity and what refers to it can be loaded, in delete it cannot")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers()});
    const auto reader = library.add("reader", {{"name", "Ann"}});
    const auto review = library.add("review", {{"reader", reader}});
    int seen = 0;
    library.hooks.on(EntityEvent::predelete, "reader", [&](EntityHookContext& context) {
        CHECK(context.entity.get("name") == Value("Ann"));
        CHECK(library.storage.load("reader", reader));
        CHECK(library.storage.load("review", review)->get("reader") == Value(reader));
        ++seen;
    });
    library.hooks.on(EntityEvent::remove, "reader", [&](EntityHookContext& context) {
        CHECK(context.entity.get("name") == Value("Ann"));
        CHECK_FALSE(library.storage.load("reader", reader));
        CHECK_FALSE(library.storage.load("review", review));
        ++seen;
    });
    library.storage.remove("reader", {reader});
    CHECK(seen == 2);
}

TEST_CASE("83 an exception in an insert or update hook rolls the row back")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    const auto id = library.add("book", {{"number", 1}, {"name", "Emma"}});
    const auto fail = [](EntityHookContext& context) {
        CHECK(context.entity.id() != 0);
        throw Error(ErrorCode::module_failed, "no");
    };
    library.hooks.on(EntityEvent::insert, "book", fail);
    library.hooks.on(EntityEvent::update, "", fail);
    Entity book("book", {{"number", 2}});
    CHECK(message_of(ErrorCode::module_failed, [&] { library.storage.save(book); }) == "no");
    CHECK(book.is_new());
    CHECK(library.count("book") == 1);
    CHECK(message_of(ErrorCode::module_failed, [&] { library.save("book", {{"name", "Ivanhoe"}}, id); }) == "no");
    CHECK(library.storage.load("book", id)->get("name") == Value("Emma"));
    CHECK(library.connection().transaction_depth() == 0);
}

TEST_CASE("84 an exception in a predelete hook leaves the entity and what was cascaded in place")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers()});
    const auto one = library.add("reader", {{"name", "Ann"}});
    const auto two = library.add("reader", {{"name", "Bob"}});
    library.add("review", {{"reader", one}});
    const auto failing = GENERATE(EntityEvent::predelete, EntityEvent::remove);
    library.hooks.on(failing, "reader", [&](EntityHookContext& context) {
        if (context.entity.id() == two)
            throw std::runtime_error("no");
    });
    // Each by itself, so that the first has been cascaded when the second fails.
    CHECK_THROWS_AS(library.storage.transaction([&] {
        library.storage.remove("reader", {one});
        library.storage.remove("reader", {two});
    }),
        std::runtime_error);
    CHECK(library.count("reader") == 2);
    CHECK(library.count("review") == 1);
}

TEST_CASE("85 deleting several entities in one call is one transaction")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    const auto one = library.add("book", {{"number", 1}});
    const auto two = library.add("book", {{"number", 2}});
    library.hooks.on(EntityEvent::remove, "book", [&](EntityHookContext& context) {
        CHECK(library.connection().transaction_depth() > 0);
        if (context.entity.id() == two)
            throw std::runtime_error("no");
    });
    CHECK_THROWS_AS(library.storage.remove("book", {one, two}), std::runtime_error);
    CHECK(library.count("book") == 2);
}

TEST_CASE("86 deleting an empty list, or ids that are not there, does nothing and calls no hook")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    Log log;
    log_all(library, log);
    CHECK(library.storage.remove("book", {}) == 0);
    CHECK(library.storage.remove("book", {4711}) == 0);
    CHECK(log.empty());
}

TEST_CASE("90 what a presave hook sets is stored")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    library.hooks.on(EntityEvent::presave, "book",
        [](EntityHookContext& context) { context.entity.set("name", context.original ? "changed" : "new"); });
    const auto id = library.add("book", {{"number", 1}, {"name", "given"}});
    CHECK(library.storage.load("book", id)->get("name") == Value("new"));
    library.save("book", {{"number", 2}}, id);
    CHECK(library.storage.load("book", id)->get("name") == Value("changed"));
}

TEST_CASE("a presave hook cannot store what a caller could not, nor change the id")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    library.hooks.on(EntityEvent::presave, "book", [](EntityHookContext& context) { context.entity.set("name", 5); });
    CHECK_THAT(message_of(ErrorCode::invalid_argument, [&] { library.add("book"); }), Contains("book.name"));
    library.hooks.clear();
    library.hooks.on(EntityEvent::presave, "book", [](EntityHookContext& context) { context.entity.set_id(99); });
    CHECK_THAT(message_of(ErrorCode::invalid_argument, [&] { library.add("book"); }), Contains("id"));
    CHECK(library.count("book") == 0);
}

TEST_CASE("an update hook sees the stored row as original, and may save again")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    const auto id = library.add("book", {{"number", 1}, {"name", "Emma"}});
    int calls = 0;
    library.hooks.on(EntityEvent::update, "book", [&](EntityHookContext& context) {
        if (++calls > 1)
            return;
        CHECK(context.original->get("name") == Value("Emma"));
        CHECK(context.original->get("number") == Value(1));
        Entity again("book", {{"price", 1.5}});
        again.set_id(context.entity.id());
        library.storage.save(again);
    });
    library.save("book", {{"name", "Ivanhoe"}}, id);
    CHECK(calls == 2);
    const auto book = library.storage.load("book", id);
    CHECK(book->get("name") == Value("Ivanhoe"));
    CHECK(book->get("price") == Value(1.5));
}

TEST_CASE("load hooks may add to what is loaded")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    library.add("book", {{"number", 1}});
    library.hooks.on(EntityEvent::load, "book", [](EntityHookContext& context) { context.entity.set("extra", 7); });
    CHECK(library.storage.select(Query("book")).at(0).get("extra") == Value(7));
    library.storage.each(Query("book"), [](const Entity& book) {
        CHECK(book.get("extra") == Value(7));
        return true;
    });
}

TEST_CASE("a removal hook gets the ids of all deleted rows, in the transaction, and no row is loaded for it")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers()});
    const auto reader = library.add("reader", {{"name", "Ann"}});
    std::set<std::int64_t> reviews;
    for (int i = 0; i < 1'100; ++i)
        reviews.insert(library.add("review", {{"reader", reader}}));
    const auto orphan = library.add("review");
    std::set<std::int64_t> seen;
    int calls = 0;
    library.hooks.on_removal("review", [&](const std::vector<std::int64_t>& ids) {
        ++calls;
        seen.insert(ids.begin(), ids.end());
        CHECK(library.storage.ids(Query("review").where("id", ids.front())).empty());
    });
    bool loaded = false;
    library.hooks.on(EntityEvent::load, "review", [&](EntityHookContext&) { loaded = true; });
    library.storage.remove("reader", {reader}); // a cascade tells of them as well
    CHECK(seen == reviews);
    CHECK(calls <= 3);
    CHECK(library.storage.remove("review", {orphan, orphan + 1}) == 1);
    CHECK(seen.count(orphan) == 1);
    CHECK(seen.count(orphan + 1) == 0); // there was none
    CHECK_FALSE(loaded);

    const auto kept = library.add("review");
    library.hooks.on_removal("review", [](const std::vector<std::int64_t>&) { throw std::runtime_error("no"); });
    CHECK_THROWS_WITH(library.storage.remove("review", {kept}), Contains("no"));
    CHECK(library.count("review") == 1);
}
