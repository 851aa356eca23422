#include "commands.hpp"

#include "lookup.hpp"
#include "types.hpp"

#include <wow/profile_command.hpp>
#include <wow/profile_refresh.hpp>

#include <charconv>
#include <limits>
#include <utility>

namespace wow_character {

using namespace wowhost;

namespace {

constexpr int exit_failed = 1;
constexpr int exit_partly = 5;

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
    auto confirmed = std::numeric_limits<std::int64_t>::max();
    auto asked = confirmed;
    if (!context.flag("all")) {
        confirmed = host.now() - wow::RefreshPlan(wow::refresh_seconds(host), 0).due_age();
        asked = host.now() - wow::second_look_seconds;
    }
    auto characters = wow::stale_profiles(host, character_kind, confirmed, asked);
    if (limit >= 0 && std::cmp_less(limit, characters.size()))
        characters.resize(static_cast<std::size_t>(limit));
    if (context.dry_run()) {
        context.note("would refresh " + std::to_string(characters.size()) + " characters");
        return CommandResult(wow::RefreshCounts().value());
    }
    const auto counts = wow::refresh_profiles(
        host, character_kind, characters,
        [&](const wow::Address& address) { return lookup(host, address, wow::Priority::profile); },
        [&] { return context.cancelled(); },
        [&](std::int64_t done, std::int64_t total) { context.progress("characters", done, total); });
    if (!counts.stopped.empty()) {
        context.note(counts.stopped);
        return CommandResult(counts.value(), counts.out_of_budget ? exit_partly : exit_failed);
    }
    if (counts.failed > 0)
        return CommandResult(counts.value(), counts.failed == counts.total() ? exit_failed : exit_partly);
    return CommandResult(counts.value());
}

} // namespace

Command lookup_command(const Services& host)
{
    auto command = wow::lookup_command(host, character_kind, "wow:character-lookup",
        "Fetch a character from Battle.net and store it with all that is known of it",
        [&host](const wow::Address& address) { return lookup(host, address, wow::Priority::person); });
    command.alias("wcl").example("wowhost wow:character-lookup stormrage sheday --region eu");
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
