// Which titles a character has been awarded, and which it bears.
#pragma once

#include <wow_character/collection_provider.hpp>
#include <wow_title/mapping.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace wow_title {

class AwardProvider final : public wow_character::CollectionProvider {
public:
    explicit AwardProvider(const wowhost::Services& services)
        : CollectionProvider(services, award_shape())
    {
    }
    std::vector<wow_character::PageSection> build_page_sections(
        const wow_character::Character& character) const override;

private:
    void read(const wow::Document& body, std::string_view locale, wow_character::CollectionRows& rows) const override
    {
        read_awards(body, locale, rows);
    }
    std::size_t settle(const wow_character::Character& character, std::int64_t fetched_at) const override;
};

} // namespace wow_title
