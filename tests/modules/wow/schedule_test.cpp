// When a source is due: the rule alone.
#include <wow/schedule.hpp>

#include <catch2/catch.hpp>

using wow::Build;
using wow::due_at;
using wow::SyncRecord;

namespace {

constexpr std::int64_t hour = 3600;
constexpr std::int64_t day = 24 * hour;
constexpr std::int64_t now = 1'700'000'000;

/// Seen so long ago; the first that a site sees counts as seen always.
Build first() { return {"static-1.0_1-eu", 0}; }
Build second(std::int64_t ago) { return {"static-1.0_2-eu", now - ago}; }

SyncRecord synced(std::int64_t ago, const std::string& build = first().name)
{
    SyncRecord record;
    record.synced = record.tried = now - ago;
    record.build = build;
    return record;
}
SyncRecord failed(std::int64_t failures, std::int64_t ago)
{
    auto record = synced(30 * day);
    record.failures = failures;
    record.tried = now - ago;
    return record;
}

} // namespace

TEST_CASE("what was never synced is due, a vocabulary a week after its sync, a catalogue 21 days after it")
{
    CHECK(due_at({}, false, {}, now) == now);
    CHECK(due_at({}, true, first(), now) == now);
    CHECK(due_at(synced(hour), false, first(), now) == now - hour + 7 * day);
    CHECK(due_at(synced(hour), true, first(), now) == now - hour + 21 * day);
    CHECK(due_at(synced(200 * day), true, first(), now) < now);
}

TEST_CASE("a newer build makes a catalogue due an hour after it was seen, and no vocabulary")
{
    CHECK(due_at(synced(3 * day), true, second(0), now) == now + hour);
    CHECK(due_at(synced(3 * day), true, second(2 * hour), now) == now - hour);
    CHECK(due_at(synced(22 * day), true, second(0), now) == now - day);
    CHECK(due_at(synced(day), false, second(2 * hour), now) == now + 6 * day);
    CHECK(due_at(synced(2 * hour, ""), true, first(), now) < now); // nobody had seen a build then
    CHECK(due_at(synced(2 * hour, ""), true, {}, now) > now + 20 * day); // nor since
}

TEST_CASE("what failed is tried again ever more seldom, at least once a day")
{
    CHECK(due_at(failed(1, 0), false, {}, now) == now + hour / 4);
    CHECK(due_at(failed(2, 0), false, {}, now) == now + hour / 2);
    CHECK(due_at(failed(5, 0), true, second(day), now) == now + 4 * hour);
    CHECK(due_at(failed(40, 0), false, {}, now) == now + day);
    CHECK(due_at(failed(40, day), false, {}, now) == now);
}

TEST_CASE("a clock that was set back makes everything due, not never")
{
    CHECK(due_at(synced(-100 * day), false, {}, now) == now);
    CHECK(due_at(failed(3, -100 * day), true, {}, now) == now);
}

TEST_CASE("the number of a build says which is newer, whatever the version")
{
    CHECK(wow::build_number("static-11.2.0_62213-eu") == 62213);
    CHECK(wow::build_number("static-9.2.7_45114-kr") < wow::build_number("static-11.2.0_62213-eu"));
    for (const auto* other : {"", "static-eu", "static-11.2.0_-eu", "static-1_x", "_", "static-1_99999999999999999999"})
        CHECK(wow::build_number(other) == 0);
}
