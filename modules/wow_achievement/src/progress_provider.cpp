#include "progress_provider.hpp"

#include "progress_charts.hpp"

#include <wow/owned_rows.hpp>
#include <wow/rows_by_id.hpp>

#include <algorithm>

namespace wow_achievement {

using namespace wowhost;

namespace {

std::vector<wow::PageSection> progress_sections(const Services& host, const char* owner_kind, std::int64_t owner)
{
    constexpr std::int64_t shown = 10;
    const auto shape = progress_shape();
    const auto& entities = host.entities();
    const auto owned = Query(shape.row_type).where(owner_kind, owner);
    auto completed = owned;
    completed.where("is_completed", true);
    auto in_progress = owned;
    in_progress.where("is_completed", false);
    const auto earned = entities.count(completed);
    const auto started = entities.count(in_progress);
    if (earned + started == 0)
        return {};
    wow::PageSection section(wow::Slot::achievements, 0, shape.label);
    section.figures.emplace_back("Earned", earned, entities.count(Query(shape.catalogue)));
    section.figures.emplace_back("In progress", started);
    section.columns = {"achievement", "points", "completed_timestamp"};
    std::int64_t latest = 0;
    const auto newest = entities.select(
        completed.sort("-completed_timestamp").limit(shown).only({"achievement", "completed_timestamp"}));
    const auto achievements =
        wow::rows_by_id(host, shape.catalogue, wow::ids_in(newest, "achievement"), {"name", "points"});
    for (const auto& row : newest) {
        latest = std::max(latest, row["completed_timestamp"].integer());
        const auto& achievement = achievements[row["achievement"]];
        if (!achievement.is_new())
            section.rows.push_back({achievement["name"], achievement["points"], row["completed_timestamp"]});
    }
    section.charts = progress_charts(host, owner_kind, owner, earned, latest);
    return {std::move(section)};
}

} // namespace

std::vector<wow_character::PageSection> CharacterProgress::build_page_sections(
    const wow_character::Character& character) const
{
    return progress_sections(host(), "character", character.id);
}

std::size_t GuildProgress::sync_guild_data(const wow_guild::Guild& guild, const wow::SyncContext& context) const
{
    const auto shape = progress_shape();
    wow_character::CollectionRows rows(shape);
    return wow::sync_document(
        context, wow::DocumentRequest(shape.path, shape.link, shape.row_type, shape.revision), rows,
        [&](const wow::Document& body) { read_progress(body, wow::locale(context.client()), rows); },
        [&](std::int64_t fetched_at) { return rows.write(host_, "guild", guild.id, fetched_at); });
}

void GuildProgress::delete_guild_data(const wow_guild::Guild& guild) const
{
    wow::remove_owned_rows(host_, progress_shape().row_type, "guild", guild.id);
}

std::vector<wow::PageSection> GuildProgress::build_page_sections(const wow_guild::Guild& guild) const
{
    return progress_sections(host_, "guild", guild.id);
}

} // namespace wow_achievement
