// Values per user of a site, by module and name. Part of the caller's transaction. Any thread.
#pragma once

#include "host/database/database.hpp"

#include <wowhost/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wowhost::service {

class UserDataStore {
public:
    explicit UserDataStore(database::Database& database);

    std::optional<Value> get(const std::string& module, std::int64_t user, const std::string& name) const;
    void set(const std::string& module, std::int64_t user, const std::string& name, const Value& value) const;
    /// An empty name removes all of this module's values of the user.
    void remove(const std::string& module, std::int64_t user, const std::string& name = {}) const;
    /// By name, sorted by code point.
    std::vector<std::pair<std::string, Value>> all(const std::string& module, std::int64_t user) const;

    /// When a user goes: the values of all modules. Returns how many there were.
    std::int64_t remove_user(std::int64_t user) const;
    /// When there are no users any more.
    std::int64_t remove_all() const;
    /// When a module goes: its values of all users.
    std::int64_t remove_module(const std::string& module) const;

private:
    database::Database& database_;
};

} // namespace wowhost::service
