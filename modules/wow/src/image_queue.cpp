#include "image_keeper.hpp"

#include <wowhost/job_erasure.hpp>

#include <algorithm>
#include <exception>
#include <memory>
#include <set>
#include <utility>

namespace wow {
namespace {

using namespace std::chrono_literals;
using wowhost::JobResult;
using wowhost::Value;

constexpr const char* queue_name = "wow_image_fetch";
constexpr int most_attempts = 4;
constexpr int most_working = 2; // threads of a process, so that enough are left for syncs
constexpr auto patience_of_queues = 10s;

class Working {
public:
    explicit Working(std::atomic<int>& count)
        : count_(count)
        , is_one_too_many_(++count > most_working)
    {
    }
    ~Working() { --count_; }
    Working(const Working&) = delete;
    Working& operator=(const Working&) = delete;
    bool is_one_too_many() const { return is_one_too_many_; }

private:
    std::atomic<int>& count_;
    bool is_one_too_many_;
};

std::string job_key(const std::string& type, const std::set<std::int64_t>& rows)
{
    auto key = type;
    for (const auto row : rows)
        key += " " + std::to_string(row);
    return key;
}

Value words(const std::vector<std::string>& texts) { return Value::Array(texts.begin(), texts.end()); }

} // namespace

void ImageKeeper::enqueue(const ImageFields& fields, const Wanted& wanted) const
{
    std::set<std::int64_t> rows;
    for (const auto& [address, places] : wanted)
        for (const auto& place : places)
            rows.insert(place.first);
    if (fields.renew)
        rows.insert(fields.rows.begin(), fields.rows.end());
    if (rows.empty())
        return;
    wowhost::EnqueueOptions options;
    options.priority = -1;
    host_.queue().enqueue(queue_name,
        {{job_key(fields.type, rows),
            Value::object({{"type", fields.type}, {"fields", words(fields.fields)},
                {"rows", Value::Array(rows.begin(), rows.end())}, {"renew", fields.renew}})}},
        options);
}

/// Of rows that have a job of their own, as those of persons have.
void ImageKeeper::forget_jobs(const std::string& type, const std::vector<std::int64_t>& rows) const
{
    std::vector<std::string> keys;
    keys.reserve(rows.size());
    for (const auto row : rows)
        keys.push_back(job_key(type, {row}));
    wowhost::forget(host_.queue(), queue_name, keys);
}

/// Returns false when another attempt may bring more.
bool ImageKeeper::fetch(const ImageFields& fields, const Wanted& wanted, std::chrono::milliseconds timeout)
{
    std::vector<Download> downloads;
    ImageBook::Found stored;
    for (const auto& [address, places] : wanted)
        downloads.emplace_back(address, fields.type, places.front().first);
    if (fields.renew) {
        std::map<std::int64_t, std::int64_t> rows; // by image
        for (const auto& use : book_.uses(fields.type, fields.rows))
            rows.emplace(use.image, use.place.first);
        for (auto& [address, image] : book_.find(keys_of(rows))) {
            downloads.emplace_back(address, fields.type, rows.at(image.id));
            downloads.back().last_modified = image.last_modified;
            stored.emplace(address, std::move(image));
        }
    }
    if (downloads.empty())
        return true;
    fetcher_.fetch(downloads, timeout, [&](Download& download) {
        const auto bytes = std::exchange(download.bytes, {});
        if (const auto known = stored.find(download.address); known != stored.end()) {
            // Under its old name; an image that has become one of another type keeps the old look.
            if (known->second.file.ends_with("." + download.suffix)) {
                const auto name = book_.name_of(known->second);
                host_.files().write(name, bytes);
                book_.note_date(known->second.id, download.last_modified);
                if (book_.find(ImageBook::Ids{known->second.id}).empty())
                    host_.files().remove(name); // its last row went meanwhile
            }
            return;
        }
        const auto image = book_.reserve();
        const auto file = host_.files().write(ImageBook::file_name(image, download.suffix), bytes);
        host_.entities().transaction([&] {
            put(fields.type, wanted.at(download.address),
                book_.publish(image, download.address, file, download.last_modified));
        });
    });
    return std::none_of(downloads.begin(), downloads.end(), [](const Download& download) { return download.may_come; });
}

std::vector<JobResult> ImageKeeper::work(const std::vector<wowhost::Job>& jobs)
{
    std::vector<JobResult> results(jobs.size(), JobResult::requeue());
    const Working working(working_);
    if (working.is_one_too_many()) {
        results.assign(jobs.size(), JobResult::delay(2));
        return results;
    }
    for (std::size_t i = 0; i < jobs.size() && !host_.cancelled(); ++i) {
        const auto& payload = jobs[i].payload;
        ImageFields fields(payload["type"].string(), {}, {});
        for (const auto& field : payload["fields"].items())
            fields.fields.push_back(field.string());
        for (const auto& row : payload["rows"].items())
            fields.rows.push_back(row.integer());
        fields.renew = payload["renew"].boolean();
        std::string reason = "hosts of images do not answer";
        bool is_settled = false;
        try {
            Wanted wanted;
            host_.entities().transaction([&] { wanted = reconcile(fields); });
            is_settled = !keeps() || fetch(fields, wanted, patience_of_queues);
        } catch (const std::exception& error) {
            reason = error.what();
        }
        if (is_settled || jobs[i].attempt >= most_attempts)
            results[i] = JobResult::done(); // rows go on showing the address, and the next sync tries again
        else if (!host_.cancelled())
            results[i] = JobResult::failed(reason);
    }
    return results;
}

void ImageKeeper::tidy_uses() const
{
    if (host_.entities().has_type("wow_image_use"))
        book_.tidy_uses();
}

std::string ImageKeeper::tidy() const
{
    const auto uses = book_.tidy_uses();
    const auto files = book_.tidy_files();
    return "forgot " + std::to_string(uses) + " uses of images by rows that are gone, and took away "
        + std::to_string(files) + " files that nothing shows";
}

namespace {

/// Forwards to the object that the module's registrations share.
class SharedImages final : public Images {
public:
    explicit SharedImages(std::shared_ptr<ImageKeeper> keeper)
        : keeper_(std::move(keeper))
    {
    }
    std::vector<std::string> names(const std::vector<std::string>& addresses) const override
    {
        return keeper_->names(addresses);
    }
    void settle(const ImageFields& fields, ImageFetch how) const override { keeper_->settle(fields, how); }
    void forget(const std::string& type, const std::vector<std::int64_t>& rows) const override
    {
        keeper_->forget(type, rows);
    }

private:
    std::shared_ptr<ImageKeeper> keeper_;
};

} // namespace

void register_image_keeper(wowhost::Registrar& add, const wowhost::Services& host)
{
    constexpr std::size_t jobs_at_once = 4;
    const auto keeper = std::make_shared<ImageKeeper>(host);
    ImageBook::declare(add);
    add.plugin<Images>("wow", std::make_unique<SharedImages>(keeper));
    wowhost::QueueWorker worker(
        queue_name, jobs_at_once, [keeper](const std::vector<wowhost::Job>& jobs) { return keeper->work(jobs); });
    worker.max_attempts = most_attempts;
    worker.lease_seconds = 600;
    worker.cron_seconds = 20;
    add.queue_worker(std::move(worker));
    add.cron(wowhost::CronJob("wow.images", 86400, [keeper] { return keeper->tidy(); }));
    add.on(wowhost::ModuleEvent::uninstalled, [keeper](const std::vector<std::string>&) { keeper->tidy_uses(); });
}

} // namespace wow
