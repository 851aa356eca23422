// The accounts, stored as rows of the entity type `user`.
//
// Password hashes are no field: fields are listed, exported and served, and no definition can hide one. They are user
// data of this module, which nothing prints, and which the host deletes with the user.
#pragma once

#include <user/accounts.hpp>
#include <wowhost/definition.hpp>
#include <wowhost/entity.hpp>

#include <map>

namespace user {

inline constexpr const char* user_type = "user";

wowhost::EntityType user_definition();

/// Checks and completes a user that is about to be saved, by whatever means. Throws Error(invalid_argument).
void before_save(const wowhost::Services& host, wowhost::EntityHookContext& context);

/// Lets modules purge what they keep of a user who is about to go. One that fails is logged and stops nobody: what it
/// leaves, the host deletes by its own record.
void before_delete(const wowhost::Services& host, const wowhost::Entity& row);

class AccountStore final : public Accounts {
public:
    explicit AccountStore(const wowhost::Services& host)
        : host_(host)
    {
    }

    std::optional<Account> find(const std::string& name) const override;
    std::optional<Account> load(std::int64_t id) const override;
    std::vector<Account> list() const override;
    Account create(const NewAccount& account) const override;
    std::optional<Account> verify(const std::string& name, const std::string& password) const override;
    void note_login(std::int64_t id) const override;
    void set_password(std::int64_t id, const std::string& password) const override;
    bool has_password(std::int64_t id) const override;
    void set_blocked(std::int64_t id, bool blocked) const override;
    void set_roles(std::int64_t id, const std::vector<std::string>& roles) const override;
    void remove(std::int64_t id) const override;
    std::vector<std::string> roles() const override;
    std::set<std::string> permissions(std::int64_t user) const override;
    bool has_permission(std::int64_t user, const std::string& permission) const override;

private:
    void change(std::int64_t id, const char* field, wowhost::Value value) const;
    void end_sessions(std::int64_t id) const;
    /// Sorted, each once. Throws Error(invalid_argument) for one that nobody can be given.
    wowhost::Value checked_roles(std::vector<std::string> wanted) const;

    const wowhost::Services& host_;
};

} // namespace user
