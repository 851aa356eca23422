#include "host/http/request_check.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace wowhost::http {
namespace {

struct FreeUrl {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string part(CURLU* url, CURLUPart what, unsigned flags = 0)
{
    char* text = nullptr;
    if (curl_url_get(url, what, &text, flags) != CURLUE_OK)
        return {};
    std::string copy = text;
    curl_free(text);
    return copy;
}

bool is_loopback(const in_addr& address) { return (ntohl(address.s_addr) >> 24) == 127; }

bool is_loopback(const in6_addr& address)
{
    return IN6_IS_ADDR_LOOPBACK(&address) || (IN6_IS_ADDR_V4MAPPED(&address) && address.s6_addr[12] == 127);
}

bool has_control(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7f;
    });
}

bool is_token(std::string_view text)
{
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
            || others.find(c) != std::string_view::npos;
    });
}

bool is_framing(std::string_view name)
{
    HttpResponse known;
    known.headers = {{"Content-Length", ""}, {"Transfer-Encoding", ""}, {"Host", ""}, {"Connection", ""},
        {"Upgrade", ""}, {"TE", ""}, {"Trailer", ""}};
    return known.has_header(name);
}

std::string refuse_headers(const HttpRequest& request)
{
    for (const auto& [name, value] : request.headers) {
        if (!is_token(name))
            return fmt::format("the request to {} has a header whose name is not a token; use letters, digits and "
                               "hyphens",
                request.url);
        if (has_control(value))
            return fmt::format(
                "the header {} of the request to {} holds control characters; remove them", name, request.url);
        if (is_framing(name))
            return fmt::format(
                "the header {} of the request to {} is the client's own; leave it out", name, request.url);
    }
    return {};
}

std::string for_message(std::string_view url)
{
    std::string text(url.substr(0, 200));
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
    return text;
}

} // namespace

bool is_loopback(std::string_view host)
{
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    if (host == "localhost")
        return true;
    const std::string text(host);
    in_addr v4{};
    in6_addr v6{};
    return (inet_pton(AF_INET, text.c_str(), &v4) == 1 && is_loopback(v4))
        || (inet_pton(AF_INET6, text.c_str(), &v6) == 1 && is_loopback(v6));
}

bool is_loopback(const sockaddr& address)
{
    if (address.sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        return is_loopback(v4.sin_addr);
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, &address, sizeof v6);
        return is_loopback(v6.sin6_addr);
    }
    return false;
}

Target check(const HttpRequest& request)
{
    Target target;
    const auto refuse = [&](std::string why) {
        target.refusal = std::move(why);
        return target;
    };
    if (has_control(request.url) || request.url.find_first_of(" \t") != std::string::npos)
        return refuse(fmt::format(
            "'{}' is not a URL: it holds spaces or control characters; percent-encode them", for_message(request.url)));

    const std::unique_ptr<CURLU, FreeUrl> url(curl_url());
    if (!url)
        return refuse("no memory to read a URL");
    // Without CURLU_NON_SUPPORT_SCHEME an unknown scheme fails here; without a scheme it is no absolute URL.
    if (const auto code = curl_url_set(url.get(), CURLUPART_URL, request.url.c_str(), 0); code != CURLUE_OK)
        return refuse(fmt::format("'{}' is not an http or https URL ({}); write https://host/path",
            for_message(request.url), curl_url_strerror(code)));
    if (!part(url.get(), CURLUPART_USER).empty() || !part(url.get(), CURLUPART_PASSWORD).empty())
        return refuse(fmt::format("a URL on {} holds a user name or password; send an Authorization header instead",
            part(url.get(), CURLUPART_HOST)));
    const auto scheme = part(url.get(), CURLUPART_SCHEME);
    const auto host = part(url.get(), CURLUPART_HOST);
    if (scheme != "https" && scheme != "http")
        return refuse(
            fmt::format("'{}' is not an http or https URL; write https://host/path", for_message(request.url)));
    if (scheme == "http" && !is_loopback(host))
        return refuse(
            fmt::format("'{}' would travel unencrypted: http:// is accepted for loopback addresses only; use https://",
                for_message(request.url)));
    if (auto why = refuse_headers(request); !why.empty())
        return refuse(std::move(why));
    target.tls = scheme == "https";
    target.origin = scheme + "://" + host + ":" + part(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
    return target;
}

} // namespace wowhost::http
