#include "search.hpp"

#include <wowhost/error.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <mutex>
#include <tuple>

namespace wow {
namespace {

using namespace std::chrono_literals;
using wowhost::Error;
using wowhost::ErrorCode;

constexpr auto refresh_budget = 60s;
constexpr auto rest_after_overrun = 60s;

std::string overrun_key(const std::string& provider) { return "search.overrun." + provider; }

std::chrono::milliseconds budget(const wowhost::Services& host)
{
    const auto seconds = host.config().integer("search_seconds");
    if (seconds < 1 || seconds > 60)
        throw Error(ErrorCode::invalid_argument,
            "configuration wow.search_seconds is " + std::to_string(seconds) + "; give a number from 1 to 60");
    return std::chrono::seconds(seconds);
}

} // namespace

void merge_hits(std::vector<FoundHit>& hits, std::size_t limit)
{
    const auto key = [](const FoundHit& found) {
        const auto& hit = found.hit;
        return std::make_tuple(-static_cast<int>(hit.match), found.weight, hit.local() ? 0 : 1, hit.name.size(),
            std::cref(hit.name), std::cref(found.type), hit.blizzard_id, hit.id);
    };
    std::sort(
        hits.begin(), hits.end(), [&](const FoundHit& left, const FoundHit& right) { return key(left) < key(right); });
    if (hits.size() > limit)
        hits.erase(hits.begin() + static_cast<std::ptrdiff_t>(limit), hits.end());
}

std::vector<SearchHandle> search_providers(const wowhost::Services& host, const std::vector<std::string>& types)
{
    auto all = host.plugins<SearchProvider>();
    if (types.empty())
        return all;
    std::vector<SearchHandle> chosen;
    for (const auto& type : types) {
        const auto is_it = [&](const SearchHandle& provider) {
            return provider.id() == type || provider.id() == "wow_" + type;
        };
        const auto found = std::find_if(all.begin(), all.end(), is_it);
        if (found == all.end()) {
            std::string known;
            for (const auto& provider : all)
                known += (known.empty() ? "" : ", ") + provider.id();
            throw Error(ErrorCode::invalid_argument,
                "nothing of type \"" + type + "\" can be searched; "
                    + (known.empty() ? "install a module that has a catalogue, such as wow_mount"
                                     : "there are: " + known));
        }
        chosen.push_back(*found);
    }
    return chosen;
}

Search::Search(const wowhost::Services& host, std::vector<SearchHandle> providers)
    : host_(host)
    , providers_(std::move(providers))
{
}

SearchResult Search::run(const std::string& text, const std::string& region, std::size_t limit) const
{
    SearchResult result;
    const auto time = budget(host_);
    std::mutex mutex;
    std::vector<std::function<void()>> tasks;
    for (const auto& provider : providers_) {
        if (host_.cache().get(overrun_key(provider.id()))) {
            result.troubles.push_back(provider.id() + " was left out: it did not keep to its time a moment ago");
            continue;
        }
        tasks.push_back([&, provider] {
            const auto begin = std::chrono::steady_clock::now();
            std::string trouble;
            try {
                int weight = 0;
                std::string label;
                auto hits = provider.call("search", [&](const SearchProvider& search) {
                    weight = search.weight();
                    label = search.label();
                    auto found = search.search(text, region, limit);
                    for (auto& hit : found)
                        if (hit.url.empty())
                            hit.url = search.canonical_url(hit.blizzard_id);
                    return found;
                });
                const std::lock_guard lock(mutex);
                for (auto& hit : hits)
                    result.hits.emplace_back(provider.id(), weight, std::move(hit)).label = label;
            } catch (const std::exception& error) {
                trouble = provider.id() + ": " + error.what();
            }
            if (std::chrono::steady_clock::now() - begin > 2 * time) {
                host_.cache().set(overrun_key(provider.id()), true, rest_after_overrun);
                trouble = provider.id() + " did not keep to its time; it is left out for a minute";
            }
            if (trouble.empty())
                return;
            host_.log().warning("search: " + trouble,
                wowhost::Value::object({{"provider", provider.id()}, {"provided_by", provider.module()}}));
            const std::lock_guard lock(mutex);
            result.troubles.push_back(std::move(trouble));
        });
    }
    if (!tasks.empty())
        host_.run_concurrently(tasks, time);
    std::sort(result.troubles.begin(), result.troubles.end());
    merge_hits(result.hits, limit);
    return result;
}

void Search::refresh(bool thorough) const
{
    std::vector<std::function<void()>> tasks;
    tasks.emplace_back([&] { // one after the other: they would wait for each other's transactions
        for (const auto& provider : providers_) {
            try {
                provider.call("refresh_index", [&](const SearchProvider& search) { search.refresh_index(thorough); });
            } catch (const std::exception& error) {
                host_.log().warning(
                    "search: the index of " + provider.id() + " was not brought up to date: " + error.what());
            }
        }
    });
    host_.run_concurrently(tasks, refresh_budget);
}

} // namespace wow
