#include "library.hpp"

#include <catch2/catch.hpp>

using namespace wowhost;
using namespace wowhost::entity;
using namespace wowhost::entity::test;
using Catch::Matchers::Contains;

namespace {

/// The module books with its type book changed.
template <class Change>
ModuleDefinitions changed_books(const Change& change)
{
    auto module = books();
    change(module.types[0]);
    return module;
}

Field& field_of(EntityType& type, const std::string& name)
{
    return *std::find_if(
        type.fields.begin(), type.fields.end(), [&](const Field& field) { return field.name == name; });
}

} // namespace

TEST_CASE("27 a projected field is a column when the type was installed before")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers()});
    const auto reader = library.add("reader", {{"name", "Ann"}});
    library.install(clubs());
    CHECK(library.column_count("reader", "club") == 0);
    CHECK(library.column_count("review", "club") == 0);
    CHECK(library.storage.load("reader", reader)->get("name") == Value("Ann"));
    CHECK(library.is_as_expected());
}

TEST_CASE("28 a projected field is a column when the type is installed later")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {clubs()});
    library.install(readers());
    library.install(books());
    CHECK(library.column_count("reader", "club") == 0);
    CHECK(library.column_count("review", "club") == 0);
    CHECK(library.column_count("review", "reader") == 0);
    CHECK(library.is_as_expected());
}

TEST_CASE("29 a module and another that projects onto it are installed together, in either order")
{
    const auto engine = GENERATE(from_range(engines()));
    const auto clubs_first = GENERATE(true, false);
    Library library(engine);
    library.change(clubs_first ? std::vector{clubs(), books(), readers()} : std::vector{readers(), books(), clubs()});
    CHECK(library.is_as_expected());
}

TEST_CASE("50 after an uninstall no table, column or index of the module is left")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers()});
    const auto before = real_catalogue(library.connection());
    library.install(clubs());
    CHECK(real_catalogue(library.connection()) != before);
    library.uninstall("clubs");
    CHECK(real_catalogue(library.connection()) == before);
    for (const auto* module : {"books", "readers", "taxonomy"})
        library.uninstall(module);
    CHECK(real_catalogue(library.connection()).empty());
}

TEST_CASE("51 after an uninstall no record of the module is left")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers(), clubs()});
    library.uninstall("clubs");
    for (const auto& module : DefinitionRecord::load(library.connection()))
        CHECK(module.module != "clubs");
    CHECK_THAT(to_text(*library.schema), !Contains("club "));
}

TEST_CASE("52 data of other modules is unchanged by install and uninstall")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers()});
    const auto book = library.add("book", {{"number", 1}, {"name", "Emma"}, {"details", Value::object({{"a", 1}})}});
    const auto reader = library.add("reader", {{"name", "Ann"}, {"favourite", book}});
    library.add("review", {{"book", book}, {"reader", reader}, {"stars", 5}});
    const auto rows = [&] {
        std::vector<Entity::Fields> all;
        for (const auto* type : {"book", "reader", "review"}) {
            for (const auto& entity : library.storage.select(Query(type)))
                all.push_back(entity.fields());
        }
        return all;
    };
    const auto before = rows();
    library.install(clubs());
    library.add("club", {{"name", "Janeites"}});
    library.uninstall("clubs");
    CHECK(rows() == before);
}

TEST_CASE("60 61 installing a definition twice changes nothing, and no step is left after an install")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers()});
    library.add("book", {{"number", 1}});
    const auto catalogue = real_catalogue(library.connection());
    CHECK(difference(*library.schema, build_schema(library.installed)).empty());
    library.install(books());
    CHECK(real_catalogue(library.connection()) == catalogue);
    CHECK(library.count("book") == 1);
}

TEST_CASE("62 63 a definition that changed shows as steps, and the tables stay until they are applied")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    const auto changed = changed_books([](EntityType& type) {
        type.text("cover");
        std::erase_if(type.fields, [](const Field& field) { return field.name == "price"; });
    });
    const auto steps = difference(*library.schema, build_schema({taxonomy(), changed}));
    REQUIRE(steps.size() == 2);
    CHECK(steps[0] == SchemaStep{SchemaAction::drop_column, "book", "price", "books"});
    CHECK(steps[1] == SchemaStep{SchemaAction::add_column, "book", "cover", "books"});
    CHECK(library.is_as_expected());
}

TEST_CASE("64 I-9 the record alone suffices to take a module away")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers()});
    library.add("reader", {{"name", "Ann"}});
    const auto recorded = DefinitionRecord::load(library.connection());
    const auto from = build_schema(recorded);
    const auto to = build_schema({recorded[0], recorded[1]});
    database::transact(library.connection(), [&] { apply(library.connection(), from, to, difference(from, to)); });
    CHECK(real_catalogue(library.connection()) == expected_catalogue(to, library.connection().engine()));
}

TEST_CASE("65 66 67 a field added to stored rows gets its initial value, and the rows keep their others")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    const auto one = library.add("book", {{"number", 1}, {"name", "Emma"}});
    const auto two = library.add("book", {{"number", 2}});
    library.install(changed_books([](EntityType& type) {
        type.field(Field("title", FieldType::text).with_initial_from("name"))
            .field(Field("pages", FieldType::integer).with_initial(100))
            .field(Field("tags", FieldType::json).with_initial(Value::array({"new"})))
            .field(Field("sold", FieldType::boolean).with_initial(false))
            .text("cover");
    }));
    const auto first = library.storage.load("book", one);
    CHECK(first->get("number") == Value(1));
    CHECK(first->get("name") == Value("Emma"));
    CHECK(first->get("title") == Value("Emma"));
    CHECK(first->get("pages") == Value(100));
    CHECK(first->get("tags") == Value::array({"new"}));
    CHECK(first->get("sold") == Value(false));
    CHECK(first->get("cover").is_null());
    CHECK(library.storage.load("book", two)->get("title").is_null());
    CHECK(library.is_as_expected());
}

TEST_CASE("67 a projected field cannot start from a field that the type does not have, or of another type")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    library.add("book", {{"number", 1}});
    const auto text = to_text(*library.schema);
    ModuleDefinitions late("late");
    late.projections.push_back(Projection("book").field(Field("title", FieldType::text).with_initial_from("nam")));
    CHECK_THAT(message_of(ErrorCode::invalid_argument, [&] { library.install(late); }),
        Contains("book.title") && Contains("'nam'") && Contains("'name'"));
    late.projections[0].fields[0].initial_from = "number";
    CHECK_THAT(message_of(ErrorCode::invalid_argument, [&] { library.install(late); }), Contains("integer"));
    CHECK(library.is_as_expected());
}

TEST_CASE("68 71 changing the column of a field that has data is refused and leaves everything as it was")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    const auto id = library.add("book", {{"number", 1}, {"price", 2.5}});
    const auto catalogue = real_catalogue(library.connection());
    const auto changed = changed_books([](EntityType& type) {
        type.text("cover");
        field_of(type, "price").type = FieldType::text;
    });
    CHECK_THAT(message_of(ErrorCode::refused, [&] { library.install(changed); }),
        Contains("book.price") && Contains("module books") && Contains("1 rows"));
    CHECK(real_catalogue(library.connection()) == catalogue);
    CHECK(library.storage.load("book", id)->get("price") == Value(2.5));
    CHECK(DefinitionRecord::load(library.connection()).size() == 2);

    library.save("book", {{"price", nullptr}}, id);
    library.install(changed);
    CHECK(library.is_as_expected());
    CHECK(library.storage.load("book", id)->get("number") == Value(1));
}

TEST_CASE("69 an index may be added to a table with data, a unique one that data violates is refused")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    library.add("book", {{"number", 1}, {"name", "Emma"}});
    library.add("book", {{"number", 2}, {"name", "Emma"}});
    library.install(changed_books([](EntityType& type) { type.index({"price", "name"}); }));
    CHECK(library.is_as_expected());
    CHECK_THAT(message_of(ErrorCode::refused,
                   [&] { library.install(changed_books([](EntityType& type) { type.unique({"name"}); })); }),
        Contains("book") && Contains("name"));
    CHECK(library.is_as_expected());
}

TEST_CASE("72 a field goes at once with its column, and its indexes")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    library.add("book", {{"number", 1}, {"name", "Emma"}});
    library.install(changed_books([](EntityType& type) {
        std::erase_if(type.fields, [](const Field& field) { return field.name == "name" || field.name == "genre"; });
        std::erase_if(type.indexes, [](const Index& index) { return index.fields.front() == "name"; });
    }));
    CHECK(library.is_as_expected());
    CHECK_FALSE(library.storage.has_field("book", "name"));
    CHECK(library.count("book") == 1);
}

TEST_CASE("77 unique keys and the id are enforced by the database")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books()});
    const auto id = library.add("book", {{"number", 1}});
    const auto insert = [&](std::int64_t other_id, std::int64_t number) {
        return message_of(ErrorCode::conflict, [&] {
            library.connection().run("INSERT INTO book (id, number) VALUES (?, ?)", {other_id, number});
        });
    };
    CHECK_THAT(insert(id, 2), !Contains("nothing was thrown") && !Contains("[storage]"));
    CHECK_THAT(insert(id + 1, 1), !Contains("nothing was thrown") && !Contains("[storage]"));
}

TEST_CASE("I-19 install, data, uninstall, and again, works for projected columns without a purge between")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers()});
    const auto book = library.add("book", {{"number", 1}});
    const auto reader = library.add("reader", {{"name", "Ann"}});
    const auto own = library.add("review", {{"book", book}, {"reader", reader}});
    const auto catalogue = real_catalogue(library.connection());
    for (int round = 0; round < 3; ++round) {
        library.install(clubs());
        const auto club = library.add("club", {{"name", "Janeites"}});
        library.save("reader", {{"club", club}}, reader);
        library.add("review", {{"book", book}, {"club", club}});
        CHECK(library.count("review") == 2);
        library.uninstall("clubs");
        CHECK(library.count("review") == 1);
        CHECK(library.storage.load("review", own)->get("reader") == Value(reader));
        CHECK(real_catalogue(library.connection()) == catalogue);
    }
}

TEST_CASE("references to a type that goes become null, and can be set again when it is back")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), readers()});
    const auto book = library.add("book", {{"number", 1}});
    const auto reader = library.add("reader", {{"name", "Ann"}, {"favourite", book}});
    library.uninstall("books");
    CHECK(library.storage.load("reader", reader)->get("favourite").is_null());
    CHECK_THAT(message_of(ErrorCode::conflict,
                   [&] {
                       library.save("reader", {{"favourite", 1}}, reader);
                   }),
        Contains("reader.favourite") && Contains("not installed"));
    library.install(books());
    const auto again = library.add("book", {{"number", 1}});
    library.save("reader", {{"favourite", again}}, reader);
    CHECK(library.is_as_expected());
}

TEST_CASE("types that refer to each other can be created and dropped with rows in them")
{
    const auto engine = GENERATE(from_range(engines()));
    ModuleDefinitions pairs("pairs");
    pairs.types.push_back(EntityType("left_hand").reference("other", "right_hand").reference("same", "left_hand"));
    pairs.types.push_back(EntityType("right_hand").reference("other", "left_hand"));
    Library library(engine, {pairs});
    CHECK(library.is_as_expected());
    const auto left = library.add("left_hand");
    const auto right = library.add("right_hand", {{"other", left}});
    library.save("left_hand", {{"other", right}, {"same", left}}, left);
    library.uninstall("pairs");
    CHECK(real_catalogue(library.connection()).empty());
}

TEST_CASE("a type that becomes fetched counts its rows as fetched now")
{
    const auto engine = GENERATE(from_range(engines()));
    ModuleDefinitions module("m");
    module.types.push_back(EntityType("thing").text("name"));
    Library library(engine, {module});
    const auto id = library.add("thing");
    module.types[0].fetched();
    library.install(module);
    CHECK(library.storage.load("thing", id)->get("last_fetched").integer() > 1'600'000'000);
    CHECK(library.is_as_expected());
}
