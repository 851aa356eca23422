#include "sdk/sandbox/signing.hpp"

#include "sdk/sandbox/base64.hpp"

#include <fmt/core.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>

#include <stdexcept>

namespace sandbox {

namespace {

constexpr std::size_t modulus_bytes = 256;
constexpr std::string_view long_lived = "4ccec5815bc0779dc36e7a895fb42b3e4205a894ad85b023e81acc3fd1718fa4";

struct FreeKey {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

std::string modulus_of(EVP_PKEY* key)
{
    BIGNUM* number = nullptr;
    if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &number) != 1) {
        throw std::runtime_error("OpenSSL gave no modulus of the signing key");
    }
    std::string out(static_cast<std::size_t>(BN_num_bytes(number)) + 1, '\0'); // a leading zero byte
    BN_bn2bin(number, reinterpret_cast<unsigned char*>(out.data()) + 1);
    BN_free(number);
    return out;
}

std::string entry(std::string_view kid, std::string_view modulus)
{
    return fmt::format(
        R"({{"kty":"RSA","e":"AQAB","use":"sig","kid":"{}","alg":"RS256","n":"{}"}})", kid, base64(modulus));
}

} // namespace

struct SigningKeys::Key {
    std::string kid;
    std::unique_ptr<EVP_PKEY, FreeKey> key;
};

SigningKeys::SigningKeys()
    : random_(std::random_device{}())
{
}

SigningKeys::~SigningKeys() = default;

void SigningKeys::add_key()
{
    auto key = std::make_unique<Key>();
    key->key.reset(EVP_RSA_gen(modulus_bytes * 8));
    if (key->key == nullptr) {
        throw std::runtime_error("OpenSSL made no RSA key; is its random generator seeded?");
    }
    const auto high = random_();
    const auto low = random_();
    key->kid = fmt::format("{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}", high >> 32U, (high >> 16U) & 0xffffU, high & 0xfffU,
        low >> 52U, low & 0xffffffffffffULL);
    keys_.push_back(std::move(key));
}

void SigningKeys::need_key()
{
    if (keys_.empty()) {
        add_key();
    }
    if (unused_modulus_.empty()) {
        unused_modulus_.assign(1, '\0');
        for (std::size_t i = 0; i < modulus_bytes; ++i) {
            unused_modulus_ += static_cast<char>(random_() | (i == 0 ? 0x80U : i + 1 == modulus_bytes ? 1U : 0U));
        }
    }
}

std::string SigningKeys::sign(std::string_view claims)
{
    const std::lock_guard lock(mutex_);
    need_key();
    const auto& key = *keys_.back();
    auto out = base64url(fmt::format(R"({{"kid":"{}","alg":"RS256"}})", key.kid)) + "." + base64url(claims);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    std::string signature(modulus_bytes, '\0');
    auto size = signature.size();
    if (context == nullptr || EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.key.get()) != 1
        || EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
               reinterpret_cast<const unsigned char*>(out.data()), out.size())
            != 1) {
        throw std::runtime_error("OpenSSL did not sign the id_token");
    }
    signature.resize(size);
    return out + "." + base64url(signature);
}

std::string SigningKeys::forge(std::string_view claims, std::string_view algorithm)
{
    const std::lock_guard lock(mutex_);
    need_key();
    const auto& key = *keys_.back();
    const auto text =
        base64url(fmt::format(R"({{"kid":"{}","alg":"{}"}})", key.kid, algorithm)) + "." + base64url(claims);
    if (algorithm == "none") {
        return text + ".";
    }
    const auto secret = modulus_of(key.key.get());
    std::string mac(EVP_MAX_MD_SIZE, '\0');
    unsigned int size = 0;
    if (HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
            reinterpret_cast<const unsigned char*>(text.data()), text.size(),
            reinterpret_cast<unsigned char*>(mac.data()), &size)
        == nullptr) {
        throw std::runtime_error("OpenSSL made no MAC of the id_token");
    }
    mac.resize(size);
    return text + "." + base64url(mac);
}

std::string SigningKeys::jwks()
{
    const std::lock_guard lock(mutex_);
    need_key();
    std::string out = "{\"keys\":[";
    for (auto key = keys_.rbegin(); key != keys_.rend(); ++key) {
        out += entry((*key)->kid, modulus_of((*key)->key.get())) + ",";
    }
    return out + entry(long_lived, unused_modulus_) + "]}";
}

void SigningKeys::rotate(bool drop)
{
    const std::lock_guard lock(mutex_);
    need_key();
    add_key();
    while (keys_.size() > (drop ? 1U : 2U)) {
        keys_.erase(keys_.begin());
    }
}

} // namespace sandbox
