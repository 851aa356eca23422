// Storing 3,786 rows of one owner: the entity storage beside prepared upserts into the same table.
//
// Both have their rows at hand (json as text there, as values here) and run in one transaction per pass on SQLite, turn
// about. Prints the share of the raw speed that the storage reaches, and what an unchanged second time costs beside the
// first one.
#include "host/entity/difference.hpp"
#include "host/entity/record.hpp"
#include "host/entity/storage.hpp"

#include <wowhost/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <unistd.h>

using namespace wowhost;
using namespace wowhost::entity;

namespace {

constexpr std::int64_t rows_given = 3'786;
constexpr int rounds = 15;

ModuleDefinitions definitions()
{
    ModuleDefinitions module("bench");
    module.types.push_back(EntityType("item").integer("number").text("name").unique({"number"}));
    module.types.push_back(EntityType("person").text("name"));
    module.types.push_back(EntityType("progress")
                               .reference("item", "item")
                               .timestamp("completed")
                               .integer("amount")
                               .boolean("is_completed")
                               .json("criteria")
                               .fetched()
                               .ownable_by("person")
                               .once_per_owner({"item"}));
    module.owners.emplace_back("person", "person");
    return module;
}

template <class Work>
double milliseconds(const Work& work)
{
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

Value criteria(std::int64_t at)
{
    if (at % 3 != 0)
        return nullptr;
    return Value::object({{"id", at}, {"is_completed", true},
        {"child_criteria", Value::array({Value::object({{"id", at * 2}, {"amount", at}, {"is_completed", true}})})}});
}

/// The floor: values at hand, one prepared statement, one transaction.
void store_raw(database::Connection& connection, const std::vector<database::Bound>& flat)
{
    database::transact(connection, [&] {
        connection.run_many(
            "INSERT INTO progress (person, item, completed, amount, is_completed, criteria, last_fetched) "
            "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (person, item) WHERE person IS NOT NULL DO UPDATE SET "
            "completed = excluded.completed, amount = excluded.amount, is_completed = excluded.is_completed, "
            "criteria = excluded.criteria, last_fetched = excluded.last_fetched",
            7, flat);
    });
}

std::vector<database::Bound> raw_rows(
    std::int64_t owner, const std::vector<std::int64_t>& items, const std::vector<std::string>& texts, std::int64_t now)
{
    std::vector<database::Bound> flat;
    flat.reserve(items.size() * 7);
    for (std::size_t at = 0; at < items.size(); ++at) {
        const auto number = static_cast<std::int64_t>(at);
        flat.insert(flat.end(), {owner, items[at], 1'700'000'000 + number, number, number % 2 == 0});
        flat.emplace_back(texts[at].empty() ? database::Bound() : database::Bound(std::string_view(texts[at])));
        flat.emplace_back(now);
    }
    return flat;
}

Upsert given_rows(std::int64_t owner, const std::vector<std::int64_t>& items, std::int64_t now)
{
    auto rows = Upsert("progress", {"item"}, {"item", "completed", "amount", "is_completed", "criteria"})
                    .owned_by("person", owner);
    rows.fetched_at = now;
    for (std::size_t at = 0; at < items.size(); ++at) {
        const auto number = static_cast<std::int64_t>(at);
        rows.add({items[at], 1'700'000'000 + number, number, number % 2 == 0, criteria(number)});
    }
    return rows;
}

} // namespace

int main()
{
    const auto folder = std::filesystem::temp_directory_path() / ("wowhost-bench-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    {
        const auto database = database::Database::open("sqlite:" + (folder / "bench.db").string());
        auto& connection = database->main();
        const auto schema = std::make_shared<const Schema>(build_schema({definitions()}));
        database::transact(connection, [&] { apply(connection, {}, *schema, difference({}, *schema)); });
        const NoHooks hooks;
        const Storage storage(
            *database, [&] { return schema; }, hooks, [] { return std::int64_t{1}; });
        Upsert catalogue("item", {"number"}, {"number", "name"});
        for (std::int64_t at = 0; at < rows_given; ++at)
            catalogue.add({at, "Item " + std::to_string(at)});
        const auto items = storage.upsert(catalogue).ids;
        std::vector<std::string> texts;
        for (std::int64_t at = 0; at < rows_given; ++at) {
            const auto value = criteria(at);
            texts.push_back(value.is_null() ? std::string() : to_json_text(value));
        }

        std::vector<double> raw;
        std::vector<double> first;
        std::vector<double> again;
        for (int round = 0; round < rounds; ++round) {
            Entity one("person");
            Entity other("person");
            storage.save(one);
            storage.save(other);
            const auto flat = raw_rows(one.id(), items, texts, 100 + round);
            auto rows = given_rows(other.id(), items, 100 + round);
            raw.push_back(milliseconds([&] { store_raw(connection, flat); }));
            first.push_back(milliseconds([&] { storage.upsert(rows); }));
            rows.fetched_at = 101 + round;
            again.push_back(milliseconds([&] { storage.upsert(rows); }));
        }
        std::printf("upsert: %lld rows, median of %d rounds on SQLite\n", static_cast<long long>(rows_given), rounds);
        std::printf("  raw prepared upserts    %8.2f ms\n", median(raw));
        std::printf("  storage, first time     %8.2f ms   %3.0f %% of raw speed (target: at least 75 %%)\n",
            median(first), 100 * median(raw) / median(first));
        std::printf("  storage, unchanged      %8.2f ms   %3.0f %% of raw prepared upserts (target: at most 33 %%), "
                    "%.0f %% of the "
                    "first time\n",
            median(again), 100 * median(again) / median(raw), 100 * median(again) / median(first));
    }
    std::filesystem::remove_all(folder);
    return 0;
}
