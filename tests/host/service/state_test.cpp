#include "host/service/generation.hpp"
#include "host/service/state.hpp"
#include "site.hpp"

using namespace wowhost;
using namespace wowhost::service;
using wowhost::test::Site;

namespace {

StateStore::Change add_one()
{
    return [](std::vector<Value>& values, std::int64_t) { values[0] = values[0].integer() + 1; };
}

} // namespace

TEST_CASE("106 null and false and zero and the empty string are values and not absence")
{
    Site site(ON_BOTH_ENGINES);
    const StateStore state(*site.database, site.clock);
    const Value values[] = {nullptr, false, 0, "", Value::Array(), Value::Object(), 1.0, -5, "Ünï\n\"x\"",
        Value::object({{"a", Value::array({1, nullptr})}})};
    for (const auto& value : values) {
        CHECK_FALSE(state.get("k"));
        state.set("wow", "k", value);
        REQUIRE(state.get("k"));
        CHECK(*state.get("k") == value);
        CHECK(state.remove("k"));
        CHECK_FALSE(state.remove("k"));
    }
}

TEST_CASE("107 set_if_absent succeeds once only")
{
    Site site(ON_BOTH_ENGINES);
    const StateStore state(*site.database, site.clock);
    CHECK(state.set_if_absent("wow", "k", nullptr));
    CHECK_FALSE(state.set_if_absent("wow", "k", 2));
    CHECK(state.get("k")->is_null());
}

TEST_CASE("a state key stays with the module that wrote it first and goes with it")
{
    Site site(ON_BOTH_ENGINES);
    const StateStore state(*site.database, site.clock);
    state.set("wow", "wow.a", 1);
    state.set("other", "wow.a", 2);
    state.set("other", "other.b", 3);
    state.update_shared("wow", {"wow.counter"}, add_one());
    const auto entries = state.list();
    REQUIRE(entries.size() == 3);
    CHECK(entries[0].module == "other");
    CHECK(entries[1].key == "wow.a");
    CHECK(entries[1].module == "wow");
    CHECK(entries[1].value == Value(2));
    CHECK(entries[2].key == "wow.counter");
    CHECK(state.remove_module("wow") == 2);
    CHECK(state.keys() == std::vector<std::string>{"other.b"});
}

TEST_CASE("compare_and_set changes only what is expected")
{
    Site site(ON_BOTH_ENGINES);
    const StateStore state(*site.database, site.clock);
    CHECK_FALSE(state.compare_and_set("wow", "k", Value(1), 2));
    CHECK_FALSE(state.compare_and_set("wow", "k", Value(), 2));
    CHECK(state.compare_and_set("wow", "k", std::nullopt, 2));
    CHECK_FALSE(state.compare_and_set("wow", "k", std::nullopt, 3));
    CHECK(state.compare_and_set("wow", "k", Value(2), 3));
    CHECK(*state.get("k") == Value(3));
}

TEST_CASE("state takes part in the caller's transaction except update_shared")
{
    Site site(ON_BOTH_ENGINES);
    const StateStore state(*site.database, site.clock);
    {
        database::Transaction transaction(site.database->main());
        state.set("wow", "a", 1);
        CHECK(state.compare_and_set("wow", "b", std::nullopt, 1));
        state.update_shared("wow", {"c"}, add_one());
    }
    CHECK_FALSE(state.get("a"));
    CHECK_FALSE(state.get("b"));
    CHECK(*state.get("c") == Value(1));
}

TEST_CASE("update_shared gets nulls for absent keys in the order asked and keeps all or nothing")
{
    Site site(ON_BOTH_ENGINES);
    const StateStore state(*site.database, site.clock);
    std::int64_t clock = 0;
    state.update_shared("wow", {"z", "a"}, [&](std::vector<Value>& values, std::int64_t now_us) {
        clock = now_us;
        CHECK(values[0].is_null());
        CHECK(values[1].is_null());
        values = {"last", "first"};
    });
    CHECK(std::abs(clock - site.clock.now_us()) < 60'000'000);
    CHECK(*state.get("z") == Value("last"));
    CHECK(*state.get("a") == Value("first"));
    CHECK_THROWS_AS(state.update_shared("wow", {"z", "new"},
                        [](std::vector<Value>& values, std::int64_t) {
                            values[0] = "changed";
                            throw std::runtime_error("no");
                        }),
        std::runtime_error);
    CHECK(*state.get("z") == Value("last"));
    CHECK_FALSE(state.get("new"));
    site.clock.advance_seconds(3600);
    state.update_shared(
        "wow", {"z"}, [&](std::vector<Value>&, std::int64_t now_us) { CHECK(now_us - clock >= 3'600'000'000); });
}

TEST_CASE("a shared key stays shared whoever writes it")
{
    Site site(ON_BOTH_ENGINES);
    const StateStore state(*site.database, site.clock);
    state.update_shared("wow", {"n"}, add_one());
    CHECK_FALSE(state.set_if_absent("wow", "n", 7));
    state.set("wow", "n", 41);
    CHECK(state.compare_and_set("wow", "n", Value(41), 42));
    state.update_shared("wow", {"n"}, add_one());
    CHECK(*state.get("n") == Value(43));
    CHECK(state.keys("n").size() == 1);
}

TEST_CASE("state keys are listed by prefix and bounded")
{
    Site site(ON_BOTH_ENGINES);
    const StateStore state(*site.database, site.clock);
    for (const auto* key : {"wow_b", "wow.b", "wow.a", "x"})
        state.set("wow", key, 1);
    CHECK(state.keys("wow.") == std::vector<std::string>{"wow.a", "wow.b"});
    CHECK_THROWS_AS(state.set("wow", "", 1), Error);
    CHECK_THROWS_AS(state.set("wow", std::string(501, 'k'), 1), Error);
    CHECK_THROWS_AS(state.update_shared("wow", {"a", "a"}, add_one()), Error);
}

TEST_CASE("four processes count to 4000 exactly with update_shared")
{
    Site site(ON_BOTH_ENGINES);
    {
        std::vector<std::unique_ptr<wowhost::test::Process>> processes;
        for (int i = 0; i < 4; ++i)
            processes.push_back(std::make_unique<wowhost::test::Process>(
                wowhost::test::worker({site.test.url(), "count", "n", "1000"})));
        for (auto& process : processes)
            CHECK(process->wait().exit_code == 0);
    }
    CHECK(*StateStore(*site.database, site.clock).get("n") == Value(4000));
}

TEST_CASE("generation rises with its transaction and serials are never given twice")
{
    Site site(ON_BOTH_ENGINES);
    const Generation generation(*site.database);
    const auto before = generation.current();
    {
        database::Transaction transaction(site.database->main());
        CHECK(generation.raise() == before + 1);
    }
    CHECK(generation.current() == before);
    CHECK(generation.raise() == before + 1);
    CHECK(generation.next_serial() == 1);
    CHECK(generation.next_serial() == 2);
}
