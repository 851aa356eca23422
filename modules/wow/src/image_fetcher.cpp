#include "image_fetcher.hpp"

#include "image_checks.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

namespace wow {
namespace {

using namespace std::chrono_literals;
using wowhost::HttpFailure;
using wowhost::HttpRequest;
using wowhost::HttpResponse;

constexpr int most_at_once = 8; // in a process
constexpr int too_many_failures = 12;
constexpr std::int64_t rest_ms = 60'000;

bool is_network_trouble(const HttpResponse& answer)
{
    switch (answer.failure) {
    case HttpFailure::resolve:
    case HttpFailure::connect:
    case HttpFailure::timeout:
    case HttpFailure::tls:
    case HttpFailure::network: return true;
    default: return answer.status >= 500;
    }
}

} // namespace

/// A host that does not answer is left alone for a minute.
void ImageFetcher::note_network(const HttpResponse& answer)
{
    if (!is_network_trouble(answer)) {
        failures_ = 0;
    } else if (++failures_ >= too_many_failures) {
        failures_ = 0;
        resting_until_ = host_.now_ms() + rest_ms;
    }
}

void ImageFetcher::fetch(std::vector<Download>& downloads, std::chrono::milliseconds timeout, const Done& done)
{
    const auto media_url = host_.config().text("media_url");
    std::size_t next = 0;
    int mine = 0;
    const auto give = [&]() -> std::optional<HttpRequest> {
        while (next < downloads.size() && !host_.cancelled()) {
            auto& download = downloads[next];
            auto address = image_address(download.address, media_url);
            if (address.url.empty()) {
                download.may_come = false;
                log_trouble("address", download, address.trouble);
                ++next;
                continue;
            }
            if (host_.now_ms() < resting_until_)
                return std::nullopt;
            if (++going_ > most_at_once) {
                --going_;
                return HttpRequest::pause_until(HttpRequest::Clock::now() + 10ms);
            }
            ++mine;
            HttpRequest request(std::move(address.url));
            request.headers.emplace_back("Accept", "image/webp,image/png,image/jpeg,image/gif");
            if (!download.last_modified.empty())
                request.headers.emplace_back("If-Modified-Since", download.last_modified);
            request.timeout = timeout;
            request.connect_timeout = std::min<std::chrono::milliseconds>(timeout, 3s);
            request.max_body = largest_image;
            request.tag = next++;
            return request;
        }
        return std::nullopt;
    };
    const auto taken = [&](const HttpRequest& request, HttpResponse answer) {
        --mine;
        --going_;
        take(downloads[static_cast<std::size_t>(request.tag)], std::move(answer), done);
    };
    try {
        host_.http().run(give, taken, most_at_once);
    } catch (const wowhost::Error& error) {
        going_ -= mine;
        if (error.code() != wowhost::ErrorCode::cancelled && error.code() != wowhost::ErrorCode::deadline_exceeded)
            throw;
    } catch (...) {
        going_ -= mine;
        throw;
    }
}

void ImageFetcher::take(Download& download, HttpResponse answer, const Done& done)
{
    if (answer.failure == HttpFailure::cancelled)
        return;
    note_network(answer);
    download.may_come = is_network_trouble(answer) || answer.status == 429;
    if (answer.failure == HttpFailure::too_large)
        return log_trouble("size", download, "it has more than 2 MiB");
    if (answer.failure != HttpFailure::none)
        return log_trouble(to_string(answer.failure), download, answer.failure_message);
    if (answer.status == 304 && !download.last_modified.empty())
        return;
    if (answer.status >= 300 && answer.status < 400)
        return log_trouble("redirect", download,
            "it is answered by a redirect to \"" + std::string(image_origin(answer.header("Location")).substr(0, 100))
                + "\", and redirects of images are not followed");
    if (answer.status != 200)
        return log_trouble("status " + std::to_string(answer.status), download,
            "it is answered by HTTP status " + std::to_string(answer.status));
    const auto suffix = image_suffix(answer.body);
    if (suffix.empty())
        return log_trouble("type", download, "it is neither JPEG, PNG, GIF nor WebP");
    download.last_modified = answer.header("Last-Modified").substr(0, 100);
    download.bytes = std::move(answer.body);
    download.suffix = suffix;
    done(download);
}

/// Once a day for each kind of trouble, over all processes. Says which row it is and not the address, which may be a
/// person's; the fact in the context lets those who purge an account forget the entry.
void ImageFetcher::log_trouble(const std::string& kind, const Download& download, const std::string& trouble) const
{
    constexpr std::int64_t day = 86400;
    const auto key = "wow.image_trouble." + kind;
    const auto last = host_.state().get(key);
    if (last && last->integer() <= host_.now() && host_.now() - last->integer() < day)
        return;
    host_.state().set(key, host_.now());
    constexpr std::string_view ours = "wow_";
    const auto& type = download.type;
    host_.log().warning("An image of " + type + " " + std::to_string(download.row) + " is not kept: " + trouble
            + "; the row shows what it has, and the next sync tries again",
        wowhost::Value::object(
            {{type.starts_with(ours) ? type.substr(ours.size()) : type, download.row}, {"message", trouble}}));
}

} // namespace wow
