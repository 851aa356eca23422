// Battle.net's side of an id_token: a key, tokens that it signs, and how it is listed.
#pragma once

#include "base64url.hpp"

#include <nlohmann/json.hpp>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace token_test {

using nlohmann::json;

class Signer {
public:
    explicit Signer(std::string id, unsigned int bits = 2048)
        : id_(std::move(id))
        , key_(EVP_RSA_gen(bits), &EVP_PKEY_free)
    {
        if (!key_)
            throw std::runtime_error("OpenSSL made no key");
    }
    const std::string& id() const { return id_; }

    std::string sign(const json& claims) const { return sign(json::object({{"kid", id_}, {"alg", "RS256"}}), claims); }
    /// RS256, whatever the header says.
    std::string sign(const json& header, const json& claims) const
    {
        const auto text = wow_battlenet_login::encode_base64url(header.dump()) + "."
            + wow_battlenet_login::encode_base64url(claims.dump());
        return text + "." + wow_battlenet_login::encode_base64url(signature(text));
    }
    std::string signature(const std::string& text) const
    {
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
        std::string bytes(1024, '\0');
        auto size = bytes.size();
        if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) != 1
            || EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(bytes.data()), &size,
                   reinterpret_cast<const unsigned char*>(text.data()), text.size())
                != 1)
            throw std::runtime_error("OpenSSL did not sign");
        bytes.resize(size);
        return bytes;
    }
    /// As Battle.net lists it: plain base64 with padding, and a leading zero byte.
    json listed() const
    {
        return {{"kty", "RSA"}, {"e", "AQAB"}, {"use", "sig"}, {"kid", id_}, {"alg", "RS256"},
            {"n", plain_base64(std::string(1, '\0') + modulus())}};
    }
    /// As RFC 7518 has it.
    json listed_by_the_rule() const
    {
        auto entry = listed();
        entry["n"] = wow_battlenet_login::encode_base64url(modulus());
        return entry;
    }
    std::string modulus() const
    {
        BIGNUM* number = nullptr;
        if (EVP_PKEY_get_bn_param(key_.get(), OSSL_PKEY_PARAM_RSA_N, &number) != 1)
            throw std::runtime_error("OpenSSL gave no modulus");
        std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
        BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
        BN_free(number);
        return bytes;
    }

private:
    static std::string plain_base64(const std::string& bytes)
    {
        auto text = wow_battlenet_login::encode_base64url(bytes);
        for (auto& c : text)
            c = c == '-' ? '+' : c == '_' ? '/' : c;
        text.append((4 - text.size() % 4) % 4, '=');
        return text;
    }

    std::string id_;
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

/// A key set of these keys.
inline std::string set_of(json::array_t keys) { return json::object({{"keys", std::move(keys)}}).dump(); }

} // namespace token_test
