// The tolerant reader: what is good is read, what is not is empty.
#include <wow/document.hpp>
#include <wowhost/json.hpp>

#include <string>

#include <catch2/catch.hpp>

using wow::Document;
using wow::Node;

TEST_CASE("a localized field is a text, or an object of languages with a fallback per field")
{
    Document body;
    REQUIRE(body.parse(R"({"plain":"Orc","empty":"","none":null,"number":4,
        "all":{"en_US":"Color","en_GB":"Colour","de_DE":"Farbe"},
        "some":{"de_DE":"","ko_KR":"색"},"nulls":{"de_DE":null,"en_US":"Only"},"nothing":{"de_DE":null}})"));
    CHECK(body["plain"].localized("de_DE") == "Orc");
    CHECK(body["all"].localized("de_DE") == "Farbe");
    CHECK(body["all"].localized("fr_FR") == "Colour");
    CHECK(body["all"].localized("") == "Colour");
    CHECK(body["some"].localized("de_DE") == "색");
    CHECK(body["nulls"].localized("de_DE") == "Only");
    for (const auto* key : {"empty", "none", "number", "nothing", "absent"})
        CHECK_FALSE(body[key].localized("de_DE"));
}

TEST_CASE("numbers out of range or of another type are nothing, and cost nothing else")
{
    Document body;
    REQUIRE(body.parse(R"({"big":123456789012345678901234567890,"float":1e999,"tiny":-99999999999999999999,
        "max":9223372036854775807,"over":9223372036854775808,"whole":5.0,"half":0.5,"text":"7","name":"kept"})"));
    CHECK(body["name"].text() == "kept");
    CHECK(body["max"].integer() == 9223372036854775807);
    CHECK(body["whole"].integer() == 5);
    for (const auto* key : {"big", "float", "tiny", "over", "half", "text", "absent"})
        CHECK_FALSE(body[key].integer());
    CHECK(body["half"].real() == 0.5);
    CHECK_FALSE(body["big"].exists());
}

TEST_CASE("a lone surrogate or a byte that is not UTF-8 costs a character, not the document")
{
    Document body;
    REQUIRE(body.parse("{\"a\":\"x\\ud800y\",\"pair\":\"\\ud83d\\ude00\",\"b\":\"Gr\xfc\xdf\",\"n\":3,"
                       "\"big\":99999999999999999999}"));
    CHECK(body["a"].text() == "x\xEF\xBF\xBDy");
    CHECK(body["pair"].text() == "\xF0\x9F\x98\x80");
    CHECK(body["b"].text() == "Gr\xEF\xBF\xBD\xEF\xBF\xBD");
    CHECK(body["n"].integer() == 3);
}

TEST_CASE("an id is a number, or stands at the end of a link")
{
    Document body;
    REQUIRE(body.parse(R"({"a":{"id":7,"key":{"href":"https://eu.x/8"}},
        "b":{"key":{"href":"https://eu.x/data/wow/mount/6?namespace=static-8.2.5_31884-eu"}},
        "c":{"href":"https://eu.x/data/wow/connected-realm/509/"},"d":"https://eu.x/9#top",
        "e":{"href":"https://eu.x/data/wow/realm/index"},"f":{"id":-5},"g":{"id":"7"},"h":{"id":0},
        "i":{"href":"https://eu.x/99999999999999999999"}})"));
    CHECK(body["a"].id() == 7);
    CHECK(body["b"].id() == 6);
    CHECK(body["c"].href_id() == 509);
    CHECK(body["d"].href_id() == 9);
    CHECK(body["h"].id() == 0);
    for (const auto* key : {"e", "f", "g", "i", "absent"})
        CHECK_FALSE(body[key].id());
}

TEST_CASE("an enumeration is its code, alone or with a name")
{
    Document body;
    REQUIRE(body.parse(R"({"a":{"type":"HORDE","name":"Horde"},"b":"EPIC","c":{"name":"x"},"d":{"type":""},"e":3})"));
    CHECK(body["a"].type_code() == "HORDE");
    CHECK(body["b"].type_code() == "EPIC");
    for (const auto* key : {"c", "d", "e", "absent"})
        CHECK_FALSE(body[key].type_code());
}

TEST_CASE("what is no array has no items, and items of mixed types are read one by one")
{
    Document body;
    REQUIRE(body.parse(R"({"rows":[{"id":1},null,"x",{"id":2},[],{"id":null}],"object":{"a":1},"text":"[]"})"));
    std::vector<std::int64_t> ids;
    for (const auto row : body["rows"].items())
        if (const auto id = row.id())
            ids.push_back(*id);
    CHECK(ids == std::vector<std::int64_t>{1, 2});
    for (const auto* key : {"object", "text", "absent"})
        for ([[maybe_unused]] const auto row : body[key].items())
            FAIL("an item of " << key);
    for (const auto& [key, node] : body["object"].members()) {
        CHECK(key == "a");
        CHECK(node.integer() == 1);
    }
}

TEST_CASE("timestamps come in milliseconds, also before 1970")
{
    Document body;
    REQUIRE(body.parse(R"({"a":1577030069123,"b":-1,"c":"x"})"));
    CHECK(body["a"].seconds() == 1577030069);
    CHECK(body["b"].seconds() == -1);
    CHECK_FALSE(body["c"].seconds());
}

TEST_CASE("what is not JSON is an error with its source, and the reader goes on")
{
    Document body;
    for (const auto* text : {"", "<html><body>502 Bad Gateway</body></html>", "{\"a\":1", "{\"a\":1}}", "nope"}) {
        CHECK_FALSE(body.parse(text, "https://eu.x/data"));
        CHECK_THAT(body.error(), Catch::Contains("https://eu.x/data") && Catch::Contains("not JSON"));
        CHECK_FALSE(body["a"].exists());
    }
    CHECK_FALSE(body.parse(std::string(200, '[') + std::string(200, ']')));
    REQUIRE(body.parse(R"({"a":1})"));
    CHECK(body.error().empty());
    CHECK(body["a"].integer() == 1);
}

TEST_CASE("a part of a body can be kept as a value")
{
    Document body;
    const std::string text = R"({"a":[1,2.5,"x",null,true,{"b":{}}]})";
    REQUIRE(body.parse(text));
    CHECK(wowhost::to_json_text(body.root().value()) == text);
    CHECK(body.root().value(1)["a"].is_null());
}
