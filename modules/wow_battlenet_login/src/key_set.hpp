// The keys that Battle.net signs id_tokens with. Pure: reads what was fetched, fetches nothing.
//
// Read leniently: `n` is plain base64 with padding and a leading zero byte there, not what RFC 7518 asks for. A key
// that cannot be used is left out, and the others stay.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wow_battlenet_login {

class SigningKey {
public:
    std::string id;
    std::string modulus; ///< Big endian, without leading zero bytes; 2,048 to 8,192 bits.
    std::string exponent; ///< The same; odd, at most 32 bits.

    friend bool operator==(const SigningKey& left, const SigningKey& right) = default;
};

using KeySet = std::vector<SigningKey>;

/// The RSA keys for signatures of a JSON Web Key Set, each id once, 32 at most. Empty when it is none.
KeySet read_key_set(std::string_view json);

const SigningKey* find_key(const KeySet& keys, std::string_view id);

/// Both, the newer first; of those with the same id the newer one. 32 at most.
KeySet united(KeySet newer, const KeySet& older);

/// Whether `signature` is the key's under `text`, by RSASSA-PKCS1-v1_5 with SHA-256 (RS256).
bool is_signed_by(const SigningKey& key, std::string_view text, std::string_view signature);

} // namespace wow_battlenet_login
