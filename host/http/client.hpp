// The host's HTTP client: makes the Http that modules see.
//
// One client serves a whole process. It makes no thread and touches no network before its first request, so that
// commands which send nothing pay nothing. Ownership: the host owns it and destroys it after every thread that might
// call it is gone; to get them out of their calls it calls `shutdown()` first. Threads: any.
#pragma once

#include <wowhost/http.hpp>

#include "host/http/options.hpp"

#include <functional>
#include <memory>

namespace wowhost::http {

/// The host's side of Http.
class Client : public Http {
public:
    /// Every call under way, and every later one, returns `cancelled` promptly. May be called from any thread,
    /// repeatedly; not from a signal handler.
    virtual void shutdown() = 0;
};

/// `in_transaction` tells whether the asking thread holds a database transaction; calls are refused then. May be empty.
std::unique_ptr<Client> make_client(HttpOptions options, std::function<bool()> in_transaction);

} // namespace wowhost::http
