// How a character stands with the factions.
#pragma once

#include <wow_character/collection_provider.hpp>
#include <wow_reputation/mapping.hpp>

#include <string_view>
#include <vector>

namespace wow_reputation {

class StandingProvider final : public wow_character::CollectionProvider {
public:
    explicit StandingProvider(const wowhost::Services& services)
        : CollectionProvider(services, standing_shape())
    {
    }
    std::vector<wow_character::PageSection> build_page_sections(
        const wow_character::Character& character) const override;

private:
    void read(const wow::Document& body, std::string_view locale, wow_character::CollectionRows& rows) const override
    {
        read_standings(body, locale, rows);
    }
    /// Tiers that the profile leaves out, and names of tiers, come from the faction's ladder.
    void complete(wow_character::CollectionRows& rows, const wow_character::SyncContext& context) const override;
};

} // namespace wow_reputation
