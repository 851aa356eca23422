#include "host/service/config.hpp"
#include "site.hpp"

#include <sys/stat.h>

using namespace wowhost;
using namespace wowhost::service;

namespace {

/// All problems of a configuration with the section `wow`, "E " or "W " before each.
std::vector<std::string> problems(const std::string& text, const std::vector<std::string>& overrides = {})
{
    const wowhost::test::TemporaryDirectory folder;
    wowhost::test::write_file(folder / "c.yml", text);
    Redactor redactor;
    service::Config config(folder / "c.yml", overrides, redactor);
    config.declare("wow",
        {{"region", KeyType::text, "eu", ""}, {"per_second", KeyType::integer, 100, "requests per second"},
            {"cache_icons", KeyType::boolean, true, ""}, {"ratio", KeyType::real, 1.0, ""},
            {"names", KeyType::list, Value::Array(), ""}, {"client_secret", KeyType::text, "", ""}});
    std::vector<std::string> list;
    for (const auto& problem : config.check()) {
        auto message = problem.message;
        const auto at = message.find("c.yml:");
        list.push_back((problem.is_error ? "E " : "W ") + (at == std::string::npos ? message : message.substr(at)));
    }
    return list;
}

} // namespace

TEST_CASE("an unknown key or section is refused with the nearest known one")
{
    const auto list = problems("wow:\n  regoin: us\n  xyzzy: 1\nwwo: {}\nlog: { levle: debug }\nsomething: {}\n");
    REQUIRE(list.size() == 5);
    CHECK(list[0] == "E c.yml:2:3: there is no key \"wow.regoin\"; did you mean \"region\"?");
    CHECK(list[1] == "E c.yml:3:3: there is no key \"wow.xyzzy\"");
    CHECK(list[2] == "E c.yml:4:1: there is no section \"wwo\"; did you mean \"wow\"?");
    CHECK(list[3] == "E c.yml:5:8: there is no key \"log.levle\"; did you mean \"level\"?");
    CHECK(list[4]
        == "E c.yml:6:1: there is no section \"something\"; a section bears the name of a module on modules.path");
}

TEST_CASE("an unknown key of an override is refused as one")
{
    const auto list = problems("", {"wow.regoin=us", "wow.per_second=many"});
    REQUIRE(list.size() == 2);
    CHECK(list[0] == "E --set wow.regoin: there is no key \"wow.regoin\"; did you mean \"region\"?");
    CHECK(
        list[1] == "E --set wow.per_second: wow.per_second is \"many\", but must be an integer (requests per second)");
}

TEST_CASE("types are checked and all problems are reported together")
{
    const auto list = problems("wow:\n  per_second: 1.5\n  cache_icons: 1\n  ratio: fast\n  names: a\n  region: [eu]\n"
                               "  client_secret: { a: 1 }\nsite: 5\n");
    REQUIRE(list.size() == 7);
    CHECK(list[0] == "E c.yml:2:15: wow.per_second is \"1.5\", but must be an integer (requests per second)");
    CHECK(list[1] == "E c.yml:3:16: wow.cache_icons is \"1\", but must be true or false");
    CHECK(list[2] == "E c.yml:4:10: wow.ratio is \"fast\", but must be a number");
    CHECK(list[3] == "E c.yml:5:10: wow.names is \"a\", but must be a list of texts");
    CHECK(list[4] == "E c.yml:6:11: wow.region is a list, but must be text");
    CHECK(list[6] == "E c.yml:8:7: the section \"site\" is text, but must be a map of keys");
}

TEST_CASE("a quoted number is text and a number may be text")
{
    CHECK(problems("wow: { per_second: \"5\" }\n").size() == 1);
    CHECK(problems("wow: { region: 5, ratio: 5, names: [1, true] }\n").empty());
}

TEST_CASE("rules of the host's own keys are checked")
{
    CHECK(problems("log: { level: loud }\n").size() == 1);
    CHECK(problems("log: { format: xml }\n").size() == 1);
    CHECK(problems("worker: { threads: 0 }\n").size() == 1);
    CHECK(problems("http: { proxy: 'proxy.example:3128' }\n").size() == 1);
    CHECK(problems("http: { proxy: 'http://:3128' }\n").size() == 1);
    CHECK(problems("http: { ca_file: /nowhere/ca.pem }\n").size() == 1);
    CHECK(problems("http: { proxy: 'http://proxy.example:3128', ca_file: /dev/null }\n").empty());
    CHECK(problems("http: { proxy: '', ca_file: '' }\n").empty());
    CHECK(problems("serve: { threads: 0 }\nworker: { threads: 8 }\nlog: { level: debug, format: json }\n").empty());
}

TEST_CASE("a literal secret and a secret file that others may read are warned about")
{
    const auto literal = problems("wow: { client_secret: hunter2 }\n");
    REQUIRE(literal.size() == 1);
    CHECK(literal[0].starts_with("W c.yml:1:23: wow.client_secret is written into the configuration"));
    CHECK(literal[0].find("hunter2") == std::string::npos);

    const wowhost::test::TemporaryDirectory folder;
    wowhost::test::write_file(folder / "secret", "x\n");
    const auto text = "wow: { client_secret: 'file:" + (folder / "secret") + "' }\n";
    ::chmod((folder / "secret").c_str(), 0644);
    REQUIRE(problems(text).size() == 1);
    CHECK(problems(text)[0].find("can be read by others than its owner; chmod 600 it") != std::string::npos);
    ::chmod((folder / "secret").c_str(), 0600);
    CHECK(problems(text).empty());
}

TEST_CASE("require_valid throws all errors as reasons")
{
    Redactor redactor;
    const service::Config config(std::nullopt, {"a.b=1", "log.level=loud"}, redactor);
    try {
        config.require_valid();
        FAIL("it is not valid");
    } catch (const Error& error) {
        CHECK(error.code() == ErrorCode::invalid_argument);
        CHECK(error.reasons().size() == 2);
        CHECK(error.reasons()[0] == error.what());
    }
}

TEST_CASE("a key that is not declared cannot be read and a section of the host cannot be a module's")
{
    Redactor redactor;
    service::Config config(std::nullopt, {}, redactor);
    CHECK_THROWS_WITH(
        config.get("log", "levle"), "the configuration has no key \"log.levle\"; did you mean \"level\"?");
    CHECK_THROWS_WITH(config.get("lgo", "level"), "the configuration has no section \"lgo\"; did you mean \"log\"?");
    CHECK_THROWS_AS(config.declare("log", {}), Error);
    CHECK_THROWS_AS(key_type_of("number"), Error);
    CHECK(key_type_of("boolean") == KeyType::boolean);
}
