// wow: text that only who knows a secret can read, as base64, for what must not lie open in the database: tokens.
// Header-only; needs libsodium (LIBRARIES PkgConfig::sodium).
//
//     state.set("token", wow::seal(token, secret, "my_module.token"));
//     auto token = wow::unseal(stored, secret, "my_module.token");          // nothing: another secret, or damaged
//
// XChaCha20-Poly1305 with a random nonce and a key made from the secret. The purpose is authenticated along with the
// text, so that what was sealed for one thing (a user, say) opens as nothing else.
#pragma once

#include <wowhost/error.hpp>

#include <sodium.h>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wow {

namespace sealing {

inline const unsigned char* bytes_of(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

/// The key that a secret of any length stands for; wiped with its holder.
class Key {
public:
    explicit Key(std::string_view secret)
    {
        if (sodium_init() < 0)
            throw wowhost::Error(wowhost::ErrorCode::failed, "libsodium can't be initialised; reinstall libsodium23");
        crypto_generichash(bytes_.data(), bytes_.size(), bytes_of(secret), secret.size(), nullptr, 0);
    }
    ~Key() { sodium_memzero(bytes_.data(), bytes_.size()); }
    Key(const Key&) = delete;
    Key& operator=(const Key&) = delete;
    const unsigned char* data() const noexcept { return bytes_.data(); }

private:
    std::array<unsigned char, crypto_aead_xchacha20poly1305_ietf_KEYBYTES> bytes_{};
};

inline constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
inline constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

} // namespace sealing

inline std::string base64(std::string_view bytes)
{
    std::string text(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(text.data(), text.size(), sealing::bytes_of(bytes), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
    text.pop_back(); // its terminating zero
    return text;
}

inline std::string seal(std::string_view text, std::string_view secret, std::string_view purpose)
{
    using namespace sealing;
    const Key key(secret);
    std::vector<unsigned char> box(nonce_bytes + text.size() + tag_bytes);
    randombytes_buf(box.data(), nonce_bytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt(box.data() + nonce_bytes, nullptr, bytes_of(text), text.size(),
        bytes_of(purpose), purpose.size(), nullptr, box.data(), key.data());
    return base64(std::string_view(reinterpret_cast<const char*>(box.data()), box.size()));
}

/// Nothing when the text was sealed with another secret or for another purpose, or is damaged.
inline std::optional<std::string> unseal(std::string_view sealed, std::string_view secret, std::string_view purpose)
{
    using namespace sealing;
    if (sealed.empty())
        return std::nullopt;
    const Key key(secret);
    std::vector<unsigned char> box(sealed.size());
    std::size_t size = 0;
    if (sodium_base642bin(box.data(), box.size(), sealed.data(), sealed.size(), nullptr, &size, nullptr,
            sodium_base64_VARIANT_ORIGINAL)
            != 0
        || size < nonce_bytes + tag_bytes)
        return std::nullopt;
    std::string text(size - nonce_bytes - tag_bytes, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(text.data()), nullptr, nullptr,
            box.data() + nonce_bytes, size - nonce_bytes, bytes_of(purpose), purpose.size(), box.data(), key.data())
        != 0)
        return std::nullopt;
    return text;
}

} // namespace wow
