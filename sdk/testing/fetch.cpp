// A visit of the site without a socket.
#include "host/cli/web_site.hpp"
#include "host/web/csrf.hpp"
#include "sdk/testing/host_impl.hpp"

#include <algorithm>

namespace wowhost::testing {
namespace {

constexpr const char* form_cookie = "0123456789abcdef0123456789abcdef";
constexpr const char* session_name = "test kit";

/// The visit that this thread makes, for who asks who it is.
thread_local const Visit* under_way = nullptr;

std::string encoded(const std::vector<std::pair<std::string, std::string>>& fields)
{
    std::string body;
    for (const auto& [name, value] : fields)
        body += (body.empty() ? "" : "&") + encode_segment(name) + "=" + encode_segment(value);
    return body;
}

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
        [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

web::Incoming incoming_of(const Visit& visit, const std::string& token)
{
    web::Incoming incoming;
    incoming.method = visit.method;
    incoming.target = visit.path;
    incoming.body = visit.body;
    incoming.peer = "127.0.0.1";
    incoming.since = std::chrono::steady_clock::now();
    std::string cookies = std::string(web::csrf_cookie) + "=" + form_cookie;
    std::vector<std::pair<std::string, std::string>> headers{{"host", "127.0.0.1"}};
    for (const auto& [name, value] : visit.headers) {
        if (lower(name) == "cookie")
            cookies += "; " + value;
        else
            headers.emplace_back(lower(name), value);
    }
    headers.emplace_back("cookie", cookies);
    if (std::none_of(headers.begin(), headers.end(), [](const auto& header) { return header.first == "accept"; }))
        headers.emplace_back("accept", "*/*");
    if (visit.is_form) {
        auto fields = visit.fields;
        if (visit.has_token)
            fields.emplace_back(web::csrf_field, token);
        incoming.body = encoded(fields);
        headers.emplace_back("content-type", "application/x-www-form-urlencoded");
    } else if (visit.method != "GET" && visit.has_token) {
        headers.emplace_back("x-csrf-token", token);
    }
    incoming.headers = Fields(std::move(headers));
    return incoming;
}

Answer answer_of(web::Reply reply)
{
    Answer answer;
    answer.status = reply.status;
    answer.headers = reply.headers.pairs();
    answer.route = reply.route;
    if (reply.body)
        answer.body = *reply.body;
    if (reply.poll)
        for (const auto& event : reply.poll().events)
            answer.body += "event: " + event.name + "\ndata: " + to_json_text(event.data) + "\n\n";
    return answer;
}

} // namespace

web::Site& Host::Impl::current_site()
{
    auto& runtime = loaded();
    if (!site || site_generation != runtime.loaded_generation()) {
        cli::SiteSeams seams;
        seams.identify_first = [](const Request&) -> std::optional<Identity> {
            if (!under_way || under_way->user == 0)
                return std::nullopt;
            Identity identity;
            identity.user = under_way->user;
            identity.name = under_way->user_name;
            identity.roles = under_way->roles;
            identity.session = session_name;
            return identity;
        };
        seams.more_permissions = [](const std::vector<std::string>&) {
            return under_way ? under_way->permissions : std::vector<std::string>();
        };
        site.reset();
        site = cli::make_site(session->config(), runtime, no_server, {}, seams);
        site_generation = runtime.loaded_generation();
        for (const auto& problem : site->problems()) // as `serve` does
            runtime.log().write("wowhost", LogLevel::warning, problem);
    }
    return *site;
}

std::string Host::Impl::token_for(const Visit& visit)
{
    const auto key = loaded().state().get("wowhost.form_key");
    const web::Csrf csrf(key ? key->string() : std::string());
    return csrf.token(visit.user != 0 ? std::string("session ") + session_name : std::string("visitor ") + form_cookie);
}

Answer Host::Impl::fetch(const Visit& visit)
{
    auto& asked = current_site();
    const auto incoming = incoming_of(visit, token_for(visit));
    struct UnderWay {
        explicit UnderWay(const Visit* visit) { under_way = visit; }
        ~UnderWay() { under_way = nullptr; }
        UnderWay(const UnderWay&) = delete;
        UnderWay& operator=(const UnderWay&) = delete;
    } const scope(&visit);
    auto at_once = asked.at_once(incoming);
    auto answer = answer_of(at_once ? std::move(*at_once) : asked.answer(incoming));
    if (const auto unexpected = script.take_unexpected(); !unexpected.empty())
        throw Error(ErrorCode::failed, visit.method + " " + visit.path + " made an " + unexpected.front(), unexpected);
    return answer;
}

} // namespace wowhost::testing
