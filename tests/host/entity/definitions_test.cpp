#include "library.hpp"

#include <catch2/catch.hpp>

using namespace wowhost;
using namespace wowhost::entity;
using namespace wowhost::entity::test;
using Catch::Matchers::Contains;

namespace {

std::string fault(const EntityType& type)
{
    ModuleDefinitions module("books");
    module.types.push_back(type);
    return message_of(ErrorCode::invalid_argument, [&] { validate(module); });
}

} // namespace

TEST_CASE("definitions without fault are accepted")
{
    for (const auto& module : {taxonomy(), books(), readers(), clubs(), persons()})
        CHECK_NOTHROW(validate(module));
}

TEST_CASE("a fault in a definition names module, type and field")
{
    CHECK_THAT(fault(EntityType("Book")), Contains("Module books") && Contains("'Book'"));
    CHECK_THAT(fault(EntityType("wowhost_book")), Contains("reserved"));
    CHECK_THAT(fault(EntityType("book").text("1st")), Contains("'1st'"));
    CHECK_THAT(fault(EntityType("book").text(std::string(64, 'a'))), Contains("at most 63"));
    CHECK_THAT(fault(EntityType("book").integer("id")), Contains("book.id") && Contains("reserved"));
    CHECK_THAT(fault(EntityType("book").timestamp("last_fetched")), Contains("book.last_fetched"));
    CHECK_THAT(fault(EntityType("book").text("name").text("name")), Contains("book.name") && Contains("twice"));
    CHECK_THAT(fault(EntityType("book").text("name").index({"nam"})), Contains("book.nam") && Contains("'name'"));
    CHECK_THAT(fault(EntityType("book").json("details").index({"details"})), Contains("book.details"));
    CHECK_THAT(fault(EntityType("book").text("name").unique_where({"name"}, "name")), Contains("boolean"));
    CHECK_THAT(fault(EntityType("book").reference("genre", "")), Contains("book.genre") && Contains("target"));
    CHECK_THAT(fault(EntityType("book").text("name").once_per_owner({"name"})), Contains("ownable_by"));
    CHECK_THAT(fault(EntityType("book").text("reader").ownable_by("reader")), Contains("book.reader"));
    CHECK_THAT(fault(EntityType("book").bundle_field("kind")), Contains("book.kind"));
}

TEST_CASE("67 an initial value of another type, or from an unknown or unfitting field, is refused")
{
    const auto with = [](Field field) { return fault(EntityType("book").text("name").field(std::move(field))); };
    CHECK_THAT(with(Field("pages", FieldType::integer).with_initial("many")),
        Contains("book.pages") && Contains("text") && Contains("integer"));
    CHECK_THAT(with(Field("title", FieldType::text).with_initial_from("nam")), Contains("book.title"));
    CHECK_THAT(with(Field("pages", FieldType::integer).with_initial_from("name")), Contains("book.pages"));
}

TEST_CASE("all faults of a module are reported together")
{
    ModuleDefinitions module("books");
    module.types.push_back(EntityType("Book").text("id"));
    module.owners.emplace_back("Reader", "reader");
    try {
        validate(module);
        FAIL("not refused");
    } catch (const Error& error) {
        CHECK(error.reasons().size() == 3);
    }
}

TEST_CASE("definitions survive the way into text and back")
{
    for (const auto& module : {taxonomy(), books(), readers(), clubs()}) {
        const auto again = from_text(to_text(module));
        CHECK(to_text(again) == to_text(module));
        CHECK(again.module == module.module);
        REQUIRE(again.types.size() == module.types.size());
        for (std::size_t at = 0; at < module.types.size(); ++at) {
            CHECK(again.types[at].fields == module.types[at].fields);
            CHECK(again.types[at].indexes == module.types[at].indexes);
            CHECK(again.types[at].owner_kinds == module.types[at].owner_kinds);
            CHECK(again.types[at].once_per_owner_keys == module.types[at].once_per_owner_keys);
            CHECK(again.types[at].is_fetched == module.types[at].is_fetched);
            CHECK(again.types[at].bundle == module.types[at].bundle);
        }
    }
    ModuleDefinitions module("m");
    module.types.push_back(
        EntityType("t").field(Field("f", FieldType::json).with_initial(Value::array({1, 2.5, "x"}))));
    module.types.push_back(
        EntityType("u").permission("see u").field(Field("secret", FieldType::text).permission("see secrets")));
    const auto again = from_text(to_text(module));
    CHECK(again.types[0].fields == module.types[0].fields);
    CHECK(again.types[0].needed.empty());
    CHECK(again.types[1].needed == "see u");
    CHECK(again.types[1].fields.at(0).needed == "see secrets");
}

TEST_CASE("damaged or newer text of definitions is an error that says so")
{
    CHECK_THAT(message_of(ErrorCode::storage, [] { from_text("{"); }), Contains("wowhost_definition"));
    CHECK_THAT(
        message_of(ErrorCode::storage, [] { from_text(R"({"version":9,"module":"m"})"); }), Contains("version 9"));
}

TEST_CASE("the record keeps definitions in the order of install, and forgets those removed")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    library.install(readers());
    auto& connection = library.connection();
    const auto names = [&] {
        std::string list;
        for (const auto& module : DefinitionRecord::load(connection))
            list += module.module + " ";
        return list;
    };
    CHECK(names() == "taxonomy books readers ");
    DefinitionRecord::save(connection, books());
    CHECK(names() == "taxonomy books readers ");
    DefinitionRecord::remove(connection, "books");
    CHECK(names() == "taxonomy readers ");
    ensure_tables(connection);
    CHECK(names() == "taxonomy readers ");
}
