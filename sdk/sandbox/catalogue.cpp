#include "sdk/sandbox/catalogue.hpp"

#include "sdk/sandbox/names.hpp"
#include "sdk/sandbox/text.hpp"

#include <algorithm>
#include <array>

namespace sandbox {

namespace {

constexpr std::size_t achievement_count = 7770;
constexpr std::size_t guild_achievement_count = 420;
constexpr std::size_t category_count = 156;
constexpr std::size_t guild_category_count = 29;
constexpr std::size_t mount_count = 1420;
constexpr std::int64_t guild_root = 15076;

struct Root {
    std::int64_t id;
    std::string_view name;
};
constexpr std::array<Root, 14> roots{{
    {81, "Feats of Strength"},
    {92, "Character"},
    {95, "Player vs. Player"},
    {96, "Quests"},
    {97, "Exploration"},
    {155, "World Events"},
    {168, "Dungeons & Raids"},
    {169, "Professions"},
    {201, "Reputation"},
    {15117, "Pet Battles"},
    {15234, "Legacy"},
    {15246, "Collections"},
    {15301, "Expansion Features"},
    {15522, "Delves"},
}};
constexpr std::array<std::string_view, 12> ages{"Classic", "Outland", "Northrend", "Cataclysm", "Pandaria", "Draenor",
    "Legion", "Zandalar", "Shadowlands", "Dragon Isles", "Khaz Algar", "Events"};

template <typename Rows, typename Index>
auto find_in(const Rows& rows, const Index& index, std::int64_t id) -> decltype(rows.data())
{
    const auto found = index.find(id);
    return found == index.end() ? nullptr : &rows[found->second];
}

} // namespace

std::string bare_title(std::string_view title)
{
    std::string bare(title);
    for (const std::string_view part : {"{name}, ", " {name}", "{name} "}) {
        if (const auto found = bare.find(part); found != std::string::npos) {
            bare.erase(found, part.size());
        }
    }
    return bare;
}

Catalogue::Catalogue(std::uint64_t seed, const RecordedCatalogue& recorded)
    : reputation(mix(seed, 4), recorded.factions, recorded.root_factions, recorded.ladders)
{
    make_categories(recorded);
    make_achievements(mix(seed, 1), recorded);
    make_mounts(mix(seed, 2), recorded);
    make_lists(mix(seed, 3), recorded);
}

void Catalogue::make_categories(const RecordedCatalogue& recorded)
{
    const auto add = [this](std::int64_t id, std::string name, std::int64_t parent, bool guild) {
        AchievementCategory row;
        row.id = id;
        row.name = std::move(name);
        row.parent = parent;
        row.guild = guild;
        row.display_order = static_cast<int>(categories.size());
        if (const auto above = category_by_id_.find(parent); above != category_by_id_.end()) {
            categories[above->second].children.push_back(categories.size());
        }
        if (category_by_id_.emplace(id, categories.size()).second) {
            categories.push_back(std::move(row));
        }
    };
    if (!recorded.categories.empty()) {
        const auto is_root = [&](std::int64_t id) {
            return std::find(recorded.root_categories.begin(), recorded.root_categories.end(), id)
                != recorded.root_categories.end();
        };
        std::vector<std::int64_t> above;
        for (const auto& row : recorded.categories) {
            if (is_root(row.id)) {
                above.push_back(row.id);
                add(row.id, row.name, 0, false);
            }
        }
        for (const auto& row : recorded.categories) {
            if (!is_root(row.id)) {
                add(row.id, row.name, above.empty() ? 0 : above[static_cast<std::size_t>(row.id) % above.size()],
                    false);
            }
        }
        for (const auto& row : recorded.guild_categories) {
            add(row.id, row.name, row.id == guild_root ? 0 : guild_root, true);
        }
        return;
    }
    for (const auto& root : roots) {
        add(root.id, std::string(root.name), 0, false);
    }
    for (std::size_t i = roots.size(); i < category_count; ++i) {
        // The last dozen lies a level deeper.
        const bool deep = i + 12 >= category_count;
        const auto& parent = deep ? categories[roots.size() + i % 20] : categories[i % roots.size()];
        const auto id = static_cast<std::int64_t>(17000 + i * 3);
        add(id, std::string(ages[i / roots.size() % ages.size()]) + (deep ? ": " + parent.name : ""), parent.id, false);
    }
    add(guild_root, "Guild", 0, true);
    for (std::size_t i = 1; i < guild_category_count; ++i) {
        add(guild_root + static_cast<std::int64_t>(i), "Guild: " + std::string(ages[i % ages.size()]), guild_root,
            true);
    }
}

void Catalogue::make_achievements(std::uint64_t seed, const RecordedCatalogue& recorded)
{
    std::vector<std::size_t> personal_categories;
    std::vector<std::size_t> guild_categories;
    for (std::size_t i = 0; i < categories.size(); ++i) {
        (categories[i].guild ? guild_categories : personal_categories).push_back(i);
    }
    const auto named = named_rows(recorded.achievements, seed, achievement_count, 6, 7, achievement_name);
    std::size_t guild_left = guild_achievement_count;
    for (std::size_t i = 0; i < named.size(); ++i) {
        const auto random = mix(seed, static_cast<std::uint64_t>(named[i].id) + 1000000);
        Achievement row;
        row.id = named[i].id;
        row.name = named[i].name;
        row.random = random;
        row.guild = guild_left > 0 && i % 18 == 5 && !guild_categories.empty();
        guild_left -= row.guild ? 1 : 0;
        const auto& choice = row.guild ? guild_categories : personal_categories;
        row.category = choice[mix(random, 1) % choice.size()];
        static constexpr std::array<int, 6> points{0, 5, 10, 10, 10, 25};
        row.points = categories[row.category].id == 81 ? 0 : points[mix(random, 2) % points.size()];
        row.account_wide = mix(random, 3) % 3 == 0;
        auto& category = categories[row.category];
        row.display_order = static_cast<int>(category.achievements.size()) + 1;
        if (!category.achievements.empty() && mix(random, 4) % 8 == 0) {
            auto& before = achievements[category.achievements.back()];
            before.next = row.id;
            row.previous = before.id;
        }
        category.achievements.push_back(i);
        (row.guild ? of_guilds_ : personal_).push_back(i);
        achievement_by_id_.emplace(row.id, i);
        achievements.push_back(std::move(row));
    }
}

void Catalogue::make_mounts(std::uint64_t seed, const RecordedCatalogue& recorded)
{
    for (const auto& named : named_rows(recorded.mounts, seed, mount_count, 6, 2, mount_name)) {
        Mount row;
        row.id = named.id;
        row.name = named.name;
        row.random = mix(seed, static_cast<std::uint64_t>(named.id) + 1000000);
        row.display = 2000 + named.id * 3;
        mount_by_id_.emplace(row.id, mounts.size());
        mounts.push_back(std::move(row));
    }
}

void Catalogue::make_lists(std::uint64_t seed, const RecordedCatalogue& recorded)
{
    const auto fill = [seed](NamedList& list, std::uint64_t kind, const std::vector<Named>& known, std::size_t count,
                          std::int64_t first, std::int64_t gap, auto name) {
        for (auto& row : named_rows(known, mix(seed, kind), count, first, gap, name)) {
            list.add(std::move(row));
        }
    };
    auto known_titles = recorded.titles;
    for (auto& row : known_titles) {
        const bool behind = row.name.starts_with("of ") || row.name.starts_with("the ");
        row.name = behind ? "{name} " + row.name : row.name + " {name}";
    }
    fill(titles, 1, known_titles, 593, 1, 1, title_name);
    fill(pets, 2, recorded.pets, 2021, 39, 2, pet_name);
    fill(toys, 3, {}, 1000, 1, 1, toy_name);
    fill(heirlooms, 4, {}, 100, 1, 1, item_name);
}

const Achievement* Catalogue::find_achievement(std::int64_t id) const
{
    return find_in(achievements, achievement_by_id_, id);
}
const AchievementCategory* Catalogue::find_category(std::int64_t id) const
{
    return find_in(categories, category_by_id_, id);
}
const Mount* Catalogue::find_mount(std::int64_t id) const { return find_in(mounts, mount_by_id_, id); }

} // namespace sandbox
