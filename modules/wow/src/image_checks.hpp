// wow: which images are fetched and kept. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace wow {

inline constexpr std::size_t largest_image = std::size_t{2} << 20;
inline constexpr std::array<std::string_view, 4> image_suffixes{"jpg", "png", "gif", "webp"};

/// Where an image is fetched: the address itself, or the trouble with it. Only hosts that Blizzard serves images from
/// are asked, only over HTTPS; with `media_url` that address stands in place of scheme and host.
class ImageAddress {
public:
    std::string url; ///< Empty: it is not fetched.
    std::string trouble; ///< Why not.
};
ImageAddress image_address(std::string_view named, std::string_view media_url);

/// Scheme and host of a URL, without the slash that ends them; empty when it has none.
std::string_view image_origin(std::string_view url) noexcept;

/// One of image_suffixes by the first bytes; empty for anything else.
std::string_view image_suffix(std::string_view bytes) noexcept;

} // namespace wow
