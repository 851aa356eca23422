#include "commands.hpp"

#include "password_input.hpp"

#include <user/account_data.hpp>
#include <user/accounts.hpp>

namespace user {

using namespace wowhost;

namespace {

Value role_list(const Account& account) { return Value::Array(account.roles.begin(), account.roles.end()); }

Value row_of(const Account& account)
{
    return Value::object({{"id", account.id}, {"name", account.name},
        {"email", account.email.empty() ? Value() : Value(account.email)},
        {"status", account.blocked ? "blocked" : "active"}, {"roles", role_list(account)}, {"created", account.created},
        {"last_login", account.last_login == 0 ? Value() : Value(account.last_login)}});
}

CommandResult run_add(const Services& host, CommandContext& context)
{
    NewAccount wanted(context.argument("name"));
    wanted.email = context.option("email");
    wanted.roles = context.values("role");
    if (context.dry_run()) {
        context.note("would add the user \"" + wanted.name + "\"");
        return CommandResult(Value::object(
            {{"name", wanted.name}, {"roles", Value(Value::Array(wanted.roles.begin(), wanted.roles.end()))}}));
    }
    const auto handle = accounts(host);
    if (const auto taken = handle.call("find", [&](const Accounts& a) { return a.find(wanted.name); }))
        throw Error(ErrorCode::conflict, "there is a user \"" + taken->name + "\" already; choose another name");
    const auto password = read_password(context);
    wanted.password = password.text;
    const auto account = handle.call("create", [&](const Accounts& a) { return a.create(wanted); });
    auto result = Value::object({{"id", account.id}, {"name", account.name}, {"roles", role_list(account)}});
    if (password.generated)
        result.set("password", password.text);
    return CommandResult(result);
}

CommandResult run_list(const Services& host)
{
    Value rows = Value::Array{};
    for (const auto& account : accounts(host).call("list", [](const Accounts& a) { return a.list(); }))
        rows.push_back(row_of(account));
    CommandResult result(rows);
    result.columns = {"id", "name", "email", "status", "roles", "created", "last_login"};
    return result;
}

CommandResult run_delete(const Services& host, CommandContext& context)
{
    const auto account = require_account(host, context.argument("name"));
    const auto counts = row_counts(host, account.id);
    Value rows = Value::Object{};
    for (const auto& [what, number] : counts)
        rows.set(what, number);
    const auto result = Value::object({{"deleted", 1}, {"id", account.id}, {"rows", rows}});
    if (context.dry_run())
        return CommandResult(result);
    const auto what = to_text(counts);
    context.confirm("This deletes the user \"" + account.name + "\"" + (what.empty() ? "" : " and with it " + what)
        + ". Continue?");
    accounts(host).call("remove", [&](const Accounts& a) { a.remove(account.id); });
    return CommandResult(result);
}

CommandResult run_password(const Services& host, CommandContext& context)
{
    const auto account = require_account(host, context.argument("name"));
    auto result = Value::object({{"id", account.id}, {"name", account.name}});
    if (context.dry_run()) {
        context.note("would set the password of \"" + account.name + "\"");
        return CommandResult(result);
    }
    const auto password = read_password(context);
    accounts(host).call("set_password", [&](const Accounts& a) { a.set_password(account.id, password.text); });
    if (password.generated)
        result.set("password", password.text);
    return CommandResult(result);
}

CommandResult run_block(const Services& host, CommandContext& context)
{
    const auto account = require_account(host, context.argument("name"));
    const bool blocked = !context.flag("unblock");
    if (!context.dry_run())
        accounts(host).call("set_blocked", [&](const Accounts& a) { a.set_blocked(account.id, blocked); });
    return CommandResult(
        Value::object({{"id", account.id}, {"name", account.name}, {"status", blocked ? "blocked" : "active"}}));
}

} // namespace

void register_commands(Registrar& add, const Services& host)
{
    constexpr const char* generate = "make a random password and print it, without asking for one";
    add.command(Command("user:add", "Add a user; the password is asked for, or read from stdin, or made and printed",
        [&host](CommandContext& context) { return run_add(host, context); })
                    .argument("name", "the name to log in with")
                    .repeated_option("role", "a role of the configuration, such as administrator")
                    .option("email", "an e-mail address")
                    .flag("generate", generate)
                    .example("wowhost user:add ann --role administrator"));
    add.command(Command("user:list", "List the users", [&host](CommandContext&) {
        return run_list(host);
    }).example("wowhost user:list"));
    add.command(Command("user:delete", "Delete a user with all that is kept of them",
        [&host](CommandContext& context) { return run_delete(host, context); })
                    .argument("name", "name or number of the user")
                    .example("wowhost user:delete ann"));
    add.command(
        Command("user:password", "Set a user's password; it is asked for, or read from stdin, or made and printed",
            [&host](CommandContext& context) { return run_password(host, context); })
            .argument("name", "name or number of the user")
            .flag("generate", generate)
            .example("wowhost user:password ann --generate"));
    add.command(Command("user:block", "Keep a user from logging in",
        [&host](CommandContext& context) { return run_block(host, context); })
                    .argument("name", "name or number of the user")
                    .flag("unblock", "let them log in again")
                    .example("wowhost user:block ann"));
}

} // namespace user
