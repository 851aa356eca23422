// A libcurl multi handle driven by epoll: what a wake-up costs depends on what is ready, not on how much is under way.
//
// `wake` may be called from any thread; all else belongs to the loop's.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

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

    /// How a socket is watched. libcurl stops watching a connection between two requests; it stays watched here, which
    /// spares two system calls a request, until something comes that nobody waits for.
    struct Watch {
        std::uint32_t events = 0; ///< 0: not at all.
        bool is_connection = false; ///< Announced by the functions below, unlike a resolver's sockets.
        bool is_idle = false;
    };
    Watch& watch(curl_socket_t socket);
    void forget(curl_socket_t socket);

    static int on_opened(void* self, curl_socket_t socket, curlsocktype purpose);
    static int close_socket(void* self, curl_socket_t socket);
    static int on_socket(CURL* easy, curl_socket_t socket, int what, void* self, void* known);
    static int on_timer(CURLM* multi, long milliseconds, void* self);
    void close();

    CURLM* multi_ = nullptr;
    int epoll_ = -1;
    int wake_ = -1; ///< An eventfd.
    std::vector<Watch> watched_; ///< By descriptor.
    std::optional<Clock::time_point> due_; ///< When libcurl wants to be called for its timers.
};

} // namespace wowhost::http
