// Pages that were made for visitors without an account, ready to be sent again: in memory, bounded, the least recently
// used goes first.
//
// A page is found under its address and only with the version that it was made of (see wowhost::PageVersion), and no
// longer than a minute. Any thread.
#pragma once

#include "host/web/content.hpp"
#include "host/web/message.hpp"

#include <chrono>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace wowhost::web {

class PageCache {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// `most_bytes`: of all pages, with their packed form; 0: nothing is kept.
    explicit PageCache(std::size_t most_bytes)
        : most_bytes_(most_bytes)
    {
    }
    bool enabled() const noexcept { return most_bytes_ > 0; }

    /// Under what a page is kept; nothing: not at all (it is for one visitor, or its address is too long).
    std::optional<std::string> key(const Request& request) const;

    /// The reply to `request`, negotiated, of the page kept under `key` with this version.
    std::optional<Reply> find(const std::string& key, const std::string& version, const Request& request, Time now);
    /// Keeps a reply before it is negotiated; only one of status 200 that sets no cookie and holds no CSRF token.
    void keep(const std::string& key, const std::string& version, const Reply& reply, const Request& request, Time now);
    std::size_t bytes() const;

    static constexpr std::chrono::seconds lifetime{60};

private:
    struct Page {
        std::string key;
        std::string version;
        Fields headers;
        Encoded content;
        Time made;
        std::size_t bytes = 0;
    };
    using Pages = std::list<std::shared_ptr<const Page>>;
    void drop(Pages::iterator page);

    std::size_t most_bytes_;
    mutable std::mutex mutex_;
    std::size_t bytes_ = 0;
    Pages pages_; ///< The last used first.
    std::unordered_map<std::string, Pages::iterator> by_key_;
};

} // namespace wowhost::web
