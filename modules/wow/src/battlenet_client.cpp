#include "battlenet_client.hpp"

#include "answer.hpp"
#include "run.hpp"

#include <wow/build.hpp>
#include <wow/names.hpp>

#include <algorithm>
#include <array>
#include <limits>

namespace wow {
namespace {

using namespace std::chrono_literals;
constexpr std::int64_t trust_ms = 10 * 60 * 1000;
constexpr std::int64_t probe_pause_ms = 30 * 1000;
const std::string breaker_key = "wow.breaker";

void report_breaker(
    const wowhost::Services& host, const std::string& name, const std::string& reason, std::int64_t seconds)
{
    if (reason.empty())
        host.log().notice(name + " answers again");
    else
        host.log().warning(name + " fails again and again; nothing is sent there for " + std::to_string(seconds)
            + " seconds. The last failure: " + reason);
    try {
        host.state().update_shared({breaker_key}, [&](std::vector<wowhost::Value>& values, std::int64_t) {
            auto members = values[0].members();
            if (reason.empty())
                members.erase(name);
            else
                members[name] = wowhost::Value::object({{"reason", reason}, {"until", host.now() + seconds}});
            values[0] = std::move(members);
        });
    } catch (const wowhost::Error&) {
        // The log has it; the state is only for `wowhost status`.
    }
}

} // namespace

Connection::Connection(const wowhost::Services& services)
    : host(services)
    , token(services)
    , limiter(services)
    , breaker([&services](const std::string& name, const std::string& reason, std::int64_t seconds) {
        report_breaker(services, name, reason, seconds);
    })
{
}

bool Connection::credentials_work(const Settings& settings, const std::string& bearer, const std::string& region)
{
    if (host.now_ms() - last_success_ < trust_ms)
        return true;
    const std::lock_guard lock(probe_mutex_);
    if (host.now_ms() - last_success_ < trust_ms)
        return true;
    if (host.now_ms() - last_probe_ < probe_pause_ms)
        return false;
    last_probe_ = host.now_ms();
    std::vector<limit::Correction> none;
    const auto taken = limiter.take(settings.limits, settings.client_id, Priority::person, 1, none);
    if (taken.slots.empty())
        return true; // can't tell
    const Request question(region, "/data/wow/playable-class/index", "static");
    wowhost::HttpRequest request(address_of(settings, question));
    request.headers.emplace_back("Authorization", "Bearer " + bearer);
    request.not_before = taken.slots.front().at;
    request.timeout = 10s;
    const auto answer = host.http().send(request);
    if (answer.ok() || answer.status == 304)
        note_success();
    return answer.status != 403 && answer.status != 401;
}

void Connection::note_build(const std::string& region, const std::string& build)
{
    {
        const std::lock_guard lock(build_mutex_);
        auto& known = builds_[region];
        if (known == build)
            return;
        known = build;
    }
    try {
        wow::note_build(host, region, build);
    } catch (const wowhost::Error& error) {
        const std::lock_guard lock(build_mutex_);
        builds_.erase(region); // the next answer tries again
        host.log().debug(std::string("The build can't be noted: ") + error.what());
    }
}

Response BattlenetClient::get(const Request& request) const { return std::move(get_many({request}).front()); }

std::vector<Response> BattlenetClient::get_many(const std::vector<Request>& requests) const
{
    std::vector<Response> answers(requests.size(), Response(Outcome::cancelled));
    std::size_t next = 0;
    const auto give = [&]() -> std::optional<Request> {
        if (next == requests.size())
            return std::nullopt;
        auto request = requests[next];
        request.tag = next++;
        return request;
    };
    const auto take = [&](const Request& request, Response answer) { answers[request.tag] = std::move(answer); };
    if (!requests.empty())
        run(give, take, std::min<std::size_t>(requests.size(), 32));
    return answers;
}

void BattlenetClient::run(const Next& next, const Done& done, std::size_t concurrency) const
{
    Run(*connection_, next, done).go(std::max<std::size_t>(concurrency, 1));
}

wowhost::Value BattlenetClient::setting(std::string_view key) const
{
    constexpr std::array<std::string_view, 8> open{
        "region", "locale", "per_second", "per_hour", "data_ttl_days", "refresh_days", "cache_icons", "media_url"};
    if (std::find(open.begin(), open.end(), key) == open.end())
        throw wowhost::Error(wowhost::ErrorCode::invalid_argument,
            "module wow has no setting \"" + std::string(key) + "\" for others to read");
    return connection_->host.config().get(key);
}

std::int64_t BattlenetClient::left_in_hour() const
{
    const Settings settings(connection_->host.config());
    if (settings.limits.per_hour <= 0)
        return std::numeric_limits<std::int64_t>::max();
    const auto used = connection_->limiter.usage(settings.client_id).last_hour;
    return std::max<std::int64_t>(0, limit::hourly(settings.limits, Priority::profile) - used);
}

} // namespace wow
