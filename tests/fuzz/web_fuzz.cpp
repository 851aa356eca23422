// What a visitor sends as text – targets, queries, forms, cookies, headers that are negotiated – on arbitrary bytes.
#include "host/web/csrf.hpp"
#include "host/web/negotiation.hpp"
#include "host/web/router.hpp"
#include "host/web/url.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

using namespace wowhost;

namespace {

const web::Router& router()
{
    static const web::Router one([] {
        std::vector<web::BoundRoute> routes;
        for (const auto* path : {"/", "/a", "/a/{x}", "/a/b/c", "/{x}/{y}/c", "/a/{x}/{y}"})
            routes.push_back({"fuzz", Route("GET", path, {}), {}, {}});
        return routes;
    }());
    return one;
}

void require(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string input(reinterpret_cast<const char*>(data), size);
    for (const auto& text : {input, "/" + input})
        if (const auto target = web::parse_target(text)) {
            for (const auto& segment : target->segments)
                require(web::is_clean(segment) && segment != ".." && segment.find('/') == std::string::npos);
            const auto match = router().find("GET", target->segments);
            require(match.route == nullptr || match.parameters.size() <= target->segments.size());
            static_cast<void>(router().find("DELETE", target->segments));
        }
    for (const bool lines : {false, true})
        if (const auto form = web::parse_form(input, lines)) {
            require(form->pairs().size() <= web::most_fields);
            for (const auto& [name, value] : form->pairs())
                require(web::is_clean(name) && web::is_clean(value, lines)
                    && web::decode(encode_segment(value), false, true) == value);
        }
    const auto cookies = web::parse_cookies(input);
    for (const auto& [name, value] : cookies.pairs())
        require(web::is_token(name) && web::is_cookie_value(value));
    if (is_local_path(input))
        require(input.front() == '/' && (input.size() == 1 || (input[1] != '/' && input[1] != '\\')));
    static_cast<void>(web::accepts_gzip(input));
    static_cast<void>(web::etag_matches(input, "W/\"0123456789abcdef\""));
    static const web::TrustedProxies proxies({"127.0.0.1", "10.0.0.0/8"});
    static_cast<void>(proxies.client("127.0.0.1", input));
    static const web::Csrf csrf("key");
    require(!csrf.is_right(input, "somebody"));
    return 0;
}
