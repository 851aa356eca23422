// The queries of the search run over an index of the database, on both engines, and catalogues are written as fast with
// the search as without it.
#include "../../host/entity/library.hpp"
#include "host/entity/query_sql.hpp"

#include <wow/search_index.hpp>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace wowhost;
using namespace wowhost::entity;
using namespace wowhost::entity::test;

namespace {

ModuleDefinitions search_module()
{
    ModuleDefinitions module("wow");
    module.types.push_back(wow::search_words_definition());
    return module;
}

/// 30,000 entries of two types.
void fill(Library& library)
{
    constexpr std::int64_t rows = 15'000;
    for (const auto* type : {"wow_item", "wow_mount"}) {
        Upsert upsert(
            wow::search_word_type, {"target", "row", "position"}, {"target", "row", "position", "region", "text"});
        for (std::int64_t i = 0; i < rows; ++i)
            upsert.add({type, i / 3, i % 3, "", "word" + std::to_string(i * 7919 % rows) + " of the rest"});
        library.storage.upsert(upsert);
    }
    library.connection().run("ANALYZE");
}

std::string plan_of(Library& library, const Query& query)
{
    const bool sqlite = library.database->engine() == database::Engine::sqlite;
    QuerySql sql(*library.schema, library.database->engine(), query.type);
    sql.add(query.conditions);
    sql.add_sorts(query.sorts);
    std::string plan;
    library.connection().run((sqlite ? "EXPLAIN QUERY PLAN SELECT t.\"row\"" : "EXPLAIN SELECT t.\"row\"") + sql.from()
            + sql.order_by() + " LIMIT 40",
        sql.bound(), [&](const database::Row& row) { plan += row.string(sqlite ? 3 : 0) + "\n"; });
    return plan;
}

} // namespace

TEST_CASE("a search is a range over an index, and reads no whole table")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {search_module()});
    fill(library);
    Value::Array candidates;
    for (std::int64_t i = 0; i < 50; ++i)
        candidates.emplace_back(i * 3);
    auto within = wow::SearchQueries::entries("wow_item", "", "word1", false);
    within.where("row", Operator::in, candidates);
    for (const auto& query : {wow::SearchQueries::entries("wow_item", "", "word12", true).sort("text"),
             wow::SearchQueries::entries("wow_item", "", "word12", false).sort("text"),
             wow::SearchQueries::entries("wow_mount", "", "word12", false), within,
             wow::SearchQueries::of_rows("wow_item", candidates)}) {
        const auto plan = plan_of(library, query);
        INFO(engine << "\n" << plan);
        CHECK(plan.find("wow_search_word") != std::string::npos);
        CHECK(plan.find("SCAN t") == std::string::npos); // SQLite: the whole table
        CHECK(plan.find("Seq Scan on wow_search_word") == std::string::npos); // PostgreSQL: the whole table
        CHECK((plan.find("INDEX wow_search_word$") != std::string::npos || plan.find("Index") != std::string::npos));
    }
    const auto plan = plan_of(library, wow::SearchQueries::entries("wow_item", "", "word12", false));
    INFO(plan);
    CHECK(plan.find("region") != std::string::npos); // the range itself is part of the index condition
    CHECK(plan.find("text") != std::string::npos);
}

TEST_CASE("the range finds what begins with the text and nothing else")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {search_module()});
    fill(library);
    std::int64_t expected = 0;
    for (int i = 0; i < 15'000; ++i)
        expected += ("word" + std::to_string(i)).starts_with("word12") ? 1 : 0;
    CHECK(library.storage.count(wow::SearchQueries::entries("wow_item", "", "word12", false)) == expected);
    CHECK(library.storage.count(wow::SearchQueries::entries("wow_item", "", "word12 of", false)) == 1);
    CHECK(library.storage.count(wow::SearchQueries::entries("wow_item", "eu", "word12", false)) == 0);
    CHECK(library.storage.count(wow::SearchQueries::entries("wow_pet", "", "word", false)) == 0);
}

TEST_CASE("hooks that follow deletions leave the writing of a catalogue as it is")
{
    const auto engine = GENERATE(from_range(engines()));
    Library library(engine, {taxonomy(), books(), search_module()});
    library.hooks.on(EntityEvent::remove, "book", [](EntityHookContext&) {});
    int written_one_by_one = 0;
    library.hooks.on(EntityEvent::load, "book", [&](EntityHookContext&) { ++written_one_by_one; });
    Upsert upsert("book", {"number"}, {"number", "name"});
    for (std::int64_t i = 0; i < 500; ++i)
        upsert.add({i, "book " + std::to_string(i)});
    CHECK(library.storage.upsert(upsert).inserted == 500);
    CHECK(written_one_by_one == 0);
}
