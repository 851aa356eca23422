#include "host/service/state.hpp"

#include "host/service/dialect.hpp"

#include <wowhost/json.hpp>

#include <algorithm>
#include <map>
#include <string_view>

namespace wowhost::service {
namespace {

using database::Connection;
using database::Row;

/// One of the two stores' tables of state.
struct Table {
    Connection& connection;
    const char* select;
    const char* upsert;
    const char* insert;
    const char* update;
    const char* remove;
};

Table main_table(Connection& connection)
{
    return {connection, "SELECT value FROM wowhost_state WHERE key = ?",
        "INSERT INTO wowhost_state (key, module, value) VALUES (?, ?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        "INSERT INTO wowhost_state (key, module, value) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING",
        "UPDATE wowhost_state SET value = ? WHERE key = ?", "DELETE FROM wowhost_state WHERE key = ?"};
}

Table shared_table(Connection& connection)
{
    return {connection, "SELECT value FROM wowhost_shared_state WHERE key = ?",
        "INSERT INTO wowhost_shared_state (key, module, value) VALUES (?, ?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        "INSERT INTO wowhost_shared_state (key, module, value) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING",
        "UPDATE wowhost_shared_state SET value = ? WHERE key = ?", "DELETE FROM wowhost_shared_state WHERE key = ?"};
}

void check(const std::string& key)
{
    constexpr std::size_t longest = 500;
    if (key.empty() || key.size() > longest)
        throw Error(ErrorCode::invalid_argument,
            "a state key has 1 to 500 bytes; \"" + key.substr(0, 60) + "\" has " + std::to_string(key.size()));
}

std::optional<Value> stored(const Table& table, const std::string& key, bool lock = false)
{
    std::optional<Value> value;
    const auto sql = table.select + (lock ? for_update(table.connection) : std::string());
    table.connection.run(sql, {key}, [&](const Row& row) { value = parse_json(row.text(0)); });
    return value;
}

void collect(Connection& connection, const char* select, const std::string& prefix, std::vector<StateEntry>& entries)
{
    connection.run(select, {}, [&](const Row& row) {
        if (row.text(0).starts_with(prefix))
            entries.push_back({row.string(0), row.string(1), parse_json(row.text(2))});
    });
}

} // namespace

StateStore::StateStore(database::Database& database, const Clock& clock)
    : database_(database)
    , clock_(clock)
{
}

std::optional<Value> StateStore::get(const std::string& key) const
{
    check(key);
    auto value = stored(main_table(database_.main()), key);
    return value ? value : stored(shared_table(database_.coordination()), key);
}

void StateStore::set(const std::string& module, const std::string& key, const Value& value) const
{
    check(key);
    const auto text = to_json_text(value);
    if (database_.coordination().run("UPDATE wowhost_shared_state SET value = ? WHERE key = ?", {text, key}) == 0)
        database_.main().run(main_table(database_.main()).upsert, {key, module, text});
}

bool StateStore::set_if_absent(const std::string& module, const std::string& key, const Value& value) const
{
    check(key);
    if (stored(shared_table(database_.coordination()), key))
        return false;
    return database_.main().run(main_table(database_.main()).insert, {key, module, to_json_text(value)}) == 1;
}

bool StateStore::compare_and_set(
    const std::string& module, const std::string& key, const std::optional<Value>& expected, const Value& value) const
{
    check(key);
    const bool shared = stored(shared_table(database_.coordination()), key).has_value();
    const auto table = shared ? shared_table(database_.coordination()) : main_table(database_.main());
    const auto text = to_json_text(value);
    bool changed = false;
    database::transact(table.connection, [&] {
        const auto present = stored(table, key, true);
        changed = false;
        if (present != expected)
            return;
        changed = present ? table.connection.run(table.update, {text, key}) == 1
                          : table.connection.run(table.insert, {key, module, text}) == 1;
    });
    return changed;
}

bool StateStore::remove(const std::string& key) const
{
    check(key);
    const auto removed = database_.main().run(main_table(database_.main()).remove, {key});
    return removed + database_.coordination().run(shared_table(database_.coordination()).remove, {key}) > 0;
}

std::vector<StateEntry> StateStore::list(const std::string& prefix) const
{
    std::vector<StateEntry> entries;
    collect(database_.main(), "SELECT key, module, value FROM wowhost_state", prefix, entries);
    collect(database_.coordination(), "SELECT key, module, value FROM wowhost_shared_state", prefix, entries);
    std::stable_sort(entries.begin(), entries.end(),
        [](const StateEntry& left, const StateEntry& right) { return left.key < right.key; });
    const auto same = [](const StateEntry& left, const StateEntry& right) { return left.key == right.key; };
    entries.erase(std::unique(entries.begin(), entries.end(), same), entries.end());
    return entries;
}

std::vector<std::string> StateStore::keys(const std::string& prefix) const
{
    std::vector<std::string> keys;
    for (auto& entry : list(prefix))
        keys.push_back(std::move(entry.key));
    return keys;
}

void StateStore::update_shared(
    const std::string& module, const std::vector<std::string>& keys, const Change& change) const
{
    std::map<std::string_view, std::size_t> position; // also the order in which rows are locked
    for (std::size_t i = 0; i < keys.size(); ++i) {
        check(keys[i]);
        if (!position.emplace(keys[i], i).second)
            throw Error(ErrorCode::invalid_argument, "the state key \"" + keys[i] + "\" is named twice in one step");
    }
    if (keys.empty())
        throw Error(ErrorCode::invalid_argument, "update_shared needs at least one state key");

    auto& connection = database_.coordination();
    const auto table = shared_table(connection);
    const auto select = table.select + for_update(connection);
    database::transact(connection, [&] {
        std::vector<Value> values(keys.size());
        std::vector<std::string> before(keys.size());
        for (const auto& [key, index] : position) {
            const auto read = [&, at = index](const Row& row) { before[at] = row.string(0); };
            connection.run(select, {key}, read);
            if (before[index].empty() && connection.engine() == database::Engine::postgresql) {
                // A row that is not there cannot be locked: make it, whoever is first, then lock it.
                connection.run(table.insert, {key, module, "null"});
                connection.run(select, {key}, read);
            }
            if (!before[index].empty())
                values[index] = parse_json(before[index]);
        }
        change(values, clock_.shared_now_us(connection));
        if (values.size() != keys.size())
            throw Error(ErrorCode::invalid_argument,
                "a change of shared state must leave one value per key; it left " + std::to_string(values.size()));
        for (const auto& [key, index] : position) {
            const auto text = to_json_text(values[index]);
            if (text != before[index])
                connection.run(table.upsert, {key, module, text});
        }
    });
}

std::int64_t StateStore::remove_module(const std::string& module) const
{
    const auto removed = database_.main().run("DELETE FROM wowhost_state WHERE module = ?", {module});
    return removed + database_.coordination().run("DELETE FROM wowhost_shared_state WHERE module = ?", {module});
}

} // namespace wowhost::service
