#include "library.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace wowhost;
using namespace wowhost::entity;
using namespace wowhost::entity::test;
using Catch::Matchers::Contains;
using Ids = std::vector<std::int64_t>;

namespace {

/// Five books, of ids 1 to 5: names emma, Émile, null, "ivanhoe 100%", Zadig.
class Shelf : public Library {
public:
    explicit Shelf(const std::string& engine)
        : Library(engine, {taxonomy(), books(), readers()})
    {
        novel = add("taxonomy_term", {{"vid", "genre"}, {"name", "Novel"}});
        tale = add("taxonomy_term", {{"vid", "genre"}, {"name", "Tale"}, {"parent", novel}});
        add("book", {{"number", 10}, {"name", "emma"}, {"price", 2.5}, {"lent", true}, {"genre", novel}});
        add("book", {{"number", 20}, {"name", "Émile"}, {"price", 0.5}, {"lent", false}});
        add("book", {{"number", 30}, {"details", Value::array({1})}});
        add("book", {{"number", 40}, {"name", "ivanhoe 100%"}, {"lent", true}, {"genre", tale}});
        add("book", {{"name", "Zadig"}, {"price", -1.0}, {"genre", tale}});
    }
    Ids ids(const std::string& field, Operator op, Value value = {})
    {
        return storage.ids(Query("book").where(field, op, std::move(value)));
    }
    std::int64_t novel = 0;
    std::int64_t tale = 0;
};

} // namespace

TEST_CASE("comparisons mean the same on both engines and never match null")
{
    const auto engine = GENERATE(from_range(engines()));
    Shelf shelf(engine);
    CHECK(shelf.ids("number", Operator::equal, 20) == Ids{2});
    CHECK(shelf.ids("number", Operator::not_equal, 20) == Ids{1, 3, 4});
    CHECK(shelf.ids("number", Operator::less, 30) == Ids{1, 2});
    CHECK(shelf.ids("number", Operator::less_equal, 30) == Ids{1, 2, 3});
    CHECK(shelf.ids("number", Operator::greater, 30) == Ids{4});
    CHECK(shelf.ids("number", Operator::greater_equal, 30) == Ids{3, 4});
    CHECK(shelf.ids("price", Operator::greater, 0) == Ids{1, 2});
    CHECK(shelf.ids("lent", Operator::equal, true) == Ids{1, 4});
    CHECK(shelf.ids("lent", Operator::not_equal, true) == Ids{2});
    CHECK(shelf.ids("name", Operator::less, "f") == Ids{1, 5});
    CHECK(shelf.ids("name", Operator::equal, "Emma").empty());
    CHECK(shelf.ids("id", Operator::greater, 3) == Ids{4, 5});
    CHECK(shelf.ids("number", Operator::equal, nullptr).empty());
    CHECK(shelf.ids("number", Operator::not_equal, nullptr).empty());
}

TEST_CASE("in takes an array of the field's type")
{
    const auto engine = GENERATE(from_range(engines()));
    Shelf shelf(engine);
    CHECK(shelf.ids("number", Operator::in, Value::array({10, 40, 99, nullptr})) == Ids{1, 4});
    CHECK(shelf.ids("name", Operator::in, Value::array({"Zadig", "Émile", "a\"b\\,{}"})) == Ids{2, 5});
    CHECK(shelf.ids("price", Operator::in, Value::array({-1, 2.5})) == Ids{1, 5});
    CHECK(shelf.ids("lent", Operator::in, Value::array({true, false})) == Ids{1, 2, 4});
    CHECK(shelf.ids("lent", Operator::in, Value::array({})).empty());
    CHECK(shelf.ids("number", Operator::in, Value::array({})).empty());
    Value::Array many;
    for (int at = 0; at < 50'000; ++at)
        many.emplace_back(at);
    CHECK(shelf.ids("number", Operator::in, many) == Ids{1, 2, 3, 4});
    CHECK_THAT(message_of(ErrorCode::invalid_argument, [&] { shelf.ids("number", Operator::in, 3); }),
        Contains("book.number") && Contains("array"));
    CHECK_THAT(message_of(ErrorCode::invalid_argument, [&] { shelf.ids("number", Operator::in, Value::array({"x"})); }),
        Contains("book.number"));
}

TEST_CASE("like knows % and _, and ignores the case of ASCII letters only")
{
    const auto engine = GENERATE(from_range(engines()));
    Shelf shelf(engine);
    CHECK(shelf.ids("name", Operator::like, "E%") == Ids{1});
    CHECK(shelf.ids("name", Operator::like, "é%").empty());
    CHECK(shelf.ids("name", Operator::like, "_MILE") == Ids{2});
    CHECK(shelf.ids("name", Operator::like, "%1__\\%").empty());
    CHECK(shelf.ids("name", Operator::like, "%100%") == Ids{4});
    CHECK(shelf.ids("name", Operator::like, "%") == Ids{1, 2, 4, 5});
    CHECK_THAT(message_of(ErrorCode::invalid_argument, [&] { shelf.ids("number", Operator::like, "1%"); }),
        Contains("book.number"));
}

TEST_CASE("96 rows without a value are found by the null test, and only by it")
{
    const auto engine = GENERATE(from_range(engines()));
    Shelf shelf(engine);
    CHECK(shelf.ids("name", Operator::is_null) == Ids{3});
    CHECK(shelf.ids("name", Operator::is_not_null) == Ids{1, 2, 4, 5});
    CHECK(shelf.ids("details", Operator::is_not_null) == Ids{3});
    CHECK_THAT(message_of(ErrorCode::invalid_argument, [&] { shelf.ids("details", Operator::equal, 1); }),
        Contains("book.details") && Contains("json"));
}

TEST_CASE("94 conditions and sorts follow references")
{
    const auto engine = GENERATE(from_range(engines()));
    Shelf shelf(engine);
    CHECK(shelf.ids("genre.name", Operator::equal, "Tale") == Ids{4, 5});
    CHECK(shelf.ids("genre.parent.name", Operator::equal, "Novel") == Ids{4, 5});
    CHECK(shelf.ids("genre.name", Operator::not_equal, "Tale") == Ids{1});
    CHECK(shelf.ids("genre.parent", Operator::is_null) == Ids{1, 2, 3});
    CHECK(shelf.ids("genre.id", Operator::equal, shelf.novel) == Ids{1});
    CHECK(shelf.storage.ids(Query("book").sort("-genre.name").sort("-id")) == Ids{5, 4, 1, 3, 2});
    CHECK(shelf.storage.count(Query("book").where("genre.name", "Tale").where("genre.vid", "genre")) == 2);
    CHECK_THAT(message_of(ErrorCode::invalid_argument, [&] { shelf.ids("name.x", Operator::equal, 1); }),
        Contains("book.name"));
    CHECK_THAT(message_of(ErrorCode::invalid_argument, [&] { shelf.ids("genre.nam", Operator::equal, "x"); }),
        Contains("taxonomy_term") && Contains("'nam'"));
}

TEST_CASE("95 an unknown field gives an error naming it")
{
    const auto engine = GENERATE(from_range(engines()));
    Shelf shelf(engine);
    const auto fault = [&](const Query& query) {
        return message_of(ErrorCode::invalid_argument, [&] { shelf.storage.select(query); });
    };
    CHECK_THAT(fault(Query("book").where("titel", "x")), Contains("'titel'"));
    CHECK_THAT(fault(Query("book").sort("-pric")), Contains("'pric'") && Contains("'price'"));
    CHECK_THAT(fault(Query("book").only({"nmae"})), Contains("'nmae'"));
    CHECK_THAT(fault(Query("boock")), Contains("'boock'") && Contains("'book'"));
    CHECK_THAT(fault(Query("book").sort("details")), Contains("no order"));
}

TEST_CASE("text sorts by code point with nulls first, and the id breaks ties")
{
    const auto engine = GENERATE(from_range(engines()));
    Shelf shelf(engine);
    const auto sorted = [&](const std::string& field) { return shelf.storage.ids(Query("book").sort(field)); };
    CHECK(sorted("name") == Ids{3, 5, 1, 4, 2});
    CHECK(sorted("-name") == Ids{2, 4, 1, 5, 3});
    CHECK(sorted("lent") == Ids{3, 5, 2, 1, 4});
    CHECK(sorted("-lent") == Ids{1, 4, 2, 3, 5});
    CHECK(sorted("price") == Ids{3, 4, 5, 2, 1});
    CHECK(sorted("-id") == Ids{5, 4, 3, 2, 1});
}

TEST_CASE("92 conditions, sort, range and count agree")
{
    const auto engine = GENERATE(from_range(engines()));
    Shelf shelf(engine);
    auto query = Query("book").where("id", Operator::greater, 1).sort("-number");
    const auto all = shelf.storage.ids(query);
    CHECK(static_cast<std::int64_t>(all.size()) == shelf.storage.count(query));
    Ids paged;
    for (std::int64_t offset = 0; offset < 6; offset += 2) {
        for (const auto id : shelf.storage.ids(Query(query).limit(2).offset(offset)))
            paged.push_back(id);
    }
    CHECK(paged == all);
    CHECK(shelf.storage.count(Query(query).limit(1)) == shelf.storage.count(query));
    CHECK(shelf.storage.ids(Query(query).offset(3)) == Ids{all.back()});
    CHECK(shelf.storage.ids(Query(query).limit(0)).empty());
    const auto entities = shelf.storage.select(query);
    REQUIRE(entities.size() == all.size());
    for (std::size_t at = 0; at < all.size(); ++at)
        CHECK(entities[at].id() == all[at]);
}

TEST_CASE("97 entities are loaded by their properties, none when nothing matches")
{
    const auto engine = GENERATE(from_range(engines()));
    Shelf shelf(engine);
    CHECK(shelf.storage.find("book", {Condition("lent", Operator::equal, true)})->id() == 1);
    CHECK_FALSE(shelf.storage.find("book", {Condition("number", Operator::equal, 11)}));
    CHECK(shelf.storage.load("book", Ids{4, 2, 4711, 2}).size() == 2);
    CHECK(shelf.storage.load("book", Ids{}).empty());
    CHECK_FALSE(shelf.storage.load("book", 4711));
}

TEST_CASE("only the fields wanted are loaded, all of them by default, nulls too")
{
    const auto engine = GENERATE(from_range(engines()));
    Shelf shelf(engine);
    const auto one = shelf.storage.select(Query("book").only({"name", "id"}).limit(1)).at(0);
    CHECK(one.fields() == Entity::Fields{{"name", "emma"}});
    CHECK(one.id() == 1);
    CHECK(shelf.storage.load("book", 3)->fields().size() == shelf.schema->require("book").columns.size());
    CHECK(shelf.storage.load("book", 3)->has("name"));
}

TEST_CASE("of a json field a member may be loaded alone, whatever it is, and null where there is none")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    const auto cover = Value::object({{"name", "a \"red\" one"}, {"size", Value::array({1, 2.5, nullptr})}});
    library.add("book", {{"number", 1}, {"details", Value::object({{"cover", cover}, {"pages", 5}})}});
    library.add("book", {{"number", 2}, {"details", Value::array({1})}});
    library.add("book", {{"number", 3}});
    const auto found = library.storage.select(
        Query("book").only({"details.cover.name", "number", "details.cover", "details.pages", "details.x.y"}));
    REQUIRE(found.size() == 3);
    CHECK(found[0].fields()
        == Entity::Fields{{"number", 1}, {"details.cover.name", "a \"red\" one"}, {"details.cover", cover},
            {"details.pages", 5}, {"details.x.y", nullptr}});
    for (const std::size_t row : {1U, 2U})
        for (const auto* member : {"details.cover.name", "details.cover", "details.pages", "details.x.y"}) {
            INFO(row << " " << member);
            CHECK(found[row].has(member));
            CHECK(found[row][member].is_null());
        }
    for (const auto* wrong :
        {"name.x", "details.", "details..x", "details.x\"y", "details.x'y", "detail.x", ".details"}) {
        INFO(wrong);
        CHECK_THAT(
            message_of(ErrorCode::invalid_argument, [&] { library.storage.select(Query("book").only({wrong})); }),
            Contains("no field '" + std::string(wrong) + "'"));
    }
}

TEST_CASE("each visits every row by id, while rows are changed and deleted, until told to stop")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    Upsert rows("book", {"number"}, {"number", "lent"});
    for (int number = 0; number < 1300; ++number)
        rows.add({number, number % 2 == 0});
    library.storage.upsert(rows);
    std::int64_t visited = 0;
    std::int64_t last = 0;
    library.storage.each(Query("book").where("lent", true), [&](const Entity& book) {
        CHECK(book.id() > last);
        last = book.id();
        ++visited;
        library.storage.remove("book", {book.id(), book.id() + 1});
        return true;
    });
    CHECK(visited == 650);
    CHECK(library.count("book") == 0);
    library.storage.upsert(rows);
    visited = 0;
    library.storage.each(Query("book").only({"number"}), [&](const Entity&) { return ++visited < 7; });
    CHECK(visited == 7);
}
