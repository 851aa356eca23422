// The sockets: HTTP/1.1 with keep-alive on one address, a loop per thread.
#pragma once

#include "sdk/sandbox/service.hpp"

#include <functional>
#include <string>

namespace sandbox {

struct Listening {
    std::string host;
    unsigned short port = 0; // the one that was chosen when 0 was asked for
};

// Serves until SIGTERM or SIGINT. `ready` is called once, when connections are accepted. Throws std::runtime_error that
// names the address when it cannot be bound.
void serve(Service& service, const std::string& host, unsigned short port, unsigned threads,
    const std::function<void(const Listening&)>& ready);

} // namespace sandbox
