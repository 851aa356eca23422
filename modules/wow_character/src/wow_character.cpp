// wow_character: characters and what other modules know of them.
#include "commands.hpp"
#include "providers.hpp"
#include "refresh.hpp"
#include "types.hpp"

#include <wowhost/module.hpp>

namespace wow_character {

using namespace wowhost;

class CharacterModule final : public Module {
    void setup(Registrar& add, const Services& host) override
    {
        add.entity_type(character_definition());
        add.entity_type(document_definition());
        add.owner(OwnerProjection(owner_kind, character_type));
        add.hook(EntityEvent::predelete, character_type,
            [&host](EntityHookContext& context) { delete_provider_data(host, Character(context.entity)); });
        add.command(lookup_command(host));
        add.command(refresh_command(host));
        constexpr std::int64_t refresh_interval = 15 * 60;
        add.cron(CronJob(
            "wow_character.refresh", refresh_interval, [&host] { return scheduled_refresh(host, refresh_interval); }));
    }
};

} // namespace wow_character

WOWHOST_MODULE(wow_character::CharacterModule)
