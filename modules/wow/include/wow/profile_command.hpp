// wow: the command that looks an owner up: `NAME REALM NAME [--region R]`. Header-only.
#pragma once

#include <wow/profile_result.hpp>
#include <wow/sync.hpp>
#include <wowhost/command.hpp>

#include <functional>
#include <string>
#include <utility>

namespace wow {

/// `lookup` syncs an address for a person. Exit code 5 when a provider failed, 1 when the owner is missing or hidden or
/// nothing could be fetched. `kind` must outlive the command.
inline wowhost::Command lookup_command(const wowhost::Services& host, const ProfileKind& kind, std::string name,
    std::string summary, std::function<LookupResult(const Address&)> lookup)
{
    using namespace wowhost;
    auto run = [&host, &kind, lookup = std::move(lookup)](CommandContext& context) {
        constexpr int exit_failed = 1;
        constexpr int exit_partly = 5;
        const auto address = resolve_address(host, kind, region_or_default(host, context.option("region")),
            context.argument("realm"), context.argument("name"));
        if (context.dry_run()) {
            context.note("would look up " + address.text());
            return CommandResult(Value::Object{});
        }
        const auto result = lookup(address);
        switch (result.outcome) {
        case LookupOutcome::failed:
        case LookupOutcome::misconfigured: throw Error(ErrorCode::failed, result.message);
        case LookupOutcome::missing:
        case LookupOutcome::forbidden: context.note(result.message); return CommandResult(result.value(), exit_failed);
        default: return CommandResult(result.value(), result.provider_failed ? exit_partly : 0);
        }
    };
    Command command(std::move(name), std::move(summary), std::move(run));
    command.argument("realm", "the realm's slug or name")
        .argument("name", std::string("the ") + kind.noun + "'s name, in any case")
        .option("region", "us, eu, kr or tw (default: wow.region)");
    return command;
}

} // namespace wow
