#include "run.hpp"

#include <wow/names.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace wow {
namespace {

using namespace std::chrono_literals;
using wowhost::HttpRequest;
using wowhost::HttpResponse;

constexpr int max_attempts = 3;
constexpr std::size_t slot_batch = 8;
constexpr auto slot_life = 12ms; // a slot that is older would arrive in somebody else's moment
constexpr auto arrival_margin = 15ms; // between sending and arriving, at most
constexpr auto latest_sending = 10ms; // after its slot; later it would arrive in somebody else's moment
constexpr int max_expiries = 3; // on a machine that is always late, better late than never
constexpr auto unusual = 25ms; // an answer this much slower than usual came from a server that was held up
constexpr auto longest_excess = 150ms;

/// How long a request waits for a slot before it is told `throttled`.
std::chrono::seconds patience(Priority priority) { return priority == Priority::person ? 10s : 30s; }

std::int64_t seconds_until(HttpRequest::Clock::time_point at)
{
    const auto left = std::chrono::duration_cast<std::chrono::seconds>(at - HttpRequest::Clock::now()).count();
    return std::max<std::int64_t>(left, 0) + 1;
}

bool is_person(Priority priority) { return priority == Priority::person; }

} // namespace

Run::Run(Connection& connection, const Client::Next& next, const Client::Done& done)
    : connection_(connection)
    , host_(connection.host)
    , next_(next)
    , done_(done)
    , settings_(connection.host.config())
    , random_(std::random_device{}())
{
}

void Run::go(std::size_t concurrency)
{
    concurrency_ = concurrency;
    try {
        host_.http().run([this] { return next_request(); },
            [this](const HttpRequest& request, HttpResponse answer) { answered(request, std::move(answer)); },
            concurrency);
    } catch (const wowhost::Error& error) {
        if (error.code() != wowhost::ErrorCode::cancelled && error.code() != wowhost::ErrorCode::deadline_exceeded)
            throw;
        cancel_all();
    }
    if (!corrections_.empty())
        connection_.limiter.correct(settings_.client_id, corrections_);
}

/// Up to a batch of ready items: retries that are due first, then what the caller has.
void Run::gather()
{
    const auto now = Clock::now();
    while (ready_.size() < slot_batch) {
        if (!waiting_.empty() && waiting_.begin()->first <= now) {
            ready_.push_back(std::move(waiting_.extract(waiting_.begin()).mapped()));
            continue;
        }
        auto fresh = next_();
        if (!fresh)
            return;
        Item item(std::move(*fresh));
        if (!is_region(item.request.region) || !item.request.path.starts_with('/')) {
            auto message = "region \"" + item.request.region + "\", path \"" + item.request.path
                + "\": not a request to Battle.net; the region is us, eu, kr or tw, and the path begins with /";
            finish(std::move(item), Outcome::unavailable, std::move(message));
            continue;
        }
        item.url = address_of(settings_, item.request);
        auto& host = hosts_[item.request.region];
        if (host.empty())
            host = host_of(item.url);
        item.host = &host;
        ready_.push_back(std::move(item));
    }
}

std::optional<HttpRequest> Run::next_request()
{
    while (true) {
        if (host_.cancelled()) {
            cancel_all();
            return std::nullopt;
        }
        if (pause_ && Clock::now() < *pause_)
            return HttpRequest::pause_until(*pause_);
        pause_.reset();
        gather();
        if (ready_.empty()) {
            if (waiting_.empty())
                return std::nullopt;
            return HttpRequest::pause_until(waiting_.begin()->first);
        }
        std::shared_ptr<const std::string> bearer;
        if (const auto& own = ready_.front().request.user_token; !own.empty())
            bearer = std::make_shared<const std::string>(own);
        else if (bearer = application_token(); !bearer)
            continue;
        const auto at = slot();
        if (!at)
            continue;
        if (const auto rest = connection_.breaker.refuses(*ready_.front().host)) {
            slots_.push_front(*at);
            auto item = take_first();
            auto message = item.url + ": not sent, " + *item.host + " has failed again and again; try again in "
                + std::to_string(*rest) + " seconds";
            finish(std::move(item), Outcome::unavailable, std::move(message), *rest);
            continue;
        }
        return build(take_first(), *at, std::move(bearer));
    }
}

Run::Item Run::take_first()
{
    Item item = std::move(ready_.front());
    ready_.pop_front();
    return item;
}

std::shared_ptr<const std::string> Run::application_token()
{
    const auto now = Clock::now();
    if (token_ && now < token_good_until_)
        return token_;
    auto result = connection_.token.get(settings_);
    if (!result.ok()) {
        finish(take_first(), result.outcome, std::move(result.message));
        return nullptr;
    }
    token_ = std::make_shared<const std::string>(std::move(result.token));
    token_good_until_ = now + 1s;
    return token_;
}

std::optional<Limiter::Slot> Run::slot()
{
    const auto priority = ready_.front().request.priority;
    const auto going = in_flight_.size() - free_tags_.size();
    const auto room = concurrency_ > going ? concurrency_ - going : 1;
    Limiter::Slots taken;
    for (int round = 1; round <= 3; ++round) {
        const auto now = Clock::now();
        while (!slots_.empty()) {
            const auto at = slots_.front();
            slots_.pop_front();
            if (at.at + slot_life >= now)
                return at;
        }
        taken = connection_.limiter.take(
            settings_.limits, settings_.client_id, priority, std::min(ready_.size(), room), corrections_);
        if (taken.slots.empty())
            break;
        slots_.assign(taken.slots.begin(), taken.slots.end());
    }
    if (!slots_.empty()) { // the store is slow, each time; better late than never
        const auto at = slots_.front();
        slots_.pop_front();
        return at;
    }
    const auto now = Clock::now();
    const auto give_up = [&](std::string reason, std::int64_t retry_after) {
        auto item = take_first();
        auto message = item.url + ": not sent, " + reason;
        finish(std::move(item), Outcome::throttled, std::move(message), retry_after);
    };
    if (!taken.trouble.empty()) {
        give_up("the rate limit can't be read: " + taken.trouble, 1);
    } else if (taken.retry_at > now + patience(priority)) {
        const auto seconds = seconds_until(taken.retry_at);
        give_up("the rate limit of this client id is used up for " + std::to_string(seconds) + " seconds", seconds);
    } else {
        pause_ = taken.retry_at;
    }
    return std::nullopt;
}

HttpRequest Run::build(Item item, const Limiter::Slot& slot, std::shared_ptr<const std::string> bearer)
{
    HttpRequest request(item.url);
    request.headers.reserve(3);
    request.headers.emplace_back("Authorization", "Bearer " + *bearer);
    request.headers.emplace_back("Accept", "application/json");
    if (!item.request.if_modified_since.empty())
        request.headers.emplace_back("If-Modified-Since", item.request.if_modified_since);
    request.timeout = is_person(item.request.priority) ? 15s : 30s;
    request.not_before = slot.at;
    if (slot.latest != 0 && item.expiries < max_expiries)
        request.not_after = slot.at + latest_sending;
    if (free_tags_.empty()) {
        free_tags_.push_back(in_flight_.size());
        in_flight_.emplace_back();
    }
    request.tag = free_tags_.back();
    free_tags_.pop_back();
    ++item.attempts;
    item.bearer = std::move(bearer);
    item.slot = slot;
    in_flight_[request.tag] = std::move(item);
    return request;
}

void Run::answered(const HttpRequest& request, HttpResponse answer)
{
    Item item = std::move(*in_flight_.at(request.tag));
    in_flight_[request.tag].reset();
    free_tags_.push_back(request.tag);
    if (answer.failure == wowhost::HttpFailure::expired)
        return expired(std::move(item));
    note_arrival(item, answer.duration);
    auto verdict = judge(answer, item.url);
    const bool is_last = item.attempts >= max_attempts;
    switch (verdict.outcome) {
    case Outcome::ok:
    case Outcome::not_modified: connection_.note_success(); [[fallthrough]];
    case Outcome::not_found:
    case Outcome::forbidden: connection_.breaker.succeeded(*item.host); break;
    case Outcome::unavailable: connection_.breaker.failed(*item.host, verdict.message); break;
    default: break;
    }
    switch (verdict.next) {
    case Verdict::Next::finish: break;
    case Verdict::Next::retry:
        if (!is_last) {
            const auto delay = backoff(item.attempts);
            return retry(std::move(item), delay);
        }
        break;
    case Verdict::Next::rest:
        connection_.limiter.pause(settings_.client_id, verdict.rest);
        if (!is_last && verdict.rest <= patience(item.request.priority))
            return retry(std::move(item), verdict.rest);
        break;
    case Verdict::Next::renew:
        if (item.request.user_token.empty() && !item.renewed) {
            item.renewed = true;
            --item.attempts;
            const auto token = connection_.token.renew(settings_, *item.bearer);
            token_.reset();
            if (token.ok())
                return retry(std::move(item), 0ms);
            verdict.outcome = token.outcome;
            verdict.message = token.message;
        }
        break;
    }
    Response response(verdict.outcome);
    if (verdict.outcome == Outcome::forbidden && item.request.user_token.empty()
        && !connection_.credentials_work(settings_, *item.bearer, item.request.region)) {
        response.outcome = Outcome::unauthorized;
        verdict.message += ", and so is everything else: the API client has no access; check it at "
                           "https://develop.battle.net/access/clients";
    }
    response.status = answer.status;
    response.message = std::move(verdict.message);
    response.last_modified = answer.header("Last-Modified");
    response.resolved_namespace = answer.header("Battlenet-Namespace");
    if (item.request.name_space == "static" && !response.resolved_namespace.empty())
        connection_.note_build(item.request.region, response.resolved_namespace);
    response.duration_ms = std::chrono::duration_cast<std::chrono::milliseconds>(answer.duration).count();
    if (response.outcome == Outcome::throttled)
        response.retry_after = verdict.rest.count();
    response.body = std::move(answer.body);
    finish(std::move(item), std::move(response));
}

void Run::expired(Item item)
{
    constexpr std::int64_t never = 0;
    corrections_.push_back({item.slot.latest, never});
    --item.attempts;
    ++item.expiries;
    ready_.push_front(std::move(item));
}

/// A request goes out late when this process, or takes long when the server, did not get the processor in time; then it
/// has arrived in somebody else's moment. What is usual is not late.
void Run::note_arrival(const Item& item, std::chrono::microseconds duration)
{
    if (item.slot.latest == 0 || duration.count() <= 0)
        return;
    const auto now = Clock::now();
    const auto sent = now - duration;
    auto arrived = sent + arrival_margin;
    if (usual_duration_.count() == 0)
        usual_duration_ = duration;
    if (const auto excess = duration - usual_duration_; excess > unusual)
        arrived += std::min<std::chrono::microseconds>(excess, longest_excess);
    usual_duration_ += std::clamp<std::chrono::microseconds>(duration - usual_duration_, -20ms, 5ms) / 16;
    const auto by_clock = [&](Clock::time_point at) {
        return std::chrono::duration_cast<std::chrono::microseconds>(at.time_since_epoch()).count() + item.slot.offset;
    };
    const auto latest = by_clock(std::min(arrived, now));
    const bool is_cold = item.slot.latest - by_clock(item.slot.at) > limit::late_us;
    if (latest > item.slot.latest + 1000 || (is_cold && by_clock(now) < item.slot.latest - 1000))
        corrections_.push_back({item.slot.latest, is_cold ? by_clock(now) : latest});
}

void Run::finish(Item item, Response response)
{
    response.url = std::move(item.url);
    done_(item.request, std::move(response));
}

void Run::finish(Item item, Outcome outcome, std::string message, std::int64_t retry_after)
{
    Response response(outcome);
    response.message = std::move(message);
    response.retry_after = retry_after;
    finish(std::move(item), std::move(response));
}

/// 200 and 800 ms, half more or less.
std::chrono::milliseconds Run::backoff(int attempt)
{
    const auto full = 200 << (2 * (attempt - 1));
    return std::chrono::milliseconds(std::uniform_int_distribution<int>(full / 2, full + full / 2)(random_));
}

void Run::retry(Item item, std::chrono::milliseconds delay) { waiting_.emplace(Clock::now() + delay, std::move(item)); }

void Run::cancel_all()
{
    const auto cancel = [this](Item item) {
        auto message = item.url + ": not fetched, the host shuts down or the time is up";
        finish(std::move(item), Outcome::cancelled, std::move(message));
    };
    for (auto& item : std::exchange(ready_, {}))
        cancel(std::move(item));
    for (auto& [due, item] : std::exchange(waiting_, {}))
        cancel(std::move(item));
}

} // namespace wow
