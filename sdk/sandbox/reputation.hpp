// Factions below their headers, and the ladders of standings that they use.
#pragma once

#include "sdk/sandbox/rows.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace sandbox {

struct ReputationTier {
    std::string name; // empty: the service leaves the name out
    std::int64_t low = 0;
    std::int64_t high = 0;
};

struct ReputationLadder {
    std::int64_t id = 0;
    std::int64_t faction = 0; // id; 0 for a ladder that many factions share
    std::vector<ReputationTier> tiers;
};

struct Faction {
    std::int64_t id = 0;
    std::string name;
    std::int64_t header = 0; // id, 0 for a root
    bool root = false;
    std::int64_t ladder = 0; // id; -1 with renown
    bool renown = false;
    bool paragon = false;
    int levels = 0; // of renown
    std::uint64_t random = 0;
};

class Reputation {
public:
    Reputation(std::uint64_t seed, const std::vector<Named>& recorded, const std::vector<std::int64_t>& recorded_roots,
        const std::vector<Named>& recorded_ladders);

    const std::vector<Faction>& factions() const { return factions_; }
    const std::vector<ReputationLadder>& ladders() const { return ladders_; }
    // Indexes of the factions that a character can stand with.
    const std::vector<std::size_t>& plain() const { return plain_; }
    const Faction* find(std::int64_t id) const;
    const ReputationLadder* find_ladder(std::int64_t id) const;

private:
    void make_factions(
        std::uint64_t seed, const std::vector<Named>& recorded, const std::vector<std::int64_t>& recorded_roots);
    void make_ladders(std::uint64_t seed, const std::vector<Named>& recorded);

    std::vector<Faction> factions_;
    std::vector<ReputationLadder> ladders_;
    std::vector<std::size_t> plain_;
    std::unordered_map<std::int64_t, std::size_t> by_id_;
    std::unordered_map<std::int64_t, std::size_t> ladder_by_id_;
};

} // namespace sandbox
