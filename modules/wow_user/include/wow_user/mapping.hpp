// wow_user: from Battle.net's list of an account's characters (/profile/user/wow) to what is stored of them. Pure.
// Header-only; needs simdjson.
#pragma once

#include <wow/document.hpp>
#include <wow/stubs.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace wow_user {

class AccountCharacter {
public:
    std::int64_t blizzard_id = 0;
    std::string name;
    std::string realm_slug;
    std::optional<std::int64_t> level;
    std::optional<std::string> faction;
    std::optional<std::string> gender;
    std::optional<wow::Named> playable_class;
    std::optional<wow::Named> playable_race;

    /// Whether a profile can be there: not of one whose name was taken away (digits in it, level 0), and who waits for
    /// another, nor without name or realm.
    bool has_profile() const noexcept
    {
        return !name.empty() && !realm_slug.empty() && level != 0
            && name.find_first_of("0123456789") == std::string::npos;
    }
};

class AccountList {
public:
    std::vector<AccountCharacter> characters; ///< Each id once.
    std::map<std::string, std::size_t> skipped; ///< What was wrong with entries → how many.
    /// Whether this is the list, the whole list: only then does absence from it mean anything.
    bool is_complete = false;
};

namespace reading {

inline std::optional<wow::Named> named(wow::Node node, std::string_view locale)
{
    const auto id = node.id();
    if (!id || *id == 0)
        return std::nullopt;
    return wow::Named(*id, node["name"].localized(locale));
}

inline std::optional<std::string> code(wow::Node node)
{
    const auto text = node.type_code();
    return text ? std::optional<std::string>(*text) : std::nullopt;
}

} // namespace reading

/// The characters of all licences. An account without characters has no `wow_accounts`.
inline AccountList read_account(wow::Node body, std::string_view locale)
{
    AccountList list;
    std::set<std::int64_t> seen;
    const auto licences = body["wow_accounts"];
    if (licences.exists() && !licences.is_array())
        ++list.skipped["wow_accounts is no array"];
    for (const wow::Node licence : licences.items()) {
        const auto rows = licence["characters"];
        if (!licence.is_object() || (rows.exists() && !rows.is_array()))
            ++list.skipped["wow_accounts[] without characters"];
        for (const wow::Node row : rows.items()) {
            const auto id = row["id"].integer();
            if (!id || *id <= 0) {
                ++list.skipped["characters[] without id"];
                continue;
            }
            if (!seen.insert(*id).second)
                continue;
            AccountCharacter character;
            character.blizzard_id = *id;
            character.name = row["name"].localized(locale).value_or(std::string_view());
            character.realm_slug = row["realm"]["slug"].text().value_or(std::string_view());
            character.level = row["level"].integer();
            character.faction = reading::code(row["faction"]);
            character.gender = reading::code(row["gender"]);
            character.playable_class = reading::named(row["playable_class"], locale);
            character.playable_race = reading::named(row["playable_race"], locale);
            list.characters.push_back(std::move(character));
        }
    }
    const bool is_account = body["id"].integer().has_value() || body["_links"].is_object() || licences.is_array();
    list.is_complete = is_account && list.skipped.empty();
    return list;
}

} // namespace wow_user
