// wow: ImageKeeper, the Images of this site: brings together rows, their addresses, and stored images. Any thread.
#pragma once

#include "image_book.hpp"
#include "image_fetcher.hpp"

#include <wow/images.hpp>

#include <atomic>
#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace wow {

class ImageKeeper {
public:
    explicit ImageKeeper(const wowhost::Services& host)
        : host_(host)
        , book_(host)
        , fetcher_(host)
    {
    }

    std::vector<std::string> names(const std::vector<std::string>& addresses) const;
    void settle(const ImageFields& fields, ImageFetch how);
    void forget(const std::string& type, const std::vector<std::int64_t>& rows) const;

    /// The worker of the queue.
    std::vector<wowhost::JobResult> work(const std::vector<wowhost::Job>& jobs);
    /// What rows and modules that went have left behind; returns a sentence.
    std::string tidy() const;
    void tidy_uses() const;

private:
    using Places = std::map<std::string, std::vector<ImagePlace>>;
    using Wanted = Places; ///< By the address that stands there.
    class Said {
    public:
        Places named; ///< By the file's name.
        Wanted addressed;
    };

    bool keeps() const { return host_.config().boolean("cache_icons"); }
    Wanted reconcile(const ImageFields& fields) const;
    Said read(const ImageFields& fields) const;
    bool show(const std::string& type, const StoredImage& image, const std::vector<ImagePlace>& places,
        const std::map<ImagePlace, ImageUse>& old) const;
    void put(const std::string& type, const ImagePlace& place, const wowhost::Value& text) const;
    void put(const std::string& type, const std::vector<ImagePlace>& places, const StoredImage& image) const;
    void enqueue(const ImageFields& fields, const Wanted& wanted) const;
    void forget_jobs(const std::string& type, const std::vector<std::int64_t>& rows) const;
    bool fetch(const ImageFields& fields, const Wanted& wanted, std::chrono::milliseconds timeout);

    const wowhost::Services& host_;
    ImageBook book_;
    ImageFetcher fetcher_;
    std::atomic<int> working_{0};
};

/// Types, plugin, worker, cron job and hooks.
void register_image_keeper(wowhost::Registrar& add, const wowhost::Services& host);

} // namespace wow
