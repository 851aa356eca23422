// wow: ImageFetcher, from addresses to bytes: checked, a few at a time, conditionally. Any thread.
#pragma once

#include <wowhost/services.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace wow {

/// One image: what is known of it, and what came.
class Download {
public:
    Download(std::string address_, std::string type_, std::int64_t row_)
        : address(std::move(address_))
        , type(std::move(type_))
        , row(row_)
    {
    }
    std::string address; ///< As Battle.net names it.
    std::string type; ///< A row that shows it, which the log names.
    std::int64_t row;
    std::string last_modified; ///< Of the stored image, if there is one; then of the answer.
    std::string bytes; ///< Empty unless there is a new image.
    std::string suffix; ///< Of its file.
    bool may_come = true; ///< There is no verdict: another attempt may bring it.
};

class ImageFetcher {
public:
    using Done = std::function<void(Download&)>;

    explicit ImageFetcher(const wowhost::Services& host)
        : host_(host)
    {
    }
    /// Calls `done` on this thread for each new image. Trouble with an image or the network is logged, never thrown.
    void fetch(std::vector<Download>& downloads, std::chrono::milliseconds timeout, const Done& done);

private:
    void take(Download& download, wowhost::HttpResponse answer, const Done& done);
    void note_network(const wowhost::HttpResponse& answer);
    void log_trouble(const std::string& kind, const Download& download, const std::string& trouble) const;

    const wowhost::Services& host_;
    std::atomic<int> going_{0}; ///< Requests under way in this process.
    std::atomic<int> failures_{0}; ///< Of the network, in a row.
    std::atomic<std::int64_t> resting_until_{0};
};

} // namespace wow
