// Quests in their areas, categories and types: some thousands, made at start.
#pragma once

#include "sdk/sandbox/catalogue.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <unordered_map>
#include <vector>

namespace sandbox {

constexpr std::size_t no_group = std::numeric_limits<std::size_t>::max();

struct Quest {
    std::int64_t id = 0;
    std::string title;
    std::size_t area = no_group; // index; a quest has an area or a category
    std::size_t category = no_group;
    std::size_t type = no_group;
    int level = 0; // least, 0 for any
    std::uint64_t random = 0;
};

// An area, category or type with the quests in it.
struct QuestGroup {
    std::int64_t id = 0;
    std::string name;
    std::vector<std::size_t> quests; // indexes
};

class Quests {
public:
    Quests(std::uint64_t seed, const RecordedCatalogue& recorded);

    std::vector<Quest> quests;
    std::vector<QuestGroup> areas;
    std::vector<QuestGroup> categories;
    std::vector<QuestGroup> types;

    const Quest* find(std::int64_t id) const;
    static const QuestGroup* find(const std::vector<QuestGroup>& groups, std::int64_t id);

private:
    std::unordered_map<std::int64_t, std::size_t> by_id_;
};

} // namespace sandbox
