#include "host/entity/rows.hpp"
#include "library.hpp"

#include <catch2/catch.hpp>

using namespace wowhost;
using namespace wowhost::entity;
using namespace wowhost::entity::test;
using Catch::Matchers::Contains;

TEST_CASE("conditions are read as the contract writes them")
{
    const auto schema = build_schema({taxonomy(), books(), readers()});
    const auto parse = [&](const std::string& text) { return parse_condition(schema, "book", text); };
    const auto is = [&](const std::string& text, const std::string& field, Operator op, const Value& value) {
        const auto condition = parse(text);
        return condition.field == field && condition.op == op && condition.value == value;
    };
    CHECK(is("number = 5", "number", Operator::equal, 5));
    CHECK(is("number != -5", "number", Operator::not_equal, -5));
    CHECK(is("price <= 2.5", "price", Operator::less_equal, 2.5));
    CHECK(is("price > 2", "price", Operator::greater, 2.0));
    CHECK(is("lent = true", "lent", Operator::equal, true));
    CHECK(is("lent = 0", "lent", Operator::equal, false));
    CHECK(is("name =  two  spaces ", "name", Operator::equal, " two  spaces "));
    CHECK(is("name = 5", "name", Operator::equal, "5"));
    CHECK(is("name = ", "name", Operator::equal, ""));
    CHECK(is("name like %Em_a%", "name", Operator::like, "%Em_a%"));
    CHECK(is("number in [1, 2]", "number", Operator::in, Value::array({1, 2})));
    CHECK(is("details null", "details", Operator::is_null, nullptr));
    CHECK(is("id >= 3", "id", Operator::greater_equal, 3));
    CHECK(is("genre.parent.weight < 7", "genre.parent.weight", Operator::less, 7));
}

TEST_CASE("a condition that makes no sense says why")
{
    const auto schema = build_schema({taxonomy(), books(), readers()});
    const auto fault = [&](const std::string& text) {
        return message_of(ErrorCode::invalid_argument, [&] { parse_condition(schema, "book", text); });
    };
    CHECK_THAT(fault("number"), Contains("FIELD OP VALUE"));
    CHECK_THAT(fault("number is 5"), Contains("'is' is no operator"));
    CHECK_THAT(fault("numbr = 5"), Contains("'numbr'") && Contains("'number'"));
    CHECK_THAT(fault("number = five"), Contains("'five'") && Contains("number") && Contains("integer"));
    CHECK_THAT(fault("number = 5x"), Contains("'5x'"));
    CHECK_THAT(fault("lent = yes"), Contains("boolean"));
    CHECK_THAT(fault("number in 5"), Contains("JSON array"));
    CHECK_THAT(fault("number in [5"), Contains("JSON array"));
    CHECK_THAT(fault("name null x"), Contains("takes no value"));
    CHECK_THAT(fault("name.x = 5"), Contains("book.name"));
}

TEST_CASE("a row has all columns, null ones too, and can be narrowed")
{
    Library library("sqlite", {taxonomy(), books()});
    const auto id = library.add("book", {{"number", 7}});
    const auto fields = row_fields(*library.schema, "book");
    CHECK(fields.front() == "id");
    const auto row = to_row(fields, *library.storage.load("book", id));
    CHECK(row.members().size() == fields.size());
    CHECK(row["id"] == Value(id));
    CHECK(row["number"] == Value(7));
    CHECK(row.contains("name"));
    CHECK(to_row(row_fields(*library.schema, "book", {"number"}), *library.storage.load("book", id))
        == Value::object({{"number", 7}}));
    CHECK_THAT(message_of(ErrorCode::invalid_argument, [&] { row_fields(*library.schema, "book", {"nmber"}); }),
        Contains("'number'"));
}

TEST_CASE("save_row inserts without id, updates partly with one, and keeps last_fetched to the letter")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    const auto id = save_row(library.storage, "book", Value::object({{"number", 7}, {"last_fetched", 5}}));
    const auto stamp = [&] { return library.storage.load("book", id)->get("last_fetched"); };
    CHECK(stamp() == Value(5));
    CHECK(save_row(library.storage, "book", Value::object({{"id", id}, {"name", "Emma"}, {"last_fetched", 5}})) == id);
    CHECK(stamp() == Value(5));
    CHECK(library.storage.load("book", id)->get("number") == Value(7));
    save_row(library.storage, "book", Value::object({{"id", id}, {"name", "Emma"}}));
    CHECK(stamp() == Value(library.now));
    CHECK_THAT(message_of(ErrorCode::not_found,
                   [&] {
                       save_row(library.storage, "book", Value::object({{"id", 4711}}));
                   }),
        Contains("4711"));
    CHECK_THAT(message_of(ErrorCode::invalid_argument, [&] { save_row(library.storage, "book", 5); }),
        Contains("JSON object"));
    CHECK_THAT(message_of(ErrorCode::invalid_argument,
                   [&] {
                       save_row(library.storage, "book", Value::object({{"id", "x"}}));
                   }),
        Contains("positive integer"));
}
