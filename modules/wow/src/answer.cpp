#include "answer.hpp"

#include <wow/names.hpp>

#include <algorithm>
#include <charconv>

namespace wow {
namespace {

using wowhost::HttpFailure;
using wowhost::HttpResponse;

/// Seconds of Retry-After; a date, nonsense or nothing is one second.
std::chrono::seconds retry_after(const HttpResponse& answer)
{
    const auto text = trim(answer.header("Retry-After"));
    int seconds = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size())
        return std::chrono::seconds(1);
    return std::chrono::seconds(std::clamp(seconds, 1, 3600));
}

bool looks_like_json(std::string_view body)
{
    body = trim(body);
    if (body.starts_with("\xEF\xBB\xBF"))
        body.remove_prefix(3);
    return !body.empty() && (body.front() == '{' || body.front() == '[');
}

Verdict judge_failure(const HttpResponse& answer)
{
    switch (answer.failure) {
    case HttpFailure::too_large: return Verdict(Verdict::Next::finish, Outcome::too_large, answer.failure_message);
    case HttpFailure::cancelled: return Verdict(Verdict::Next::finish, Outcome::cancelled, answer.failure_message);
    case HttpFailure::tls:
    case HttpFailure::blocked: return Verdict(Verdict::Next::finish, Outcome::unavailable, answer.failure_message);
    default: return Verdict(Verdict::Next::retry, Outcome::unavailable, answer.failure_message);
    }
}

} // namespace

std::string address_of(const Settings& settings, const Request& request)
{
    auto url = settings.api_host(request.region) + request.path;
    char separator = request.path.find('?') == std::string::npos ? '?' : '&';
    const auto add = [&](std::string_view key, std::string_view value) {
        if (value.empty())
            return;
        url += separator;
        url.append(percent_encode(key)).append("=").append(percent_encode(value));
        separator = '&';
    };
    add("namespace",
        request.name_space.empty() || request.name_space.find('-') != std::string::npos
            ? request.name_space
            : request.name_space + "-" + request.region);
    add("locale", request.locale.value_or(settings.locale));
    for (const auto& [key, value] : request.query)
        add(key, value);
    return url;
}

std::string host_of(std::string_view url)
{
    const auto scheme = url.find("://");
    const auto begin = scheme == std::string_view::npos ? 0 : scheme + 3;
    return std::string(url.substr(0, std::min(url.find_first_of("/?#", begin), url.size())));
}

Verdict judge(const HttpResponse& answer, const std::string& url)
{
    using Next = Verdict::Next;
    if (answer.failure != HttpFailure::none)
        return judge_failure(answer);
    if (answer.status == 304)
        return Verdict(Next::finish, Outcome::not_modified, {});
    if (answer.status == 200 && looks_like_json(answer.body))
        return Verdict(Next::finish, Outcome::ok, {});
    const auto status = url + " answers with HTTP status " + std::to_string(answer.status);
    switch (answer.status) {
    case 200:
        return Verdict(Next::retry, Outcome::malformed,
            url + " answers with something that is not JSON (" + std::to_string(answer.body.size())
                + " bytes); try again later");
    case 401: return Verdict(Next::renew, Outcome::unauthorized, status + ": the token is not accepted");
    case 403:
        if (answer.body.find("Account Inactive") != std::string::npos)
            return Verdict(Next::finish, Outcome::unauthorized,
                status
                    + " (Account Inactive): the API client is not in good standing; sign in at "
                      "https://develop.battle.net and accept the terms");
        return Verdict(Next::finish, Outcome::forbidden, status);
    case 404: return Verdict(Next::finish, Outcome::not_found, status);
    case 429: {
        Verdict verdict(Next::rest, Outcome::throttled, status + ": too many requests with this client id");
        verdict.rest = retry_after(answer);
        return verdict;
    }
    default:
        if (answer.status >= 500 || answer.status == 408)
            return Verdict(Next::retry, Outcome::unavailable, status + "; try again later");
        return Verdict(Next::finish, answer.status == 413 ? Outcome::too_large : Outcome::unavailable, status);
    }
}

} // namespace wow
