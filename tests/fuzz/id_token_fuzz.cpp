// The readers of id_tokens, key sets, discovery documents and answers of the token endpoint on arbitrary bytes: the
// first line goes to the token's reader, the rest to the others. What is read can be used, and nothing that a fuzzer
// makes is signed by Battle.net.
#include "modules/wow_battlenet_login/src/base64url.hpp"
#include "modules/wow_battlenet_login/src/id_token.hpp"
#include "modules/wow_battlenet_login/src/provider.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace wow_battlenet_login;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

/// A key of the recorded sets, whose other half nobody here has.
const KeySet& real_keys()
{
    static const auto keys =
        read_key_set(R"({"keys":[{"kty":"RSA","e":"AQAB","use":"sig","kid":"k","alg":"RS256","n":")"
                     "AM8ApIxupxFVDNfFC6bu79oNRejzHsJe96gi1Uf18XtZv2s9qotZGOfIRkEJmGMa8wFAyUdEmutuxZXxzy9jtgPC+G+"
                     "MKzfK0+kF1cqiEUJVBazG"
                     "RwZLE3qM/q9DzAKfwXvY9P97x0nKeYa5tX3mDHTB/5rSEOgIoMwzCgi9kKZtirXJhKli5JUFPby/"
                     "kjSaEwAv1z9kgz2R3DZLQZCGTZM0vLYFjyuG"
                     "DvbWDtqlzsc6cNG49noBJhhN5kfmMBufavp21TSSQQTwUw46GXo9p1p764wbitM8mY90aWB5UXkaUx7XPwN1ijGgW45ZSwkOF"
                     "qUYXwLiF3uCb/tr"
                     "zt0BOV0=\"}]}");
    require(keys.size() == 1);
    return keys;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view all(reinterpret_cast<const char*>(data), size);
    const auto first = all.substr(0, all.find('\n'));
    const auto rest = all.substr(first.size() < all.size() ? first.size() + 1 : first.size());

    Expected expected;
    expected.issuer = "https://oauth.example";
    expected.client_id = "site";
    expected.nonce = "n";
    expected.now = 1'700'000'000;
    if (const auto token = read_id_token(first)) {
        require(first.starts_with(token->signed_text));
        require(check(*token, real_keys(), expected) != Problem::none);
        const auto keys = read_key_set(rest);
        if (check(*token, keys, expected) == Problem::none)
            require(!token->subject.empty() && token->nonce == "n" && find_key(keys, token->key_id) != nullptr);
    }
    for (const auto& key : read_key_set(rest)) {
        require(!key.id.empty() && key.modulus.size() >= 256 && key.modulus.size() <= 1024);
        require(key.modulus.front() != '\0' && !key.exponent.empty() && key.exponent.front() != '\0');
        is_signed_by(key, "text", first);
    }
    if (const auto provider = read_provider(rest, expected.issuer))
        require(is_endpoint(provider->authorization_endpoint) && is_endpoint(provider->token_endpoint)
            && is_endpoint(provider->jwks_uri));
    if (const auto answer = read_token_answer(rest))
        require(!answer->access_token.empty() && answer->access_token.find('\n') == std::string::npos);
    read_battletag(rest, "42");
    if (const auto bytes = decode_base64(first))
        require(decode_base64(encode_base64url(*bytes)) == *bytes);
    return 0;
}
