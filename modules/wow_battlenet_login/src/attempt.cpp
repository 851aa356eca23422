#include "attempt.hpp"

#include "base64url.hpp"

#include <wow/sealed.hpp>
#include <wowhost/error.hpp>
#include <wowhost/json.hpp>

#include <sodium.h>

#include <array>
#include <chrono>

namespace wow_battlenet_login {

using namespace wowhost;

namespace {

constexpr const char* cookie_name = "wowhost_battlenet";
constexpr const char* cookie_path = "/openid-connect";
const std::string purpose = "wow_battlenet_login.attempt";
const std::string used_prefix = "wow_battlenet_login.used.";
constexpr std::int64_t lifetime = 600;
constexpr std::size_t random_bytes = 32;
constexpr std::size_t longest_destination = 1000; // a cookie holds 4 KiB

template <std::size_t Size>
std::string as_text(const std::array<unsigned char, Size>& bytes)
{
    return encode_base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string random_text()
{
    if (sodium_init() < 0)
        throw Error(ErrorCode::failed, "libsodium can't be initialised; reinstall libsodium23");
    std::array<unsigned char, random_bytes> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    return as_text(bytes);
}

std::string sha256(const std::string& text)
{
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
    return as_text(digest);
}

} // namespace

Attempt begin_attempt(const Services& host, std::int64_t user, const std::string& destination)
{
    Attempt attempt;
    attempt.state = random_text();
    attempt.nonce = random_text();
    attempt.verifier = random_text();
    attempt.user = user;
    attempt.expires = host.now() + lifetime;
    if (is_local_path(destination) && destination.size() <= longest_destination)
        attempt.destination = destination;
    return attempt;
}

std::string challenge_of(const Attempt& attempt) { return sha256(attempt.verifier); }

Cookie cookie_of(const Services& host, const Attempt& attempt)
{
    const auto text =
        to_json_text(Value::object({{"state", attempt.state}, {"nonce", attempt.nonce}, {"verifier", attempt.verifier},
            {"destination", attempt.destination}, {"user", attempt.user}, {"expires", attempt.expires}}));
    Cookie cookie(cookie_name, wow::seal(text, host.config().text("token_key"), purpose));
    cookie.max_age = std::chrono::seconds(lifetime);
    cookie.path = cookie_path;
    return cookie;
}

Cookie no_cookie()
{
    auto cookie = Cookie::removal(cookie_name);
    cookie.path = cookie_path;
    return cookie;
}

std::optional<Attempt> find_attempt(const Services& host, const Request& request)
{
    const auto& kept = request.cookies.get(cookie_name);
    if (kept.empty())
        return std::nullopt;
    const auto text = wow::unseal(kept, host.config().text("token_key"), purpose);
    if (!text)
        return std::nullopt;
    const auto value = parse_json(*text);
    Attempt attempt;
    attempt.state = value["state"].string();
    attempt.nonce = value["nonce"].string();
    attempt.verifier = value["verifier"].string();
    attempt.destination = value["destination"].string();
    attempt.user = value["user"].integer();
    attempt.expires = value["expires"].integer();
    if (attempt.state.empty() || attempt.expires <= host.now())
        return std::nullopt;
    return attempt;
}

bool use(const Services& host, const Attempt& attempt)
{
    return host.state().set_if_absent(used_prefix + sha256(attempt.state), attempt.expires);
}

std::string forget_old_attempts(const Services& host)
{
    std::int64_t forgotten = 0;
    for (const auto& key : host.state().keys(used_prefix)) {
        const auto expires = host.state().get(key);
        if (!expires || expires->integer() > host.now())
            continue;
        host.state().remove(key);
        ++forgotten;
    }
    return std::to_string(forgotten) + " logins at Battle.net forgotten";
}

} // namespace wow_battlenet_login
