// Pages by cursors: every row once, in order, for every order; and that cursors outlive what happens to rows.
#include "site.hpp"

#include <algorithm>
#include <numeric>

using namespace jsonapi_test;

namespace {

/// 23 books with many ties and nulls; every second has an author.
void fill(const Library& library)
{
    library.save("probe_author", {{"name", "Zoe"}});
    library.save("probe_author", {{"name", "Abe"}});
    for (int i = 1; i <= 23; ++i) {
        json row{{"title", i % 5 == 0 ? json() : json("title " + std::to_string(i % 3))}, {"in_print", i % 2 == 0},
            {"pages", i % 4 == 0 ? json() : json(i % 6)}, {"rating", 1.0 / (i % 7 + 1)}};
        if (i % 2 == 0)
            row["author"] = i % 3 == 0 ? 1 : 2;
        library.save("probe_book", row);
    }
}

/// All ids, page by page; each page but the last is full.
std::vector<int> walk(const Library& library, std::string path, std::size_t size)
{
    std::vector<int> all;
    for (int pages = 0; pages < 30; ++pages) {
        const auto page = library.get(path);
        const auto found = ids(page);
        all.insert(all.end(), found.begin(), found.end());
        if (page["links"]["next"].is_null())
            return all;
        CHECK(found.size() == size);
        path = library.path_of(page["links"]["next"]);
    }
    FAIL("there is no end");
    return {};
}

} // namespace

TEST_CASE("pages give every row once, in the order of the whole, whatever the sort")
{
    Library library(GENERATE(from_range(engines())));
    fill(library);
    library.serve();
    const auto whole = library.site().run({"entity", "list", "probe_book"});
    REQUIRE(whole.size() == 23);
    for (const auto* sort : {"", "id", "-id", "title", "-title", "pages,-title", "-pages,title,in_print",
             "-rating,pages", "in_print,-id", "author.name,-pages", "-author.name", "author,title", "title,id,pages"}) {
        const std::string by = *sort == 0 ? "" : std::string("&sort=") + sort;
        const auto expected = ids(library.get("/jsonapi/probe_book?page[size]=100" + by));
        CHECK(expected.size() == 23);
        for (const std::size_t size : {1U, 3U, 22U, 23U}) {
            INFO(sort << " " << size);
            CHECK(walk(library, "/jsonapi/probe_book?page[size]=" + std::to_string(size) + by, size) == expected);
        }
    }
    const auto filtered = ids(library.get("/jsonapi/probe_book?filter[in_print]=true&sort=-pages"));
    CHECK(filtered.size() == 11);
    CHECK(walk(library, "/jsonapi/probe_book?filter[in_print]=true&sort=-pages&page[size]=4", 4) == filtered);
    const auto page = library.get("/jsonapi/probe_book?page[size]=2&fields[probe_book]=pages&sort=author.name");
    CHECK(library.path_of(page["links"]["next"]).find("fields%5Bprobe_book%5D=pages") != std::string::npos);
    CHECK(ids(library.get(library.path_of(page["links"]["first"]))) == ids(page));
}

TEST_CASE("a cursor goes on behind its place though rows there change, come and go")
{
    Library library(GENERATE(from_range(engines())));
    fill(library);
    library.serve();
    const auto first = library.get("/jsonapi/probe_book?sort=rating,-pages&page[size]=10");
    const auto next = library.path_of(first["links"]["next"]);
    const auto rest = ids(library.get(next));
    const auto last = ids(first).back();
    library.site().run({"entity", "delete", "--yes", "probe_book", std::to_string(last)});
    CHECK(ids(library.get(next)) == rest);
    library.save("probe_book", {{"id", ids(first)[3]}, {"rating", 0.001}});
    CHECK(ids(library.get(next)) == rest);
    const auto behind = library.save("probe_book", {{"rating", 1.5}});
    auto more = ids(library.get("/jsonapi/probe_book?sort=rating,-pages&page[size]=100"));
    CHECK(more.back() == static_cast<int>(behind));
    CHECK(walk(library, next, 10).back() == static_cast<int>(behind));
}

TEST_CASE("a text too long for a cursor is asked of its row, while that is there")
{
    Library library(GENERATE(from_range(engines())));
    for (int i = 1; i <= 6; ++i)
        library.save("probe_book", {{"title", std::string(5000, 'x') + std::to_string(7 - i)}});
    library.serve();
    CHECK(walk(library, "/jsonapi/probe_book?sort=title&page[size]=2", 2) == std::vector<int>{6, 5, 4, 3, 2, 1});
    const auto next = library.path_of(library.get("/jsonapi/probe_book?sort=title&page[size]=2")["links"]["next"]);
    library.site().run({"entity", "delete", "--yes", "probe_book", "5"});
    CHECK(library.error(next, 400)["source"]["parameter"] == "page[after]");
}

TEST_CASE("a cursor that was not given for this order is refused, and the size of pages follows the configuration")
{
    Library library(GENERATE(from_range(engines())), "jsonapi: { page_size: 4, largest_page: 6 }\n");
    fill(library);
    library.serve();
    const auto page = library.get("/jsonapi/probe_book?sort=pages");
    CHECK(page["data"].size() == 4);
    const auto next = library.path_of(page["links"]["next"]);
    const auto cursor = next.substr(next.find("after%5D=") + 9);
    CHECK(library.get("/jsonapi/probe_book?sort=pages&page[after]=" + cursor)["data"].size() == 4);
    for (const auto& query : {"sort=-pages&page[after]=" + cursor, "page[after]=" + cursor,
             std::string("page[after]=x"), "sort=pages&page[after]=" + cursor + "A%20", std::string("page[after]=")})
        CHECK(library.error("/jsonapi/probe_book?" + query, 400)["source"]["parameter"] == "page[after]");
    library.error("/jsonapi/probe_author?sort=name&page[after]=" + cursor, 400);
    CHECK(library.get("/jsonapi/probe_book?page[size]=6")["data"].size() == 6);
    library.error("/jsonapi/probe_book?page[size]=7", 400);
}
