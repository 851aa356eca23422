#include "host/service/user_data.hpp"

#include <wowhost/json.hpp>

namespace wowhost::service {

UserDataStore::UserDataStore(database::Database& database)
    : database_(database)
{
}

std::optional<Value> UserDataStore::get(const std::string& module, std::int64_t user, const std::string& name) const
{
    std::optional<Value> value;
    database_.main().run("SELECT value FROM wowhost_user_data WHERE user_id = ? AND module = ? AND name = ?",
        {user, module, name}, [&](const database::Row& row) { value = parse_json(row.text(0)); });
    return value;
}

void UserDataStore::set(const std::string& module, std::int64_t user, const std::string& name, const Value& value) const
{
    constexpr std::size_t longest = 500;
    if (name.empty() || name.size() > longest)
        throw Error(ErrorCode::invalid_argument,
            "the name of a user's value has 1 to 500 bytes; \"" + name.substr(0, 60) + "\" has "
                + std::to_string(name.size()));
    database_.main().run("INSERT INTO wowhost_user_data (user_id, module, name, value) VALUES (?, ?, ?, ?) "
                         "ON CONFLICT (user_id, module, name) DO UPDATE SET value = excluded.value",
        {user, module, name, to_json_text(value)});
}

void UserDataStore::remove(const std::string& module, std::int64_t user, const std::string& name) const
{
    if (name.empty())
        database_.main().run("DELETE FROM wowhost_user_data WHERE user_id = ? AND module = ?", {user, module});
    else
        database_.main().run(
            "DELETE FROM wowhost_user_data WHERE user_id = ? AND module = ? AND name = ?", {user, module, name});
}

std::vector<std::pair<std::string, Value>> UserDataStore::all(const std::string& module, std::int64_t user) const
{
    std::vector<std::pair<std::string, Value>> values;
    database_.main().run("SELECT name, value FROM wowhost_user_data WHERE user_id = ? AND module = ? ORDER BY name",
        {user, module}, [&](const database::Row& row) { values.emplace_back(row.string(0), parse_json(row.text(1))); });
    return values;
}

std::int64_t UserDataStore::remove_user(std::int64_t user) const
{
    return database_.main().run("DELETE FROM wowhost_user_data WHERE user_id = ?", {user});
}

std::int64_t UserDataStore::remove_all() const { return database_.main().run("DELETE FROM wowhost_user_data"); }

std::int64_t UserDataStore::remove_module(const std::string& module) const
{
    return database_.main().run("DELETE FROM wowhost_user_data WHERE module = ?", {module});
}

} // namespace wowhost::service
