#include "host/service/token.hpp"

#include "host/service/text.hpp"

#include <sodium.h>

#include <array>

namespace wowhost::service {
namespace {

template <std::size_t size>
std::string hexadecimal(const std::array<unsigned char, size>& bytes)
{
    std::string text(size * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
    text.pop_back();
    return text;
}

} // namespace

std::string random_token()
{
    static const int ready = sodium_init();
    std::array<unsigned char, 16> bytes{};
    if (ready >= 0)
        randombytes_buf(bytes.data(), bytes.size());
    return hexadecimal(bytes);
}

std::string bounded_name(std::string_view name, std::size_t most)
{
    auto clean = valid_utf8(name);
    if (clean == name && clean.size() <= most && clean.find('\0') == std::string::npos)
        return clean;
    std::array<unsigned char, 16> hash{};
    crypto_generichash(
        hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(name.data()), name.size(), nullptr, 0);
    std::erase(clean, '\0');
    return cut_utf8(clean, most - 33) + "#" + hexadecimal(hash);
}

} // namespace wowhost::service
