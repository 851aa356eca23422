// What travels between the connections and the site: a request as read, a reply as it will be written.
#pragma once

#include <wowhost/request.hpp>
#include <wowhost/response.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wowhost::web {

/// A request, complete and bounded, nothing of it interpreted. Header names are in lower case; a header whose value is
/// no clean text is left out, lines of the same list are joined.
struct Incoming {
    std::string method;
    std::string target;
    Fields headers;
    std::string body;
    std::string peer; ///< Address of the other end; empty on a Unix socket.
    std::chrono::steady_clock::time_point since;
};

struct Reply {
    int status = 200;
    Fields headers; ///< Without Content-Length, Connection, Date: the connection's.
    std::shared_ptr<const std::string> body; ///< Of HEAD too, where only its length is sent.
    /// A stream of events: asked every `every` once the head is written, on a worker thread.
    std::function<Events()> poll;
    std::chrono::milliseconds every{1000};
    /// This process can't answer any more; the one that takes over will. Nothing else is set then.
    bool moved = false;
    bool close = false; ///< End the connection after it.

    // For the access log and the metrics.
    std::string route = "none"; ///< Its path as registered, "static", or "none".
    std::string client;
    std::string reference;
};

/// What answers requests. Implemented by the site; connections know nothing else of it.
class Handler {
public:
    virtual ~Handler() = default;
    /// How many bytes of body the address takes. On an I/O thread: must not wait.
    virtual std::size_t body_limit(std::string_view method, std::string_view target) const = 0;
    /// The answer, when it needs no work to speak of. On an I/O thread: must not wait.
    virtual std::optional<Reply> at_once(const Incoming& request) = 0;
    /// The answer; on a worker thread. Never throws.
    virtual Reply answer(const Incoming& request) = 0;
    /// The answer to what is no request that could be handed on. On an I/O thread: must not wait.
    virtual Reply refusal(const Incoming& request, int status, const std::string& reason) const = 0;
    /// A reply has been written, or the client went away before.
    virtual void written(const Incoming& request, const Reply& reply, std::uint64_t bytes) = 0;
};

} // namespace wowhost::web
