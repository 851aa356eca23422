// From the profile summary and the media document to the fields of a character. Pure.
#pragma once

#include <wow/document.hpp>
#include <wow/stubs.hpp>
#include <wowhost/entity.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wow_character {

class Summary {
public:
    std::int64_t blizzard_id = 0;
    std::string name; ///< Empty when the body has none.
    std::string realm_slug; ///< Empty when the body has none.
    /// Fields of `wow_character` that are plain values. A field that is absent here keeps what is stored.
    wowhost::Entity::Fields fields;
    std::optional<wow::Named> playable_class;
    std::optional<wow::Named> playable_race;
    std::optional<wow::Named> active_spec; ///< None below level 10, and in Classic.
    /// Names of the members that offer a sub-resource: "achievements", "collections", "media".
    std::vector<std::string> links;
};

/// Nothing when the body has no usable id.
std::optional<Summary> read_summary(const wow::Document& body, std::string_view locale);

class Media {
public:
    std::string avatar;
    std::string inset;
};

/// Both shapes: `assets`, and the older `avatar_url`, `bust_url`.
Media read_media(const wow::Document& body);

} // namespace wow_character
