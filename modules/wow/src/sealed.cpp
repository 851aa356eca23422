#include "sealed.hpp"

#include <wowhost/error.hpp>

#include <sodium.h>

#include <array>
#include <cstddef>
#include <vector>

namespace wow {
namespace {

using Key = std::array<unsigned char, crypto_secretbox_KEYBYTES>;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

Key key_of(std::string_view secret)
{
    if (sodium_init() < 0)
        throw wowhost::Error(wowhost::ErrorCode::failed, "libsodium can't be initialised; reinstall libsodium23");
    Key key{};
    crypto_generichash(key.data(), key.size(), bytes_of(secret), secret.size(), nullptr, 0);
    return key;
}

} // namespace

std::string base64(std::string_view bytes)
{
    std::string text(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
    text.pop_back(); // its terminating zero
    return text;
}

std::string seal(std::string_view text, std::string_view secret)
{
    const auto key = key_of(secret);
    std::vector<unsigned char> box(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + text.size());
    randombytes_buf(box.data(), crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(
        box.data() + crypto_secretbox_NONCEBYTES, bytes_of(text), text.size(), box.data(), key.data());
    return base64(std::string_view(reinterpret_cast<const char*>(box.data()), box.size()));
}

std::optional<std::string> unseal(std::string_view sealed, std::string_view secret)
{
    const auto key = key_of(secret);
    std::vector<unsigned char> box(sealed.size());
    std::size_t size = 0;
    if (sodium_base642bin(box.data(), box.size(), sealed.data(), sealed.size(), nullptr, &size, nullptr,
            sodium_base64_VARIANT_ORIGINAL)
            != 0
        || size < crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES)
        return std::nullopt;
    const auto cipher = size - crypto_secretbox_NONCEBYTES;
    std::string text(cipher - crypto_secretbox_MACBYTES, '\0');
    if (crypto_secretbox_open_easy(reinterpret_cast<unsigned char*>(text.data()),
            box.data() + crypto_secretbox_NONCEBYTES, cipher, box.data(), key.data())
        != 0)
        return std::nullopt;
    return text;
}

} // namespace wow
