#include "sdk/sandbox/reputation.hpp"

#include "sdk/sandbox/names.hpp"

#include <algorithm>
#include <array>

namespace sandbox {

namespace {

constexpr std::size_t faction_count = 263;
constexpr std::size_t ladder_count = 69;
constexpr std::size_t shared_ladders = 4; // of them; the first is the one that most factions use
constexpr std::array<std::string_view, 13> headers{"Guild", "Khaz Algar", "Dragon Isles", "Shadowlands", "Zandalar",
    "Legion", "Draenor", "Pandaria", "Cataclysm", "Northrend", "Outland", "Crews", "Classic"};

// Hated to Exalted: the last step has no width, which is why a standing there has `max` 0.
std::vector<ReputationTier> common_ladder()
{
    return {{"Hated", -42000, -6000}, {"Hostile", -6000, -3000}, {"Unfriendly", -3000, 0}, {"Neutral", 0, 3000},
        {"Friendly", 3000, 9000}, {"Honored", 9000, 21000}, {"Revered", 21000, 42000}, {"Exalted", 42000, 42000}};
}

std::vector<ReputationTier> friendship(std::uint64_t random)
{
    static constexpr std::array<std::string_view, 6> names{
        "Stranger", "Acquaintance", "Buddy", "Friend", "Good Friend", "Best Friend"};
    std::vector<ReputationTier> out;
    const auto step = between(random, 2, 14) * 600;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto low = static_cast<std::int64_t>(i) * step;
        // Some ladders have steps without a name.
        const bool nameless = mix(random, 5) % 12 == 0 && i == 2;
        out.push_back(
            {nameless ? std::string() : std::string(names[i]), low, i + 1 == names.size() ? low : low + step});
    }
    return out;
}

} // namespace

Reputation::Reputation(std::uint64_t seed, const std::vector<Named>& recorded,
    const std::vector<std::int64_t>& recorded_roots, const std::vector<Named>& recorded_ladders)
{
    make_factions(seed, recorded, recorded_roots);
    make_ladders(mix(seed, 9), recorded_ladders);
}

void Reputation::make_factions(
    std::uint64_t seed, const std::vector<Named>& recorded, const std::vector<std::int64_t>& recorded_roots)
{
    std::vector<std::int64_t> roots = recorded_roots;
    auto rows = named_rows(recorded, seed, faction_count - headers.size(), 21, 10, faction_name);
    if (recorded.empty()) {
        for (std::size_t i = 0; i < headers.size(); ++i) {
            const auto id = static_cast<std::int64_t>(2800 + i * 7);
            roots.push_back(id);
            rows.insert(rows.begin() + static_cast<std::ptrdiff_t>(i * 17), Named{id, std::string(headers[i])});
        }
    }
    for (auto& row : rows) {
        Faction faction;
        faction.id = row.id;
        faction.name = std::move(row.name);
        faction.random = mix(seed, static_cast<std::uint64_t>(faction.id) + 1000000);
        faction.root = std::find(roots.begin(), roots.end(), faction.id) != roots.end();
        if (!faction.root) {
            // A few stand below no header.
            faction.header = roots.empty() || faction.random % 20 == 0 ? 0 : roots[mix(faction.random) % roots.size()];
            faction.renown = mix(faction.random, 1) % 8 == 0;
            faction.paragon = mix(faction.random, 2) % 5 == 0;
            faction.levels = faction.renown ? static_cast<int>(between(mix(faction.random, 3), 10, 40)) : 0;
            faction.ladder = faction.renown ? -1 : 0;
        }
        if (by_id_.emplace(faction.id, factions_.size()).second) {
            if (!faction.root) {
                plain_.push_back(factions_.size());
            }
            factions_.push_back(std::move(faction));
        }
    }
}

void Reputation::make_ladders(std::uint64_t seed, const std::vector<Named>& recorded)
{
    const auto add = [this](ReputationLadder ladder) {
        if (ladder_by_id_.emplace(ladder.id, ladders_.size()).second) {
            ladders_.push_back(std::move(ladder));
        }
    };
    std::vector<std::int64_t> ids{0};
    for (const auto& row : recorded) {
        ids.push_back(row.id);
    }
    for (std::size_t i = 1; recorded.empty() && i < ladder_count; ++i) {
        ids.push_back(static_cast<std::int64_t>(i * 3 + 1));
    }
    std::size_t next = 0;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        ReputationLadder ladder;
        ladder.id = ids[i];
        const auto random = mix(seed, i);
        ladder.tiers = i == 0 ? common_ladder() : friendship(random);
        if (i >= shared_ladders) {
            // The next faction that uses a ladder at all and has none of its own yet.
            while (next < plain_.size() && (factions_[plain_[next]].renown || mix(random, next) % 3 != 0)) {
                ++next;
            }
            if (next < plain_.size()) {
                auto& faction = factions_[plain_[next++]];
                faction.ladder = ladder.id;
                faction.paragon = false;
                ladder.faction = faction.id;
            }
        }
        add(std::move(ladder));
    }
    for (const auto index : plain_) {
        auto& faction = factions_[index];
        if (faction.ladder == 0 && mix(faction.random, 4) % 12 == 0) {
            faction.ladder = ladders_[mix(faction.random, 5) % std::min(shared_ladders, ladders_.size())].id;
        }
    }
}

const Faction* Reputation::find(std::int64_t id) const
{
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &factions_[found->second];
}

const ReputationLadder* Reputation::find_ladder(std::int64_t id) const
{
    const auto found = ladder_by_id_.find(id);
    return found == ladder_by_id_.end() ? nullptr : &ladders_[found->second];
}

} // namespace sandbox
