#include "purge.hpp"

#include "character_accounts.hpp"

#include <user/accounts.hpp>
#include <wow/account_source.hpp>
#include <wowhost/log_erasure.hpp>

namespace wow_user {

using namespace wowhost;

namespace {

constexpr const char* of_character = "character"; // the column of what they own, and the fact in the log

CommandResult run_purge(const Services& host, CommandContext& context)
{
    const auto account = user::require_account(host, context.argument("user"));
    const auto counts = user::row_counts(host, account.id, wow::account_source);
    Value deleted = Value::Object{};
    for (const auto& [what, rows] : counts)
        deleted.set(what, rows);
    const auto result = Value::object({{"user", account.id}, {"deleted", deleted}});
    if (context.dry_run())
        return CommandResult(result);
    if (!counts.empty())
        context.confirm("This deletes all that came by the Battle.net account of \"" + account.name
            + "\": " + user::to_text(counts) + ". Continue?");
    purge_account_data(host, account.id);
    return CommandResult(result);
}

} // namespace

void take_turn(const Services& host, std::int64_t uid)
{
    host.user_data().set(uid, "turn", true); // whoever writes the same row waits for the end of this transaction
}

void purge_account_data(const Services& host, std::int64_t uid) { user::purge(host, uid, wow::account_source); }

std::string CharacterData::source() const { return wow::account_source; }

user::RowCounts CharacterData::row_counts(std::int64_t uid) const
{
    const auto& entities = host_.entities();
    const auto ids = entities.ids(Query(character_type).where(owner, uid));
    user::RowCounts counts{{character_type, static_cast<std::int64_t>(ids.size())}};
    if (ids.empty())
        return counts;
    const Value wanted = Value::Array(ids.begin(), ids.end());
    for (const auto& type : entities.fetched_types())
        if (entities.has_field(type, of_character))
            counts[type] = entities.count(Query(type).where(of_character, Operator::in, wanted));
    return counts;
}

void CharacterData::purge(std::int64_t uid) const
{
    take_turn(host_, uid);
    const auto characters = host_.entities().ids(Query(character_type).where(owner, uid));
    host_.entities().remove(character_type, characters);
    host_.user_data().remove(uid);
    forget(host_.log(), of_character, characters); // names stand in it
}

Command purge_command(const Services& host)
{
    return Command("wow:purge-account", "Delete all that came by a user's Battle.net account: characters and tokens",
        [&host](CommandContext& context) { return run_purge(host, context); })
        .argument("user", "name or number of the user")
        .example("wowhost wow:purge-account ann");
}

} // namespace wow_user
