// Documents as text: what the specification asks of their shape, and that any text survives.
#include "document.hpp"
#include "json_text.hpp"
#include "library.hpp"

#include <wowhost/json.hpp>

#include <catch2/catch.hpp>
#include <limits>
#include <random>

using namespace jsonapi_test;
using nlohmann::json;
using wowhost::Entity;
using wowhost::Value;

TEST_CASE("a value written is the value read")
{
    std::mt19937 random(11);
    const auto make = [&](auto&& self, int depth) -> Value {
        switch (random() % (depth > 3 ? 5 : 7)) {
        case 0: return {};
        case 1: return random() % 2 == 0;
        case 2: return static_cast<std::int64_t>(random() >> 1) * static_cast<std::int64_t>(random()) - INT32_MAX;
        case 3: return static_cast<double>(random()) / 7 + 0.1;
        case 4: {
            std::string text = "ü€😀";
            for (auto i = random() % 20; i > 0; --i)
                text += static_cast<char>(random() % 128);
            return text;
        }
        case 5: {
            Value array = Value::Array{};
            for (auto i = random() % 4; i > 0; --i)
                array.push_back(self(self, depth + 1));
            return array;
        }
        default: {
            Value object = Value::Object{};
            for (auto i = random() % 4; i > 0; --i)
                object.set("k\"" + std::to_string(i), self(self, depth + 1));
            return object;
        }
        }
    };
    for (int i = 0; i < 500; ++i) {
        const auto value = make(make, 0);
        auto text = JsonText().value(value).take();
        INFO(text);
        CHECK(wowhost::parse_json(text) == value);
    }
    CHECK(JsonText().value(Value(std::numeric_limits<double>::infinity())).take() == "null");
    CHECK(JsonText().value(Value(3.0)).take() == "3");
}

TEST_CASE("a row is a resource with attributes, relationships with linkage, and links")
{
    const auto of = catalogue();
    const auto& type = *of.type("book");
    Entity entity("book",
        {{"title", "Emma"}, {"type", "novel"}, {"pages", INT64_MAX}, {"rating", 4.5}, {"in_print", true},
            {"extra", Value::object({{"a", Value::array({1, nullptr})}})}, {"author", 7}, {"owner", 3}});
    entity.set_id(9);
    const auto written = json::parse(
        rows_document({{&type, &entity}}, true, {}, {}, {"http://x/jsonapi", "http://x/jsonapi/book/9", {}, {}}));
    const auto expected = json::parse(R"({
        "jsonapi": {"version": "1.1"},
        "links": {"self": "http://x/jsonapi/book/9"},
        "data": {"type": "book", "id": "9",
            "attributes": {"title": "Emma", "type_value": "novel", "pages": 9223372036854775807, "rating": 4.5,
                "in_print": true, "published": null, "extra": {"a": [1, null]}},
            "relationships": {
                "author": {"data": {"type": "author", "id": "7"}, "links": {"related": "http://x/jsonapi/author/7"}},
                "gone": {"data": null}},
            "links": {"self": "http://x/jsonapi/book/9"}}})");
    CHECK(written == expected);
}

TEST_CASE("sparse fields leave out what is not named, and whole members when nothing is")
{
    const auto of = catalogue();
    const auto& type = *of.type("book");
    Entity entity("book", {{"title", "Emma"}, {"author", 7}});
    entity.set_id(9);
    Parameters parameters;
    parameters.fields["book"] = {"title"};
    auto data = json::parse(rows_document({{&type, &entity}}, false, {}, parameters, {}))["data"][0];
    CHECK(data["attributes"] == json({{"title", "Emma"}}));
    CHECK(!data.contains("relationships"));
    CHECK(shown_columns(type, parameters) == std::vector<std::string>{"id", "title"});
    parameters.fields["book"] = {};
    data = json::parse(rows_document({{&type, &entity}}, false, {}, parameters, {}))["data"][0];
    CHECK(!data.contains("attributes"));
    CHECK(shown_columns(type, parameters) == std::vector<std::string>{"id"});
}

TEST_CASE("errors have status, title, detail and source, together one status")
{
    const std::vector<Fault> faults{{400, "No \"x\".", "filter[x]", {}}, {406, "Not so.", {}, "Accept"}};
    const auto errors = json::parse(errors_document(faults))["errors"];
    CHECK(errors[0]
        == json({{"status", "400"}, {"title", "Bad Request"}, {"detail", "No \"x\"."},
            {"source", {{"parameter", "filter[x]"}}}}));
    CHECK(errors[1]["source"] == json({{"header", "Accept"}}));
    CHECK(status_of(faults) == 400);
    CHECK(status_of({faults[1]}) == 406);
}

TEST_CASE("addresses are encoded, and lose and gain the cursor")
{
    const wowhost::Fields query({{"filter[title]", "a b&c=ü"}, {"page[after]", "old"}, {"sort", "-x"}});
    CHECK(address("/b", query, false, "") == "/b?filter%5Btitle%5D=a%20b%26c%3D%C3%BC&sort=-x");
    CHECK(address("/b", query, false, "new") == "/b?filter%5Btitle%5D=a%20b%26c%3D%C3%BC&sort=-x&page%5Bafter%5D=new");
    CHECK(address("/b", query, true, "") == "/b?filter%5Btitle%5D=a%20b%26c%3D%C3%BC&page%5Bafter%5D=old&sort=-x");
    CHECK(address("/b", {}, true, "") == "/b");
}

TEST_CASE("the index names the types and fields that the visitor may see, and where their rows are")
{
    for (const bool trusted : {false, true}) {
        const auto of = catalogue(trusted);
        std::vector<ResourceType> types;
        for (const auto& info : library())
            if (auto type = of.seen(info))
                types.push_back(*type);
        const auto text = index_document(types, {"http://x/jsonapi", "http://x/jsonapi", {}, {}});
        const auto data = json::parse(text)["data"];
        CHECK(data.size() == (trusted ? 3 : 2));
        CHECK(data[1]["id"] == "book");
        CHECK(data[1]["type"] == "entity-type");
        CHECK(data[1]["attributes"]["label"] == "Book");
        CHECK(data[1]["relationships"]["rows"]["links"]["related"] == "http://x/jsonapi/book");
        CHECK(data[1]["attributes"]["fields"][7]
            == json({{"name", "author"}, {"type", "reference"}, {"target", "author"}, {"provider", "library"}}));
        CHECK((text.find("secret") != std::string::npos) == trusted);
        CHECK((text.find("owner") != std::string::npos) == trusted);
    }
}
