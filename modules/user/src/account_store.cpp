#include "account_store.hpp"

#include "password.hpp"
#include "session_store.hpp"

#include <user/account_data.hpp>

#include <algorithm>

namespace user {

using namespace wowhost;

namespace {

const std::string password_name = "password";
const std::string status_active = "active";
const std::string status_blocked = "blocked";
constexpr std::size_t longest_name = 128;

[[noreturn]] void refuse(const std::string& message) { throw Error(ErrorCode::invalid_argument, message); }

std::string trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r\n");
    return first == std::string_view::npos
        ? std::string()
        : std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

std::string key_of(const Services& host, const std::string& name)
{
    auto key = host.text().fold(name);
    return key.empty() ? host.text().lower(name) : key;
}

void check_name(const std::string& name)
{
    if (name.empty())
        refuse("the user's name is empty; give one");
    if (name.size() > longest_name)
        refuse("the user's name has more than 128 bytes; choose a shorter one");
    if (std::any_of(name.begin(), name.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; }))
        refuse("the user's name contains a control character; choose one of letters, digits and blanks");
    if (name.find_first_not_of("0123456789") == std::string::npos)
        refuse("the user's name \"" + name + "\" is a number, and would be taken for an id; add a letter");
}

std::vector<std::string> texts(const Value& list)
{
    std::vector<std::string> all;
    for (const auto& item : list.items())
        all.push_back(item.string());
    return all;
}

Account account_of(const Entity& row)
{
    Account account;
    account.id = row.id();
    account.name = row["name"].string();
    account.email = row["email"].string();
    account.blocked = row["status"].text() != status_active;
    account.created = row["created"].integer();
    account.last_login = row["last_login"].integer();
    account.roles = texts(row["roles"]);
    return account;
}

} // namespace

EntityType user_definition()
{
    return EntityType(user_type)
        .permission("administer users")
        .label("User")
        .text("name")
        .text("name_key") // the folded name
        .text("email")
        .text("status")
        .json("roles")
        .timestamp("created")
        .timestamp("last_login")
        .unique({"name_key"});
}

void before_save(const Services& host, EntityHookContext& context)
{
    auto& row = context.entity;
    if (row.is_new() || row.has("name") || row.has("name_key")) {
        const auto name =
            trimmed(row.has("name") || !context.original ? row["name"].text() : (*context.original)["name"].text());
        check_name(name);
        row.set("name", name).set("name_key", key_of(host, name));
    }
    if (!row["email"].is_null()) {
        const auto email = trimmed(row["email"].text());
        if (!email.empty() && (email.find('@') == std::string::npos || email.find(' ') != std::string::npos))
            refuse("\"" + email + "\" is no e-mail address; write one such as name@example.org");
        row.set("email", email.empty() ? Value() : Value(email));
    }
    if (row.is_new() && row["status"].is_null())
        row.set("status", status_active);
    if (row.has("status") && row["status"].text() != status_active && row["status"].text() != status_blocked)
        refuse("the status of a user is \"active\" or \"blocked\", not \"" + row["status"].string() + "\"");
    if (row.is_new() && row["created"].is_null())
        row.set("created", host.now());
    if ((row.is_new() || row.has("roles")) && row["roles"].is_null())
        row.set("roles", Value::Array{});
    const auto& roles = row["roles"].items();
    if (row.has("roles") && (!row["roles"].is_array() || std::any_of(roles.begin(), roles.end(), [](const Value& role) {
            return !role.is_text();
        })))
        refuse("the roles of a user are a list of names, such as [\"administrator\"]");
}

void before_delete(const Services& host, const Entity& row)
{
    for (const auto& part : host.plugins<AccountData>()) {
        try {
            host.entities().transaction(
                [&] { part.call("purge", [&](const AccountData& data) { data.purge(row.id()); }); });
        } catch (const std::exception& error) {
            host.log().error("Module " + part.module()
                    + " could not purge its data of a user who is deleted; what the "
                      "host knows to belong to the user is deleted all the same: "
                    + error.what(),
                Value::object({{"user", row.id()}, {"module", part.module()}}));
        }
    }
}

std::optional<Account> AccountStore::find(const std::string& name) const
{
    const auto wanted = trimmed(name);
    if (wanted.empty() || wanted.size() > longest_name)
        return std::nullopt;
    const auto row = host_.entities().find(user_type, {Condition("name_key", Operator::equal, key_of(host_, wanted))});
    return row ? std::optional(account_of(*row)) : std::nullopt;
}

std::optional<Account> AccountStore::load(std::int64_t id) const
{
    const auto row = host_.entities().load(user_type, id);
    return row ? std::optional(account_of(*row)) : std::nullopt;
}

std::vector<Account> AccountStore::list() const
{
    std::vector<Account> all;
    for (const auto& row : host_.entities().select(Query(user_type).sort("name_key")))
        all.push_back(account_of(row));
    return all;
}

Account AccountStore::create(const NewAccount& account) const
{
    const auto name = trimmed(account.name);
    check_name(name);
    const auto given = checked_roles(account.roles);
    std::string hash;
    if (account.password) {
        check_password(*account.password);
        hash = hash_password(*account.password);
    }
    Entity row;
    host_.entities().transaction([&] {
        if (const auto taken = find(name))
            throw Error(ErrorCode::conflict,
                "there is a user \"" + taken->name + "\" already"
                    + (taken->name == name ? "" : ", which is the same name as \"" + name + "\"")
                    + "; choose another name");
        row = host_.entities().create(user_type,
            {{"name", name}, {"email", account.email.empty() ? Value() : Value(account.email)}, {"roles", given}});
        host_.entities().save(row);
        if (!hash.empty())
            host_.user_data().set(row.id(), password_name, hash);
    });
    return account_of(host_.entities().load(user_type, row.id()).value_or(row));
}

std::optional<Account> AccountStore::verify(const std::string& name, const std::string& password) const
{
    auto account = find(name);
    const auto stored = host_.user_data().get(account ? account->id : anonymous_id, password_name);
    const auto hash = stored ? stored->string() : std::string();
    const bool is_own = fits(hash, password);
    if (!is_own || !account || account->blocked)
        return std::nullopt;
    if (is_outdated(hash)) // the password is the same: nobody's session ends
        host_.user_data().set(account->id, password_name, hash_password(password));
    return account;
}

void AccountStore::note_login(std::int64_t id) const { change(id, "last_login", host_.now()); }

void AccountStore::set_password(std::int64_t id, const std::string& password) const
{
    check_password(password);
    const auto hash = hash_password(password);
    host_.entities().transaction([&] {
        if (!load(id))
            throw Error(ErrorCode::not_found, "there is no user " + std::to_string(id) + "; see `wowhost user:list`");
        host_.user_data().set(id, password_name, hash);
        end_sessions(id);
    });
}

bool AccountStore::has_password(std::int64_t id) const { return host_.user_data().get(id, password_name).has_value(); }

void AccountStore::set_blocked(std::int64_t id, bool blocked) const
{
    change(id, "status", blocked ? status_blocked : status_active);
    if (blocked)
        end_sessions(id);
}

void AccountStore::set_roles(std::int64_t id, const std::vector<std::string>& wanted) const
{
    change(id, "roles", checked_roles(wanted));
}

void AccountStore::remove(std::int64_t id) const
{
    if (host_.entities().remove(user_type, {id}) == 0)
        throw Error(ErrorCode::not_found, "there is no user " + std::to_string(id) + "; see `wowhost user:list`");
}

std::vector<std::string> AccountStore::roles() const
{
    std::vector<std::string> names;
    const auto configured = host_.config().get("/roles");
    for (const auto& [role, allowed] : configured.members())
        if (role != anonymous_role && role != authenticated_role)
            names.push_back(role);
    return names;
}

std::set<std::string> AccountStore::permissions(std::int64_t user) const
{
    const auto configured = host_.config().get("/roles");
    std::set<std::string> all;
    const auto add = [&](std::string_view role) {
        for (const auto& permission : configured[role].items())
            all.insert(permission.string());
    };
    add(anonymous_role);
    const auto account = user == anonymous_id ? std::nullopt : load(user);
    if (!account || account->blocked)
        return all;
    add(authenticated_role);
    for (const auto& role : account->roles)
        if (role != anonymous_role && role != authenticated_role)
            add(role);
    return all;
}

bool AccountStore::has_permission(std::int64_t user, const std::string& permission) const
{
    const auto all = permissions(user);
    return all.count("*") > 0 || all.count(permission) > 0;
}

void AccountStore::end_sessions(std::int64_t id) const { SessionStore(host_).end_all(id, nullptr); }

void AccountStore::change(std::int64_t id, const char* field, Value value) const
{
    Entity row(user_type);
    row.set_id(id);
    row.set(field, std::move(value));
    host_.entities().save(row);
}

Value AccountStore::checked_roles(std::vector<std::string> wanted) const
{
    const auto known = roles();
    std::sort(wanted.begin(), wanted.end());
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
    for (const auto& role : wanted) {
        if (std::find(known.begin(), known.end(), role) != known.end())
            continue;
        if (role == anonymous_role || role == authenticated_role)
            refuse("everybody has the role \"" + role + "\" without being given it; leave it out");
        std::string names;
        for (const auto& name : known)
            names += (names.empty() ? "" : ", ") + name;
        refuse(
            "there is no role \"" + role + "\"; the configuration (roles:) knows " + (names.empty() ? "none" : names));
    }
    return Value::Array(wanted.begin(), wanted.end());
}

} // namespace user
