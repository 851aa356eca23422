#include "library.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include <set>
#include <thread>

using namespace wowhost;
using namespace wowhost::entity;
using namespace wowhost::entity::test;
using Catch::Matchers::Contains;

namespace {

Upsert numbered(std::int64_t first, std::int64_t count, const std::string& name)
{
    Upsert rows("book", {"number"}, {"number", "name", "price"});
    for (std::int64_t at = 0; at < count; ++at)
        rows.add({first + at, name, 1.5});
    return rows;
}

std::string counts(const UpsertResult& result)
{
    return std::to_string(result.inserted) + " inserted, " + std::to_string(result.updated) + " updated, "
        + std::to_string(result.unchanged) + " unchanged";
}

} // namespace

TEST_CASE("rows are inserted once, then updated where they differ")
{
    const auto engine = GENERATE(from_range(engines()));
    const auto many = GENERATE(3, 300);
    Library library(engine, {taxonomy(), books()});
    const auto first = library.storage.upsert(numbered(1, many, "Emma"));
    CHECK(counts(first) == std::to_string(many) + " inserted, 0 updated, 0 unchanged");
    CHECK(library.count("book") == many);
    const auto again = library.storage.upsert(numbered(1, many, "Emma"));
    CHECK(counts(again) == "0 inserted, 0 updated, " + std::to_string(many) + " unchanged");
    CHECK(again.ids == first.ids);
    auto rows = numbered(1, many, "Emma");
    rows.values[1] = "Ivanhoe";
    rows.add({9999, "Waverley", nullptr});
    const auto third = library.storage.upsert(rows);
    CHECK(counts(third) == "1 inserted, 1 updated, " + std::to_string(many - 1) + " unchanged");
    CHECK(third.written() == 2);
    CHECK(library.storage.load("book", first.ids[0])->get("name") == Value("Ivanhoe"));
    CHECK(library.storage.load("book", third.ids.back())->get("number") == Value(9999));
}

TEST_CASE("of rows with an equal key the last one counts, and ids come in the order of the input")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    Upsert rows("book", {"number"}, {"number", "name"});
    rows.add({2, "a"});
    rows.add({1, "b"});
    rows.add({2, "c"});
    const auto result = library.storage.upsert(rows);
    CHECK(result.inserted == 2);
    REQUIRE(result.ids.size() == 3);
    CHECK(result.ids[0] == result.ids[2]);
    CHECK(library.storage.load("book", result.ids[0])->get("name") == Value("c"));
    CHECK(library.storage.load("book", result.ids[1])->get("name") == Value("b"));
}

TEST_CASE("an owner's rows are told apart from those of others")
{
    const auto engine = GENERATE(from_range(engines()));
    const auto many = GENERATE(2, 120);
    Library library(engine, {taxonomy(), books(), readers(), clubs()});
    const auto book_ids = library.storage.upsert(numbered(1, many, "Emma")).ids;
    const auto ann = library.add("reader", {{"name", "Ann"}});
    const auto bob = library.add("reader", {{"name", "Bob"}});
    const auto club = library.add("club");
    const auto reviews = [&](const std::string& kind, std::int64_t owner, std::int64_t stars) {
        auto rows = Upsert("review", {"book"}, {"book", "stars", "marks"}).owned_by(kind, owner);
        for (const auto id : book_ids)
            rows.add({id, stars, Value::object({{"long_key", 1}, {"b", stars}})});
        return library.storage.upsert(rows);
    };
    CHECK(reviews("reader", ann, 1).inserted == many);
    CHECK(reviews("reader", bob, 2).inserted == many);
    CHECK(reviews("club", club, 3).inserted == many);
    CHECK(reviews("reader", ann, 1).unchanged == many);
    CHECK(reviews("reader", ann, 4).updated == many);
    CHECK(library.storage.count(Query("review").where("reader", bob).where("stars", 2)) == many);
    CHECK(library.storage.count(Query("review").where("reader", ann).where("stars", 4)) == many);
    CHECK(library.count("review") == 3 * many);
}

TEST_CASE("every row given gets the wanted last_fetched, and no other")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    library.storage.upsert(numbered(1, 10, "Emma"));
    library.now += 100;
    auto rows = numbered(1, 5, "Emma");
    rows.values[1] = "Ivanhoe";
    rows.fetched_at = 123;
    library.storage.upsert(rows);
    CHECK(library.storage.count(Query("book").where("last_fetched", 123)) == 5);
    CHECK(library.storage.count(Query("book").where("last_fetched", library.now - 100)) == 5);
    library.storage.upsert(numbered(1, 2, "Emma"));
    CHECK(library.storage.count(Query("book").where("last_fetched", library.now)) == 2);
}

TEST_CASE("insert_missing leaves stored rows as they are and returns their ids")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    const auto stored = library.storage.upsert(numbered(1, 1, "Emma")).ids.at(0);
    library.now += 100;
    auto rows = numbered(1, 2, "stub");
    rows.mode = Upsert::Mode::insert_missing;
    const auto result = library.storage.upsert(rows);
    CHECK(counts(result) == "1 inserted, 0 updated, 1 unchanged");
    CHECK(result.ids.at(0) == stored);
    const auto book = library.storage.load("book", stored);
    CHECK(book->get("name") == Value("Emma"));
    CHECK(book->get("last_fetched") == Value(library.now - 100));
}

TEST_CASE("insert_missing finds what is stored in small tables and in large ones, wherever the keys lie")
{
    const auto engine = GENERATE(from_range(engines()));
    const auto stored = GENERATE(0, 90, 2000);
    Library library(engine, {taxonomy(), books()});
    const auto ids = stored > 0 ? library.storage.upsert(numbered(1, stored, "Emma")).ids : std::vector<std::int64_t>();
    const auto known = std::min(stored, 60);
    auto rows = numbered(stored - known + 1, known + 60, "stub");
    rows.mode = Upsert::Mode::insert_missing;
    const auto result = library.storage.upsert(rows);
    CHECK(result.inserted == 60);
    CHECK(result.unchanged == known);
    for (int i = 0; i < known; ++i)
        REQUIRE(result.ids.at(static_cast<std::size_t>(i)) == ids.at(static_cast<std::size_t>(stored - known + i)));
    CHECK(library.storage.count(Query("book").where("name", "Emma")) == stored);
    CHECK(library.storage.count(Query("book").where("name", "stub")) == 60);
    CHECK(library.storage.upsert(rows).unchanged == known + 60);
}

TEST_CASE("null never overwrites a value of a field that is kept")
{
    const auto engine = GENERATE(from_range(engines()));
    const auto hooked = GENERATE(false, true);
    Library library(engine, {taxonomy(), books()});
    if (hooked)
        library.hooks.on(EntityEvent::presave, "", [](EntityHookContext&) {});
    const auto id = library.storage.upsert(numbered(1, 1, "Emma")).ids.at(0);
    Upsert rows("book", {"number"}, {"number", "name", "price"});
    rows.keep_when_null = {"name"};
    rows.add({1, nullptr, 1.5});
    CHECK(library.storage.upsert(rows).unchanged == 1);
    rows.values[2] = nullptr;
    CHECK(library.storage.upsert(rows).updated == 1);
    const auto book = library.storage.load("book", id);
    CHECK(book->get("name") == Value("Emma"));
    CHECK(book->get("price").is_null());
}

TEST_CASE("hooks run for rows that are inserted or differ, and may change them")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers()});
    std::vector<std::string> log;
    library.hooks.on(
        EntityEvent::presave, "review", [&](EntityHookContext& context) { context.entity.set("words", "by hook"); });
    library.hooks.on(EntityEvent::insert, "review", [&](EntityHookContext&) { log.emplace_back("insert"); });
    library.hooks.on(EntityEvent::update, "review", [&](EntityHookContext& context) {
        log.push_back("update from " + std::to_string(context.original->get("stars").integer()));
    });
    const auto book = library.add("book", {{"number", 1}});
    const auto reader = library.add("reader", {{"name", "Ann"}});
    const auto upsert = [&](std::int64_t stars) {
        auto rows = Upsert("review", {"book"}, {"book", "stars"}).owned_by("reader", reader);
        rows.add({book, stars});
        rows.fetched_at = 55;
        return library.storage.upsert(rows);
    };
    const auto first = upsert(1);
    CHECK(upsert(1).unchanged == 1);
    CHECK(upsert(2).updated == 1);
    CHECK(log == std::vector<std::string>{"insert", "update from 1"});
    const auto review = library.storage.load("review", first.ids.at(0));
    CHECK(review->get("words") == Value("by hook"));
    CHECK(review->get("reader") == Value(reader));
    CHECK(review->get("last_fetched") == Value(55));
}

TEST_CASE("a hook that throws rolls the whole upsert back")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    library.hooks.on(EntityEvent::insert, "book", [](EntityHookContext& context) {
        if (context.entity.get("number") == Value(3))
            throw std::runtime_error("no");
    });
    CHECK_THROWS_AS(library.storage.upsert(numbered(1, 5, "Emma")), std::runtime_error);
    CHECK(library.count("book") == 0);
}

TEST_CASE("an upsert that fails within a transaction leaves what was there before it, and the transaction goes on")
{
    const auto engine = GENERATE(from_range(engines()));
    const bool differs = GENERATE(false, true);
    Library library(engine, {taxonomy(), books(), readers()});
    const auto reader = library.add("reader", {{"name", "Ann"}});
    const auto ids = library.storage.upsert(numbered(1, 300, "Emma")).ids;
    const auto reviews = [&](std::size_t from, std::size_t to, const std::string& words) {
        auto rows = Upsert("review", {"book"}, {"book", "words"}).owned_by("reader", reader);
        for (auto at = to; at > from; --at)
            rows.add({ids[at - 1], words});
        return rows;
    };
    library.storage.transaction([&] {
        CHECK(library.storage.upsert(reviews(0, 50, "good")).inserted == 50);
        auto broken = reviews(differs ? 0 : 50, 300, "bad");
        broken.add({ids.back() + 1000, "of no book"});
        CHECK_THAT(
            message_of(ErrorCode::conflict, [&] { library.storage.upsert(broken); }), Contains("does not exist"));
        CHECK(library.count("review") == 50);
        const auto again = library.storage.upsert(reviews(0, 200, "good"));
        CHECK(counts(again) == "150 inserted, 0 updated, 50 unchanged");
        CHECK(library.storage.load("review", again.ids.front())->get("book") == Value(ids[199]));
    });
    CHECK(library.count("review") == 200);
    CHECK(library.storage.count(Query("review").where("words", "good")) == 200);
}

TEST_CASE("what cannot be upserted is refused before anything is written")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers()});
    const auto refuse = [&](const Upsert& rows, ErrorCode code = ErrorCode::invalid_argument) {
        return message_of(code, [&] { library.storage.upsert(rows); });
    };
    CHECK_THAT(refuse(Upsert("book", {"number"}, {"number", "nam"})), Contains("'nam'") && Contains("'name'"));
    CHECK_THAT(refuse(Upsert("book", {"number"}, {"name"})), Contains("book.number") && Contains("key"));
    CHECK_THAT(refuse(Upsert("book", {"name"}, {"name"})), Contains("no unique index"));
    CHECK_THAT(refuse(Upsert("review", {"book"}, {"book"})), Contains("no unique index"));
    CHECK_THAT(refuse(Upsert("review", {"book"}, {"book"}).owned_by("club", 1)), Contains("not installed"));
    CHECK_THAT(refuse(Upsert("review", {"book"}, {"book"}).owned_by("dog", 1)), Contains("ownable_by"));
    Upsert rows("book", {"number"}, {"number", "name"});
    rows.add({1, "Emma"});
    rows.add({nullptr, "Ivanhoe"});
    CHECK_THAT(refuse(rows), Contains("book.number") && Contains("null"));
    rows.values[2] = "2";
    CHECK_THAT(refuse(rows), Contains("book.number") && Contains("expected integer"));
    rows.values.pop_back();
    CHECK_THAT(refuse(rows), Contains("3 values"));
    CHECK(library.count("book") == 0);

    auto reviews = Upsert("review", {"book"}, {"book"}).owned_by("reader", 999);
    reviews.add({library.add("book", {{"number", 1}})});
    CHECK_THAT(refuse(reviews, ErrorCode::conflict), Contains("review"));
    Upsert genres("book", {"number"}, {"number", "genre"});
    genres.add({7, 4711});
    CHECK_THAT(refuse(genres, ErrorCode::conflict), Contains("book.genre") && Contains("4711"));
    CHECK(library.count("review") == 0);
    CHECK(library.storage.upsert(Upsert("book", {"number"}, {"number"})).ids.empty());
}

TEST_CASE("an upsert whose fields hold an owner is written with the owner's rule")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers(), clubs()});
    const auto reader = library.add("reader", {{"name", "Ann"}});
    const auto club = library.add("club");
    const auto book = library.add("book", {{"number", 1}});
    Upsert rows("review", {"reader", "book"}, {"reader", "book", "club"});
    rows.add({reader, book, nullptr});
    CHECK(library.storage.upsert(rows).inserted == 1);
    rows.values[2] = club;
    CHECK_THAT(
        message_of(ErrorCode::invalid_argument, [&] { library.storage.upsert(rows); }), Contains("at most one owner"));
}

TEST_CASE("several threads that upsert the same keys store each once")
{
    const auto engine = GENERATE(from_range(engines()));
    const auto hooked = GENERATE(false, true);
    Library library(engine, {taxonomy(), books()});
    if (hooked)
        library.hooks.on(EntityEvent::presave, "", [](EntityHookContext&) {});
    std::vector<std::string> faults(4);
    std::vector<UpsertResult> results(4);
    std::vector<std::thread> threads;
    for (std::size_t thread = 0; thread < 4; ++thread)
        threads.emplace_back([&, thread] {
            try {
                for (int round = 0; round < 5; ++round)
                    results[thread] = library.storage.upsert(numbered(1, 60, std::to_string(thread)));
            } catch (const std::exception& error) {
                faults[thread] = error.what();
            }
        });
    for (auto& thread : threads)
        thread.join();
    CHECK(faults == std::vector<std::string>(4));
    CHECK(library.count("book") == 60);
    for (const auto& result : results)
        CHECK(result.ids == results[0].ids);
}
