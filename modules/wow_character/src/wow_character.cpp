// wow_character: characters and what other modules know of them.
#include "commands.hpp"
#include "lookup.hpp"
#include "pages.hpp"
#include "types.hpp"

#include <wow/images.hpp>
#include <wow/name_search.hpp>
#include <wow/profile_dashboard.hpp>
#include <wow/profile_refresh.hpp>
#include <wowhost/module.hpp>

#include <memory>

namespace wow_character {

using namespace wowhost;

namespace {

/// Syncs one behind those that somebody waits for.
wow::ProfileLookup quietly(const Services& host)
{
    return [&host](const wow::Address& address) { return lookup(host, address, wow::Priority::profile); };
}

} // namespace

class CharacterModule final : public Module {
    void setup(Registrar& add, const Services& host) override
    {
        add.entity_type(character_definition());
        add.entity_type(wow::document_definition(character_kind));
        wow::register_images(add, host, character_type);
        add.owner(OwnerProjection(owner_kind, character_type));
        wow::register_search(add, host,
            wow::SearchShape(character_type, "Characters", -20)
                .regional("region")
                .address(wow::address_of("character")));
        add.hook(EntityEvent::predelete, character_type,
            [&host](EntityHookContext& context) { delete_provider_data(host, context.entity); });
        add.command(lookup_command(host));
        add.command(refresh_command(host));
        register_pages(add, host);
        constexpr std::int64_t refresh_interval = 15 * 60;
        add.cron(CronJob("wow_character.refresh", refresh_interval,
            [&host] { return wow::scheduled_refresh(host, character_kind, refresh_interval, quietly(host)); }));
        add.plugin<wow::DashboardSection>(
            "wow_character", std::make_unique<wow::ProfileDashboard>(host, character_kind, quietly(host)));
    }
};

} // namespace wow_character

WOWHOST_MODULE(wow_character::CharacterModule)
