// A libcurl multi handle driven by epoll: what a wake-up costs depends on what is ready, not on how much is under way.
//
// `wake` may be called from any thread; all else belongs to the loop's.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <optional>

namespace wowhost::http {

class Multi {
public:
    /// At most `connections` to one host. Throws Error when the system has no handle left.
    explicit Multi(long connections);
    ~Multi();
    Multi(const Multi&) = delete;
    Multi& operator=(const Multi&) = delete;

    struct Finished {
        CURL* easy;
        CURLcode code;
    };

    /// False when there is no memory.
    bool add(CURL* easy);
    void remove(CURL* easy);
    /// Waits until something can be done, somebody calls `wake`, or `limit` has passed, and does what can be done.
    void work(std::chrono::milliseconds limit);
    void wake();
    /// The next transfer that has ended; its handle has been removed.
    std::optional<Finished> next_finished();

private:
    using Clock = std::chrono::steady_clock;

    static int on_socket(CURL* easy, curl_socket_t socket, int what, void* self, void* known);
    static int on_timer(CURLM* multi, long milliseconds, void* self);
    void close();

    CURLM* multi_ = nullptr;
    int epoll_ = -1;
    int wake_ = -1; ///< An eventfd.
    std::optional<Clock::time_point> due_; ///< When libcurl wants to be called for its timers.
};

} // namespace wowhost::http
