// The vocabulary of factions: a tree, as far as headings list what is below them.
#pragma once

#include <wow/vocabulary_sync.hpp>
#include <wow_reputation/mapping.hpp>

namespace wow_reputation {

class Factions final : public wow::VocabularySync {
public:
    explicit Factions(const wowhost::Services& host);
    /// A full answer means a new build: ladders of tiers are asked for again when they are needed.
    wowhost::Value sync(const wow::SyncOptions& options) const override;

private:
    bool map(const wow::Node& body, wow::Term& term, const Context& context) const override;
};

} // namespace wow_reputation
