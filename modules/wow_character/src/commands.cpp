#include "commands.hpp"

#include "lookup.hpp"
#include "refresh.hpp"
#include "types.hpp"

#include <wow/sync.hpp>

#include <charconv>
#include <limits>

namespace wow_character {

using namespace wowhost;

namespace {

constexpr int exit_failed = 1;
constexpr int exit_partly = 5;

CommandResult run_lookup(const Services& host, CommandContext& context)
{
    const auto address = resolve_address(host, wow::region_or_default(host, context.option("region")),
        context.argument("realm"), context.argument("name"));
    if (context.dry_run()) {
        context.note("would look up " + address.name_key + " of " + address.realm_slug + " (" + address.region + ")");
        return CommandResult(Value::Object{});
    }
    const auto result = lookup(host, address, wow::Priority::person);
    switch (result.outcome) {
    case LookupOutcome::failed:
    case LookupOutcome::misconfigured: throw Error(ErrorCode::failed, result.message);
    case LookupOutcome::missing:
    case LookupOutcome::forbidden: context.note(result.message); return CommandResult(result.value(), exit_failed);
    default: return CommandResult(result.value(), result.provider_failed ? exit_partly : 0);
    }
}

std::int64_t parse_limit(const std::string& text)
{
    if (text.empty())
        return -1;
    std::int64_t limit = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
    if (error != std::errc() || end != text.data() + text.size() || limit < 0)
        throw Error(ErrorCode::invalid_argument, "--limit is \"" + text + "\"; give a whole number of characters");
    return limit;
}

CommandResult run_refresh(const Services& host, CommandContext& context)
{
    const auto limit = parse_limit(context.option("limit"));
    auto before = std::numeric_limits<std::int64_t>::max();
    if (!context.flag("all")) {
        const auto days = wow::client(host).call(
            "setting", [](const wow::Client& c) { return c.setting("refresh_days").integer(7); });
        before = host.now() - RefreshPlan(days * 24 * 60 * 60, 0).due_age();
    }
    const auto characters = stale_characters(host, before, limit);
    if (context.dry_run()) {
        context.note("would refresh " + std::to_string(characters.size()) + " characters");
        return CommandResult(RefreshCounts().value());
    }
    const auto counts = refresh(
        host, characters, [&] { return context.cancelled(); },
        [&](std::int64_t done, std::int64_t total) { context.progress("characters", done, total); });
    if (!counts.stopped.empty()) {
        context.note(counts.stopped);
        return CommandResult(counts.value(), exit_failed);
    }
    if (counts.failed > 0)
        return CommandResult(counts.value(), counts.failed == counts.total() ? exit_failed : exit_partly);
    return CommandResult(counts.value());
}

} // namespace

Command lookup_command(const Services& host)
{
    Command command("wow:character-lookup",
        "Fetch a character from Battle.net and store it with all that is known of it",
        [&host](CommandContext& context) { return run_lookup(host, context); });
    command.alias("wcl")
        .argument("realm", "the realm's slug or name")
        .argument("name", "the character's name, in any case")
        .option("region", "us, eu, kr or tw (default: wow.region)")
        .example("wowhost wow:character-lookup stormrage sheday --region eu");
    return command;
}

Command refresh_command(const Services& host)
{
    Command command("wow:character-refresh", "Fetch stored characters anew, those first that were not for longest",
        [&host](CommandContext& context) { return run_refresh(host, context); });
    command.flag("all", "also those that are younger than half of wow.refresh_days")
        .option("limit", "at most so many")
        .example("wowhost wow:character-refresh --limit 100");
    return command;
}

} // namespace wow_character
