// wow: the search over all providers, and its commands.
#pragma once

#include <wow/search.hpp>
#include <wowhost/module.hpp>
#include <wowhost/services.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace wow {

/// A hit with what its provider says of it.
class FoundHit {
public:
    FoundHit(std::string type_, int weight_, SearchHit hit_)
        : type(std::move(type_))
        , weight(weight_)
        , hit(std::move(hit_))
    {
    }
    std::string type;
    int weight;
    SearchHit hit;
    std::string label; ///< "Mounts": what people call the type.
};

class SearchResult {
public:
    std::vector<FoundHit> hits; ///< Best first.
    std::vector<std::string> troubles; ///< One sentence per provider that failed.
};

/// Best match first, then the lower weight, what is stored, the shorter name, and so on: a total order.
void merge_hits(std::vector<FoundHit>& hits, std::size_t limit);

using SearchHandle = wowhost::PluginHandle<SearchProvider>;

/// The providers of these types, "wow_item" or "item", in this order; without types all there are. Throws
/// Error(invalid_argument) for a type that nobody provides.
std::vector<SearchHandle> search_providers(const wowhost::Services& host, const std::vector<std::string>& types);

class Search {
public:
    Search(const wowhost::Services& host, std::vector<SearchHandle> providers);

    /// Asks all providers at once, each for `wow.search_seconds`. One that throws is a trouble, one that ignores its
    /// time is left out for a minute.
    SearchResult run(const std::string& text, const std::string& region, std::size_t limit) const;
    /// Brings the indexes of the providers up to date.
    void refresh(bool thorough) const;

private:
    const wowhost::Services& host_;
    std::vector<SearchHandle> providers_;
};

/// The entity type of the index, the commands wow:search and wow:search-import, the cron jobs, and what is to be
/// forgotten when a module goes.
void register_search_engine(wowhost::Registrar& add, const wowhost::Services& host);

} // namespace wow
