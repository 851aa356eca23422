#include "host/web/negotiation.hpp"

#include "host/web/url.hpp"

#include <wowhost/error.hpp>

#include <arpa/inet.h>
#include <charconv>
#include <libdeflate.h>
#include <memory>
#include <openssl/sha.h>

namespace wowhost::web {
namespace {

/// Takes the next part of a list off `rest`.
std::string_view next(std::string_view& rest, char separator)
{
    const auto end = rest.find(separator);
    const auto part = trimmed(rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    return part;
}

bool is_zero(std::string_view weight)
{
    return weight.find_first_not_of("0.") == std::string_view::npos && weight.starts_with('0');
}

/// The bytes of an address, of IPv4 in IPv6 the four; empty when it is none.
std::string address_bytes(std::string_view text)
{
    if (text.starts_with('[') && text.ends_with(']'))
        text = text.substr(1, text.size() - 2);
    const std::string copy(text);
    unsigned char bytes[16];
    if (inet_pton(AF_INET, copy.c_str(), bytes) == 1)
        return std::string(reinterpret_cast<const char*>(bytes), 4);
    if (inet_pton(AF_INET6, copy.c_str(), bytes) != 1)
        return {};
    const std::string all(reinterpret_cast<const char*>(bytes), 16);
    const std::string mapped = std::string(10, '\0') + "\xFF\xFF";
    return all.starts_with(mapped) ? all.substr(12) : all;
}

bool contains(const std::string& network, unsigned bits, const std::string& address)
{
    if (network.size() != address.size())
        return false;
    for (std::size_t i = 0; i < network.size(); ++i, bits -= std::min(bits, 8U)) {
        const auto mask = bits >= 8 ? 0xFFU : (0xFF00U >> bits) & 0xFFU;
        if (((static_cast<unsigned char>(network[i]) ^ static_cast<unsigned char>(address[i])) & mask) != 0)
            return false;
    }
    return true;
}

} // namespace

bool accepts_gzip(std::string_view accept_encoding)
{
    bool any = false;
    while (!accept_encoding.empty()) {
        auto part = next(accept_encoding, ',');
        const auto coding = next(part, ';');
        const bool refused = trimmed(part).starts_with("q=") && is_zero(trimmed(trimmed(part).substr(2)));
        if (coding == "gzip" || coding == "x-gzip")
            return !refused;
        if (coding == "*")
            any = !refused;
    }
    return any;
}

bool etag_matches(std::string_view if_none_match, std::string_view etag)
{
    const auto opaque = [](std::string_view tag) { return tag.starts_with("W/") ? tag.substr(2) : tag; };
    while (!if_none_match.empty()) {
        const auto tag = next(if_none_match, ',');
        if (tag == "*" || (!tag.empty() && opaque(tag) == opaque(etag)))
            return true;
    }
    return false;
}

std::string etag_of(std::string_view body)
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256(reinterpret_cast<const unsigned char*>(body.data()), body.size(), digest);
    constexpr char digits[] = "0123456789abcdef";
    std::string tag = "W/\"";
    for (std::size_t i = 0; i < 12; ++i) {
        tag += digits[digest[i] >> 4];
        tag += digits[digest[i] & 15];
    }
    return tag + "\"";
}

std::optional<std::string> gzip(std::string_view text)
{
    const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
        libdeflate_alloc_compressor(5), libdeflate_free_compressor);
    if (!compressor)
        return std::nullopt;
    std::string packed(text.size(), '\0');
    const auto size =
        libdeflate_gzip_compress(compressor.get(), text.data(), text.size(), packed.data(), packed.size());
    if (size == 0)
        return std::nullopt;
    packed.resize(size);
    return packed;
}

bool is_compressible(std::string_view content_type)
{
    return content_type.starts_with("text/") || content_type.find("json") != std::string_view::npos
        || content_type.find("javascript") != std::string_view::npos
        || content_type.find("xml") != std::string_view::npos;
}

TrustedProxies::TrustedProxies(const std::vector<std::string>& networks)
{
    for (const auto& text : networks) {
        const auto slash = text.find('/');
        auto bytes = address_bytes(std::string_view(text).substr(0, slash));
        auto bits = static_cast<unsigned>(bytes.size() * 8);
        bool good = !bytes.empty();
        if (good && slash != std::string::npos) {
            unsigned given = 0;
            const auto* end = text.data() + text.size();
            const auto result = std::from_chars(text.data() + slash + 1, end, given);
            good = result.ec == std::errc() && result.ptr == end && given <= bits;
            bits = given;
        }
        if (!good)
            throw Error(ErrorCode::invalid_argument,
                "serve.trusted_proxies: \"" + text + "\" is no address; write for example 127.0.0.1 or 10.0.0.0/8");
        networks_.push_back({std::move(bytes), bits});
    }
}

bool TrustedProxies::trusts(const std::string& address) const
{
    if (address.empty())
        return true;
    const auto bytes = address_bytes(address);
    for (const auto& network : networks_)
        if (contains(network.bytes, network.bits, bytes))
            return true;
    return false;
}

std::string TrustedProxies::client(const std::string& peer, std::string_view forwarded) const
{
    auto found = peer;
    while (trusts(found) && !forwarded.empty()) {
        const auto comma = forwarded.rfind(',');
        const auto last = trimmed(comma == std::string_view::npos ? forwarded : forwarded.substr(comma + 1));
        if (address_bytes(last).empty())
            break;
        found = last;
        forwarded = comma == std::string_view::npos ? std::string_view() : forwarded.substr(0, comma);
    }
    return found;
}

} // namespace wowhost::web
