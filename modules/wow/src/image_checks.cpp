#include "image_checks.hpp"

#include <algorithm>

namespace wow {
namespace {

constexpr std::string_view https = "https://";
constexpr std::string_view domain = ".worldofwarcraft.com";

/// render.worldofwarcraft.com, render-eu.…, render-classic-us.…
bool is_image_host(std::string_view host)
{
    if (!host.ends_with(domain))
        return false;
    host.remove_suffix(domain.size());
    if (host == "render")
        return true;
    constexpr std::string_view prefix = "render-";
    return host.starts_with(prefix) && host.size() > prefix.size() && std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

} // namespace

std::string_view image_origin(std::string_view url) noexcept
{
    const auto scheme = url.find("://");
    return scheme == std::string_view::npos ? std::string_view() : url.substr(0, url.find_first_of("/?#", scheme + 3));
}

ImageAddress image_address(std::string_view named, std::string_view media_url)
{
    constexpr std::size_t longest = 2000;
    ImageAddress address;
    const bool is_plain = named.size() <= longest
        && std::all_of(named.begin(), named.end(), [](char c) { return c > ' ' && c < 0x7f && c != '\\'; });
    const auto origin = image_origin(named);
    if (!is_plain || origin.empty() || origin.find('@') != std::string_view::npos) {
        address.trouble = "it is no address of an image";
        return address;
    }
    while (media_url.ends_with('/'))
        media_url.remove_suffix(1);
    const bool is_replaced = !media_url.empty() && origin == image_origin(media_url);
    if (!is_replaced && !origin.starts_with(https)) {
        address.trouble = "images are fetched over https only";
        return address;
    }
    if (!is_replaced && !is_image_host(origin.substr(https.size()))) {
        address.trouble = "Blizzard serves no images from " + std::string(origin.substr(https.size(), 100));
        return address;
    }
    address.url = media_url.empty() || is_replaced ? std::string(named)
                                                   : std::string(media_url) + std::string(named.substr(origin.size()));
    return address;
}

std::string_view image_suffix(std::string_view bytes) noexcept
{
    if (bytes.starts_with("\xff\xd8\xff"))
        return "jpg";
    if (bytes.starts_with("\x89PNG\r\n\x1a\n"))
        return "png";
    if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a"))
        return "gif";
    if (bytes.starts_with("RIFF") && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP")
        return "webp";
    return {};
}

} // namespace wow
