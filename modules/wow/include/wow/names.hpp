// wow: regions, slugs, names, and how they stand in a URL. Header-only.
#pragma once

#include <wowhost/error.hpp>
#include <wowhost/services.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace wow {

inline constexpr std::array<std::string_view, 4> regions{"us", "eu", "kr", "tw"};

inline bool is_region(std::string_view text) noexcept
{
    for (const auto known : regions)
        if (known == text)
            return true;
    return false;
}

/// The region in lower case. Throws Error(invalid_argument) when there is no such region.
inline std::string check_region(std::string_view text)
{
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    if (!is_region(lower))
        throw wowhost::Error(wowhost::ErrorCode::invalid_argument,
            "region \"" + std::string(text) + "\" is not known; use one of us, eu, kr, tw");
    return lower;
}

/// For one segment of a path or one value of a query (RFC 3986: all but unreserved characters).
inline std::string percent_encode(std::string_view text)
{
    constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size() * 3);
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.'
            || c == '_' || c == '~')
            out += c;
        else
            out.append({'%', digits[byte >> 4U], digits[byte & 15U]});
    }
    return out;
}

inline std::string_view trim(std::string_view text) noexcept
{
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// How characters and guilds are told apart and asked for: Unicode lower-case, NFC.
inline std::string name_key(const wowhost::Text& text, std::string_view name)
{
    return text.lower(std::string(trim(name)));
}

/// "/profile/wow/character/<realm>/<name>", encoded; add "/status" and so on to it.
inline std::string character_path(std::string_view realm_slug, std::string_view name_key)
{
    return "/profile/wow/character/" + percent_encode(realm_slug) + "/" + percent_encode(name_key);
}

/// The slug of a guild's name in lower case: blanks become hyphens, apostrophes go. A guess where there is an
/// apostrophe; Battle.net's own slug, where a body has it, is better.
inline std::string guild_slug(std::string_view name_key)
{
    std::string slug;
    for (const char c : name_key)
        if (c != '\'')
            slug += c == ' ' ? '-' : c;
    return slug;
}

/// "/data/wow/guild/<realm>/<guild>", encoded.
inline std::string guild_path(std::string_view realm_slug, std::string_view name_key)
{
    return "/data/wow/guild/" + percent_encode(realm_slug) + "/" + percent_encode(guild_slug(name_key));
}

class Realm {
public:
    Realm(std::string slug_, std::string name_, std::int64_t term_)
        : slug(std::move(slug_))
        , name(std::move(name_))
        , term(term_)
    {
    }
    std::string slug;
    std::string name; ///< As people write it; the slug when the realm is not stored.
    std::int64_t term; ///< Its term in vocabulary wow_realm; 0 when it is not stored.
};

/// What a realm's name most likely is as a slug. Only a guess: Battle.net's own slugs follow no rule.
inline std::string guess_slug(const wowhost::Text& text, std::string_view name)
{
    std::string slug;
    for (const char c : text.lower(std::string(trim(name))))
        if (c != '\'' && c != '(' && c != ')')
            slug += c == ' ' ? '-' : c;
    return slug;
}

/// The stored realm with this slug or (in any case) this name; nothing when it is not stored, or wow_realm is not
/// installed.
inline std::optional<Realm> find_realm(
    const wowhost::Services& host, const std::string& region, std::string_view slug_or_name)
{
    using wowhost::Query;
    const auto& entities = host.entities();
    if (!entities.has_type("taxonomy_term") || !entities.has_field("taxonomy_term", "wow_slug"))
        return std::nullopt;
    const auto wanted = host.text().lower(std::string(trim(slug_or_name)));
    const auto stored = Query("taxonomy_term").where("vid", "wow_realm").where("wow_region", region);
    const auto read = [](const wowhost::Entity& term) {
        return Realm(term["wow_slug"].string(), term["name"].string(), term.id());
    };
    auto by_slug = stored;
    for (const auto& term : entities.select(by_slug.where("wow_slug", wanted).limit(1).only({"name", "wow_slug"})))
        return read(term);
    auto all = stored;
    for (const auto& term : entities.select(all.only({"name", "wow_slug"})))
        if (!term["wow_slug"].text().empty() && host.text().lower(term["name"].string()) == wanted)
            return read(term);
    return std::nullopt;
}

/// As find_realm; a realm that is not stored is taken at its word, as a slug, and Battle.net will tell. Throws
/// Error(invalid_argument) when `slug_or_name` is blank.
inline Realm resolve_realm(const wowhost::Services& host, const std::string& region, std::string_view slug_or_name)
{
    if (trim(slug_or_name).empty())
        throw wowhost::Error(wowhost::ErrorCode::invalid_argument, "the realm is empty; give its slug or its name");
    if (auto found = find_realm(host, region, slug_or_name))
        return *found;
    const auto slug = guess_slug(host.text(), slug_or_name);
    return Realm(slug, slug, 0);
}

} // namespace wow
