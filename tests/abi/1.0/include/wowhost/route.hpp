// wowhost SDK: routes, the pages and addresses of a module, and who a request is.
//
//     add.route(Route("GET", "/wow/heirloom/{id}", [this](const Request& request) { return show(request); })
//                   .permission("access wow pages"));
//
// A handler runs on a worker thread of the host, several at once, as a unit of work: the set of modules does not change
// meanwhile. What it throws is the visitor's answer: Error(not_found) 404, refused 403, invalid_argument 400, conflict
// 409, locked and unavailable 503, deadline_exceeded 504, each with its message; anything else is a page 500 with a
// reference number, under which the log has the reason.
#pragma once

#include <wowhost/plugin.hpp>
#include <wowhost/request.hpp>
#include <wowhost/response.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wowhost {
inline namespace v1 {

/// How often one client may ask for routes of a class, taken together; more is answered 429. The figures stand in the
/// configuration (serve.rates).
enum class RateClass {
    page, ///< Reading what is stored. No limit by default.
    search, ///< A question per keystroke.
    lookup, ///< Costs requests to somebody else.
    login, ///< Guessing is what it must not allow.
    action, ///< Changes something.
};

class Route {
public:
    using Handler = std::function<Response(const Request&)>;

    /// `method` is GET (answers HEAD too), POST, PUT, PATCH or DELETE. `path` begins with a slash; a segment may be
    /// `{name}`, which any one segment matches. A fixed segment goes before a parameter.
    Route(std::string method_, std::string path_, Handler handler_)
        : method(std::move(method_))
        , path(std::move(path_))
        , handler(std::move(handler_))
    {
    }
    /// Who lacks it is answered 403, or as a visitor without an account sent to /user/login. None: everybody may.
    Route& permission(std::string name)
    {
        needed = std::move(name);
        return *this;
    }
    Route& rate(RateClass value)
    {
        rate_class = value;
        return *this;
    }
    /// How large a body may be; 64 KiB unless said otherwise, 16 MiB at most.
    Route& body_limit(std::size_t bytes)
    {
        body_bytes = bytes;
        return *this;
    }
    /// How long the handler may take; 15 s unless said otherwise.
    Route& deadline(std::chrono::milliseconds time)
    {
        patience = time;
        return *this;
    }
    /// For what programs send without a session of a browser. Everything but GET wants a CSRF token otherwise.
    Route& without_csrf()
    {
        checks_csrf = false;
        return *this;
    }
    /// Puts the route into the site's menu, for those who may see it; only for a GET route without parameters.
    Route& menu(std::string title, int weight = 0)
    {
        menu_title = std::move(title);
        menu_weight = weight;
        return *this;
    }

    std::string method;
    std::string path;
    Handler handler;
    std::string needed;
    RateClass rate_class = RateClass::page;
    std::size_t body_bytes = 64 * 1024;
    std::chrono::milliseconds patience{15'000};
    bool checks_csrf = true;
    std::string menu_title;
    int menu_weight = 0;
};

/// Whose session a request bears.
class Identity {
public:
    std::int64_t user = 0; ///< Not 0.
    std::string name;
    std::vector<std::string> roles; ///< Besides "authenticated", which everybody has who is logged in.
    /// What tells this session from others, and does not get the session itself: CSRF tokens are bound to it.
    std::string session;
    std::vector<Cookie> cookies; ///< To be set with the answer, when the session's cookie is renewed.
};

/// Tells who a request is; provided by the module that keeps accounts. Asked once per request that comes with a
/// cookie or an Authorization header, before the route's handler, in the same unit of work. Of several providers the
/// first that answers is believed.
class Authenticator {
public:
    WOWHOST_INTERFACE("wowhost.authenticator/1");
    virtual ~Authenticator() = default;
    /// Nothing: not one of mine. `request` has no user, parameters, form or body yet.
    virtual std::optional<Identity> identify(const Request& request) const = 0;
};

} // namespace v1
} // namespace wowhost
