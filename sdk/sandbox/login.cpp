#include "sdk/sandbox/login.hpp"

#include "sdk/sandbox/base64.hpp"
#include "sdk/sandbox/names.hpp"
#include "sdk/sandbox/router.hpp"
#include "sdk/sandbox/text.hpp"

#include <fmt/core.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <stdexcept>

namespace sandbox {

namespace {

constexpr auto code_lifetime = std::chrono::minutes(10);
constexpr std::int64_t accounts_to_choose = 12;

std::string sha256(std::string_view text)
{
    std::string out(SHA256_DIGEST_LENGTH, '\0');
    SHA256(
        reinterpret_cast<const unsigned char*>(text.data()), text.size(), reinterpret_cast<unsigned char*>(out.data()));
    return out;
}

std::string quoted(std::string_view text)
{
    std::string out;
    append_json_string(out, text);
    return out;
}

Answer refusal(int status, std::string_view error, std::string_view description)
{
    return json_answer(
        status, fmt::format(R"({{"error":{},"error_description":{}}})", quoted(error), quoted(description)));
}

Answer redirect_to(const std::string& where)
{
    Answer answer;
    answer.status = 302;
    answer.header("Location", where);
    return answer;
}

bool has_scope(std::string_view scopes, std::string_view wanted)
{
    return (" " + std::string(scopes) + " ").find(" " + std::string(wanted) + " ") != std::string::npos;
}

// No control characters reach a header.
bool is_redirect(std::string_view uri)
{
    return (uri.starts_with("http://") || uri.starts_with("https://"))
        && std::all_of(uri.begin(), uri.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

} // namespace

std::int64_t account_id(std::int64_t account) { return 10000000 + account * 7919; }

Login::Login(const World& world, OAuth& oauth, int lifetime_seconds)
    : world_(world)
    , oauth_(oauth)
    , lifetime_(lifetime_seconds)
    , random_(std::random_device{}())
{
}

bool Login::is_token(std::string_view path) { return path == "/token" || path == "/oauth/token"; }

std::optional<Answer> Login::handle(
    const Request& request, std::string_view path, std::string_view query, const std::string& base)
{
    const auto whole = path;
    if (path.starts_with("/oauth/")) {
        path.remove_prefix(6);
    }
    if (path == "/token") {
        return token(request, base);
    }
    if (path == "/authorize") {
        return authorize(query, whole);
    }
    if (path == "/userinfo") {
        return userinfo(request);
    }
    if (path == "/.well-known/openid-configuration") {
        return discovery(base);
    }
    return path == "/jwks/certs" ? std::optional(json_answer(200, keys_.jwks())) : std::nullopt;
}

Answer Login::authorize(std::string_view query, std::string_view path)
{
    const auto value = [&](std::string_view key) { return form_value(query, key).value_or(""); };
    Grant grant;
    grant.client = value("client_id");
    grant.redirect = value("redirect_uri");
    if (grant.client.empty() || !is_redirect(grant.redirect)) {
        return refusal(400, "invalid_request", "client_id and an absolute redirect_uri are needed");
    }
    const auto back = [&](const std::string& result) {
        const auto state = form_value(query, "state");
        return redirect_to(grant.redirect + (grant.redirect.find('?') == std::string::npos ? "?" : "&") + result
            + (state ? "&state=" + percent_encode(*state) : ""));
    };
    if (value("response_type") != "code") {
        return back("error=unsupported_response_type");
    }
    grant.challenge = value("code_challenge");
    if (!grant.challenge.empty() && value("code_challenge_method") != "S256") {
        return back("error=invalid_request&error_description=code_challenge_method+must+be+S256");
    }
    const std::unique_lock lock(mutex_);
    const auto account = form_value(query, "account").value_or(logged_in_);
    if (account == "ask") {
        return chooser(query, path);
    }
    grant.account = parse_id(account);
    if (grant.account < 1 || grant.account > world_.people().accounts()) {
        return back("error=access_denied");
    }
    grant.scope = value("scope");
    grant.nonce = value("nonce");
    grant.expires = Clock::now() + code_lifetime;
    std::erase_if(grants_, [](const auto& row) { return row.second.expires <= Clock::now(); });
    const auto code = "EU" + random_text();
    grants_[code] = grant;
    return back("code=" + code);
}

Answer Login::chooser(std::string_view query, std::string_view path)
{
    std::string page = "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Log in</title></head><body>\n"
                       "<h1>Simulated Battle.net</h1>\n<p>Who are you?</p>\n<ul>\n";
    std::string safe;
    for (const char c : query) {
        safe += c == '&' ? "&amp;" : c == '<' || c == '>' || c == '"' ? "" : std::string(1, c);
    }
    const auto row = [&](const std::string& account, const std::string& label) {
        page += fmt::format("<li><a href=\"{}?account={}&amp;{}\">{}</a></li>\n", path, account, safe, label);
    };
    for (std::int64_t i = 1; i <= std::min(accounts_to_choose, world_.people().accounts()); ++i) {
        row(std::to_string(i), battletag(i));
    }
    row("deny", "Nobody");
    Answer answer;
    answer.header("Content-Type", "text/html;charset=UTF-8");
    answer.body = make_body(page + "</ul>\n</body></html>\n");
    return answer;
}

Answer Login::token(const Request& request, const std::string& base)
{
    if (request.method != "POST" || form_value(request.body, "grant_type") != "authorization_code") {
        return oauth_.token(request);
    }
    const auto client = oauth_.authenticate(request);
    if (!client) {
        return oauth_.token(request); // which refuses
    }
    const auto value = [&](std::string_view key) { return form_value(request.body, key).value_or(""); };
    Grant grant;
    {
        const std::lock_guard lock(mutex_);
        const auto found = grants_.find(value("code"));
        if (found == grants_.end() || found->second.expires <= Clock::now()) {
            return refusal(400, "invalid_grant", "Invalid authorization code");
        }
        grant = found->second;
        grants_.erase(found); // good for one attempt
    }
    if (grant.client != *client || grant.redirect != value("redirect_uri")) {
        return refusal(400, "invalid_grant", "Code, client and redirect_uri do not belong together");
    }
    if (!grant.challenge.empty() && base64url(sha256(value("code_verifier"))) != grant.challenge) {
        return refusal(400, "invalid_grant", "code_verifier does not fit code_challenge");
    }
    const auto access = oauth_.issue({*client, std::to_string(grant.account), grant.scope});
    auto body = fmt::format(R"({{"access_token":"{}","token_type":"bearer","expires_in":{},"scope":{},"sub":"{}")",
        access, lifetime_, quoted(grant.scope), account_id(grant.account));
    if (has_scope(grant.scope, "openid")) {
        body += R"(,"id_token":")" + id_token(grant, access, base) + "\"";
    }
    return json_answer(200, body + "}");
}

std::string Login::id_token(const Grant& grant, const std::string& access_token, const std::string& base)
{
    std::string spoiled;
    std::string tag;
    std::string jti;
    {
        const std::lock_guard lock(mutex_);
        spoiled.swap(spoiled_);
        tag = battletag(grant.account);
        jti = random_text();
    }
    const auto now = static_cast<std::int64_t>(std::time(nullptr)) - (spoiled == "expired" ? 30 * 86400 : 0);
    auto claims = fmt::format(R"({{"sub":"{}","iss":{},"aud":{},"azp":{},"iat":{},"exp":{},"auth_time":{},"jti":"{}",)",
        account_id(grant.account), quoted(spoiled == "issuer" ? "https://elsewhere.example" : base),
        quoted(spoiled == "audience" ? "somebody-else" : grant.client), quoted(grant.client), now, now + lifetime_, now,
        jti);
    if (!grant.nonce.empty()) {
        claims += "\"nonce\":" + quoted(spoiled == "nonce" ? "other" : grant.nonce) + ",";
    }
    claims +=
        "\"at_hash\":\"" + base64url(sha256(access_token).substr(0, 16)) + "\",\"battle_tag\":" + quoted(tag) + "}";
    if (spoiled == "none" || spoiled == "HS256") {
        return keys_.forge(claims, spoiled);
    }
    auto token = keys_.sign(claims);
    if (spoiled == "signature") {
        auto& c = token[token.size() - 20];
        c = c == 'A' ? 'B' : 'A';
    }
    return token;
}

Answer Login::userinfo(const Request& request)
{
    const auto bearer = oauth_.bearer_of(request.authorization);
    const auto account = bearer ? parse_id(bearer->account) : -1;
    if (account < 1) {
        return refusal(401, "invalid_token", "Invalid access token");
    }
    const std::lock_guard lock(mutex_);
    return json_answer(200,
        fmt::format(R"({{"sub":"{0}","id":{0},"battletag":{1}}})", account_id(account), quoted(battletag(account))));
}

Answer Login::discovery(const std::string& base) const
{
    const auto url = [&](std::string_view tail) { return quoted(base + std::string(tail)); };
    return json_answer(200,
        fmt::format(R"({{"issuer":{},"authorization_endpoint":{},"token_endpoint":{},"jwks_uri":{},)"
                    R"("userinfo_endpoint":{},"response_types_supported":["code"],)"
                    R"("subject_types_supported":["public","pairwise"],)"
                    R"("id_token_signing_alg_values_supported":["RS256"],)"
                    R"("grant_types_supported":["authorization_code","client_credentials"]}})",
            url(""), url("/authorize"), url("/token"), url("/jwks/certs"), url("/userinfo")));
}

void Login::log_in(const std::string& account)
{
    const auto number = parse_id(account);
    if (account != "ask" && account != "deny" && (number < 1 || number > world_.people().accounts())) {
        throw std::invalid_argument(fmt::format(
            "account '{}': write a number from 1 to {}, \"ask\" or \"deny\"", account, world_.people().accounts()));
    }
    const std::lock_guard lock(mutex_);
    logged_in_ = account;
}

void Login::set_battletag(std::int64_t account, std::string battletag)
{
    const std::lock_guard lock(mutex_);
    battletags_[account] = std::move(battletag);
}

void Login::spoil(const std::string& what)
{
    static constexpr std::array<std::string_view, 7> kinds{
        "signature", "nonce", "issuer", "audience", "expired", "none", "HS256"};
    if (std::find(kinds.begin(), kinds.end(), what) == kinds.end()) {
        throw std::invalid_argument(
            fmt::format("'{}': an id_token can be spoiled in signature, nonce, issuer, audience, be expired, or be of "
                        "algorithm none or HS256",
                what));
    }
    const std::lock_guard lock(mutex_);
    spoiled_ = what;
}

std::string Login::battletag(std::int64_t account)
{
    if (const auto changed = battletags_.find(account); changed != battletags_.end()) {
        return changed->second;
    }
    const auto random = mix(91, static_cast<std::uint64_t>(account));
    return account == 1 ? "Sheday#2163"
                        : person_name(random, Script::latin) + "#" + std::to_string(between(mix(random), 1000, 29999));
}

std::string Login::random_text() { return fmt::format("{:016x}{:016x}", random_(), random_()); }

} // namespace sandbox
