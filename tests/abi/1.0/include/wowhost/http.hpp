// wowhost SDK: HTTP, the one way for a module to reach the network.
//
// Http sends requests through the client that the whole process shares: connections are kept and reused, HTTP/2 is used
// where a server offers it, gzip is undone, and every request has deadlines and a size cap. A call blocks its thread
// and nothing else, so an author writes straight-line code:
//
//     HttpRequest request("https://example.org/index.json");
//     request.headers.emplace_back("If-Modified-Since", last_modified);
//     HttpResponse response = host.http().send(request);
//     if (response.failure != HttpFailure::none)
//         ...                                          // no answer: response.failure_message says why
//     else if (response.status == 200)
//         parse(response.body);                        // any answer, 404 and 500 included, is a status
//
// For many requests at once there are `send_all` (a list) and `run` (a stream with work arriving as results come in).
//
// Trouble on the network never throws: it is a response with status 0 and a failure. Misuse throws wowhost::Error of
// code invalid_argument: a call inside a database transaction (it would hold the database for as long as the network
// takes), a URL that is not http or https, http:// to anything but a loopback address, or a header that is not one.
#pragma once

#include <wowhost/error.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wowhost {
inline namespace v1 {

enum class HttpMethod {
    get, ///< Sent a second time, once and silently, if a reused connection turns out dead before any byte of the
         ///< answer.
    post, ///< Never sent twice.
};

constexpr const char* to_string(HttpMethod method) noexcept { return method == HttpMethod::get ? "GET" : "POST"; }

/// Why there is no answer. Retrying makes sense for resolve, connect, timeout and network.
enum class HttpFailure {
    none, ///< There is an answer; see its status.
    resolve, ///< The name of the host has no address.
    connect, ///< Nobody accepts connections there.
    timeout, ///< A deadline passed: to connect, for the whole request, or of the calling job.
    too_large, ///< The body, or the headers, exceed the cap. Bytes count after decompression.
    cancelled, ///< The host shuts down, or the calling job was given up. Do not retry: return.
    tls, ///< No trust: certificate, protocol version, CA bundle.
    network, ///< The connection broke, or what came over it was not HTTP.
    blocked, ///< The client refused to send it (in a list or a run), or to follow a redirect to where http(s) may not
             ///< go.
    expired, ///< Not sent: `HttpRequest::not_after` had passed.
};

/// The stable word for a failure, for logs and results.
constexpr const char* to_string(HttpFailure failure) noexcept
{
    switch (failure) {
    case HttpFailure::none: return "none";
    case HttpFailure::resolve: return "resolve";
    case HttpFailure::connect: return "connect";
    case HttpFailure::timeout: return "timeout";
    case HttpFailure::too_large: return "too_large";
    case HttpFailure::cancelled: return "cancelled";
    case HttpFailure::tls: return "tls";
    case HttpFailure::network: return "network";
    case HttpFailure::blocked: return "blocked";
    case HttpFailure::expired: return "expired";
    }
    return "network";
}

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

/// What to send. A plain value: fill it, send it, keep or reuse it; the client copies what it needs.
struct HttpRequest {
    using Clock = std::chrono::steady_clock;

    explicit HttpRequest(std::string address = {}, HttpMethod verb = HttpMethod::get)
        : method(verb)
        , url(std::move(address))
    {
    }

    /// Not a request: what `Http::run`'s `next` returns to be asked again at `when` (or after the next result, if
    /// earlier).
    static HttpRequest pause_until(Clock::time_point when)
    {
        HttpRequest pause;
        pause.not_before = when;
        return pause;
    }

    HttpMethod method;
    std::string url; ///< Absolute; https, or http to a loopback address. No user name or password in it.
    HttpHeaders headers; ///< Besides what the client sets itself (Host, User-Agent, Accept-Encoding, length).
    std::string body; ///< Of a POST; its type is application/x-www-form-urlencoded unless a header says otherwise.
    std::chrono::milliseconds timeout{std::chrono::seconds(30)}; ///< From the start of sending to the last byte.
    std::chrono::milliseconds connect_timeout{std::chrono::seconds(10)}; ///< Part of `timeout`: address, TCP and TLS.
    std::size_t max_body = std::size_t{16} << 20; ///< Bytes after decompression; receiving stops there: too_large.
    bool follow_redirects = false; ///< At most 5, never from https to http.
    /// Not sent earlier than this: the slot of a rate limiter, or the delay of a retry. No thread is held meanwhile,
    /// and `timeout` starts to count at the slot. The default is at once. Requests whose times are equal keep their
    /// order.
    Clock::time_point not_before{};
    /// Not sent later than this: comes back as expired instead. For a slot of a rate limiter, which is of use only in
    /// its moment. The default is no limit.
    Clock::time_point not_after = Clock::time_point::max();
    std::uint64_t tag = 0; ///< The caller's own mark, untouched: an index, an id.
};

/// What came back. Owns everything; move it about.
struct HttpResponse {
    explicit HttpResponse(int code = 0)
        : status(code)
    {
    }

    /// The value of the first header of this name, in any case; empty when there is none. Valid while the response
    /// lives.
    std::string_view header(std::string_view name) const noexcept
    {
        for (const auto& [key, value] : headers)
            if (same_name(key, name))
                return value;
        return {};
    }
    bool has_header(std::string_view name) const noexcept
    {
        for (const auto& entry : headers)
            if (same_name(entry.first, name))
                return true;
        return false;
    }
    /// An answer with a status of 200 to 299.
    bool ok() const noexcept { return status >= 200 && status < 300; }

    int status; ///< 0 when there is no answer; then see `failure`.
    HttpHeaders headers; ///< Of the last answer when redirects were followed. Names as sent (HTTP/2: lower case).
    std::string body; ///< Decompressed. capacity() - size() is at least 64, so that a parser may read it in place.
    std::string url; ///< Where the answer came from: the request's URL, or where redirects led.
    std::chrono::microseconds duration{}; ///< From the start of sending; waiting for `not_before` is not part of it.
    HttpFailure failure = HttpFailure::none;
    std::string failure_message; ///< One sentence for people: the request, what is wrong, what to do.

private:
    static bool same_name(std::string_view left, std::string_view right) noexcept
    {
        const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
        if (left.size() != right.size())
            return false;
        for (std::size_t i = 0; i < left.size(); ++i)
            if (lower(left[i]) != lower(right[i]))
                return false;
        return true;
    }
};

/// The client. Owned by the host; lives as long as the module. Threads: every function may be called from any thread,
/// by several at once. All of them end early when the host shuts down or the calling job's deadline passes: requests
/// not yet answered come back as cancelled or timeout, at once.
class Http {
public:
    using Next = std::function<std::optional<HttpRequest>()>;
    using Done = std::function<void(const HttpRequest&, HttpResponse)>;

    virtual ~Http() = default;

    /// Sends one request and waits for its answer.
    virtual HttpResponse send(const HttpRequest& request) const = 0;

    /// Sends a list, many at once, and waits for all; results stand in the order of the requests. A request that `send`
    /// would throw for comes back as blocked, so that one bad link does not cost the others.
    virtual std::vector<HttpResponse> send_all(std::span<const HttpRequest> requests) const = 0;

    /// Keeps up to `concurrency` requests going from one thread. Both functions are called on the calling thread only,
    /// one at a time, and may use the database (a transaction must be closed again when they return):
    ///
    ///  * `next` is asked for work whenever there is room, so after every result too. It returns a request; a pause
    ///    (`HttpRequest::pause_until`): nothing now, ask again then; or nothing: there is no more unless a result
    ///    brings some. The run ends when `next` returns nothing and every result has been handed over.
    ///  * `done` gets each request with its response, in the order of arrival. To retry, keep the request, give it a
    ///  new
    ///    `not_before`, and return it from `next`.
    ///
    /// Requests that wait for their `not_before`, and answers not yet handed over, count as going: at most
    /// `concurrency` bodies are in memory. While either function works, the network goes on.
    ///
    /// A request that `send` would throw for arrives in `done` as blocked. An exception of either function cancels what
    /// is under way and leaves `run` unchanged. If the host shuts down or the job's deadline passes, `next` is asked no
    /// more, `done` gets the rest, and `run` throws Error of code cancelled or deadline_exceeded: a run that returns
    /// has seen all its work through.
    virtual void run(const Next& next, const Done& done, std::size_t concurrency) const = 0;
};

} // namespace v1
} // namespace wowhost
