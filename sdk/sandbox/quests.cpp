#include "sdk/sandbox/quests.hpp"

#include "sdk/sandbox/names.hpp"

#include <algorithm>

namespace sandbox {

namespace {

constexpr std::size_t quest_count = 4000;
constexpr std::size_t area_count = 417;
constexpr std::size_t category_count = 171;

std::vector<QuestGroup> groups(const std::vector<Named>& rows)
{
    std::vector<QuestGroup> out;
    out.reserve(rows.size());
    for (const auto& row : rows) {
        out.push_back({row.id, row.name, {}});
    }
    return out;
}

const std::vector<Named>& known_types()
{
    static const std::vector<Named> rows{{1, "Group"}, {41, "PvP"}, {62, "Raid"}, {81, "Dungeon"}, {82, "World Event"},
        {83, "Legendary"}, {84, "Escort"}, {102, "Account"}, {109, "World Quest"}};
    return rows;
}

} // namespace

Quests::Quests(std::uint64_t seed, const RecordedCatalogue& recorded)
{
    areas = groups(named_rows(recorded.quest_areas, mix(seed, 1), area_count, 1, 9,
        [](std::uint64_t random) { return item_name(random) + " Reach"; }));
    categories = groups(named_rows(recorded.quest_categories, mix(seed, 2), category_count, 1, 4, faction_name));
    types = groups(recorded.quest_types.empty() ? known_types() : recorded.quest_types);
    for (auto& row : named_rows({}, mix(seed, 3), quest_count, 2, 11, achievement_name)) {
        Quest quest;
        quest.id = row.id;
        quest.title = std::move(row.name);
        quest.random = mix(seed, static_cast<std::uint64_t>(quest.id) + 1000000);
        const auto index = quests.size();
        if (quest.random % 4 != 0) {
            quest.area = mix(quest.random, 1) % areas.size();
            areas[quest.area].quests.push_back(index);
        } else {
            quest.category = mix(quest.random, 2) % categories.size();
            categories[quest.category].quests.push_back(index);
        }
        if (mix(quest.random, 3) % 4 == 0) {
            quest.type = mix(quest.random, 4) % types.size();
            types[quest.type].quests.push_back(index);
        }
        quest.level = mix(quest.random, 5) % 10 == 0 ? 0 : static_cast<int>(between(mix(quest.random, 6), 1, 80));
        by_id_.emplace(quest.id, index);
        quests.push_back(std::move(quest));
    }
}

const Quest* Quests::find(std::int64_t id) const
{
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &quests[found->second];
}

const QuestGroup* Quests::find(const std::vector<QuestGroup>& groups, std::int64_t id)
{
    const auto found = std::find_if(groups.begin(), groups.end(), [id](const QuestGroup& row) { return row.id == id; });
    return found == groups.end() ? nullptr : &*found;
}

} // namespace sandbox
