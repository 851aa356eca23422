// What an operator or the host decides about HTTP, for all modules alike.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

namespace wowhost::http {

struct HttpOptions {
    std::string
        proxy{}; ///< "http://host:port" for everything but loopback; empty: none (the environment is not asked).
    std::string ca_file{}; ///< PEM bundle that replaces the system's; empty: the system's.
    std::string user_agent{}; ///< Empty: "wowhost/<version>".
    std::size_t max_connections = 128; ///< Requests (thus connections) at once per scheme, host and port; more wait.

    /// Asked on the calling thread when a call begins: until when it has to be over. May be empty.
    std::function<std::optional<std::chrono::steady_clock::time_point>()> call_deadline{};
    /// Asked on the calling thread while a call waits, about ten times a second: shall it be given up? May be empty.
    std::function<bool()> call_cancelled{};
};

} // namespace wowhost::http
