// What the game has, the same in every region: achievements in their categories, mounts, and the named lists that
// characters refer to.
#pragma once

#include "sdk/sandbox/reputation.hpp"
#include "sdk/sandbox/rows.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sandbox {

struct Achievement {
    std::int64_t id = 0;
    std::string name;
    std::size_t category = 0; // index
    int points = 0;
    bool account_wide = false;
    bool guild = false;
    std::int64_t next = 0; // id, 0 for none
    std::int64_t previous = 0; // id, 0 for none
    int display_order = 0;
    std::uint64_t random = 0;
};

struct AchievementCategory {
    std::int64_t id = 0;
    std::string name;
    std::int64_t parent = 0; // id, 0 for a root
    bool guild = false;
    int display_order = 0;
    std::vector<std::size_t> achievements; // indexes
    std::vector<std::size_t> children; // indexes
};

struct Mount {
    std::int64_t id = 0;
    std::string name;
    std::int64_t display = 0;
    std::uint64_t random = 0;
};

// The items that teach a toy and hold an heirloom: within the ids that have an item, each of its own.
constexpr std::int64_t toy_item(std::int64_t toy) { return 120000 + toy * 32 + 20; }
constexpr std::int64_t heirloom_item(std::int64_t heirloom) { return 160000 + heirloom * 32 + heirloom % 12; }

// What recordings name; the world then has at least these, under these names.
struct RecordedCatalogue {
    std::vector<Named> achievements;
    std::vector<Named> mounts;
    std::vector<Named> categories;
    std::vector<Named> guild_categories;
    std::vector<std::int64_t> root_categories;
    std::vector<Named> titles; // names without {name}
    std::vector<Named> pets;
    std::vector<Named> factions;
    std::vector<std::int64_t> root_factions;
    std::vector<Named> ladders; // of reputation; names unused
    std::vector<Named> quest_areas;
    std::vector<Named> quest_categories;
    std::vector<Named> quest_types;
};

// "{name} of Fogreach" → "of Fogreach": how lists show a title.
std::string bare_title(std::string_view title);

class Catalogue {
public:
    Catalogue(std::uint64_t seed, const RecordedCatalogue& recorded);

    // Index rows in the order in which the index lists them.
    std::vector<Achievement> achievements;
    std::vector<AchievementCategory> categories;
    std::vector<Mount> mounts;
    NamedList titles; // with {name}
    NamedList pets;
    NamedList toys;
    NamedList heirlooms;
    Reputation reputation;

    const Achievement* find_achievement(std::int64_t id) const;
    const AchievementCategory* find_category(std::int64_t id) const;
    const Mount* find_mount(std::int64_t id) const;
    // Indexes of the achievements that a character can have.
    const std::vector<std::size_t>& personal_achievements() const { return personal_; }
    const std::vector<std::size_t>& guild_achievements() const { return of_guilds_; }

private:
    void make_categories(const RecordedCatalogue& recorded);
    void make_achievements(std::uint64_t seed, const RecordedCatalogue& recorded);
    void make_mounts(std::uint64_t seed, const RecordedCatalogue& recorded);
    void make_lists(std::uint64_t seed, const RecordedCatalogue& recorded);

    std::unordered_map<std::int64_t, std::size_t> achievement_by_id_;
    std::unordered_map<std::int64_t, std::size_t> category_by_id_;
    std::unordered_map<std::int64_t, std::size_t> mount_by_id_;
    std::vector<std::size_t> personal_;
    std::vector<std::size_t> of_guilds_;
};

} // namespace sandbox
