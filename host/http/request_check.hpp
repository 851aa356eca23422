// Which requests may go out: http and https only, http to loopback only, nothing that could smuggle a second request.
#pragma once

#include <wowhost/http.hpp>

#include <string>
#include <string_view>
#include <sys/socket.h>

namespace wowhost::http {

/// Where a checked request goes.
struct Target {
    std::string origin{}; ///< "https://host:port": what shares connections.
    bool tls = false;
    std::string refusal{}; ///< Not empty: the request must not be sent; says why and what to do.
};

Target check(const HttpRequest& request);

/// 127.0.0.0/8, ::1 (also in brackets, also IPv4-mapped) and "localhost".
bool is_loopback(std::string_view host);
bool is_loopback(const sockaddr& address);

} // namespace wowhost::http
