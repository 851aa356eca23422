#include "host/service/log_store.hpp"
#include "site.hpp"

#include <wowhost/json.hpp>

#include <algorithm>

using namespace wowhost;
using namespace wowhost::service;
using wowhost::test::Site;

namespace {

LogOptions options(Site& site, LogFormat format = LogFormat::text)
{
    auto options = site.options();
    options.format = format;
    options.stored = LogLevel::debug;
    return options;
}

} // namespace

TEST_CASE("I-15 log entries of a transaction that rolls back are kept")
{
    Site site(ON_BOTH_ENGINES);
    LogStore log(site.database.get(), site.clock, site.redactor, options(site));
    {
        database::Transaction transaction(site.database->main());
        log.write("wow", LogLevel::error, "inside", Value::object({{"character", 12}}));
    }
    const auto entries = log.show("", LogLevel::debug, 10);
    REQUIRE(entries.size() == 1);
    CHECK(entries[0].message == "inside");
    CHECK(entries[0].module == "wow");
    CHECK(entries[0].level == LogLevel::error);
    CHECK(entries[0].context["character"] == Value(12));
    CHECK(entries[0].pid > 0);
}

TEST_CASE("I-15 log entries of a shared step that is taken back are kept too")
{
    Site site(ON_BOTH_ENGINES);
    {
        LogStore log(site.database.get(), site.clock, site.redactor, options(site));
        const StateStore state(*site.database, site.clock);
        CHECK_THROWS(state.update_shared("wow", {"k"}, [&](std::vector<Value>&, std::int64_t) {
            log.write("wow", LogLevel::error, "inside");
            throw std::runtime_error("no");
        }));
    }
    LogStore log(site.database.get(), site.clock, site.redactor, options(site));
    REQUIRE(log.show("", LogLevel::debug, 10).size() == 1);
}

TEST_CASE("log entries are shown newest first by module and level")
{
    Site site(ON_BOTH_ENGINES);
    LogStore log(site.database.get(), site.clock, site.redactor, options(site));
    log.write("a", LogLevel::info, "1");
    log.write("b", LogLevel::error, "2");
    log.write("a", LogLevel::warning, "3");
    CHECK(log.show("", LogLevel::debug, 2).front().message == "3");
    CHECK(log.show("", LogLevel::debug, 2).size() == 2);
    CHECK(log.show("a", LogLevel::debug, 9).size() == 2);
    CHECK(log.show("a", LogLevel::warning, 9).size() == 1);
    CHECK(log.show("c", LogLevel::debug, 9).empty());
}

TEST_CASE("levels decide what is stored and what is printed")
{
    Site site("sqlite");
    auto wanted = options(site);
    wanted.stored = LogLevel::notice;
    wanted.printed = LogLevel::error;
    LogStore log(site.database.get(), site.clock, site.redactor, wanted);
    log.write("a", LogLevel::info, "neither");
    log.write("a", LogLevel::warning, "stored");
    CHECK(site.logged("") == 0);
    log.print_from(LogLevel::debug);
    log.write("a", LogLevel::info, "printed");
    CHECK(site.logged("printed") == 1);
    CHECK(log.show("", LogLevel::debug, 9).size() == 1);
}

TEST_CASE("the log is bounded")
{
    Site site(ON_BOTH_ENGINES);
    auto wanted = options(site);
    wanted.rows_kept = 10;
    wanted.output = [](const std::string&) {};
    LogStore log(site.database.get(), site.clock, site.redactor, wanted);
    for (int i = 0; i < 1005; ++i)
        log.write("a", LogLevel::info, std::to_string(i));
    const auto entries = log.show("", LogLevel::debug, 5000);
    CHECK(entries.size() == 15);
    CHECK(entries.back().message == "990");
    log.trim();
    CHECK(log.show("", LogLevel::debug, 5000).size() == 10);
}

TEST_CASE("a text line and a JSON line are one line whatever the message holds")
{
    Site site("sqlite");
    const std::string message = "a \"quoted\"\nsecond \x1b[31m line \xFF é";
    {
        LogStore log(nullptr, site.clock, site.redactor, options(site));
        log.write("wow", LogLevel::warning, message, Value::object({{"n", "x\ny"}}));
    }
    {
        LogStore log(nullptr, site.clock, site.redactor, options(site, LogFormat::json));
        log.write("wow", LogLevel::warning, message, Value::object({{"n", "x\ny"}}));
    }
    REQUIRE(site.lines.size() == 2);
    CHECK(site.lines[0].find(" warning wow: a \"quoted\"\\nsecond \\x1b[31m line \xEF\xBF\xBD é {\"n\":\"x\\ny\"}")
        != std::string::npos);
    for (const auto& line : site.lines)
        for (const char c : line)
            CHECK(static_cast<unsigned char>(c) >= 0x20);
    const auto json = parse_json(site.lines[1]);
    CHECK(json["level"] == Value("warning"));
    CHECK(json["module"] == Value("wow"));
    CHECK(json["context"]["n"] == Value("x\ny"));
    CHECK(json["time"].string().size() == std::string("2026-01-02T03:04:05.678Z").size());
}

TEST_CASE("secrets never appear in the log")
{
    Site site(ON_BOTH_ENGINES);
    site.redactor.add("s3cr/t");
    LogStore log(site.database.get(), site.clock, site.redactor, options(site));
    log.write("wow", LogLevel::error, "Bearer s3cr/t and s3cr%2Ft",
        Value::object({{"s3cr/t", 1}, {"deep", Value::array({Value::object({{"x", "as3cr/tb"}})})}}));
    CHECK(site.logged("s3cr") == 0);
    const auto entry = log.show("", LogLevel::debug, 1).at(0);
    CHECK(entry.message == "Bearer *** and ***");
    CHECK(to_json_text(entry.context) == R"({"***":1,"deep":[{"x":"a***b"}]})");
}

TEST_CASE("a log whose store fails prints to stderr and throws nothing")
{
    Site site(ON_BOTH_ENGINES);
    LogStore log(site.database.get(), site.clock, site.redactor, options(site));
    site.database->coordination().script("DROP TABLE wowhost_log");
    log.write("wow", LogLevel::error, "important");
    CHECK(site.logged("important") >= 1);
    CHECK(site.logged("the log cannot be stored") == 1);
}

TEST_CASE("an output that logs does not call itself for ever")
{
    Site site("sqlite");
    LogStore* self = nullptr;
    int calls = 0;
    auto wanted = options(site);
    wanted.output = [&](const std::string&) {
        ++calls;
        self->write("wow", LogLevel::error, "again");
    };
    LogStore log(site.database.get(), site.clock, site.redactor, wanted);
    self = &log;
    log.write("wow", LogLevel::error, "first");
    log.write("wow", LogLevel::error, "second");
    CHECK(calls == 2);
}

TEST_CASE("a message with a NUL or of great length is stored")
{
    Site site(ON_BOTH_ENGINES);
    LogStore log(site.database.get(), site.clock, site.redactor, options(site));
    log.write("wow", LogLevel::info, std::string("a\0b", 3));
    log.write("wow", LogLevel::info, std::string(1'000'000, 'x'));
    const auto entries = log.show("", LogLevel::debug, 9);
    REQUIRE(entries.size() == 2);
    CHECK(entries[0].message.size() == 16 * 1024);
    CHECK(entries[1].message == "a b");
}

TEST_CASE("What the log says of some rows is forgotten, and nothing else")
{
    Site site(ON_BOTH_ENGINES);
    LogStore log(site.database.get(), site.clock, site.redactor, options(site));
    const auto about = [](const char* fact, const Value& id) { return Value::object({{fact, id}, {"name", "x"}}); };
    log.write("wow", LogLevel::error, "of 1", about("character", 1));
    log.write("other", LogLevel::info, "of 2", about("character", 2));
    log.write("wow", LogLevel::info, "of 12", about("character", 12));
    log.write("wow", LogLevel::info, "of guild 1", about("guild", 1));
    log.write("wow", LogLevel::info, "a text", about("character", "1"));
    log.write("wow", LogLevel::info, "of nobody");
    {
        database::Transaction transaction(site.database->coordination());
        log.write("wow", LogLevel::info, "waiting, of 2", about("character", 2));
        log.write("wow", LogLevel::info, "waiting, of 3", about("character", 3));
        log.forget("character", {});
        log.forget("character", {1, 2, 99});
        transaction.commit();
    }
    log.write("wow", LogLevel::info, "last");
    std::vector<std::string> left;
    for (const auto& entry : log.show("", LogLevel::debug, 99))
        left.push_back(entry.message);
    std::sort(left.begin(), left.end());
    CHECK(left == std::vector<std::string>{"a text", "last", "of 12", "of guild 1", "of nobody", "waiting, of 3"});
}
