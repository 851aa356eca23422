// wow: the client of the Battle.net Web API, found as the plugin "wow" of the interface wow::Client.
//
//     auto client = wow::client(host);                                    // throws Error(unavailable) without module
//     wow wow::Request request("eu", "/data/wow/mount/6", "static"); wow::Response answer = client.call("get",
//     [&](const wow::Client& c) { return c.get(request); });
//
// The client adds token, namespace and locale, keeps to the rate limit that all processes share, retries what is worth
// it (5xx, network, 429: three attempts in all), renews the token once upon 401, and says how it ended in `outcome`.
// Trouble with a resource never throws; a call inside a database transaction does (the network is refused there).
// All functions may be called from any thread.
#pragma once

#include <wowhost/error.hpp>
#include <wowhost/plugin.hpp>
#include <wowhost/services.hpp>
#include <wowhost/value.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wow {

/// Who waits for an answer. The rate limiter serves a person first and keeps a part of the hour for people.
enum class Priority {
    person, ///< Somebody looks at the screen. Waits for a slot for ten seconds at most, then `throttled`.
    profile, ///< Refresh of stored characters and guilds.
    catalogue, ///< Reference data and catalogues.
};

/// How a request ended.
enum class Outcome {
    ok, ///< `body` holds JSON, as far as its beginning shows.
    not_modified, ///< 304: what you have is still true.
    not_found,
    forbidden, ///< This resource is hidden. A 403 on everything is `unauthorized`.
    unauthorized, ///< Credentials or account: a configuration error, or a user's token has ended. Stop, delete nothing.
    throttled, ///< No slot in time, or 429 three times; `retry_after` says when to come again.
    unavailable, ///< Network, 5xx, or the circuit breaker is open. Says nothing about the resource.
    malformed, ///< HTML or anything else that is not JSON.
    too_large, ///< More than 16 MiB.
    cancelled, ///< The host shuts down or the call's deadline has passed.
};

constexpr const char* to_string(Outcome outcome) noexcept
{
    switch (outcome) {
    case Outcome::ok: return "ok";
    case Outcome::not_modified: return "not modified";
    case Outcome::not_found: return "not found";
    case Outcome::forbidden: return "forbidden";
    case Outcome::unauthorized: return "unauthorized";
    case Outcome::throttled: return "throttled";
    case Outcome::unavailable: return "unavailable";
    case Outcome::malformed: return "malformed";
    case Outcome::too_large: return "too large";
    case Outcome::cancelled: return "cancelled";
    }
    return "unavailable";
}

/// A GET. `path` begins with "/" and is percent-encoded already (see names.hpp). `name_space` is a class ("static",
/// "dynamic", "profile": the region is appended) or a complete namespace, known by its hyphen ("static-classic-eu").
class Request {
public:
    Request(std::string region_, std::string path_, std::string name_space_)
        : region(std::move(region_))
        , path(std::move(path_))
        , name_space(std::move(name_space_))
    {
    }
    std::string region; ///< us, eu, kr or tw.
    std::string path;
    std::string name_space;
    std::vector<std::pair<std::string, std::string>> query; ///< Further parameters, not encoded.
    std::string if_modified_since; ///< A `last_modified` as it was received.
    std::string user_token; ///< Instead of the application's token; only for /profile/user/wow….
    std::optional<std::string> locale; ///< Not set: `wow.locale`. Empty: all languages.
    Priority priority = Priority::profile;
    std::uint64_t tag = 0; ///< The caller's own mark.
};

class Response {
public:
    explicit Response(Outcome outcome_ = Outcome::unavailable)
        : outcome(outcome_)
    {
    }
    bool ok() const noexcept { return outcome == Outcome::ok; }

    Outcome outcome;
    int status = 0; ///< HTTP status of the last attempt; 0 without an answer.
    std::string body; ///< Has room for a parser's padding behind it.
    std::string last_modified; ///< Verbatim; keep and echo it.
    std::string resolved_namespace; ///< `Battlenet-Namespace`: shows the build, "static-11.2.0_62213-eu".
    std::string url;
    std::string message; ///< One sentence, with the URL, unless ok or not modified.
    std::int64_t retry_after = 0; ///< Seconds; for throttled, and for unavailable while the breaker is open.
    std::int64_t duration_ms = 0; ///< Of the last attempt.
};

class Client {
public:
    WOWHOST_INTERFACE("wow.client/1");
    using Next = std::function<std::optional<Request>()>;
    using Done = std::function<void(const Request&, Response)>;

    virtual ~Client() = default;
    virtual Response get(const Request& request) const = 0;
    /// All at once, as far as the rate limit lets them; results in the order of the requests.
    virtual std::vector<Response> get_many(const std::vector<Request>& requests) const = 0;
    /// A stream: up to `concurrency` requests under way. `next` and `done` are called on the calling thread, one at a
    /// time; `next` returns nothing when there is no more (unless a result brings some). Returns when every result has
    /// been handed over; after a cancellation the rest arrives as `cancelled`. Requests without a slot for longer than
    /// their priority waits arrive as `throttled`.
    virtual void run(const Next& next, const Done& done, std::size_t concurrency) const = 0;
    /// A setting of module wow that others may read: region, locale, per_second, per_hour, data_ttl_days, refresh_days,
    /// cache_icons, media_url. Error(invalid_argument) for any other.
    virtual wowhost::Value setting(std::string_view key) const = 0;
    /// Requests that may still go out in this hour, those kept for people aside; the largest number without a limit.
    virtual std::int64_t left_in_hour() const = 0;

    std::string region() const { return setting("region").string(); }
    std::string locale() const { return setting("locale").string(); }
};

using ClientHandle = wowhost::PluginHandle<Client>;

inline ClientHandle client(const wowhost::Services& host) { return host.plugin<Client>("wow"); }

inline Response get(const ClientHandle& handle, const Request& request)
{
    return handle.call("get", [&](const Client& c) { return c.get(request); });
}
inline std::vector<Response> get_many(const ClientHandle& handle, const std::vector<Request>& requests)
{
    return handle.call("get_many", [&](const Client& c) { return c.get_many(requests); });
}
inline std::string region(const ClientHandle& handle)
{
    return handle.call("region", [](const Client& c) { return c.region(); });
}
inline std::string locale(const ClientHandle& handle)
{
    return handle.call("locale", [](const Client& c) { return c.locale(); });
}

inline std::int64_t left_in_hour(const ClientHandle& handle)
{
    return handle.call("left_in_hour", [](const Client& c) { return c.left_in_hour(); });
}

/// What to throw when there is no going on without this answer.
inline wowhost::Error to_error(const Response& response)
{
    using wowhost::ErrorCode;
    const auto code = response.outcome == Outcome::not_found                                 ? ErrorCode::not_found
        : response.outcome == Outcome::cancelled                                             ? ErrorCode::cancelled
        : response.outcome == Outcome::throttled || response.outcome == Outcome::unavailable ? ErrorCode::unavailable
                                                                                             : ErrorCode::failed;
    return wowhost::Error(code,
        !response.message.empty() ? response.message
                                  : response.url + ": " + std::string(to_string(response.outcome)) + " (HTTP status "
                + std::to_string(response.status) + ")");
}

} // namespace wow
