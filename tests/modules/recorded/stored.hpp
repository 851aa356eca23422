// What a site has stored of recorded responses, to be compared with their bodies.
#pragma once

#include "modules/collections/bodies.hpp"
#include "modules/recorded/world.hpp"
#include "modules/wow_character/site.hpp"

#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace recorded_test {

using rows_test::english;
using rows_test::member;

class Stored {
public:
    /// `served`: the recordings that the site could ask for.
    Stored(site_test::Site& site, const std::vector<const Recording*>& served)
        : site_(site)
    {
        for (const auto* recording : served)
            bodies_[recording->path] = recording->body;
    }

    /// What was recorded of this path, or null.
    const json& body(const std::string& path) const
    {
        static const json none;
        const auto found = bodies_.find(path);
        return found == bodies_.end() ? none : found->second;
    }
    /// The term of a vocabulary; null when there is none.
    const json& term(const std::string& vocabulary, std::int64_t blizzard_id, const std::string& region = "")
    {
        if (terms_.empty())
            for (const auto& row : site_.list("taxonomy_term", {"wow_blizzard_id notnull"}))
                terms_[{row["vid"].get<std::string>(), row["wow_region"].get<std::string>(),
                    row["wow_blizzard_id"].get<std::int64_t>()}] = row;
        return terms_[{vocabulary, region, blizzard_id}];
    }
    /// The local id of a term that a body names as `{"id",…}`, or null.
    json reference(const std::string& vocabulary, const json& named)
    {
        const auto id = member(named, "id");
        return id.is_null() || id == 0 ? json() : member(term(vocabulary, id.get<std::int64_t>()), "id");
    }
    const json& rows(const std::string& type)
    {
        const auto [place, is_new] = rows_.try_emplace(type);
        if (is_new)
            place->second = site_.list(type);
        return place->second;
    }
    /// The row of a catalogue; null when there is none.
    const json& row(const std::string& type, std::int64_t blizzard_id)
    {
        auto& index = numbers_[type];
        if (index.empty())
            for (const auto& one : rows(type))
                index[one["blizzard_id"].get<std::int64_t>()] = one;
        return index[blizzard_id];
    }
    /// The rows of `type` that belong to `owner`, by what `key` says of them.
    std::map<json, json> owned(const std::string& type, const std::string& kind, const json& owner,
        const std::function<json(const json& row)>& key)
    {
        std::map<json, json> found;
        for (const auto& one : rows(type))
            if (one[kind] == owner)
                found[key(one)] = one;
        return found;
    }
    /// Blizzard's number of a catalogue row or a term, by local id.
    json number(const std::string& type, const json& id)
    {
        auto& index = local_[type];
        if (index.empty())
            for (const auto& one : rows(type))
                index[one["id"]] = one[type == "taxonomy_term" ? "wow_blizzard_id" : "blizzard_id"];
        return index[id];
    }
    /// The state under `key`.
    json state(const std::string& key) const { return site_.json({"state", "get", key}); }
    json queues() const { return site_.json({"queue", "list"}); }
    /// The sandbox was asked for this path.
    bool was_asked(const std::string& path)
    {
        if (asked_.is_null())
            asked_ = site_.sandbox().statistics(true)["by_path"];
        return asked_.contains(path);
    }

private:
    site_test::Site& site_;
    std::map<std::string, json> bodies_;
    std::map<std::tuple<std::string, std::string, std::int64_t>, json> terms_;
    std::map<std::string, json> rows_;
    std::map<std::string, std::map<std::int64_t, json>> numbers_;
    std::map<std::string, std::map<json, json>> local_;
    json asked_;
};

/// Each of these members is in the row as it is expected.
inline void check_row(const json& row, const json& expected)
{
    REQUIRE(row.is_object());
    for (const auto& [name, value] : expected.items()) {
        INFO("column " << name);
        REQUIRE(row.contains(name));
        CHECK(row[name] == value);
    }
}

/// Milliseconds of a body as seconds.
inline json seconds(const json& milliseconds)
{
    return milliseconds.is_number() ? json(milliseconds.get<std::int64_t>() / 1000) : json();
}

/// The image of a document of media that is to be shown, or null.
inline json image_of(const json& media)
{
    const auto assets = member(media, "assets");
    for (const auto* wanted : {"icon", "zoom", "portrait"})
        for (const auto& asset : assets)
            if (asset["key"] == wanted)
                return asset["value"];
    return nullptr;
}

/// A stored image is the URL that the body gives, or a file that is kept of it.
inline void check_image(const json& stored, const json& url)
{
    INFO("image " << stored << " of " << url);
    if (url.is_null() || !stored.is_string() || stored.get<std::string>().starts_with("http"))
        CHECK(stored == url);
    else
        CHECK_FALSE(stored.get<std::string>().empty());
}

} // namespace recorded_test
