// user: the accounts of a site, found as the plugin "user" of the interface user::Accounts.
//
//     auto accounts = user::accounts(host);                          // throws Error(unavailable) without module user
//     if (auto account = accounts.call("verify", [&](const user::Accounts& a) { return a.verify(name, password); }))
//         …
//
// Names are told apart by their folded form: "José", "JOSE" and "jose" are one. Passwords are kept as argon2id hashes
// only; no function returns one. Functions that change an account throw Error(not_found) for an unknown id. All may be
// called from any thread.
#pragma once

#include <wowhost/error.hpp>
#include <wowhost/plugin.hpp>
#include <wowhost/services.hpp>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace user {

/// Whoever is not logged in.
inline constexpr std::int64_t anonymous_id = 0;

/// The roles that nobody is given: everybody has the first, everybody who is logged in the second.
inline constexpr const char* anonymous_role = "anonymous";
inline constexpr const char* authenticated_role = "authenticated";

class Account {
public:
    Account() = default;
    std::int64_t id = 0;
    std::string name;
    std::string email; ///< Empty: none is known.
    bool blocked = false; ///< May not log in, and has the permissions of anonymous visitors.
    std::int64_t created = 0;
    std::int64_t last_login = 0; ///< 0: never.
    std::vector<std::string> roles; ///< Those given, sorted.
};

class NewAccount {
public:
    explicit NewAccount(std::string name_)
        : name(std::move(name_))
    {
    }
    std::string name;
    std::string email;
    std::optional<std::string> password; ///< None: no password opens it; for those who log in elsewhere.
    std::vector<std::string> roles;
};

class Accounts {
public:
    WOWHOST_INTERFACE("user.accounts/1");
    virtual ~Accounts() = default;

    virtual std::optional<Account> find(const std::string& name) const = 0;
    virtual std::optional<Account> load(std::int64_t id) const = 0;
    /// All, by name.
    virtual std::vector<Account> list() const = 0;

    /// Throws Error(invalid_argument) for a name, e-mail address, password or role that cannot be, and Error(conflict)
    /// when the name is taken.
    virtual Account create(const NewAccount& account) const = 0;
    /// The account, when the password is its own and it is not blocked. Takes the same time and memory whether or not
    /// the account exists, has a password, or is blocked. Not inside a transaction.
    virtual std::optional<Account> verify(const std::string& name, const std::string& password) const = 0;
    /// Takes note that the user has logged in now.
    virtual void note_login(std::int64_t id) const = 0;
    virtual void set_password(std::int64_t id, const std::string& password) const = 0;
    virtual bool has_password(std::int64_t id) const = 0;
    virtual void set_blocked(std::int64_t id, bool blocked) const = 0;
    /// In place of those the user had. Throws Error(invalid_argument) for a role that nobody can be given.
    virtual void set_roles(std::int64_t id, const std::vector<std::string>& roles) const = 0;
    /// With all that modules keep of the user.
    virtual void remove(std::int64_t id) const = 0;

    /// Roles that a user can be given: those of the configuration (`roles:`) but for anonymous and authenticated.
    virtual std::vector<std::string> roles() const = 0;
    /// What the user may do: what anonymous visitors may, and unless the account is blocked or unknown, what the role
    /// `authenticated` and the user's own roles add. "*" stands for everything.
    virtual std::set<std::string> permissions(std::int64_t user) const = 0;
    virtual bool has_permission(std::int64_t user, const std::string& permission) const = 0;
};

using AccountsHandle = wowhost::PluginHandle<Accounts>;

inline AccountsHandle accounts(const wowhost::Services& host) { return host.plugin<Accounts>("user"); }

/// The account that a person means: its name, or its number. Throws Error(not_found).
inline Account require_account(const wowhost::Services& host, const std::string& name_or_id)
{
    const auto handle = accounts(host);
    if (auto found = handle.call("find", [&](const Accounts& a) { return a.find(name_or_id); }))
        return *found;
    constexpr std::size_t longest_number = 18;
    if (!name_or_id.empty() && name_or_id.size() <= longest_number
        && name_or_id.find_first_not_of("0123456789") == std::string::npos) {
        const auto id = std::stoll(name_or_id);
        if (auto found = handle.call("load", [&](const Accounts& a) { return a.load(id); }))
            return *found;
    }
    throw wowhost::Error(wowhost::ErrorCode::not_found,
        "there is no user \"" + name_or_id + "\"; `wowhost user:list` shows those there are");
}

} // namespace user
