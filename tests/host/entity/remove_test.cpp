#include "library.hpp"

#include <catch2/catch.hpp>

#include <sys/resource.h>

using namespace wowhost;
using namespace wowhost::entity;
using namespace wowhost::entity::test;

namespace {

/// Rows `count` times, written by the database itself.
void add_reviews(Library& library, std::int64_t reader, std::int64_t count)
{
    library.connection().run(
        "INSERT INTO review (reader, stars) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
        "FROM n WHERE i < ?) SELECT CAST(? AS bigint), i FROM n",
        {count, reader});
}

std::int64_t peak_kib()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

} // namespace

TEST_CASE("87 deleting an owner deletes what recorded owner columns say is its own, over several steps")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers(), clubs(), persons()});
    const auto book = library.add("book", {{"number", 1}});
    const auto person = library.add("person");
    const auto own = library.add("reader", {{"name", "Ann"}, {"person", person}});
    const auto other = library.add("reader", {{"name", "Bob"}});
    library.add("review", {{"book", book}, {"reader", own}});
    const auto left = library.add("review", {{"book", book}, {"reader", other}});
    library.add("review", {{"book", book}});
    CHECK(library.storage.remove("person", {person}) == 1);
    CHECK_FALSE(library.storage.load("reader", own));
    CHECK(library.storage.load("reader", other));
    CHECK(library.storage.load("review", left));
    CHECK(library.count("review") == 2);
    CHECK(library.count("book") == 1);
}

TEST_CASE("hooks of owned rows run when they are deleted with their owner")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers()});
    const auto reader = library.add("reader", {{"name", "Ann"}});
    add_reviews(library, reader, 1200);
    int before = 0;
    int after = 0;
    library.hooks.on(EntityEvent::predelete, "review", [&](EntityHookContext&) { ++before; });
    library.hooks.on(EntityEvent::remove, "review", [&](EntityHookContext&) { ++after; });
    library.storage.remove("reader", {reader});
    CHECK(before == 1200);
    CHECK(after == 1200);
    CHECK(library.count("review") == 0);
}

TEST_CASE("references to a deleted row become null, with a foreign key and without")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers()});
    const auto genre = library.add("taxonomy_term", {{"vid", "genre"}, {"name", "Novel"}});
    const auto book = library.add("book", {{"number", 1}, {"genre", genre}});
    const auto reader = library.add("reader", {{"name", "Ann"}, {"favourite", book}});
    const auto review = library.add("review", {{"book", book}, {"reader", reader}});
    library.storage.remove("taxonomy_term", {genre});
    CHECK(library.storage.load("book", book)->get("genre").is_null());
    library.storage.remove("book", {book});
    CHECK(library.storage.load("reader", reader)->get("favourite").is_null());
    CHECK(library.storage.load("review", review)->get("book").is_null());
}

TEST_CASE("rows that own each other in a circle are deleted together")
{
    const auto engine = GENERATE(from_range(engines()));
    ModuleDefinitions circle("circle");
    circle.types.push_back(EntityType("head").ownable_by("tail"));
    circle.types.push_back(EntityType("tail").ownable_by("head"));
    circle.owners.emplace_back("head", "head");
    circle.owners.emplace_back("tail", "tail");
    Library library(engine, {circle});
    const auto head = library.add("head");
    const auto tail = library.add("tail", {{"head", head}});
    const auto second = library.add("head", {{"tail", tail}});
    library.save("head", {{"tail", tail}}, head);
    library.add("tail", {{"head", second}});
    const auto alone = library.add("head");
    CHECK(library.storage.remove("head", {head}) == 1);
    CHECK(library.storage.ids(Query("head")) == std::vector<std::int64_t>{alone});
    CHECK(library.count("tail") == 0);
}

TEST_CASE("a hook may delete what is being deleted already, and other rows of the same list")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers()});
    const auto one = library.add("reader", {{"name", "Ann"}});
    const auto two = library.add("reader", {{"name", "Bob"}});
    const auto three = library.add("reader", {{"name", "Cid"}});
    int calls = 0;
    library.hooks.on(EntityEvent::predelete, "reader", [&](EntityHookContext&) {
        ++calls;
        library.storage.remove("reader", {one, two, three});
    });
    library.storage.remove("reader", {one, two});
    CHECK(calls == 3);
    CHECK(library.count("reader") == 0);
}

TEST_CASE("more rows than fit one chunk are deleted by one call")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers()});
    const auto reader = library.add("reader", {{"name", "Ann"}});
    add_reviews(library, reader, 1700);
    const auto ids = library.storage.ids(Query("review"));
    CHECK(library.storage.remove("review", ids) == 1700);
    CHECK(library.count("review") == 0);
}

TEST_CASE("remove_where deletes what meets the conditions, with cascades")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers()});
    const auto reader = library.add("reader", {{"name", "Ann"}});
    library.add("reader", {{"name", "Bob"}});
    add_reviews(library, reader, 3);
    CHECK(library.storage.remove_where("reader", {Condition("name", Operator::equal, "Ann")}) == 1);
    CHECK(library.count("reader") == 1);
    CHECK(library.count("review") == 0);
}

TEST_CASE("I-13 a cascade over many rows runs in bounded memory")
{
    const auto engine = GENERATE(from_range(engines()));
    const auto hooked = GENERATE(false, true);
    Library library(engine, {taxonomy(), books(), readers()});
    const auto reader = library.add("reader", {{"name", "Ann"}});
    add_reviews(library, reader, 20'000);
    if (hooked)
        library.hooks.on(EntityEvent::predelete, "review", [](EntityHookContext&) {});
    CHECK(library.storage.remove("reader", {reader}) == 1);
    CHECK(library.count("review") == 0);
}

TEST_CASE("I-13 a cascade over 1,000,000 rows runs in bounded memory", "[.million]")
{
    const auto engine = GENERATE(from_range(engines()));
    const auto hooked = GENERATE(false, true);
    Library library(engine, {taxonomy(), books(), readers()});
    const auto reader = library.add("reader", {{"name", "Ann"}});
    add_reviews(library, reader, 1'000'000);
    if (hooked)
        library.hooks.on(EntityEvent::predelete, "review", [](EntityHookContext&) {});
    const auto before = peak_kib();
    CHECK(library.storage.remove("reader", {reader}) == 1);
    CHECK(library.count("review") == 0);
    CHECK(peak_kib() - before < 64 * 1024);
}

TEST_CASE("remove_if deletes only those of the rows that meet the conditions, with cascades")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers()});
    const auto ann = library.add("reader", {{"name", "Ann"}});
    const auto bob = library.add("reader", {{"name", "Bob"}});
    add_reviews(library, ann, 3);
    const Conditions is_ann{{"name", Operator::equal, "Ann"}};
    CHECK(library.storage.remove_if("reader", {bob}, is_ann) == 0);
    CHECK(library.storage.remove_if("reader", {ann, bob}, is_ann) == 1);
    CHECK(library.count("reader") == 1);
    CHECK(library.count("review") == 0);
    CHECK(library.storage.load("reader", bob));
}

TEST_CASE("remove_if asks which of the locked rows stay, and leaves those and what belongs to them")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers()});
    std::vector<std::int64_t> all;
    for (int i = 0; i < 700; ++i)
        all.push_back(library.add("reader", {{"name", (i % 7 == 0 ? "Ann " : "Bob ") + std::to_string(i)}}));
    add_reviews(library, all[0], 3);
    add_reviews(library, all[1], 3);
    std::vector<std::int64_t> asked;
    const auto keep = [&](const std::vector<std::int64_t>& ids) {
        asked.insert(asked.end(), ids.begin(), ids.end());
        return std::vector<std::int64_t>{all[1], all[2]};
    };
    CHECK(library.storage.remove_if("reader", all, {{"name", Operator::like, "Bob%"}}, keep) == 598);
    CHECK(asked.size() == 600); // those that meet the condition, in chunks
    CHECK(library.count("reader") == 102);
    CHECK(library.count("review") == 6);
    CHECK(library.storage.remove_if("reader", {all[0]}, {}, keep) == 1);
    CHECK(library.count("review") == 3);
}

TEST_CASE("remove_gradually deletes what meets the conditions in several transactions, with what belongs to it")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers()});
    const auto ann = library.add("reader", {{"name", "Ann"}});
    add_reviews(library, ann, 30'000);
    const auto bob = library.add("reader", {{"name", "Bob"}});
    add_reviews(library, bob, 5);
    const Conditions of_ann{{"reader", Operator::equal, ann}};
    const bool unseen = GENERATE(true, false); // nobody asks for reviews, or a hook does
    if (!unseen)
        library.hooks.on(EntityEvent::predelete, "review", [](EntityHookContext&) {});
    EntityStorage::Watch watch;
    std::vector<std::int64_t> seen;
    watch.go_on = [&](std::int64_t removed) {
        seen.push_back(removed);
        return removed == 0;
    };
    const auto first = library.storage.remove_gradually("review", of_ann, watch); // ended after the first transaction
    CHECK(first > 0);
    CHECK(first < 30'000);
    CHECK(seen == std::vector<std::int64_t>{0, first});
    CHECK(library.count("review") == 30'005 - first);
    CHECK(first + library.storage.remove_gradually("review", of_ann) == 30'000);
    CHECK(library.count("review") == 5);
    CHECK(library.storage.remove_gradually("reader", {{"name", Operator::equal, "Bob"}}) == 1);
    CHECK(library.count("review") == 0);
    CHECK(library.count("reader") == 1);
    CHECK(library.storage.remove_gradually("reader", {}) == 1);
    CHECK_THROWS_WITH(library.storage.transaction([&] { library.storage.remove_gradually("reader", {}); }),
        Catch::Contains("inside a transaction"));
}

TEST_CASE("remove_gradually names rows whose deletion is refused, and deletes the others, without a listener it throws")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers()});
    std::vector<std::int64_t> all;
    for (int i = 0; i < 700; ++i)
        all.push_back(library.add("reader", {{"name", (i % 100 == 7 ? "Ann " : "Bob ") + std::to_string(i)}}));
    library.hooks.on(EntityEvent::predelete, "reader", [](EntityHookContext& context) {
        if (context.entity["name"].text().starts_with("Ann"))
            throw std::runtime_error("Ann stays");
    });
    CHECK_THROWS_WITH(library.storage.remove_gradually("reader", {}), Catch::Contains("Ann stays"));
    EntityStorage::Watch watch;
    std::vector<std::int64_t> refused;
    watch.refused = [&](std::int64_t id, const std::string& reason) {
        refused.push_back(id);
        CHECK(reason.find("Ann stays") != std::string::npos);
    };
    watch.keep = [&](const std::vector<std::int64_t>&) { return std::vector<std::int64_t>{all[0]}; };
    CHECK(library.storage.remove_gradually("reader", {}, watch) == 692);
    CHECK(refused == std::vector<std::int64_t>{all[7], all[107], all[207], all[307], all[407], all[507], all[607]});
    CHECK(library.count("reader") == 8);
    CHECK(library.storage.load("reader", all[0]));
}

TEST_CASE("referrers are the fields that refer to a type, those of other modules too, and no owner columns")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers()});
    using Fields = std::vector<std::pair<std::string, std::string>>;
    auto of_books = library.storage.referrers("book");
    std::sort(of_books.begin(), of_books.end());
    CHECK(of_books == Fields{{"reader", "favourite"}, {"review", "book"}});
    CHECK(library.storage.referrers("reader").empty());
    library.uninstall("readers");
    CHECK(library.storage.referrers("book") == Fields{{"review", "book"}});
}
