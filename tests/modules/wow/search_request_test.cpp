// What requests ask of the search: whatever is sent, it is read, refused in a sentence, or counts for nothing.
#include <wow/search_request.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <utility>
#include <vector>

using namespace wowhost;
using Words = std::vector<std::string>;

namespace {

Fields fields(std::vector<Fields::Pair> pairs) { return Fields(std::move(pairs)); }

Request import_of(const std::string& body)
{
    Request request;
    request.method = "POST";
    request.body = body;
    return request;
}

Value hit(const std::string& url, bool local = true)
{
    return Value::object({{"name", "x"}, {"url", url}, {"local", local}, {"blizzard_id", 5}});
}

} // namespace

TEST_CASE("types come several times or with commas, each counts once")
{
    CHECK(wow::search_types_of(fields({{"type", "wow_item,,mount"}, {"q", "x"}, {"type", " wow_item , pet"}}))
        == Words{"wow_item", "mount", "pet"});
    CHECK(wow::search_types_of(fields({{"type", ""}})).empty());
    std::string many;
    for (int i = 0; i < 1000; ++i)
        many += "t" + std::to_string(i) + ",";
    CHECK(wow::search_types_of(fields({{"type", many}})).size() == 32);
}

TEST_CASE("the text is cut between characters where it is longer than any name")
{
    CHECK(wow::search_words_of(fields({{"q", "  Thunder fury "}})) == "Thunder fury");
    std::string wide = "x";
    for (int i = 0; i < 200; ++i)
        wide += "é";
    CHECK(wow::search_words_of(fields({{"q", wide}})).size() == 255);
}

TEST_CASE("an import is ordered by JSON or by a form")
{
    const auto json = wow::read_import(import_of(R"({"type":"wow_item","blizzard_id":19019,"region":"us"})"));
    CHECK(json.type == "wow_item");
    CHECK(json.blizzard_id == "19019");
    CHECK(json.region == "us");
    CHECK_FALSE(json.is_form);
    CHECK(wow::read_import(import_of(R"({"type":"wow_item","blizzard_id":"7"})")).blizzard_id == "7");
    Request form;
    form.form = fields({{"type", "wow_item"}, {"blizzard_id", "5"}, {"destination", "/wow/find?q=x"}});
    CHECK(wow::read_import(form).is_form);
    CHECK(wow::read_import(form).destination == "/wow/find?q=x");
    form.headers = fields({{"accept", "application/json"}});
    CHECK_FALSE(wow::read_import(form).is_form);
}

TEST_CASE("a body that is no order is refused, and one of other types orders nothing")
{
    for (const auto& bad : Words{"", "x", "[]", "null", "{", "7", std::string(60'000, '['), "\xff\xfe"})
        CHECK_THROWS_AS(wow::read_import(import_of(bad)), Error);
    for (const auto* odd : {"{}", R"({"type":5,"blizzard_id":[],"region":{}})", R"({"blizzard_id":null})"}) {
        const auto order = wow::read_import(import_of(odd));
        CHECK(order.type.empty());
        CHECK(order.blizzard_id.empty());
    }
}

TEST_CASE("a hit leads to this site or to the web, or nowhere")
{
    CHECK(wow::found_view(hit("/wow/character/eu/a/b"))["url"].text() == "/wow/character/eu/a/b");
    CHECK_FALSE(wow::found_view(hit("/wow/character/eu/a/b"))["abroad"].boolean());
    CHECK(wow::found_view(hit("https://www.wowhead.com/item=5"))["abroad"].boolean());
    for (const auto* bad : {"", "javascript:alert(1)", "//evil.example", "/\\evil.example", "data:text/html,x"})
        CHECK(wow::found_view(hit(bad))["url"].text().empty());
    CHECK_FALSE(wow::found_view(hit("/x"))["can_import"].boolean());
    CHECK(wow::found_view(hit("", false))["can_import"].boolean());
}
