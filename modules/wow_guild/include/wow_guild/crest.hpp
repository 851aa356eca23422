// A guild's crest as the parts of a picture: colours and a figure, from what Battle.net says of it. Header-only, pure.
//
// Battle.net's own emblems are pictures that may not be copied; here each number stands for one of a few figures of our
// own, in the guild's colours.
#pragma once

#include <wowhost/value.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

namespace wow_guild {

/// "#rrggbb" of {"r","g","b"}; `otherwise` when there is none.
inline std::string colour_text(const wowhost::Value& part, const char* otherwise)
{
    const auto& rgba = part["color"]["rgba"];
    if (!rgba["r"].is_number() || !rgba["g"].is_number() || !rgba["b"].is_number())
        return otherwise;
    constexpr char digits[] = "0123456789abcdef";
    std::string text = "#";
    for (const auto* each : {"r", "g", "b"}) {
        const auto value = static_cast<std::size_t>(std::clamp(rgba[each].real(), 0.0, 255.0));
        text += digits[value >> 4];
        text += digits[value & 15];
    }
    return text;
}

/// {background, border, emblem} as colours, `figure` as the data of an SVG path in a field of 100 × 100, and whether
/// the border is `doubled`.
inline wowhost::Value crest_view(const wowhost::Value& crest)
{
    constexpr std::array<const char*, 8> figures{
        "M50 22 57 42H78L61 54 67 75 50 62 33 75 39 54 22 42H43Z", // star
        "M47 18H53V66H64V72H53V82H47V72H36V66H47Z", // sword
        "M50 20 78 34V52C78 68 64 78 50 84 36 78 22 68 22 52V34ZM50 34 36 41V52C36 61 43 67 50 71 57 67 64 61 64 "
        "52V41Z",
        "M22 72 28 34 40 52 50 26 60 52 72 34 78 72Z", // crown
        "M50 20C66 34 74 46 74 58A24 24 0 0 1 26 58C26 46 34 34 50 20ZM50 44C42 52 39 57 39 62A11 11 0 0 0 61 62C61 57 "
        "58 52 50 44Z", // flame
        "M26 30C40 22 60 22 74 30L70 60C66 72 58 78 50 82 42 78 34 72 30 60ZM38 46H46V54H38ZM54 46H62V54H54Z", // helmet
        "M50 18 60 40 82 50 60 60 50 82 40 60 18 50 40 40Z", // compass
        "M24 50C32 32 44 26 50 26S68 32 76 50C68 68 56 74 50 74S32 68 24 50ZM50 38A12 12 0 1 0 50 62 12 12 0 1 0 50 "
        "38Z",
    };
    const auto id = static_cast<std::uint64_t>(crest["emblem"]["id"].integer());
    const auto border = static_cast<std::uint64_t>(crest["border"]["id"].integer());
    return wowhost::Value::object({{"background", colour_text(crest["background"], "#2b3a55")},
        {"border", colour_text(crest["border"], "#c9a227")}, {"emblem", colour_text(crest["emblem"], "#f5e6b8")},
        {"figure", figures[id % figures.size()]}, {"doubled", border % 2 == 1}});
}

} // namespace wow_guild
