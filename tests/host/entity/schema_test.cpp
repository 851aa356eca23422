#include "host/entity/names.hpp"
#include "library.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace wowhost;
using namespace wowhost::entity;
using namespace wowhost::entity::test;
using Catch::Matchers::Contains;

TEST_CASE("59 every type and column knows the module that provides it")
{
    const auto schema = build_schema({taxonomy(), books(), readers(), clubs()});
    CHECK(schema.require("review").provider == "books");
    CHECK(schema.require("review").column("book")->provider == "books");
    CHECK(schema.require("review").column("reader")->provider == "readers");
    CHECK(schema.require("review").column("club")->provider == "clubs");
    CHECK(schema.require("reader").column("club")->provider == "clubs");
}

TEST_CASE("the schema does not depend on the order of modules")
{
    std::vector<ModuleDefinitions> modules{taxonomy(), books(), readers(), clubs(), persons()};
    const auto by_name = [](const auto& left, const auto& right) { return left.module < right.module; };
    std::sort(modules.begin(), modules.end(), by_name);
    const auto text = to_text(build_schema(modules));
    do {
        CHECK(to_text(build_schema(modules)) == text);
    } while (std::next_permutation(modules.begin(), modules.end(), by_name));
}

TEST_CASE("projections and owner kinds are dormant until both sides are installed")
{
    CHECK(build_schema({books()}).require("review").column("reader") == nullptr);
    CHECK(build_schema({clubs()}).tables().size() == 1);
    CHECK(build_schema({clubs()}).owners().size() == 1);
    const auto schema = build_schema({clubs(), books()});
    CHECK(schema.require("review").column("club")->target == "club");
    CHECK(schema.require("review").column("reader") == nullptr);
    CHECK(schema.require("book").column("genre")->target_type.empty());
    CHECK(build_schema({taxonomy(), books()}).require("book").column("genre")->target_type == "taxonomy_term");
}

TEST_CASE("marks for reading stand on types and fields, and on whatever refers to a marked type")
{
    ModuleDefinitions accounts("accounts");
    accounts.types.push_back(EntityType("account").permission("see accounts").text("name"));
    accounts.owners.emplace_back("holder", "account");
    ModuleDefinitions notes("notes");
    notes.types.push_back(EntityType("note")
                              .field(Field("draft", FieldType::text).permission("see drafts"))
                              .text("plain")
                              .reference("author", "account")
                              .field(Field::reference("reviewer", "account").permission("see reviews"))
                              .reference("parent", "note")
                              .ownable_by("holder"));
    ModuleDefinitions badges("badges");
    badges.projections.push_back(Projection("note").reference("badge_of", "account"));

    const auto schema = build_schema({accounts, notes, badges});
    const auto needs = [&](const char* column) { return schema.require("note").column(column)->permission; };
    CHECK(schema.require("account").permission == "see accounts");
    CHECK(schema.require("note").permission.empty());
    CHECK(needs("draft") == "see drafts");
    CHECK(needs("plain").empty());
    CHECK(needs("parent").empty());
    for (const auto* column : {"author", "reviewer", "holder", "badge_of"})
        CHECK(needs(column) == "see accounts");
    CHECK_THAT(to_text(schema, "note"), Contains("column draft text provider notes permission 'see drafts'"));
    CHECK_THAT(to_text(schema, "account"), Contains("type account provider accounts permission 'see accounts'"));
    CHECK(build_schema({notes}).require("note").column("reviewer")->permission == "see reviews");
}

TEST_CASE("once_per_owner gives a partial unique index for each owner kind that is present")
{
    const auto schema = build_schema({books(), readers(), clubs()});
    std::set<std::string> partial;
    for (const auto& index : schema.require("review").indexes) {
        if (index.condition == IndexWhere::is_present && index.unique)
            partial.insert(index.where + ":" + index.columns.at(0) + "," + index.columns.at(1));
    }
    CHECK(partial == std::set<std::string>{"club:club,book", "reader:reader,book"});
}

TEST_CASE("every reference and owner column leads an index")
{
    const auto schema = build_schema({taxonomy(), books(), readers(), clubs(), persons()});
    for (const auto& [type, table] : schema.tables()) {
        for (const auto& column : table.columns) {
            if (column.type != FieldType::reference)
                continue;
            INFO(type << "." << column.name);
            CHECK(std::count_if(table.indexes.begin(), table.indexes.end(), [&](const SchemaIndex& index) {
                return index.columns.front() == column.name;
            }) == 1);
        }
    }
}

TEST_CASE("I-7 a column name that exists already is refused, naming both modules")
{
    ModuleDefinitions late("late");
    late.projections.push_back(Projection("book").text("name"));
    CHECK_THAT(message_of(ErrorCode::refused,
                   [&] {
                       build_schema({books(), late});
                   }),
        Contains("book.name") && Contains("module books") && Contains("module late"));
    ModuleDefinitions owner("owner");
    owner.types.push_back(EntityType("stars"));
    owner.owners.emplace_back("reader", "stars");
    CHECK_THAT(message_of(ErrorCode::refused,
                   [&] {
                       build_schema({books(), readers(), owner});
                   }),
        Contains("module readers") && Contains("module owner"));
    ModuleDefinitions again("again");
    again.types.push_back(EntityType("book"));
    CHECK_THAT(message_of(ErrorCode::refused,
                   [&] {
                       build_schema({books(), again});
                   }),
        Contains("'book'") && Contains("module again"));
    ModuleDefinitions words("words");
    words.vocabularies.emplace_back("book", "Book");
    CHECK_THAT(message_of(ErrorCode::refused, [&] { build_schema({books(), words}); }), Contains("module words"));
}

TEST_CASE("70 long names of indexes are shortened the same way each time and do not collide")
{
    const std::string stem(60, 'a');
    std::set<std::string> names;
    ModuleDefinitions module("m");
    for (const char last : {'x', 'y', 'z'}) {
        EntityType type(stem + last);
        for (const char field : {'p', 'q'}) {
            type.text(stem + field).index({stem + field}).unique({stem + field});
        }
        module.types.push_back(type);
    }
    const auto schema = build_schema({module});
    for (const auto& [id, table] : schema.tables()) {
        for (const auto& index : table.indexes) {
            CHECK(index.name.size() <= longest_name);
            CHECK(names.insert(index.name).second);
        }
    }
    CHECK(names.size() == 12);
    CHECK(to_text(build_schema({module})) == to_text(schema));
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {module});
    CHECK(library.is_as_expected());
}

TEST_CASE("names that differ only in where a part ends have indexes of different names")
{
    ModuleDefinitions module("m");
    module.types.push_back(EntityType("a_b").text("c").text("c_d").index({"c"}).index({"c_d"}));
    module.types.push_back(EntityType("a").text("b_c").text("b_c_d").text("d").index({"b_c"}).index({"b_c", "d"}));
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {module});
    CHECK(library.is_as_expected());
}

TEST_CASE("a mistyped type gets the nearest name")
{
    const auto schema = build_schema({books()});
    CHECK_THAT(message_of(ErrorCode::invalid_argument, [&] { schema.require("revew"); }), Contains("'review'"));
    CHECK(did_you_mean("zzzzzz", {"book", "review"}).empty());
}

TEST_CASE("the schema's text can be had for one type")
{
    const auto schema = build_schema({books(), readers()});
    CHECK_THAT(to_text(schema, "review"), Contains("column reader reference reader owner") && !Contains("type book"));
}
