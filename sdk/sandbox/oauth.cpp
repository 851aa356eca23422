#include "sdk/sandbox/oauth.hpp"

#include "sdk/sandbox/base64.hpp"
#include "sdk/sandbox/text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <mutex>

namespace sandbox {

namespace {

Answer bad_client() { return json_answer(401, R"({"error":"unauthorized","error_description":"Bad credentials"})"); }

} // namespace

std::string OAuth::issue(Bearer bearer)
{
    const std::unique_lock lock(mutex_);
    auto token = fmt::format("SB{:016x}{:016x}", random_(), random_());
    tokens_[token] = Token{std::move(bearer), Clock::now() + std::chrono::seconds(lifetime_)};
    return token;
}

std::optional<std::string> OAuth::authenticate(const Request& request)
{
    std::string client;
    std::string secret;
    if (request.authorization.starts_with("Basic ")) {
        const auto credentials = base64_decode(request.authorization.substr(6)).value_or("");
        const auto colon = std::min(credentials.find(':'), credentials.size());
        client = credentials.substr(0, colon);
        secret = credentials.substr(std::min(colon + 1, credentials.size()));
    } else if (request.authorization.empty() && form_value(request.body, "grant_type") == "authorization_code") {
        client = form_value(request.body, "client_id").value_or("");
        secret = form_value(request.body, "client_secret").value_or("");
    }
    return client.empty() || secret.empty() || secret == "wrong" ? std::nullopt : std::optional(client);
}

Answer OAuth::token(const Request& request)
{
    if (request.method != "POST") {
        return json_answer(
            405, R"({"error":"method_not_allowed","error_description":"Request method 'GET' not supported"})");
    }
    const auto client = authenticate(request);
    if (!client) {
        return bad_client();
    }
    const auto grant = form_value(request.body, "grant_type");
    if (grant != "client_credentials") {
        return json_answer(400, R"({"error":"unsupported_grant_type","error_description":"Unsupported grant type"})");
    }
    std::string body = R"({"access_token":")" + issue({*client, "", ""}) + R"(","token_type":"bearer","expires_in":)"
        + std::to_string(lifetime_) + R"(,"sub":)";
    append_json_string(body, *client);
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

void OAuth::revoke_users(std::string_view account)
{
    const std::unique_lock lock(mutex_);
    std::erase_if(tokens_, [account](const auto& row) {
        const auto& own = row.second.bearer.account;
        return !own.empty() && (account.empty() || own == account);
    });
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
