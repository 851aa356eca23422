// Parameters: what is asked for, and that everything wrong is said, and nothing that is hidden is told from nothing.
#include "library.hpp"
#include "parameters.hpp"

#include <catch2/catch.hpp>

using namespace jsonapi_test;
using Catch::Matchers::Contains;
using wowhost::Condition;
using wowhost::Fields;
using wowhost::Operator;
using wowhost::Value;

namespace {

Parameters parse(const Catalogue& of, std::vector<Fields::Pair> query, Address address = Address::collection)
{
    return parse_parameters(of, of.type("book"), address, Fields(std::move(query)), {50, 100});
}

/// The one fault of the parameter.
std::string fault(std::string name, std::string value, bool trusted = false, Address address = Address::collection)
{
    const auto of = catalogue(trusted);
    const auto result = parse(of, {{name, value}}, address);
    INFO(name << "=" << value);
    REQUIRE(result.faults.size() == 1);
    CHECK(result.faults[0].parameter == name);
    CHECK(result.faults[0].status == 400);
    return result.faults[0].detail;
}

Condition condition(std::string name, std::string value)
{
    const auto of = catalogue();
    const auto result = parse(of, {{name, value}});
    INFO(name << "=" << value << ": " << (result.faults.empty() ? "" : result.faults[0].detail));
    REQUIRE(result.conditions.size() == 1);
    return result.conditions[0];
}

} // namespace

TEST_CASE("a filter becomes a condition, its value read by the type of the field")
{
    struct Case {
        const char* name;
        const char* value;
        const char* path;
        Operator op;
        Value expected;
    };
    const Case cases[] = {
        {"filter[title]", "Emma", "title", Operator::equal, "Emma"},
        {"filter[title][ne]", "", "title", Operator::not_equal, ""},
        {"filter[type_value]", "a,b", "type", Operator::equal, "a,b"},
        {"filter[pages][ge]", "-12", "pages", Operator::greater_equal, -12},
        {"filter[pages][lt]", "9223372036854775807", "pages", Operator::less, INT64_MAX},
        {"filter[rating][gt]", "2.5", "rating", Operator::greater, 2.5},
        {"filter[in_print]", "true", "in_print", Operator::equal, true},
        {"filter[in_print][ne]", "0", "in_print", Operator::not_equal, false},
        {"filter[published][le]", "86400", "published", Operator::less_equal, 86400},
        {"filter[author]", "7", "author", Operator::equal, 7},
        {"filter[id]", "3", "id", Operator::equal, 3},
        {"filter[author.mentor.name]", "Ann", "author.mentor.name", Operator::equal, "Ann"},
        {"filter[author.id]", "3", "author.id", Operator::equal, 3},
        {"filter[title][like]", "%Em_", "title", Operator::like, "%Em_"},
        {"filter[extra][null]", "", "extra", Operator::is_null, nullptr},
        {"filter[extra][null]", "false", "extra", Operator::is_not_null, nullptr},
        {"filter[author][notnull]", "1", "author", Operator::is_not_null, nullptr},
        {"filter[pages][in]", "1,22,-3", "pages", Operator::in, Value::array({1, 22, -3})},
        {"filter[title][in]", "\"a,b\",c,\"say \"\"x\"\"\",", "title", Operator::in,
            Value::array({"a,b", "c", "say \"x\"", ""})},
    };
    for (const auto& one : cases) {
        const auto found = condition(one.name, one.value);
        CHECK(found.field == one.path);
        CHECK(found.op == one.op);
        CHECK(found.value == one.expected);
    }
    const auto of = catalogue();
    CHECK(parse(of, {{"filter[pages][ge]", "1"}, {"filter[pages][ge]", "2"}}).conditions.size() == 2);
}

TEST_CASE("a filter that cannot be is refused with the reason")
{
    CHECK_THAT(fault("filter[pages]", "many"), Contains("many") && Contains("whole number"));
    CHECK_THAT(fault("filter[pages]", "9223372036854775808"), Contains("whole number"));
    CHECK_THAT(fault("filter[rating]", "inf"), Contains("number"));
    CHECK_THAT(fault("filter[rating]", "nan"), Contains("number"));
    CHECK_THAT(fault("filter[in_print]", "yes"), Contains("true or false"));
    CHECK_THAT(fault("filter[pages][in]", "1,x"), Contains("\"x\""));
    CHECK_THAT(fault("filter[pages][in]", ""), Contains("whole number"));
    CHECK_THAT(fault("filter[title][in]", "\"a"), Contains("not closed"));
    CHECK_THAT(fault("filter[title][in]", "\"a\"b"), Contains("behind"));
    CHECK_THAT(fault("filter[title][is]", "x"), Contains("no operator") && Contains("notnull"));
    CHECK_THAT(fault("filter[title][LIKE]", "x"), Contains("no operator"));
    CHECK_THAT(fault("filter[title][null]", "maybe"), Contains("maybe"));
    CHECK_THAT(fault("filter[extra]", "1"), Contains("nested"));
    CHECK_THAT(fault("filter[pages][like]", "1%"), Contains("texts"));
    CHECK_THAT(fault("filter[title][like]", "%a%b%c%d%e%f%g%h%i"), Contains("8 times"));
    CHECK_THAT(fault("filter[title][like]", std::string(101, 'x')), Contains("100 bytes"));
    CHECK_THAT(fault("filter[title]", std::string(1001, 'x')), Contains("1001 bytes"));
    CHECK_THAT(fault("filter[titel]", "x"), Contains("book has no field \"titel\""));
    CHECK_THAT(fault("filter[]", "x"), Contains("no field"));
    CHECK_THAT(fault("filter[title.name]", "x"), Contains("no field"));
    CHECK_THAT(fault("filter[gone.name]", "x"), Contains("no field"));
    CHECK_THAT(fault("filter[author.mentor.mentor.mentor.name]", "x"), Contains("no field"));
    std::string many = "0";
    for (int i = 1; i <= 200; ++i)
        many += "," + std::to_string(i);
    CHECK_THAT(fault("filter[pages][in]", many), Contains("201 values"));
    std::vector<Fields::Pair> filters(21, {"filter[pages][ne]", "1"});
    const auto of = catalogue();
    const auto result = parse(of, filters);
    CHECK(result.conditions.size() == 20);
    CHECK(result.faults.size() == 1);
}

TEST_CASE("what is hidden is refused in the words for what does not exist")
{
    const auto with = [](std::string text, const std::string& from, const std::string& to) {
        for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
            text.replace(at, from.size(), to);
        return text;
    };
    const std::pair<std::string, std::string> pairs[] = {{"owner", "nonsense"}, {"author.secret", "author.nonsense"},
        {"owner.name", "nonsense.name"}, {"author.account.name", "author.nonsense.name"}};
    for (const auto& [hidden, missing] : pairs) {
        CHECK(with(fault("filter[" + hidden + "]", "1"), hidden, missing) == fault("filter[" + missing + "]", "1"));
        CHECK(with(fault("sort", hidden), hidden, missing) == fault("sort", missing));
        CHECK(with(fault("sort", "-" + hidden), hidden, missing) == fault("sort", "-" + missing));
    }
    CHECK(with(fault("include", "owner"), "owner", "nonsense") == fault("include", "nonsense"));
    CHECK(with(fault("include", "author.account"), "account", "nonsense") == fault("include", "author.nonsense"));
    CHECK(with(fault("fields[book]", "owner"), "owner", "nonsense") == fault("fields[book]", "nonsense"));
    CHECK(with(fault("fields[user]", "name"), "user", "nonsense") == fault("fields[nonsense]", "name"));
    CHECK(with(fault("fields[author]", "secret"), "secret", "nonsense") == fault("fields[author]", "nonsense"));

    const auto trusted = catalogue(true);
    CHECK(parse(trusted,
        {{"filter[owner.name]", "Ann"}, {"sort", "author.secret"}, {"include", "owner,author.account"},
            {"fields[user]", "name"}})
              .faults.empty());
    CHECK(catalogue().type("user") == nullptr);
    CHECK(catalogue(true).type("user") != nullptr);
}

TEST_CASE("a sort names fields, downwards with a minus, and ends where the id decides")
{
    const auto of = catalogue();
    const auto sorts = [&](std::string value) { return parse(of, {{"sort", std::move(value)}}).sorts; };
    CHECK(sorts("-pages,title")
        == std::vector<SortKey>{{"pages", true, FieldType::integer}, {"title", false, FieldType::text}});
    CHECK(sorts("author.name,-id,pages")
        == std::vector<SortKey>{{"author.name", false, FieldType::text}, {"id", true, FieldType::integer}});
    CHECK(sorts("type_value") == std::vector<SortKey>{{"type", false, FieldType::text}});
    CHECK_THAT(fault("sort", ""), Contains("empty"));
    CHECK_THAT(fault("sort", "pages,"), Contains("no field \"\""));
    CHECK_THAT(fault("sort", "pages,-pages"), Contains("twice"));
    CHECK_THAT(fault("sort", "extra"), Contains("no order"));
    CHECK_THAT(fault("sort", "title,pages,rating,id"), Contains("more than 3"));
    CHECK_THAT(fault("sort", "--pages"), Contains("\"-pages\""));
}

TEST_CASE("pages, sparse fields and includes are bounded and checked")
{
    const auto of = catalogue();
    CHECK(parse(of, {}).size == 50);
    CHECK(parse(of, {{"page[size]", "100"}}).size == 100);
    for (const auto* size : {"0", "-1", "101", "", "ten", "5 ", "99999999999999999999"})
        CHECK_THAT(fault("page[size]", size), Contains("from 1 to 100"));
    CHECK_THAT(fault("page[after]", ""), Contains("links.next"));
    CHECK(parse(of, {{"page[after]", "xyz"}}).after == "xyz");

    const auto sparse = parse(of, {{"fields[book]", "title,author"}, {"fields[author]", ""}});
    CHECK(sparse.fields.at("book") == std::set<std::string>{"author", "title"});
    CHECK(sparse.fields.at("author").empty());
    CHECK_THAT(fault("fields[book]", "title,titel"), Contains("titel"));
    CHECK_THAT(fault("fields[shelf]", "title"), Contains("shelf"));

    const auto tree = parse(of, {{"include", "author.mentor.mentor,author"}});
    REQUIRE(tree.include.size() == 1);
    CHECK(tree.include[0].member->name == "author");
    REQUIRE(tree.include[0].children.size() == 1);
    CHECK(tree.include[0].children[0].children.size() == 1);
    CHECK(tree.has_include);
    CHECK(!parse(of, {{"include", ""}}).has_include);
    CHECK_THAT(fault("include", "author.mentor.mentor.mentor"), Contains("at most 3"));
    CHECK_THAT(fault("include", "title"), Contains("no relationship"));
    CHECK_THAT(fault("include", "gone"), Contains("no relationship"));
    CHECK_THAT(fault("include", "author,"), Contains("no relationship"));
}

TEST_CASE("parameters that are not known, not of this address or given twice are faults, all of them at once")
{
    for (const auto* name :
        {"filter", "filter[", "filter[pages", "filter[pages][eq][x]", "filter]pages[", "page", "page[number]",
            "page[offset]", "sort[x]", "include[x]", "fields", "limit", "", "[]", "filter[[pages]]", "Filter[pages]"})
        CHECK_THAT(fault(name, "1"), Contains("no parameter") && Contains("page[after]"));
    for (const auto* name : {"filter[pages]", "sort", "page[size]", "page[after]"})
        CHECK_THAT(fault(name, "1", false, Address::row), Contains("takes fields[TYPE] and include"));
    CHECK_THAT(fault("include", "author", false, Address::index), Contains("takes none"));
    const auto of = catalogue();
    const auto result =
        parse(of, {{"sort", "pages"}, {"sort", "title"}, {"page[size]", "x"}, {"what", "1"}, {"filter[pages]", "1"}});
    REQUIRE(result.faults.size() == 3);
    CHECK_THAT(result.faults[0].detail, Contains("twice"));
    CHECK(result.faults[2].parameter == "what");
    CHECK(parse(of, std::vector<Fields::Pair>(400, {"x", "y"})).faults.size() == most_faults);
}

TEST_CASE("a field called type or id has another name in documents")
{
    TypeInfo info;
    info.fields = {field("type", FieldType::text), field("type_value", FieldType::text)};
    CHECK(member_name(info, "type") == "type_value_value");
    CHECK(member_name(info, "type_value") == "type_value");
    info.fields.pop_back();
    CHECK(member_name(info, "type") == "type_value");
}
