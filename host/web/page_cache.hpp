// Pages that were made before, ready to be sent again: in memory, bounded, the least recently used goes first.
//
// Of a page are kept: all of it, for visitors without an account; and its content, without the frame that shows who is
// logged in, for everybody else. Both are found under the page's address and only with the version that they were made
// of (see wowhost::PageVersion), and no longer than a minute. Any thread.
#pragma once

#include "host/web/content.hpp"
#include "host/web/message.hpp"
#include "host/web/metrics.hpp"
#include "host/web/router.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace wowhost::web {

class PageCache {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// What has been stored so far, as one connection to the database sees it: between two equal ones nothing was
    /// changed. Those of different connections are never the same.
    struct Stamp {
        std::uint64_t connection = 0;
        std::uint64_t others = 0;
        std::uint64_t own = 0;
        friend bool operator==(const Stamp&, const Stamp&) = default;
    };

    /// A page for visitors without an account.
    struct Page {
        std::string version;
        Time made;
        Request request; ///< Address and parameters only: what its version is asked with.
        const BoundRoute* route = nullptr;
        Fields headers;
        Encoded content;

        /// Whether its version was found right when the database was as the stamp says.
        bool is_right_at(const Stamp& stamp) const;
        void found_right_at(const Stamp& stamp) const;

    private:
        mutable std::mutex mutex_;
        mutable std::vector<Stamp> right_at_; ///< The last one of each connection.
    };
    /// What the handler answered, rendered, without the frame.
    struct Content {
        std::string version;
        Time made;
        Response response; ///< Of its data only the description is left.
        std::string html;
    };
    using Render = std::function<std::string(const Response&)>;

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
    void keep(const std::string& key, const std::string& version, const Reply& reply, const Request& request,
        const BoundRoute* route, Time now);
    /// The page of a target as sent, whatever its version; null: none.
    std::shared_ptr<const Page> peek(const std::string& target);

    /// Null: none with this version.
    std::shared_ptr<const Content> find_content(const std::string& key, const std::string& version, Time now);
    /// Renders and keeps it. Throws what `render` does.
    std::shared_ptr<const Content> keep_content(
        const std::string& key, const std::string& version, Response response, const Render& render, Time now);

    void count(bool hit) noexcept { ++(hit ? hits_ : misses_); }
    std::size_t bytes() const;
    /// For /metrics.
    std::vector<Figures> figures() const;

    static constexpr std::chrono::seconds lifetime{60};

private:
    struct Entry {
        std::string key;
        std::shared_ptr<const Page> page; ///< Or null, and this is content.
        std::shared_ptr<const Content> content;
        std::size_t bytes = 0;
    };
    using Entries = std::list<Entry>;
    /// With the mutex held; the entry comes first then. Null: none.
    const Entry* use(const std::string& key);
    void put(Entry entry);
    void drop(Entries::iterator entry);

    std::size_t most_bytes_;
    mutable std::mutex mutex_;
    std::size_t bytes_ = 0;
    Entries entries_; ///< The last used first.
    std::unordered_map<std::string, Entries::iterator> by_key_;
    std::atomic<std::uint64_t> hits_{0};
    std::atomic<std::uint64_t> misses_{0};
};

} // namespace wowhost::web
