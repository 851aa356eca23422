#include "factions.hpp"

#include "ladders.hpp"

namespace wow_reputation {

Factions::Factions(const wowhost::Services& host)
    : VocabularySync(host, Plan(faction_vocabulary, "reputation_faction", "reputation-faction", "factions"))
{
    plan_.more_items = "root_factions";
    plan_.columns = faction_columns;
}

wowhost::Value Factions::sync(const wow::SyncOptions& options) const
{
    auto result = VocabularySync::sync(options);
    if (!result["not_modified"].boolean())
        Ladders::forget(host_);
    return result;
}

bool Factions::map(const wow::Node& body, wow::Term& term, const Context& context) const
{
    map_faction(body, term, context.locale);
    return true;
}

} // namespace wow_reputation
