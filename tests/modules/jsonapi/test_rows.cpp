// Rows by JSON:API, asked of the real program on both engines: what is stored, filtered, sorted, with what it leads to.
#include "site.hpp"

using namespace jsonapi_test;

namespace {

/// Ann taught Ben, who taught Cleo; books 1 to 5.
void fill(const Library& library)
{
    library.save("probe_author", {{"name", "Ann"}, {"secret", "s1"}});
    library.save("probe_author", {{"name", "Ben"}, {"mentor", 1}});
    library.save("probe_author", {{"name", "Cleo"}, {"mentor", 2}});
    const json books = {
        {{"title", "Emma"}, {"type", "novel"}, {"pages", 474}, {"rating", 4.5}, {"in_print", true},
            {"published", 86400}, {"extra", {{"a", {1, nullptr}}}}, {"author", 3}},
        {{"title", "Ulysses, abridged"}, {"type", "novel"}, {"pages", 730}, {"rating", 3.25}, {"in_print", false},
            {"author", 1}},
        {{"title", "Äpfel \"und\" <Birnen>"}, {"type", "verse"}, {"pages", nullptr}, {"author", 3}},
        {{"title", "emmaline"}, {"type", nullptr}, {"pages", 12}},
        {{"title", "50% off_"}, {"type", "verse"}, {"pages", 9007199254740993}, {"author", 2}},
    };
    for (const auto& book : books)
        library.save("probe_book", book);
}

using Ids = std::vector<int>;

} // namespace

TEST_CASE("jsonapi gives rows as they are stored, one by one and in pages")
{
    Library library(GENERATE(from_range(engines())));
    fill(library);
    library.serve();

    const auto index = library.get("/jsonapi");
    std::vector<std::string> types;
    for (const auto& type : index["data"])
        types.push_back(type["id"]);
    CHECK(types == std::vector<std::string>{"probe_author", "probe_book"});
    CHECK(library.get(library.path_of(index["data"][1]["relationships"]["rows"]["links"]["related"]))["data"].size()
        == 5);

    const auto one = library.get("/jsonapi/probe_book/1")["data"];
    CHECK(one["type"] == "probe_book");
    CHECK(one["id"] == "1");
    CHECK(one["attributes"]
        == json({{"title", "Emma"}, {"type_value", "novel"}, {"pages", 474}, {"rating", 4.5}, {"in_print", true},
            {"published", 86400}, {"extra", {{"a", {1, nullptr}}}}}));
    CHECK(one["relationships"]["author"]["data"] == json({{"type", "probe_author"}, {"id", "3"}}));
    CHECK(one["relationships"]["gone"] == json({{"data", nullptr}}));
    CHECK(one["relationships"].size() == 2);
    CHECK(library.get(library.path_of(one["links"]["self"]))["data"] == one);
    CHECK(library.get(library.path_of(one["relationships"]["author"]["links"]["related"]))["data"]["attributes"]
        == json({{"name", "Cleo"}}));

    const auto all = library.get("/jsonapi/probe_book");
    CHECK(ids(all) == Ids{1, 2, 3, 4, 5});
    CHECK(all["data"][0] == one);
    CHECK(all["data"][2]["attributes"]["title"] == "Äpfel \"und\" <Birnen>");
    CHECK(all["data"][4]["attributes"]["pages"] == 9007199254740993);
    CHECK(all["links"]["next"].is_null());

    for (const auto* id : {"0", "6", "-1", "01", "1x", "x", "99999999999999999999"})
        library.error(std::string("/jsonapi/probe_book/") + id, 404);
    CHECK(library.error("/jsonapi/probe_boo", 404)["detail"].get<std::string>().find("probe_boo") != std::string::npos);
    CHECK(library.ask("/jsonapi/probe_book/1/author").status == 404);

    const auto answer = library.ask("/jsonapi/probe_book/1");
    CHECK(answer.header("vary").find("Accept") != std::string::npos);
    CHECK(library.ask("/jsonapi/probe_book/1", "If-None-Match: " + answer.header("etag") + "\r\n").status == 304);
    const auto head = library.ask("HEAD", "/jsonapi/probe_book/1", "");
    CHECK(head.status == 200);
    CHECK(head.header("content-length") == std::to_string(answer.body.size()));
    CHECK(head.header("etag") == answer.header("etag"));
    const auto far = library.ask("/jsonapi/probe_book/1/author", "Accept: application/vnd.api+json\r\n");
    CHECK(far.header("content-type") == "application/vnd.api+json");
    CHECK(json::parse(far.body)["errors"][0]["status"] == "404");
    for (const auto* method : {"POST", "PATCH", "DELETE"})
        CHECK(library.ask(method, "/jsonapi/probe_book/1", "Content-Length: 0\r\nAccept: application/json\r\n").status
            == 405);
}

TEST_CASE("jsonapi filters by every operator, and through references, as the command line does")
{
    Library library(GENERATE(from_range(engines())));
    fill(library);
    library.serve();
    const std::pair<const char*, Ids> cases[] = {
        {"filter[title]=Emma", {1}},
        {"filter[title][ne]=Emma", {2, 3, 4, 5}},
        {"filter[title][in]=Emma,%22Ulysses,+abridged%22,nothing", {1, 2}},
        {"filter[title][like]=EMMA%25", {1, 4}},
        {"filter[title][like]=50%25_", {5}},
        {"filter[type_value]=verse", {3, 5}},
        {"filter[type_value][null]", {4}},
        {"filter[type_value][notnull]=true", {1, 2, 3, 5}},
        {"filter[type_value][null]=false", {1, 2, 3, 5}},
        {"filter[pages][lt]=474", {4}},
        {"filter[pages][le]=474", {1, 4}},
        {"filter[pages][gt]=730", {5}},
        {"filter[pages][ge]=730", {2, 5}},
        {"filter[pages]=9007199254740993", {5}},
        {"filter[pages][ge]=100&filter[pages][le]=500", {1}},
        {"filter[rating][gt]=4", {1}},
        {"filter[in_print]=true", {1}},
        {"filter[in_print]=0", {2}},
        {"filter[in_print][in]=true,false", {1, 2}},
        {"filter[published]=86400", {1}},
        {"filter[extra][notnull]=1", {1}},
        {"filter[author]=3", {1, 3}},
        {"filter[author.name]=Cleo", {1, 3}},
        {"filter[author.mentor.name]=Ann", {5}},
        {"filter[author.mentor.mentor.name][like]=ann", {1, 3}},
        {"filter[author][null]", {4}},
        {"filter[id][in]=2,4,99", {2, 4}},
        {"filter[title]='%20OR%201=1--", {}},
        {"filter[title][in]=%22%27)%20OR%201=1--%22", {}},
    };
    for (const auto& [query, expected] : cases) {
        INFO(query);
        const auto found = library.get(std::string("/jsonapi/probe_book?") + query);
        CHECK(ids(found) == expected);
        CHECK(ids(library.get(library.path_of(found["links"]["self"]))) == expected);
    }
    const auto errors =
        library.get("/jsonapi/probe_book?filter[pages]=x&sort=nothing&page[size]=1000&foo=1", "", 400)["errors"];
    REQUIRE(errors.size() == 4);
    CHECK(errors[0]["source"]["parameter"] == "filter[pages]");
    CHECK(errors[1]["source"]["parameter"] == "sort");
    CHECK(errors[2]["title"] == "Bad Request");
    CHECK(errors[3]["source"]["parameter"] == "foo");
    library.error("/jsonapi/probe_book/1?sort=title", 400);
    library.error("/jsonapi?include=x", 400);
}

TEST_CASE("jsonapi includes what relationships lead to, each row once, and only the fields that are wanted")
{
    Library library(GENERATE(from_range(engines())));
    fill(library);
    library.serve();
    using Texts = std::vector<std::string>;
    CHECK(!library.get("/jsonapi/probe_book").contains("included"));
    CHECK(!library.get("/jsonapi/probe_book?include=").contains("included"));
    CHECK(included(library.get("/jsonapi/probe_book?include=author"))
        == Texts{"probe_author 1", "probe_author 2", "probe_author 3"});
    CHECK(included(library.get("/jsonapi/probe_book/1?include=author.mentor.mentor"))
        == Texts{"probe_author 3", "probe_author 2", "probe_author 1"});
    CHECK(included(library.get("/jsonapi/probe_book/4?include=author")).empty());
    CHECK(library.get("/jsonapi/probe_book/4?include=author").contains("included"));
    // Rows that are in the page are not included again.
    CHECK(included(library.get("/jsonapi/probe_author?include=mentor.mentor")).empty());
    CHECK(included(library.get("/jsonapi/probe_author/3?include=mentor")) == Texts{"probe_author 2"});
    CHECK(included(library.get("/jsonapi/probe_author?filter[name]=Cleo&include=mentor.mentor"))
        == Texts{"probe_author 2", "probe_author 1"});

    const auto sparse = library.get(
        "/jsonapi/probe_book?fields[probe_book]=title&fields[probe_author]=mentor&include=author.mentor&sort=-pages");
    CHECK(ids(sparse) == Ids{5, 2, 1, 4, 3});
    CHECK(sparse["data"][0]["attributes"] == json({{"title", "50% off_"}}));
    CHECK(!sparse["data"][0].contains("relationships"));
    CHECK(included(sparse).size() == 3);
    for (const auto& resource : sparse["included"]) {
        CHECK(!resource.contains("attributes"));
        CHECK(resource["relationships"].size() == 1);
    }
    const auto bare = library.get("/jsonapi/probe_book/1?fields[probe_book]=");
    CHECK(bare["data"]
        == json({{"type", "probe_book"}, {"id", "1"}, {"links", {{"self", bare["data"]["links"]["self"]}}}}));
    library.error("/jsonapi/probe_book?include=author.mentor.mentor.mentor", 400);
    library.error("/jsonapi/probe_book?include=gone", 400);
}
