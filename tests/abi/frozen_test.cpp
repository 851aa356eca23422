// A module built with the headers of each released SDK, in the host of today.
#include <wowhost/testing/contract.hpp>
#include <wowhost/testing/host.hpp>

#include <catch2/catch.hpp>

using namespace wowhost;
using wowhost::testing::Host;
using wowhost::testing::HostOptions;

namespace {

HostOptions of(const std::string& release)
{
    return HostOptions().with_modules(std::string(WOWHOST_ABI_MODULES) + "/" + release);
}

} // namespace

TEST_CASE("a module of SDK 1.0 is loaded and every service and type works both ways")
{
    Host host("frozen", of("1.0"));
    host.http().answer("https://frozen.example/index?a=1&b=2", "cold", 200, {{"X-A", "b"}});
    host.http().fail("https://frozen.example/gone", HttpFailure::timeout);
    const auto all = host.ask({"frozen:all", "first", "--loud"});
    INFO(to_json_text(all, 2));
    const auto expected = Value::object({{"row", Value::object({{"a", Value::array({1, "b", nullptr})}})}, {"count", 1},
        {"inserted", 1}, {"ids", 2}, {"names", Value::array({"second", "first"})}, {"types", true}, {"removed", 1},
        {"shared", 1}, {"heard", Value::array({"frozen"})}, {"lock", true}, {"cached", "kept"},
        {"file", "frozen/a/b.txt"}, {"text", "argerx"}, {"jobs", 2}, {"http", "cold 200 b"}, {"failure", "timeout"},
        {"concurrent", 3}, {"said", "ice for you"}, {"error", "not_found 2"}, {"flag", true}, {"times", "2"},
        {"installed", true}, {"cancelled", false}});
    CHECK(to_json_text(all, 1) == to_json_text(expected, 1));
    CHECK(host.services().state().get("frozen.removed") == Value(1));
    CHECK(host.logged("cracks"));

    CHECK(host.work() == Value::object({{"done", 1}, {"failed", 1}}));
    CHECK(host.cron().items().size() > 0);
    const auto failed = host.run({"frozen:fail"});
    CHECK(failed.exit_code == 1);
    CHECK(failed.message().find("cracked") != std::string::npos);
    const auto answer = host.fetch(wowhost::testing::Visit("/frozen/%C3%84rger?q=x").as(3, "Thrall"));
    CHECK(answer.status == 200);
    CHECK(answer.json() == Value::object({{"name", "Ärger"}, {"q", "x"}, {"user", "Thrall"}}));
    CHECK(answer.header("X-Frozen") == "yes");
    bool told = false;
    for (const auto& row : host.run({"status"}).value.items())
        told = told || row["label"].text() == "temperature";
    CHECK(told);
    CHECK(host.uninstall({"frozen"}) == std::vector<std::string>{"frozen"});
}

TEST_CASE("a module of SDK 1.0 keeps the contract in the host of today")
{
    wowhost::testing::ContractOptions options;
    options.host = of("1.0");
    CHECK(wowhost::testing::check_contract(std::string(WOWHOST_ABI_MODULES) + "/1.0/frozen.so", options)
        == std::vector<std::string>{});
}
