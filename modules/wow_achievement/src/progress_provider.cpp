#include "progress_provider.hpp"

namespace wow_achievement {

using namespace wowhost;

std::vector<wow_character::PageSection> ProgressProvider::build_page_sections(
    const wow_character::Character& character) const
{
    constexpr std::int64_t shown = 10;
    const auto& entities = host().entities();
    const auto owned = Query(shape().row_type).where("character", character.id);
    auto completed = owned;
    completed.where("is_completed", true);
    auto in_progress = owned;
    in_progress.where("is_completed", false);
    const auto earned = entities.count(completed);
    const auto started = entities.count(in_progress);
    if (earned + started == 0)
        return {};
    wow_character::PageSection section(wow_character::Slot::achievements, 0, label());
    section.figures.emplace_back("Earned", earned, entities.count(Query(shape().catalogue)));
    section.figures.emplace_back("In progress", started);
    section.columns = {"achievement", "points", "completed_timestamp"};
    for (const auto& row : entities.select(completed.sort("-completed_timestamp").limit(shown)))
        if (const auto achievement = entities.load(shape().catalogue, row["achievement"].integer()))
            section.rows.push_back({achievement->get("name"), achievement->get("points"), row["completed_timestamp"]});
    return {std::move(section)};
}

} // namespace wow_achievement
