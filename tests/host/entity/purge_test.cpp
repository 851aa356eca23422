#include "library.hpp"

#include <catch2/catch.hpp>

using namespace wowhost;
using namespace wowhost::entity;
using namespace wowhost::entity::test;

namespace {

/// Two readers, one of a person; three reviews by them, one by a club, one by nobody; two genres.
class Filled : public Library {
public:
    explicit Filled(const std::string& engine)
        : Library(engine, {taxonomy(), books(), readers(), clubs(), persons()})
    {
        const auto genre = add("taxonomy_term", {{"vid", "genre"}});
        add("taxonomy_term", {{"vid", "genre"}});
        add("taxonomy_term", {{"vid", "other"}});
        const auto book = add("book", {{"number", 1}, {"genre", genre}});
        const auto second = add("book", {{"number", 2}});
        const auto person = add("person");
        const auto club = add("club");
        const auto ann = add("reader", {{"name", "Ann"}, {"person", person}, {"club", club}});
        const auto bob = add("reader", {{"name", "Bob"}});
        add("review", {{"book", book}, {"reader", ann}});
        add("review", {{"book", second}, {"reader", ann}});
        add("review", {{"book", book}, {"reader", bob}});
        add("review", {{"book", book}, {"club", club}});
        add("review", {{"book", book}});
    }
    std::vector<LostRows> lost_without(const std::string& module)
    {
        std::vector<ModuleDefinitions> left;
        for (const auto& each : installed) {
            if (each.module != module)
                left.push_back(each);
        }
        return rows_lost(connection(), *schema, build_schema(left), module);
    }
};

bool has(const std::vector<LostRows>& losses, const LostRows& loss)
{
    return std::find(losses.begin(), losses.end(), loss) != losses.end();
}

} // namespace

TEST_CASE("the rows that an uninstall loses are counted before, by table")
{
    const auto engine = GENERATE(from_range(engines()));
    Filled library(engine);
    const auto of_clubs = library.lost_without("clubs");
    CHECK(of_clubs.size() == 3);
    CHECK(has(of_clubs, {Loss::type, "club", "", "clubs", 1}));
    CHECK(has(of_clubs, {Loss::rows, "review", "", "clubs", 1}));
    CHECK(has(of_clubs, {Loss::column, "reader", "club", "clubs", 1}));

    const auto of_persons = library.lost_without("persons");
    CHECK(of_persons.size() == 3);
    CHECK(has(of_persons, {Loss::type, "person", "", "persons", 1}));
    CHECK(has(of_persons, {Loss::rows, "reader", "", "persons", 1}));
    CHECK(has(of_persons, {Loss::rows, "review", "", "persons", 2}));

    const auto of_books = library.lost_without("books");
    CHECK(of_books.size() == 3);
    CHECK(has(of_books, {Loss::type, "book", "", "books", 2}));
    CHECK(has(of_books, {Loss::type, "review", "", "books", 5}));
    CHECK(has(of_books, {Loss::rows, "taxonomy_term", "", "books", 2}));
}

TEST_CASE("what is counted is what goes")
{
    const auto engine = GENERATE(from_range(engines()));
    const auto module = GENERATE(as<std::string>{}, "clubs", "persons", "books", "readers");
    Filled library(engine);
    std::map<std::string, std::int64_t> expected;
    for (const auto* type : {"taxonomy_term", "book", "review", "reader", "club", "person"})
        expected[type] = library.count(type);
    for (const auto& loss : library.lost_without(module)) {
        if (loss.loss != Loss::column)
            expected[loss.type] -= loss.rows;
    }
    library.uninstall(module);
    for (const auto& [type, rows] : expected)
        CHECK((library.storage.has_type(type) ? library.count(type) : 0) == rows);
    CHECK(library.is_as_expected());
}

TEST_CASE("purging a kind of owner leaves rows of other owners and of none")
{
    const auto engine = GENERATE(from_range(engines()));
    Filled library(engine);
    CHECK(purge_owned(library.storage, "reader") == 3);
    CHECK(library.count("review") == 2);
    CHECK(purge_owned(library.storage, "person") == 1);
    CHECK(library.count("reader") == 1);
    CHECK(purge_owned(library.storage, "nobody") == 0);
}

TEST_CASE("purging a vocabulary takes its terms, and nulls what refers to them")
{
    const auto engine = GENERATE(from_range(engines()));
    Filled library(engine);
    CHECK(purge_vocabulary(library.storage, "genre") == 2);
    CHECK(library.count("taxonomy_term") == 1);
    CHECK(library.storage.count(Query("book").where("genre", Operator::is_not_null)) == 0);
    CHECK(purge_vocabulary(library.storage, "genre") == 0);
}
