#include "host/entity/cells.hpp"
#include "library.hpp"

#include <wowhost/json.hpp>

#include <catch2/catch.hpp>

#include <limits>

using namespace wowhost;
using namespace wowhost::entity;
using namespace wowhost::entity::test;
using Catch::Matchers::Contains;

TEST_CASE("clean text is told from unclean text")
{
    for (const auto* text : {"", "a", "abcdefgh", "abcdefghi", "Альвеоняша", "日本", "\xF0\x9F\x90\x89", "12345678é"})
        CHECK(is_clean(text));
    using namespace std::string_view_literals;
    for (const auto text : {"a\0b"sv, "abcdefg\0ijk"sv, "\xFF"sv, "\xC0\x80"sv, "\xED\xA0\x80"sv, "\xE2\x82"sv,
             "\xF4\x90\x80\x80"sv, "abcdefgh\x80"sv})
        CHECK_FALSE(is_clean(text));
    CHECK(cleaned_text("a\0b"sv)
        == "a\xEF\xBF\xBD"
           "b");
    CHECK(is_clean(cleaned_text("\xE2\x82(\xFF\xED\xA0\x80"sv)));
}

TEST_CASE("values come back the same from both engines")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    const auto round_trip = [&](const std::string& field, const Value& value) {
        const auto id = library.add("book", {{field, value}});
        return library.storage.load("book", id)->get(field);
    };
    const auto same = [&](const std::string& field, const Value& value) { return round_trip(field, value) == value; };
    CHECK(same("number", std::numeric_limits<std::int64_t>::min()));
    CHECK(same("number", std::numeric_limits<std::int64_t>::max()));
    CHECK(same("price", 0.1));
    CHECK(same("price", 1e300));
    CHECK(round_trip("price", 3) == Value(3.0));
    CHECK(same("name", ""));
    CHECK(same("name", "O'Brien \"quoted\" \\ \xF0\x9F\x90\x89"));
    CHECK(same("lent", true));
    CHECK(same("lent", false));
    CHECK(same("name", nullptr));
    const auto nested = parse_json(R"({"b":[1,2.5,{"c":null}],"a":"Ünï\n\u0001","long":"x","big":9007199254740993,
        "real":1.0,"small":1e-7,"huge":1e18,"empty":{},"none":[],"yes":true})");
    CHECK(same("details", nested));
    CHECK(same("details", "text"));
    CHECK(same("details", 5));
    CHECK(same("details", Value::Array()));
    CHECK(same("details", nullptr));
    CHECK(round_trip("details", -0.0) == Value(0.0));
}

TEST_CASE("text that is not clean is mended the same way on both engines")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    const std::string bad("a\0b\xFF", 4);
    const std::string good = "a\xEF\xBF\xBD"
                             "b\xEF\xBF\xBD";
    const auto id = library.add("book", {{"name", bad}, {"details", Value::object({{bad, bad}})}});
    const auto book = library.storage.load("book", id);
    CHECK(book->get("name") == Value(good));
    CHECK(book->get("details") == Value::object({{good, good}}));
    CHECK(library.storage.count(Query("book").where("name", bad)) == 1);
}

TEST_CASE("a value of another type is refused, naming field, expected and found")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    const auto fault = [&](const std::string& field, const Value& value) {
        return message_of(ErrorCode::invalid_argument, [&] { library.add("book", {{field, value}}); });
    };
    CHECK_THAT(
        fault("number", "12"), Contains("book.number") && Contains("expected integer") && Contains("text \"12\""));
    CHECK_THAT(fault("number", 1.5), Contains("real 1.5"));
    CHECK_THAT(fault("name", 3), Contains("book.name") && Contains("expected text"));
    CHECK_THAT(fault("lent", 2), Contains("expected boolean"));
    CHECK_THAT(fault("price", std::numeric_limits<double>::infinity()), Contains("finite"));
    CHECK_THAT(fault("printed", "today"), Contains("unix seconds"));
    CHECK_THAT(fault("genre", "Novel"), Contains("the id of a row"));
    CHECK_THAT(fault("nmae", "x"), Contains("no field 'nmae'") && Contains("'name'"));
    CHECK(library.count("book") == 0);
}
