#include "host/service/state.hpp"
#include "host/service/tables.hpp"
#include "site.hpp"

using namespace wowhost;
using namespace wowhost::service;

TEST_CASE("eight processes create the tables at once and each finds them whole")
{
    const wowhost::test::TestDatabase test(ON_BOTH_ENGINES);
    std::vector<std::unique_ptr<wowhost::test::Process>> processes;
    for (int i = 0; i < 8; ++i)
        processes.push_back(std::make_unique<wowhost::test::Process>(wowhost::test::worker({test.url(), "tables"})));
    for (auto& process : processes) {
        const auto result = process->wait();
        CHECK(result.exit_code == 0);
        CHECK(result.out == "generation 1\n");
    }
}

TEST_CASE("creating the tables again keeps what is in them")
{
    wowhost::test::Site site(ON_BOTH_ENGINES);
    const StateStore state(*site.database, site.clock);
    state.set("wow", "k", 1);
    ensure_tables(*site.database);
    CHECK(*state.get("k") == Value(1));
}

TEST_CASE("a table that is missing is made again")
{
    wowhost::test::Site site(ON_BOTH_ENGINES);
    site.database->coordination().script("DROP TABLE wowhost_lock");
    ensure_tables(*site.database);
    LockService locks(*site.database, site.clock);
    CHECK(locks.acquire("wow", "a", std::chrono::seconds(5)));
}
