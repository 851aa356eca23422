// What a character has achieved: its rows, and its section of the page.
#pragma once

#include <wow_achievement/mapping.hpp>
#include <wow_character/collection_provider.hpp>

#include <string_view>
#include <vector>

namespace wow_achievement {

class ProgressProvider final : public wow_character::CollectionProvider {
public:
    explicit ProgressProvider(const wowhost::Services& services)
        : CollectionProvider(services, progress_shape())
    {
    }
    std::vector<wow_character::PageSection> build_page_sections(
        const wow_character::Character& character) const override;

private:
    void read(const wow::Document& body, std::string_view locale, wow_character::CollectionRows& rows) const override
    {
        read_progress(body, locale, rows);
    }
};

} // namespace wow_achievement
