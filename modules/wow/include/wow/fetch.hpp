// wow: many documents at once, each parsed as it arrives. Header-only; what the syncs use for lists of details.
#pragma once

#include <wow/client.hpp>
#include <wow/document.hpp>
#include <wow/sync.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wow {

/// Fetches a list concurrently; `use(position, answer, body)` is called for each in the order of arrival, on this
/// thread. The body is nothing unless the answer is ok; one that is not JSON arrives as malformed. What is wrong, 404
/// aside, is logged under `label`, which is also that of the progress. Throws Error(cancelled) when the options say so.
template <class Use>
void fetch_each(const wowhost::Services& host, const ClientHandle& client, const SyncOptions& options,
    const std::string& label, const std::vector<Request>& requests, std::size_t concurrency, Use&& use)
{
    std::size_t next = 0;
    std::size_t done = 0;
    Document document;
    const Client::Next give = [&]() -> std::optional<Request> {
        if (next == requests.size() || options.is_cancelled())
            return std::nullopt;
        auto request = requests[next];
        request.tag = next++;
        return request;
    };
    const Client::Done take = [&](const Request& request, Response answer) {
        Node body;
        if (answer.ok() && document.parse(answer.body, answer.url))
            body = document.root();
        else if (answer.ok()) {
            answer.outcome = Outcome::malformed;
            answer.message = document.error();
        }
        if (!answer.ok() && answer.outcome != Outcome::not_found)
            host.log().warning(label + ": " + answer.message);
        use(static_cast<std::size_t>(request.tag), std::as_const(answer), std::as_const(body));
        options.report(label, static_cast<std::int64_t>(++done), static_cast<std::int64_t>(requests.size()));
    };
    client.call("run", [&](const Client& c) { c.run(give, take, concurrency); });
    if (done < requests.size())
        throw wowhost::Error(wowhost::ErrorCode::cancelled, "sync of " + label + " was cancelled");
}

} // namespace wow
