#include "library.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <thread>

using namespace wowhost;
using namespace wowhost::entity;
using namespace wowhost::entity::test;
using Catch::Matchers::Contains;

TEST_CASE("88 saving a new entity with an id that exists is refused, naming type and id")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    const auto id = library.add("book", {{"number", 1}});
    Entity other("book", {{"number", 2}});
    other.set_id(id);
    CHECK_THAT(message_of(ErrorCode::conflict, [&] { library.storage.save(other, true); }),
        Contains("book " + std::to_string(id)));
    CHECK(library.storage.load("book", id)->get("number") == Value(1));
}

TEST_CASE("89 the id of a row cannot be changed by save")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    const auto id = library.add("book", {{"number", 1}});
    auto book = *library.storage.load("book", id);
    book.set("id", id + 1);
    CHECK_THAT(
        message_of(ErrorCode::invalid_argument, [&] { library.storage.save(book); }), Contains("cannot be changed"));
    CHECK(library.count("book") == 1);
    library.storage.save(book.set("id", id).set("name", "Emma"));
    CHECK(library.storage.load("book", id)->get("name") == Value("Emma"));
}

TEST_CASE("an id that is not stored is an error, or a new row where that is wanted")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    Entity book("book", {{"number", 1}});
    book.set_id(50);
    CHECK_THAT(message_of(ErrorCode::not_found, [&] { library.storage.save(book); }), Contains("book 50"));
    library.storage.save(book, true);
    CHECK(library.storage.load("book", 50));
    CHECK(library.add("book") == 51);
}

TEST_CASE("ids are never used again")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    library.add("book");
    const auto last = library.add("book");
    library.storage.remove("book", {last});
    CHECK(library.add("book") > last);
}

TEST_CASE("a save writes only the fields that are given")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    const auto id = library.add("book", {{"number", 1}, {"name", "Emma"}, {"price", 3.5}});
    library.save("book", {{"name", nullptr}}, id);
    const auto book = library.storage.load("book", id);
    CHECK(book->get("number") == Value(1));
    CHECK(book->get("name").is_null());
    CHECK(book->has("name"));
    CHECK(book->get("price") == Value(3.5));
}

TEST_CASE("a row without any field can be stored")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers()});
    const auto id = library.add("reader");
    CHECK(library.storage.load("reader", id)->get("name").is_null());
}

TEST_CASE("last_fetched is the time of each save unless another is given")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    const auto stamp = [&](std::int64_t id) { return library.storage.load("book", id)->get("last_fetched").integer(); };
    const auto id = library.add("book", {{"number", 1}});
    CHECK(stamp(id) == library.now);
    library.now += 100;
    library.save("book", {{"name", "Emma"}}, id);
    CHECK(stamp(id) == library.now);
    library.save("book", {{"last_fetched", 5}}, id);
    CHECK(stamp(id) == 5);
    auto loaded = *library.storage.load("book", id);
    library.storage.save(loaded);
    CHECK(stamp(id) == library.now);
    CHECK(loaded.get("last_fetched") == Value(library.now));
    CHECK(stamp(library.add("book", {{"number", 2}, {"last_fetched", 7}})) == 7);
}

TEST_CASE("a unique key that is taken is a conflict that names the fields and the other row")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers()});
    const auto id = library.add("book", {{"number", 1}});
    CHECK_THAT(message_of(ErrorCode::conflict,
                   [&] {
                       library.add("book", {{"number", 1}});
                   }),
        Contains("book " + std::to_string(id)) && Contains("number"));
    library.add("book");
    library.add("book");
    library.add("reader", {{"name", "Ann"}, {"household", 1}, {"is_main", true}});
    library.add("reader", {{"name", "Bob"}, {"household", 1}, {"is_main", false}});
    CHECK_THAT(message_of(ErrorCode::conflict,
                   [&] {
                       library.add("reader", {{"name", "Cid"}, {"household", 1}, {"is_main", true}});
                   }),
        Contains("household") && Contains("is_main"));
}

TEST_CASE("a conflict inside a transaction can be caught, and the transaction goes on")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    library.storage.transaction([&] {
        library.add("book", {{"number", 1}});
        CHECK_THROWS_AS(library.add("book", {{"number", 1}}), Error);
        library.add("book", {{"number", 2}});
    });
    CHECK(library.count("book") == 2);
}

TEST_CASE("a reference must name a row that is there")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers()});
    CHECK_THAT(message_of(ErrorCode::conflict,
                   [&] {
                       library.add("review", {{"book", 77}});
                   }),
        Contains("review.book") && Contains("book 77"));
    CHECK_THAT(message_of(ErrorCode::conflict,
                   [&] {
                       library.add("reader", {{"favourite", 77}});
                   }),
        Contains("reader.favourite") && Contains("book 77"));
    CHECK_THAT(message_of(ErrorCode::conflict,
                   [&] {
                       library.add("book", {{"genre", 77}});
                   }),
        Contains("book.genre") && Contains("taxonomy_term 77"));
}

TEST_CASE("a row has at most one owner, whether set at once or later")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers(), clubs()});
    const auto reader = library.add("reader", {{"name", "Ann"}});
    const auto club = library.add("club");
    const auto two = [&](Entity::Fields fields, std::int64_t id) {
        return message_of(ErrorCode::invalid_argument, [&] { library.save("review", std::move(fields), id); });
    };
    CHECK_THAT(two({{"reader", reader}, {"club", club}}, 0), Contains("at most one owner"));
    const auto review = library.add("review", {{"reader", reader}});
    CHECK_THAT(two({{"club", club}}, review), Contains("club and reader"));
    library.save("review", {{"club", club}, {"reader", nullptr}}, review);
    CHECK(library.storage.load("review", review)->get("club") == Value(club));
    library.add("review");
}

TEST_CASE("an owner has one row per key, rows without owner are not counted")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers(), clubs()});
    const auto book = library.add("book", {{"number", 1}});
    const auto reader = library.add("reader", {{"name", "Ann"}});
    const auto club = library.add("club");
    library.add("review", {{"book", book}, {"reader", reader}});
    library.add("review", {{"book", book}, {"club", club}});
    library.add("review", {{"book", book}});
    library.add("review", {{"book", book}});
    CHECK_THAT(message_of(ErrorCode::conflict,
                   [&] {
                       library.add("review", {{"book", book}, {"reader", reader}});
                   }),
        Contains("reader, book"));
}

TEST_CASE("a transaction rolls back when its work throws, and nested ones alone")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    CHECK_THROWS_AS(library.storage.transaction([&] {
        library.add("book", {{"number", 1}});
        throw Error(ErrorCode::failed, "no");
    }),
        Error);
    CHECK(library.count("book") == 0);
    library.storage.transaction([&] {
        library.add("book", {{"number", 1}});
        try {
            library.storage.transaction([&] {
                library.add("book", {{"number", 2}});
                throw Error(ErrorCode::failed, "no");
            });
        } catch (const Error&) {
        }
    });
    CHECK(library.count("book") == 1);
}

TEST_CASE("touch sets last_fetched of the rows that meet the conditions, and nothing else")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers()});
    const auto book = library.add("book", {{"number", 1}, {"name", "Emma"}});
    library.add("book", {{"number", 2}});
    library.add("review", {{"book", book}});
    library.add("review");
    CHECK(library.storage.touch("book", {Condition("name", Operator::equal, "Emma")}, 9) == 1);
    CHECK(library.storage.count(Query("book").where("last_fetched", 9)) == 1);
    CHECK(library.storage.touch("review", {Condition("book.name", Operator::like, "e%")}, 9) == 1);
    CHECK(library.storage.touch("book", {}, 10) == 2);
    CHECK_THAT(message_of(ErrorCode::invalid_argument, [&] { library.storage.touch("reader", {}, 1); }),
        Contains("not fetched()"));
}

TEST_CASE("storage knows types, fields and what is fetched")
{
    Library library("sqlite", {taxonomy(), books(), readers()});
    CHECK(library.storage.has_type("book"));
    CHECK_FALSE(library.storage.has_type("club"));
    CHECK(library.storage.has_field("review", "reader"));
    CHECK_FALSE(library.storage.has_field("review", "club"));
    CHECK_FALSE(library.storage.has_field("club", "name"));
    CHECK(library.storage.fetched_types() == std::vector<std::string>{"book", "review"});
    CHECK_THAT(message_of(ErrorCode::invalid_argument, [&] { library.count("boook"); }), Contains("'book'"));
}

TEST_CASE("storage describes types with their fields, whoever declared them")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers()});
    const auto types = library.storage.types();
    const auto schema = library.storage.schema();
    REQUIRE(types.size() == schema->tables().size());
    for (const auto& type : types) {
        const auto& table = schema->require(type.id);
        CHECK(type.provider == table.provider);
        REQUIRE(type.fields.size() == table.columns.size());
        for (std::size_t i = 0; i < type.fields.size(); ++i) {
            CHECK(type.fields[i].name == table.columns[i].name);
            CHECK(type.fields[i].provider == table.columns[i].provider);
            CHECK(type.fields[i].target_type == table.columns[i].target_type);
        }
    }
    CHECK(library.storage.type("review")->fields.size() == schema->require("review").columns.size());
    CHECK_FALSE(library.storage.type("reviews"));
}

TEST_CASE("98 a type has data after its first row, and a field after its first value")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    CHECK_FALSE(library.storage.has_data("book"));
    const auto id = library.add("book");
    CHECK(library.storage.has_data("book"));
    CHECK_FALSE(library.storage.has_data("book", "price"));
    library.save("book", {{"price", 1.0}}, id);
    CHECK(library.storage.has_data("book", "price"));
}

TEST_CASE("several threads save at once")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread)
        threads.emplace_back([&, thread] {
            for (int row = 0; row < 25; ++row)
                library.add("book", {{"number", thread * 100 + row}});
        });
    for (auto& thread : threads)
        thread.join();
    CHECK(library.count("book") == 100);
}
