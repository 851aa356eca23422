#include "sdk/sandbox/oauth.hpp"

#include "sdk/sandbox/text.hpp"

#include <fmt/core.h>

#include <mutex>

namespace sandbox {

namespace {

Answer bad_client() { return json_answer(401, R"({"error":"unauthorized","error_description":"Bad credentials"})"); }

std::optional<std::string> base64_decode(std::string_view text)
{
    static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    unsigned bits = 0;
    int count = 0;
    for (const char c : text) {
        if (c == '=') {
            break;
        }
        const auto value = alphabet.find(c);
        if (value == std::string_view::npos) {
            return std::nullopt;
        }
        bits = (bits << 6U) | static_cast<unsigned>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out += static_cast<char>((bits >> static_cast<unsigned>(count)) & 0xffU);
        }
    }
    return out;
}

} // namespace

std::string OAuth::issue(Bearer bearer)
{
    const std::unique_lock lock(mutex_);
    auto token = fmt::format("SB{:016x}{:016x}", random_(), random_());
    tokens_[token] = Token{std::move(bearer), Clock::now() + std::chrono::seconds(lifetime_)};
    return token;
}

Answer OAuth::token(const Request& request)
{
    if (request.method != "POST") {
        return json_answer(
            405, R"({"error":"method_not_allowed","error_description":"Request method 'GET' not supported"})");
    }
    if (!request.authorization.starts_with("Basic ")) {
        return bad_client();
    }
    const auto credentials = base64_decode(request.authorization.substr(6));
    const auto colon = credentials ? credentials->find(':') : std::string::npos;
    if (colon == std::string::npos || colon == 0) {
        return bad_client();
    }
    const auto client = credentials->substr(0, colon);
    const auto secret = credentials->substr(colon + 1);
    if (secret.empty() || secret == "wrong") {
        return bad_client();
    }
    const auto grant = form_value(request.body, "grant_type");
    if (grant != "client_credentials") {
        return json_answer(400, R"({"error":"unsupported_grant_type","error_description":"Unsupported grant type"})");
    }
    std::string body = R"({"access_token":")" + issue({client, ""}) + R"(","token_type":"bearer","expires_in":)"
        + std::to_string(lifetime_) + R"(,"sub":)";
    append_json_string(body, client);
    return json_answer(200, body + "}");
}

std::optional<Bearer> OAuth::bearer_of(std::string_view authorization)
{
    if (!authorization.starts_with("Bearer ")) {
        return std::nullopt;
    }
    const std::shared_lock lock(mutex_);
    const auto found = tokens_.find(std::string(authorization.substr(7)));
    if (found == tokens_.end() || found->second.expires <= Clock::now()) {
        return std::nullopt;
    }
    return found->second.bearer;
}

void OAuth::revoke_all()
{
    const std::unique_lock lock(mutex_);
    tokens_.clear();
}

std::size_t OAuth::current()
{
    const std::shared_lock lock(mutex_);
    std::size_t count = 0;
    for (const auto& [token, row] : tokens_) {
        count += row.expires > Clock::now() ? 1 : 0;
    }
    return count;
}

} // namespace sandbox
