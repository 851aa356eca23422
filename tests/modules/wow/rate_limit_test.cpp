// The arithmetic of the rate limit, judged by a simulated server that counts arrivals.
#include "rate_limit.hpp"

#include <algorithm>
#include <queue>
#include <random>
#include <vector>

#include <catch2/catch.hpp>

using namespace wow;
using namespace wow::limit;

namespace {

constexpr std::int64_t ms = 1000;
constexpr std::int64_t start = 1'700'000'000 * second_us;

/// The most arrivals in any window of `length`, as [t, t + length).
std::size_t peak(std::vector<std::int64_t> arrivals, std::int64_t length)
{
    std::sort(arrivals.begin(), arrivals.end());
    std::size_t most = 0;
    for (std::size_t first = 0, last = 0; last < arrivals.size(); ++last) {
        while (arrivals[last] - arrivals[first] >= length)
            ++first;
        most = std::max(most, last - first + 1);
    }
    return most;
}

/// Processes that always have work, each with room for `concurrency` requests, and a server that takes `latency`.
class Site {
public:
    Site(int processes, std::size_t concurrency, std::int64_t latency, unsigned seed)
        : rooms_(static_cast<std::size_t>(processes), concurrency)
        , latency_(latency)
        , random_(seed)
    {
    }

    void run(std::int64_t seconds)
    {
        for (std::size_t process = 0; process < rooms_.size(); ++process)
            wake(start, process);
        while (!events_.empty() && events_.top().at < start + seconds * second_us) {
            const auto event = events_.top();
            events_.pop();
            if (event.frees)
                ++rooms_[event.process];
            else
                pending_[event.process] = 0;
            ask(event.at, event.process);
        }
    }

    std::vector<std::int64_t> arrivals;
    Limits limits{100, 0};
    Priority priority = Priority::catalogue;
    std::int64_t cold = 200 * ms; ///< How late a request after an idle time may be.
    SecondWindow second;
    HourWindow hour;

private:
    struct Event {
        std::int64_t at;
        std::size_t process;
        bool frees;
        bool operator<(const Event& other) const { return at > other.at; }
    };

    void wake(std::int64_t at, std::size_t process)
    {
        if (pending_.size() < rooms_.size())
            pending_.resize(rooms_.size());
        pending_[process] = at;
        events_.push({at, process, false});
    }

    void ask(std::int64_t now, std::size_t process)
    {
        if (pending_[process] > now)
            return;
        while (rooms_[process] > 0) {
            const auto want = std::min<std::size_t>(rooms_[process], 8);
            const auto grant = reserve(second, hour, limits, priority, want, now);
            for (const auto& slot : grant.slots) {
                const bool is_cold = arrivals.size() < 30;
                const auto late = std::uniform_int_distribution<std::int64_t>(
                    is_cold ? 0 : -3 * ms, is_cold ? cold : 14 * ms)(random_);
                arrivals.push_back(slot.at + late);
                events_.push({std::max(now, slot.at + late) + latency_, process, true});
                --rooms_[process];
            }
            if (grant.slots.size() < want) {
                wake(std::max(grant.retry_at, now + 1), process);
                return;
            }
        }
    }

    std::vector<std::size_t> rooms_;
    std::vector<std::int64_t> pending_;
    std::int64_t latency_;
    std::minstd_rand random_;
    std::priority_queue<Event> events_;
};

} // namespace

TEST_CASE("under saturation no second holds more than the limit, and 97 % of it is used, with 1 to 4 processes")
{
    const auto processes = GENERATE(1, 2, 4);
    const auto concurrency = GENERATE(std::size_t{16}, std::size_t{32});
    for (unsigned seed = 1; seed <= 5; ++seed) {
        Site site(processes, concurrency, 80 * ms, seed);
        site.run(90);
        CAPTURE(processes, concurrency, seed);
        CHECK(peak(site.arrivals, second_us) <= 100);
        const auto used = std::count_if(
            site.arrivals.begin(), site.arrivals.end(), [](std::int64_t at) { return at < start + 90 * second_us; });
        CHECK(used >= 90 * 97);
    }
}

TEST_CASE("random traffic of several processes never exceeds the limit in any second")
{
    std::minstd_rand random(7);
    const auto upto = [&](std::int64_t most) { return std::uniform_int_distribution<std::int64_t>(0, most)(random); };
    for (int round = 0; round < 40; ++round) {
        SecondWindow second;
        HourWindow hour;
        const Limits limits(1 + upto(round % 2 ? 10 : 150), 0);
        std::vector<std::int64_t> arrivals;
        auto now = start;
        while (now < start + 30 * second_us) {
            now += upto(4) == 0 ? upto(900 * ms) : upto(12 * ms);
            const auto priority = static_cast<Priority>(upto(2));
            const auto wanted = static_cast<std::size_t>(1 + upto(upto(6) == 0 ? 40 : 4));
            for (const auto& slot : reserve(second, hour, limits, priority, wanted, now).slots) {
                REQUIRE(slot.at >= now);
                REQUIRE(slot.at <= now + horizon_us(priority));
                arrivals.push_back(slot.at + upto(late_us - 1));
            }
        }
        CAPTURE(round, limits.per_second);
        REQUIRE(peak(arrivals, second_us) <= static_cast<std::size_t>(limits.per_second));
    }
}

TEST_CASE("who was late is counted where it arrived, when that is told within the second")
{
    SecondWindow second;
    HourWindow hour;
    std::minstd_rand random(5);
    std::vector<std::int64_t> arrivals;
    std::vector<std::pair<std::int64_t, Correction>> told; // when, what
    auto now = start;
    std::int64_t stalled_until = 0;
    while (now < start + 60 * second_us) {
        std::vector<Correction> corrections;
        while (!told.empty() && told.front().first <= now) {
            corrections.push_back(told.front().second);
            told.erase(told.begin());
        }
        correct(second, corrections);
        const auto grant = reserve(second, hour, {100, 0}, Priority::catalogue, 4, now);
        for (const auto& slot : grant.slots) {
            if (slot.at > stalled_until && random() % 100 == 0)
                stalled_until = slot.at + 120 * ms; // all that is due meanwhile arrives at its end
            const auto arrived = std::max(slot.at, stalled_until);
            arrivals.push_back(arrived);
            if (arrived > slot.latest)
                told.push_back({arrived + 100 * ms, {slot.latest, arrived + 5 * ms}});
        }
        now = std::max(now + ms, grant.slots.size() < 4 ? grant.retry_at : now + ms);
    }
    CHECK(peak(arrivals, second_us) <= 100);
    CHECK(arrivals.size() > 60 * 80);
}

TEST_CASE("a slot whose request was not sent is free again")
{
    SecondWindow second;
    HourWindow hour;
    const Limits limits{100, 0};
    const auto granted = reserve(second, hour, limits, Priority::person, 100, start);
    REQUIRE(granted.slots.size() == 100);
    const auto next = [&](SecondWindow window) {
        HourWindow unused;
        return reserve(window, unused, limits, Priority::person, 1, start).slots.at(0).at;
    };
    const auto full = next(second);
    CHECK(full == second.latest.front() + second_us);
    std::vector<Correction> unsent;
    for (std::size_t i = 0; i < 10; ++i)
        unsent.push_back({granted.slots[i].latest, 0});
    correct(second, unsent);
    CHECK(second.latest.size() == 100);
    CHECK(next(second) < full);
    CHECK(next(second) >= granted.slots.back().at);
}

TEST_CASE("an idle budget lets a lookup go out at once")
{
    SecondWindow second;
    HourWindow hour;
    const auto grant = reserve(second, hour, {100, 36000}, Priority::person, 16, start);
    REQUIRE(grant.slots.size() == 16);
    CHECK(grant.slots.back().at == start);
}

TEST_CASE("a person gets slots within a third of a second while catalogues take all there is")
{
    Site site(4, 32, 80 * ms, 3);
    site.run(5);
    const auto now = start + 5 * second_us;
    const auto grant = reserve(site.second, site.hour, site.limits, Priority::person, 12, now);
    REQUIRE(grant.slots.size() == 12);
    CHECK(grant.slots.front().at <= now + 200 * ms);
    CHECK(grant.slots.back().at <= now + 333 * ms);
    // And until those have gone out, catalogues get none.
    CHECK(reserve(site.second, site.hour, site.limits, Priority::catalogue, 1, now + 1).slots.empty());
}

TEST_CASE("no hour holds more than its limit, catalogues leave two percent to people, and the rest is used")
{
    SecondWindow second;
    HourWindow hour;
    const Limits limits(100, 3600);
    std::vector<std::int64_t> arrivals;
    auto now = start;
    while (now < start + 3 * 3600 * second_us) {
        const auto grant = reserve(second, hour, limits, Priority::catalogue, 8, now);
        for (const auto& slot : grant.slots)
            arrivals.push_back(slot.at);
        now = grant.slots.size() < 8 ? std::max(grant.retry_at, now + ms) : grant.slots.back().at;
    }
    CHECK(peak(arrivals, 3600 * second_us) <= 3528);
    CHECK(arrivals.size() >= 3 * 3528 - 3528 / 50);
    const auto late = start + 3 * 3600 * second_us - second_us; // the last hour is used up but for people's part
    const auto person = reserve(second, hour, limits, Priority::person, 10, late);
    CHECK(person.slots.size() == 10);
    CHECK(reserve(second, hour, limits, Priority::person, 1000, late).slots.size() == 62);
    CHECK(reserve(second, hour, limits, Priority::person, 1, late).retry_at > late + 10 * second_us);
}

TEST_CASE("after a 429 nobody gets a slot until the rest is over")
{
    SecondWindow second;
    HourWindow hour;
    second.paused_until = start + 2 * second_us;
    const auto none = reserve(second, hour, {100, 36000}, Priority::catalogue, 4, start);
    CHECK(none.slots.empty());
    CHECK(none.retry_at > start + second_us);
    const auto person = reserve(second, hour, {100, 36000}, Priority::person, 1, start);
    REQUIRE(person.slots.size() == 1);
    CHECK(person.slots.front().at == start + 2 * second_us);
}

TEST_CASE("a clock that is set back costs a moment, not an hour")
{
    SecondWindow second;
    HourWindow hour;
    const Limits limits(100, 36000);
    for (int i = 0; i < 100; ++i)
        reserve(second, hour, limits, Priority::person, 1, start);
    const auto before = start - 3600 * second_us;
    const auto grant = reserve(second, hour, limits, Priority::person, 1, before);
    REQUIRE(grant.slots.size() == 1);
    CHECK(grant.slots.front().at <= before + 2 * second_us);
    CHECK(hour.total(before) == 101);
}

TEST_CASE("a limit of 0 is no limit")
{
    SecondWindow second;
    HourWindow hour;
    CHECK(reserve(second, hour, {0, 36000}, Priority::catalogue, 500, start).slots.size() == 500);
    CHECK(reserve(second, hour, {1000, 0}, Priority::catalogue, 100, start).slots.size() == 100);
}
