// From the profile summary and the media document to the fields of a character. Pure.
#pragma once

#include <wow/document.hpp>
#include <wow/profile_sync.hpp>
#include <wow/stubs.hpp>
#include <wowhost/entity.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wow_character {

class Summary : public wow::ProfileSummary {
public:
    std::optional<wow::Named> playable_class;
    std::optional<wow::Named> playable_race;
    std::optional<wow::Named> active_spec; ///< None below level 10, and in Classic.
};

/// Nothing when the body has no usable id.
std::optional<Summary> read_summary(const wow::Document& body, std::string_view locale);

class Media {
public:
    std::string avatar;
    std::string inset;
    std::string main; ///< The whole figure.
};

/// Both shapes: `assets`, and the older `avatar_url`, `bust_url`, `render_url`.
Media read_media(const wow::Document& body);

} // namespace wow_character
