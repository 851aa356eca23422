// The catalogue of quests. Its index only links to areas, categories and types, which list the quests.
#pragma once

#include <wow/catalogue_sync.hpp>
#include <wow/vocabulary_sync.hpp>
#include <wow_quest/mapping.hpp>

#include <string>
#include <vector>

namespace wow_quest {

/// The types of quests ("Group", "Raid"): what their index says is all there is.
class QuestTypes final : public wow::VocabularySync {
public:
    explicit QuestTypes(const wowhost::Services& host);
};

class Quests final : public wow::CatalogueSync {
public:
    Quests(const wowhost::Services& host, const QuestTypes& types);
    /// The types first, so that quests find theirs.
    wowhost::Value sync(const wow::SyncOptions& options) const override;

private:
    void map(const wow::Node& body, wow::CatalogueRow& row, const std::string& locale) const override
    {
        map_quest(body, row, locale);
    }
    wow::CatalogueListing gather(
        const wow::Node& index, const wow::ClientHandle& client, const wow::SyncOptions& options) const override;
    wow::Request request(const std::string& path, const wow::SyncOptions& options) const;

    const QuestTypes& types_;
};

} // namespace wow_quest
