#include "key_set.hpp"

#include "base64url.hpp"

#include <wow/document.hpp>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <memory>
#include <optional>
#include <utility>

namespace wow_battlenet_login {

namespace {

constexpr std::size_t most_keys = 32;
constexpr std::size_t longest_id = 255;
constexpr std::size_t largest_set = 256 * 1024;
constexpr std::size_t smallest_modulus = 256; // bytes
constexpr std::size_t largest_modulus = 1024; // what is larger costs time, and is nobody's
constexpr std::size_t largest_exponent = 4;

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T* object) const
    {
        Free(object);
    }
};
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using PublicKey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::optional<std::string> number(wow::Node node)
{
    auto bytes = decode_base64(node.text().value_or(""));
    if (!bytes)
        return std::nullopt;
    bytes->erase(0, std::min(bytes->find_first_not_of('\0'), bytes->size()));
    return bytes;
}

/// The member is not there, or says this.
bool allows(wow::Node node, std::string_view wanted) { return !node.exists() || node.text() == wanted; }

bool is_odd(const std::string& bytes) { return (static_cast<unsigned char>(bytes.back()) & 1U) != 0; }

std::optional<SigningKey> read_key(wow::Node node)
{
    const auto id = node["kid"].text().value_or("");
    if (node["kty"].text() != "RSA" || id.empty() || id.size() > longest_id || !allows(node["use"], "sig")
        || !allows(node["alg"], "RS256"))
        return std::nullopt;
    auto modulus = number(node["n"]);
    auto exponent = number(node["e"]);
    if (!modulus || !exponent || modulus->size() < smallest_modulus || modulus->size() > largest_modulus
        || !is_odd(*modulus))
        return std::nullopt;
    if (exponent->empty() || exponent->size() > largest_exponent || !is_odd(*exponent) || *exponent == "\x01")
        return std::nullopt;
    SigningKey key;
    key.id = std::string(id);
    key.modulus = std::move(*modulus);
    key.exponent = std::move(*exponent);
    return key;
}

PublicKey public_key(const SigningKey& key)
{
    const Number modulus(BN_bin2bn(bytes_of(key.modulus), static_cast<int>(key.modulus.size()), nullptr));
    const Number exponent(BN_bin2bn(bytes_of(key.exponent), static_cast<int>(key.exponent.size()), nullptr));
    const Builder builder(OSSL_PARAM_BLD_new());
    if (!modulus || !exponent || !builder
        || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1
        || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1)
        return nullptr;
    const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
    EVP_PKEY* made = nullptr;
    if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1
        || EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
        return nullptr;
    return PublicKey(made);
}

} // namespace

KeySet read_key_set(std::string_view json)
{
    KeySet keys;
    wow::Document document;
    if (json.size() > largest_set || !document.parse(std::string(json), "key set"))
        return keys;
    for (const auto node : document["keys"].items())
        if (auto key = read_key(node); key && !find_key(keys, key->id) && keys.size() < most_keys)
            keys.push_back(std::move(*key));
    return keys;
}

const SigningKey* find_key(const KeySet& keys, std::string_view id)
{
    for (const auto& key : keys)
        if (key.id == id)
            return &key;
    return nullptr;
}

KeySet united(KeySet newer, const KeySet& older)
{
    for (const auto& key : older)
        if (!find_key(newer, key.id) && newer.size() < most_keys)
            newer.push_back(key);
    return newer;
}

bool is_signed_by(const SigningKey& key, std::string_view text, std::string_view signature)
{
    const auto opened = public_key(key);
    const Digest digest(EVP_MD_CTX_new());
    // An RSA context pads by PKCS #1 v1.5 unless it is told otherwise.
    return opened && digest && signature.size() == key.modulus.size()
        && EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, opened.get()) == 1
        && EVP_DigestVerify(digest.get(), bytes_of(signature), signature.size(), bytes_of(text), text.size()) == 1;
}

} // namespace wow_battlenet_login
