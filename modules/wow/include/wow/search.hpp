// wow: SearchProvider, the interface by which a module makes its rows findable.
//
// The search (in module wow) asks all providers at once, each within its budget of time; what one throws or fails to
// answer in time costs the others nothing. Hits are merged by how well they match, then by the weight of their
// provider. NameSearch (name_search.hpp) is the implementation for rows with a name.
#pragma once

#include <wow/search_words.hpp>
#include <wowhost/plugin.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace wow {

class SearchHit {
public:
    SearchHit(std::int64_t id_, std::int64_t blizzard_id_, std::string name_, Match match_)
        : id(id_)
        , blizzard_id(blizzard_id_)
        , name(std::move(name_))
        , match(match_)
    {
    }
    bool local() const noexcept { return id != 0; }

    std::int64_t id; ///< Of the stored row; 0: only Battle.net has it, `import` fetches it.
    std::int64_t blizzard_id; ///< 0 where it is not known.
    std::string name;
    Match match;
    std::string url; ///< Empty: the provider's canonical_url.
};

/// Registered with the entity type as its id.
class SearchProvider {
public:
    WOWHOST_INTERFACE("wow.search_provider/1");
    virtual ~SearchProvider() = default;
    virtual std::string label() const = 0;
    /// Among hits that match equally well those of lower weight come first.
    virtual int weight() const = 0;
    /// At most `limit` hits, what is stored first, then what Battle.net's own search has. Must return, with what it
    /// has, when Services::cancelled() says so.
    virtual std::vector<SearchHit> search(
        const std::string& text, const std::string& region, std::size_t limit) const = 0;
    /// Where people read about it.
    virtual std::string canonical_url(std::int64_t blizzard_id) const = 0;
    /// Fetches and stores it; returns the id of its row. Error(not_found) when Battle.net does not know it,
    /// Error(refused) when this can't be fetched by its number.
    virtual std::int64_t import(std::int64_t blizzard_id, const std::string& region) const = 0;
    /// Brings the provider's index up to date; called before a search and by cron. `thorough`: trust nothing, look at
    /// every row.
    virtual void refresh_index(bool thorough) const { static_cast<void>(thorough); }
};

} // namespace wow
