// wow_guild: guilds and what other modules know of them.
#include "links.hpp"
#include "lookup.hpp"
#include "pages.hpp"
#include "providers.hpp"
#include "types.hpp"

#include <wow/images.hpp>
#include <wow/name_search.hpp>
#include <wow/profile_command.hpp>
#include <wow/profile_dashboard.hpp>
#include <wow/profile_refresh.hpp>
#include <wowhost/module.hpp>

#include <memory>

namespace wow_guild {

using namespace wowhost;

namespace {

/// Syncs one behind those that somebody waits for.
wow::ProfileLookup quietly(const Services& host)
{
    return [&host](const wow::Address& address) { return lookup(host, address, wow::Priority::profile); };
}

} // namespace

class GuildModule final : public Module {
    void setup(Registrar& add, const Services& host) override
    {
        add.entity_type(guild_definition());
        add.entity_type(member_definition());
        add.entity_type(activity_definition());
        add.entity_type(wow::document_definition(guild_kind));
        wow::register_images(add, host, guild_type);
        add.owner(OwnerProjection(owner_kind, guild_type));
        wow::register_search(add, host,
            wow::SearchShape(guild_type, "Guilds", -10).regional("region").address(wow::address_of("guild")));
        add.projection(character_projection());
        add.hook(EntityEvent::predelete, guild_type,
            [&host](EntityHookContext& context) { delete_provider_data(host, context.entity); });
        add.hook(EntityEvent::presave, character_type,
            [&host](EntityHookContext& context) { refer_to_guild(host, context); });
        add.plugin<GuildDataProvider>("wow_guild_roster", std::make_unique<Roster>(host));
        add.plugin<GuildDataProvider>("wow_guild_activity", std::make_unique<Activity>(host));

        auto command = wow::lookup_command(host, guild_kind, "wow:guild-lookup",
            "Fetch a guild from Battle.net and store it with all that is known of it",
            [&host](const wow::Address& address) { return lookup(host, address, wow::Priority::person); });
        command.alias("wgl").example("wowhost wow:guild-lookup stormrage avalerion --region eu");
        add.command(std::move(command));
        register_pages(add, host);
        constexpr std::int64_t refresh_interval = 15 * 60;
        add.cron(CronJob("wow_guild.refresh", refresh_interval,
            [&host] { return wow::scheduled_refresh(host, guild_kind, refresh_interval, quietly(host)); }));
        add.plugin<wow::DashboardSection>(
            "wow_guild", std::make_unique<wow::ProfileDashboard>(host, guild_kind, quietly(host)));
    }
};

} // namespace wow_guild

WOWHOST_MODULE(wow_guild::GuildModule)
