// How many statements a document takes, over the real storage: as many as relationships are included, not as rows.
#include "../../host/entity/library.hpp"
#include "reader.hpp"

#include <catch2/catch.hpp>

using namespace jsonapi;
using namespace wowhost;
using wowhost::entity::ModuleDefinitions;
using wowhost::entity::test::engines;
using wowhost::entity::test::Library;

namespace {

ModuleDefinitions shelf()
{
    ModuleDefinitions module("shelf");
    module.types.push_back(EntityType("writer").text("name").text("life").reference("mentor", "writer"));
    module.types.push_back(EntityType("volume")
                               .text("title")
                               .integer("pages")
                               .reference("writer", "writer")
                               .reference("editor", "writer"));
    return module;
}

/// Counts what is read; a reader does nothing else.
class CountingStorage final : public EntityStorage {
public:
    explicit CountingStorage(const EntityStorage& storage)
        : storage_(storage)
    {
    }
    mutable int statements = 0;
    mutable std::vector<Query> queries;

    std::vector<Entity> select(const Query& query) const override
    {
        ++statements;
        queries.push_back(query);
        return storage_.select(query);
    }
    std::vector<TypeInfo> types() const override { return storage_.types(); }
    std::optional<TypeInfo> type(std::string_view id) const override { return storage_.type(id); }

    Entity create(const std::string&, Entity::Fields) const override { refuse(); }
    std::optional<Entity> load(const std::string&, std::int64_t) const override { refuse(); }
    std::vector<Entity> load(const std::string&, const std::vector<std::int64_t>&) const override { refuse(); }
    void save(Entity&, bool) const override { refuse(); }
    std::int64_t remove(const std::string&, const std::vector<std::int64_t>&) const override { refuse(); }
    std::vector<std::int64_t> ids(const Query&) const override { refuse(); }
    std::int64_t count(const Query&) const override { refuse(); }
    void each(const Query&, const std::function<bool(const Entity&)>&) const override { refuse(); }
    std::optional<Entity> find(const std::string&, const Conditions&) const override { refuse(); }
    UpsertResult upsert(const Upsert&) const override { refuse(); }
    std::int64_t touch(const std::string&, const Conditions&, std::int64_t) const override { refuse(); }
    void transaction(const std::function<void()>&) const override { refuse(); }
    bool has_type(std::string_view) const override { refuse(); }
    bool has_field(std::string_view, std::string_view) const override { refuse(); }
    std::vector<std::string> fetched_types() const override { refuse(); }
    std::vector<std::pair<std::string, std::string>> referrers(const std::string&) const override { refuse(); }
    std::int64_t remove_if(
        const std::string&, const std::vector<std::int64_t>&, const Conditions&, const Keep&) const override
    {
        refuse();
    }
    std::int64_t remove_gradually(const std::string&, const Conditions&, const Watch&) const override { refuse(); }

private:
    [[noreturn]] static void refuse() { throw Error(ErrorCode::refused, "a document only selects"); }

    const EntityStorage& storage_;
};

/// 40 writers, each the pupil of the one before, and 60 volumes of all of them.
void fill(Library& library)
{
    std::vector<std::int64_t> writers;
    for (int i = 0; i < 40; ++i) {
        Entity::Fields fields{{"name", "writer " + std::to_string(i % 7)}, {"life", "long"}};
        if (i > 0)
            fields["mentor"] = writers.back();
        writers.push_back(library.add("writer", fields));
    }
    for (std::size_t i = 0; i < 60; ++i)
        library.add("volume",
            {{"title", "t" + std::to_string(i % 5)}, {"pages", i % 3 == 0 ? Value() : Value(i % 4)},
                {"writer", writers[i % 40]}, {"editor", writers[(i * 7) % 40]}});
}

/// One document's reading.
struct Asked {
    Asked(const CountingStorage& storage, std::vector<Fields::Pair> query)
        : catalogue(
            [&storage](std::string_view id) { return storage.type(id); }, [](const std::string&) { return true; })
        , type(*catalogue.type("volume"))
        , parameters(parse_parameters(catalogue, &type, Address::collection, Fields(std::move(query)), {50, 100}))
        , reader(storage, catalogue, type, parameters)
    {
        INFO((parameters.faults.empty() ? "" : parameters.faults[0].detail));
        REQUIRE(parameters.faults.empty());
        std::optional<Position> position;
        if (!parameters.after.empty())
            position = decode_cursor("volume", parameters.sorts, parameters.after);
        REQUIRE(reader.read_page(position));
        reader.read_included();
    }
    Catalogue catalogue;
    const ResourceType& type;
    Parameters parameters;
    Reader reader;
};

} // namespace

TEST_CASE("a page takes a statement, and each relationship that is included one more")
{
    Library library(GENERATE(from_range(engines())), {shelf()});
    fill(library);
    const CountingStorage storage(library.storage);

    const Asked plain(storage, {{"page[size]", "50"}});
    CHECK(plain.reader.rows().size() == 50);
    CHECK(storage.statements == 1);

    storage.statements = 0;
    const Asked deep(storage, {{"page[size]", "50"}, {"include", "writer.mentor.mentor,editor"}});
    CHECK(deep.reader.rows().size() == 50);
    CHECK(deep.reader.included().size() == 40);
    CHECK(storage.statements <= 1 + 4);
    std::set<std::int64_t> seen;
    for (const auto& [type, entity] : deep.reader.included())
        CHECK(seen.insert(entity->id()).second);

    storage.queries.clear();
    const Asked sparse(storage,
        {{"fields[volume]", "title"}, {"fields[writer]", "name"}, {"include", "writer.mentor"}, {"sort", "pages"}});
    REQUIRE(storage.queries.size() >= 2);
    CHECK(storage.queries[0].selected == std::vector<std::string>{"id", "pages", "title", "writer"});
    CHECK(storage.queries[1].selected == std::vector<std::string>{"id", "mentor", "name"});
    CHECK(storage.queries[0].limit_rows == 51);
}

TEST_CASE("a page behind a cursor takes two statements per key and one at most, and its cursor two more per reference")
{
    Library library(GENERATE(from_range(engines())), {shelf()});
    fill(library);
    const CountingStorage storage(library.storage);
    std::string after;
    std::vector<std::int64_t> ids;
    for (int pages = 0; pages < 20; ++pages) {
        storage.statements = 0;
        std::vector<Fields::Pair> query{{"sort", "-pages,writer.mentor.name,title"}, {"page[size]", "7"}};
        if (!after.empty())
            query.emplace_back("page[after]", after);
        const Asked page(storage, query);
        CHECK(storage.statements <= 1 + 2 * 3 + 2);
        for (const auto* row : page.reader.rows())
            ids.push_back(row->id());
        after = page.reader.next();
        if (after.empty())
            break;
    }
    const Asked whole(storage, {{"sort", "-pages,writer.mentor.name,title"}, {"page[size]", "100"}});
    std::vector<std::int64_t> expected;
    for (const auto* row : whole.reader.rows())
        expected.push_back(row->id());
    CHECK(expected.size() == 60);
    CHECK(ids == expected);
}
