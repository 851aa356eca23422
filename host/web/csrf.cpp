#include "host/web/csrf.hpp"

#include <wowhost/error.hpp>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

namespace wowhost::web {
namespace {

constexpr std::size_t length = 16;

std::string to_hex(std::string_view bytes)
{
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const char c : bytes) {
        text += digits[static_cast<unsigned char>(c) >> 4];
        text += digits[static_cast<unsigned char>(c) & 15];
    }
    return text;
}

std::string from_hex(std::string_view text)
{
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    std::string bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        bytes += static_cast<char>(digit(text[i]) * 16 + digit(text[i + 1]));
    return bytes;
}

} // namespace

std::string Csrf::mac(std::string_view subject) const
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    if (!HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()),
            reinterpret_cast<const unsigned char*>(subject.data()), subject.size(), digest, &size)
        || size < length)
        throw Error(ErrorCode::failed, "no CSRF token can be made: HMAC failed");
    return std::string(reinterpret_cast<const char*>(digest), length);
}

std::string Csrf::token(std::string_view subject) const
{
    unsigned char mask[length];
    if (RAND_bytes(mask, length) != 1)
        throw Error(ErrorCode::failed, "no CSRF token can be made: there are no random bytes");
    auto masked = mac(subject);
    for (std::size_t i = 0; i < length; ++i)
        masked[i] = static_cast<char>(static_cast<unsigned char>(masked[i]) ^ mask[i]);
    return to_hex(std::string_view(reinterpret_cast<const char*>(mask), length)) + to_hex(masked);
}

bool Csrf::is_right(std::string_view token, std::string_view subject) const
{
    if (token.size() != length * 4 || token.find_first_not_of("0123456789abcdef") != std::string_view::npos)
        return false;
    const auto bytes = from_hex(token);
    std::string given(length, '\0');
    for (std::size_t i = 0; i < length; ++i)
        given[i] =
            static_cast<char>(static_cast<unsigned char>(bytes[i]) ^ static_cast<unsigned char>(bytes[i + length]));
    return CRYPTO_memcmp(given.data(), mac(subject).data(), length) == 0;
}

} // namespace wowhost::web
