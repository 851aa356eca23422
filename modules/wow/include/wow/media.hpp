// wow: documents of media: which image is the icon. Pure.
#pragma once

#include <wow/document.hpp>

#include <optional>
#include <string_view>

namespace wow {

/// The address of the image in a document below /data/wow/media: the icon, else the picture of a creature, else the
/// first image there is.
inline std::optional<std::string_view> icon_of(const Node& media)
{
    const auto address = [](const Node& asset) {
        const auto text = asset["value"].text();
        return text && (text->starts_with("https://") || text->starts_with("http://")) ? text : std::nullopt;
    };
    for (const std::string_view wanted : {"icon", "zoom", "portrait", ""})
        for (const Node asset : media["assets"].items())
            if (wanted.empty() || asset["key"].text() == wanted)
                if (const auto found = address(asset))
                    return found;
    return std::nullopt;
}

} // namespace wow
