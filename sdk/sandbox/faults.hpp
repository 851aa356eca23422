// Failures on demand. A fault is written KIND[=ARG][#COUNT][@PATH-PREFIX]:
//   5xx=N          the next N answers are 503 with an HTML page
//   5xx-rate=P     P percent of the answers are
//   html           200 with an HTML page         not-json       200 with text that is no JSON
//   truncated      the JSON ends half-way        reset          the connection is reset half-way
//   stall=MS       the answer comes MS later     oversize=MiB   the body has that size
//   429=N          the next N answers are 429 with Retry-After; 429-noheader=N without
//   401=N          the next N answers are 401; likewise 403=N and 404=N
//   redirect       302 to another address
// #COUNT limits those without a count of their own. Without a prefix a fault concerns all of the API; with one,
// whatever lies below that decoded path (images and tokens, too). Thread-safe.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace sandbox {

enum class FaultKind {
    none,
    unavailable,
    html,
    not_json,
    truncated,
    reset,
    oversize,
    throttled,
    throttled_bare,
    unauthorized,
    forbidden,
    not_found,
    redirect
};

struct FaultEffect {
    FaultKind kind = FaultKind::none;
    std::int64_t argument = 0;
    int stall_ms = 0;
};

class Faults {
public:
    // Throws std::invalid_argument that names the text, and what is wrong with it.
    void add(std::string_view text);
    void clear();
    std::vector<std::string> list();
    // What happens to a request of this path; uses up counts.
    FaultEffect take(std::string_view path, bool is_api);

private:
    struct Fault {
        std::string text;
        std::string kind;
        std::int64_t argument = 0;
        std::int64_t left = -1; // -1: for ever
        std::string prefix;
    };

    std::mutex mutex_;
    std::vector<Fault> faults_;
    std::uint64_t drawn_ = 0;
};

} // namespace sandbox
