#include "login_credentials.hpp"

#include "settings.hpp"

#include <wow/sealed.hpp>

#include <chrono>

namespace wow {

std::string LoginCredentials::client_id() const { return host_.config().text("client_id"); }

std::string LoginCredentials::address() const { return Settings(host_.config()).oauth_url; }

wowhost::HttpResponse LoginCredentials::ask_token(const std::string& url, const std::string& form) const
{
    wowhost::HttpRequest request(url, wowhost::HttpMethod::post);
    request.body = form;
    request.headers.emplace_back(
        "Authorization", "Basic " + base64(client_id() + ":" + host_.config().text("client_secret")));
    request.headers.emplace_back("Accept", "application/json");
    request.timeout = std::chrono::seconds(10);
    request.max_body = 64 << 10;
    return host_.http().send(request);
}

} // namespace wow
