// The readers of guilds and of equipment on arbitrary bytes: whatever is JSON is read into rows that can be stored.
// FUZZ_READER chooses the reader.
#include <wow_equipment/mapping.hpp>
#include <wow_guild/mapping.hpp>

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

} // namespace readers

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    wow::Document document;
    if (document.parse(std::string(reinterpret_cast<const char*>(data), size), "fuzz"))
        readers::FUZZ_READER(document);
    return 0;
}
