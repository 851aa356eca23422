// The readers of characters, guilds, equipment and ladders on arbitrary bytes: whatever is JSON is read into rows that
// can be stored.
// FUZZ_READER chooses the reader.
#include <wow_equipment/mapping.hpp>
#include <wow_guild/mapping.hpp>
#include <wow_reputation/ladder.hpp>

#include "modules/wow_character/src/summary.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace readers {

void expect(bool holds)
{
    if (!holds)
        std::abort();
}

[[maybe_unused]] void guild(const wow::Document& body)
{
    if (const auto summary = wow_guild::read_guild(body, "de_DE"))
        expect(summary->blizzard_id > 0);
}

[[maybe_unused]] void roster(const wow::Document& body)
{
    auto rows = wow_guild::roster_rows();
    wow_guild::read_roster(body, true, true, rows);
    for (const auto& row : rows.rows())
        expect(row.values.size() == 7 && row.values[0].integer() > 0);
}

[[maybe_unused]] void activity(const wow::Document& body)
{
    auto rows = wow_guild::activity_rows();
    wow_guild::read_activity(body, rows);
    for (const auto& row : rows.rows())
        expect(row.values.size() == 4 && row.values[0].is_text() && row.values[2].is_integer());
}

[[maybe_unused]] void equipment(const wow::Document& body)
{
    auto rows = wow_equipment::equipment_rows();
    wow_equipment::read_equipment(body, "de_DE", rows);
    wow_equipment::keep_names(rows, {{"HEAD", {7, "Hat"}}});
    for (const auto& row : rows.rows())
        expect(row.values.size() == 6 && !row.values[0].text().empty() && row.values[1].integer() > 0);
}

[[maybe_unused]] void character(const wow::Document& body)
{
    if (const auto summary = wow_character::read_summary(body, "de_DE")) {
        expect(summary->blizzard_id > 0);
        for (const auto* named : {&summary->playable_class, &summary->playable_race, &summary->active_spec})
            expect(!*named || (*named)->blizzard_id > 0);
    }
}

[[maybe_unused]] void media(const wow::Document& body)
{
    const auto media = wow_character::read_media(body);
    for (const auto* url : {&media.avatar, &media.inset, &media.main})
        expect(url->empty() || url->starts_with("http"));
}

[[maybe_unused]] void ladder(const wow::Document& body)
{
    const auto tiers = wow_reputation::read_ladder(body.root(), "de_DE");
    for (const auto& tier : tiers.items())
        expect(wow_reputation::tier_of(tiers, tier["id"].integer(-1)).is_object());
    for (const std::int64_t raw : {-42000, 0, 3000}) {
        const auto tier = wow_reputation::tier_at(tiers, raw);
        expect(tier.is_null() || tier["min"].integer() <= raw);
    }
}

} // namespace readers

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    wow::Document document;
    if (document.parse(std::string(reinterpret_cast<const char*>(data), size), "fuzz"))
        readers::FUZZ_READER(document);
    return 0;
}
