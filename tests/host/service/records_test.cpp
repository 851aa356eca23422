#include "host/service/module_record.hpp"
#include "site.hpp"

using namespace wowhost;
using namespace wowhost::service;
using wowhost::test::Site;

namespace {

ModuleRecord record(const std::string& name, std::int64_t position)
{
    return {name, "1.2", "name: " + name + "\nlabel: \"Ü\"\n", "/modules/" + name + ".so", 7, 0, position,
        1'700'000'000, 3};
}

} // namespace

TEST_CASE("records of modules are kept verbatim and in order")
{
    Site site(ON_BOTH_ENGINES);
    const ModuleRecords records(*site.database);
    records.save(record("b", 1));
    records.save(record("a", 2));
    records.save(record("c", 1));
    auto all = records.all();
    REQUIRE(all.size() == 3);
    CHECK(all[0].name == "b");
    CHECK(all[1].name == "c");
    CHECK(all[2].name == "a");
    auto changed = *records.find("a");
    CHECK(changed.info == "name: a\nlabel: \"Ü\"\n");
    CHECK(changed.serial == 3);
    changed.update_number = 8;
    records.save(changed);
    CHECK(records.find("a")->update_number == 8);
    CHECK(records.remove("a"));
    CHECK_FALSE(records.remove("a"));
    CHECK_FALSE(records.find("a"));
}

TEST_CASE("a record of a module rolls back with its transaction and a failure is kept after it")
{
    Site site(ON_BOTH_ENGINES);
    const ModuleRecords records(*site.database);
    {
        database::Transaction transaction(site.database->main());
        records.save(record("a", 1));
    }
    records.save_failure({"a", "run_hook install", std::string("bad \xFF\0 byte", 11), 1'700'000'000});
    CHECK_FALSE(records.find("a"));
    REQUIRE(records.failure("a"));
    CHECK(records.failure("a")->step == "run_hook install");
    CHECK(records.failures().size() == 1);
    records.clear_failure("a");
    CHECK_FALSE(records.failure("a"));
}

TEST_CASE("the third crash in a row quarantines a module")
{
    Site site(ON_BOTH_ENGINES);
    const ModuleRecords records(*site.database);
    CHECK_FALSE(records.add_crash("a", "SIGSEGV in cron wow.a", 100).quarantined);
    records.clear_crashes("a"); // a call that ended well
    CHECK(records.add_crash("a", "SIGSEGV", 101).crashes == 1);
    CHECK_FALSE(records.add_crash("a", "SIGSEGV", 102).quarantined);
    const auto third = records.add_crash("a", "SIGFPE in hook", 103);
    CHECK(third.quarantined);
    CHECK(third.reason == "SIGFPE in hook");
    CHECK(records.quarantined().size() == 1);
    CHECK(records.crashes("a")->time == 103);
    records.clear_crashes("a");
    CHECK(records.quarantined().empty());
}
