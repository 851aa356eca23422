// The keys that sign id_tokens. Made when they are first needed, since making one takes a tenth of a second.
// Thread-safe.
#pragma once

#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace sandbox {

class SigningKeys {
public:
    SigningKeys();
    SigningKeys(const SigningKeys&) = delete;
    SigningKeys& operator=(const SigningKeys&) = delete;
    ~SigningKeys();

    // header.claims.signature, RS256 with the newest key. Throws std::runtime_error when OpenSSL refuses.
    std::string sign(std::string_view claims);
    // The same claims and key id under another algorithm, as a forger sends them: "none", without a signature, or
    // "HS256", a MAC whose key is the public modulus.
    std::string forge(std::string_view claims, std::string_view algorithm);
    // {"keys":[…]}: the newest, what it replaced, and a long-lived one that signs nothing. As the real service has it,
    // `n` is plain base64 with padding and a leading zero byte.
    std::string jwks();
    // A new key from now on; the former stays listed for one more rotation unless it is dropped.
    void rotate(bool drop);

private:
    struct Key;

    void need_key();
    void add_key();

    std::mutex mutex_;
    std::mt19937_64 random_;
    std::vector<std::unique_ptr<Key>> keys_; // the newest last
    std::string unused_modulus_;
};

} // namespace sandbox
