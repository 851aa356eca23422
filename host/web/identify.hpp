// Who asks, from where, and whether a form is of this site: what is known of a visit before its handler runs.
#pragma once

#include "host/web/csrf.hpp"
#include "host/web/message.hpp"
#include "host/web/negotiation.hpp"
#include "host/web/url.hpp"

#include <wowhost/route.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace wowhost::web {

using Identify = std::function<std::optional<Identity>(const Request&)>;
using PermissionsOf = std::function<std::vector<std::string>(const std::vector<std::string>& roles)>;

/// One request on its way through the site.
struct Visit {
    Request request;
    std::vector<std::string> segments; ///< Of the path, decoded.
    std::string csrf_subject;
    std::string new_form_cookie; ///< Its value, when the visitor has none yet.
    std::vector<Cookie> cookies; ///< To be set whatever the handler says.
};

class Visitors {
public:
    Visitors(TrustedProxies proxies, Csrf csrf, Identify identify, PermissionsOf permissions_of)
        : proxies_(std::move(proxies))
        , csrf_(std::move(csrf))
        , identify_(std::move(identify))
        , permissions_of_(std::move(permissions_of))
    {
    }
    std::string client(const Incoming& incoming) const
    {
        return proxies_.client(incoming.peer, incoming.headers.get("x-forwarded-for"));
    }
    /// Whether it comes from this machine or a trusted network itself, not through a proxy from elsewhere.
    bool is_near(const Incoming& incoming) const { return proxies_.trusts(client(incoming)); }
    /// Reads addresses, cookies, query and form. Throws Error(invalid_argument) naming what is broken.
    Visit read(const Incoming& incoming, const std::string& origin) const;
    /// Fills in the user and the CSRF token; may ask modules.
    void identify(Visit& visit) const;
    /// The same request by somebody without an account or a cookie.
    Request anybodys(const Request& request) const;
    /// Whether a request that changes something comes from a form of this site.
    bool is_own_form(const Visit& visit) const;

private:
    TrustedProxies proxies_;
    Csrf csrf_;
    Identify identify_;
    PermissionsOf permissions_of_;
};

} // namespace wowhost::web
