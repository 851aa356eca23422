// One line per request: who, when, what, status, bytes, milliseconds. In the common "combined" form and a little more,
// so that the usual tools read it. Queries are left out (they may hold what is nobody's business), and what a visitor
// sent can neither end a line nor a quoted part. Any thread.
#pragma once

#include "host/web/message.hpp"

#include <cstdint>
#include <string>

namespace wowhost::web {

class AccessLog {
public:
    /// A file that is appended to, "-" for stderr, empty for none. Throws Error(invalid_argument) when it cannot be
    /// opened.
    explicit AccessLog(const std::string& file);
    ~AccessLog();
    AccessLog(const AccessLog&) = delete;
    AccessLog& operator=(const AccessLog&) = delete;

    bool enabled() const noexcept { return descriptor_ >= 0; }
    void write(const Incoming& request, const Reply& reply, std::uint64_t bytes, double milliseconds) const;

    static std::string line(
        const Incoming& request, const Reply& reply, std::uint64_t bytes, double milliseconds, std::int64_t now);

private:
    int descriptor_ = -1;
};

} // namespace wowhost::web
