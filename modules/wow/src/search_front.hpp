// wow: what the commands and the pages of the search have in common: reading a question, answering it, importing a hit.
#pragma once

#include "search.hpp"

#include <wowhost/services.hpp>
#include <wowhost/value.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace wow {

/// The region that a form shows as chosen: the given one, or the site's where that is none.
std::string region_of_form(const wowhost::Services& host, const std::string& given);

/// A question, checked.
class SearchQuestion {
public:
    /// `limit`: a number from 1 to `most`. Throws Error(invalid_argument) that says what is wrong with which part.
    SearchQuestion(const wowhost::Services& host, std::string text, std::vector<std::string> types,
        const std::string& region, const std::string& limit, std::int64_t most);

    std::string text;
    std::vector<std::string> types; ///< None: all that there are.
    std::string region;
    std::size_t limit;
};

/// Brings the index up to date and asks everybody.
SearchResult answer(const wowhost::Services& host, const SearchQuestion& question);

/// An answer as programs get it, {"hits":[…],"troubles":[…]}: for questions that come with every key that is pressed.
/// An equal one of the last half minute is answered again without asking anybody, and the index is at most some
/// seconds old. Importing forgets these answers in the process that imports.
wowhost::Value answer_soon(const wowhost::Services& host, const SearchQuestion& question);

/// {type, id, blizzard_id, name, url, local}
wowhost::Value hit_value(const FoundHit& found);

/// Fetches and stores one: {type, id, blizzard_id, url}. Throws Error(invalid_argument) for a type that cannot be
/// searched or a `blizzard_id` that is no number above 0, and what SearchProvider::import throws.
wowhost::Value import_hit(
    const wowhost::Services& host, const std::string& type, const std::string& blizzard_id, const std::string& region);

/// The routes /wow/search, /wow/search/import and /wow/find, and the search box.
void register_search_pages(wowhost::Registrar& add, const wowhost::Services& host);

} // namespace wow
