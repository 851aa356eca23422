// A request on its way to who asks and whether the form is theirs, on arbitrary bytes: "TARGET\nCOOKIE\nCONTENT-TYPE\n
// CSRF\nX-FORWARDED-FOR\nBODY". Nobody is somebody without a right token, and no form that nobody has signed is right.
#include "host/web/identify.hpp"
#include "modules/user/src/session_token.hpp"

#include <wow/sealed.hpp>
#include <wowhost/error.hpp>

#include <array>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

using namespace wowhost;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

std::optional<Identity> identify(const Request& request)
{
    const auto& cookie = request.cookies.get("wowhost_session");
    // What was sealed by nobody is opened by nobody.
    require(!wow::unseal(cookie, "secret", "fuzz"));
    if (!user::is_session_token(cookie))
        return std::nullopt;
    require(cookie.size() == 64);
    Identity identity;
    identity.user = 1;
    identity.session = cookie;
    identity.roles = {"editor"};
    return identity;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string rest(reinterpret_cast<const char*>(data), size);
    std::array<std::string, 5> lines;
    for (auto& line : lines) {
        const auto end = rest.find('\n');
        line = rest.substr(0, end);
        rest.erase(0, end == std::string::npos ? rest.size() : end + 1);
    }
    static const web::Visitors visitors(web::TrustedProxies({"127.0.0.1", "10.0.0.0/8"}), web::Csrf("key"), identify,
        [](const std::vector<std::string>& roles) { return roles; });
    web::Incoming incoming;
    incoming.method = "POST";
    incoming.target = lines[0];
    incoming.peer = "127.0.0.1";
    const char* const names[] = {"", "cookie", "content-type", "x-csrf-token", "x-forwarded-for"};
    for (std::size_t i = 1; i < lines.size(); ++i)
        incoming.headers.add(names[i], lines[i]);
    incoming.body = rest;
    try {
        auto visit = visitors.read(incoming, "https://site.example");
        visitors.identify(visit);
        const auto& user = visit.request.user;
        require(user.is_authenticated() == user.may("authenticated"));
        require(user.may("anonymous") && user.is_authenticated() == user.may("editor"));
        require(user.is_authenticated() || visit.csrf_subject.starts_with("visitor "));
        require(!visitors.is_own_form(visit));
        visit.request.form = Fields({{web::csrf_field, visit.request.csrf_token}});
        visit.request.headers = {};
        require(visitors.is_own_form(visit));
    } catch (const Error& error) {
        require(error.code() == ErrorCode::invalid_argument);
    }
    return 0;
}
