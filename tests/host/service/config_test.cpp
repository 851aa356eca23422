#include "host/service/config.hpp"
#include "site.hpp"

#include <wowhost/json.hpp>

#include <sys/stat.h>

using namespace wowhost;
using namespace wowhost::service;

namespace {

std::vector<KeyDeclaration> wow_keys()
{
    return {{"client_id", KeyType::text, "", "the client id"},
        {"client_secret", KeyType::text, "env:WOWHOST_TEST_SECRET", "the client secret"},
        {"per_second", KeyType::integer, 100, ""}, {"ratio", KeyType::real, 0.5, ""},
        {"cache_icons", KeyType::boolean, true, ""}, {"locales", KeyType::list, Value::array({"en_GB"}), ""}};
}

struct Written {
    explicit Written(const std::string& text, const std::vector<std::string>& overrides = {})
    {
        wowhost::test::write_file(folder / "wowhost.yml", text);
        config = std::make_unique<service::Config>(folder / "wowhost.yml", overrides, redactor);
        config->declare("wow", wow_keys());
    }
    wowhost::test::TemporaryDirectory folder;
    Redactor redactor;
    std::unique_ptr<service::Config> config;
};

std::string message_of(const std::function<void()>& call)
{
    try {
        call();
    } catch (const Error& error) {
        CHECK(error.code() == ErrorCode::invalid_argument);
        return error.what();
    }
    return "nothing was thrown";
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("configured values stand before the defaults")
{
    Written written("wow: { client_id: abc, per_second: 5, ratio: 2, cache_icons: false, locales: [de_DE, 5] }\n"
                    "site:\n  name: \"Grün: ja\"\nroles: { anonymous: [access a, access b], editor: [] }\n");
    const auto& config = *written.config;
    config.require_valid();
    CHECK(config.text("wow", "client_id") == "abc");
    CHECK(config.integer("wow", "per_second") == 5);
    CHECK(config.get("wow", "ratio").real() == 2.0);
    CHECK(config.get("wow", "cache_icons") == Value(false));
    CHECK(config.list("wow", "locales") == std::vector<std::string>{"de_DE", "5"});
    CHECK(config.text("site", "name") == "Grün: ja");
    CHECK(config.text("site", "base_url") == "http://127.0.0.1:8080");
    CHECK(config.list("modules", "path") == std::vector<std::string>{"build/release/modules"});
    CHECK(config.integer("worker", "threads") == 32);
    CHECK(config.keys("roles") == std::vector<std::string>{"administrator", "anonymous", "editor"});
    CHECK(config.list("roles", "anonymous").size() == 2);
}

TEST_CASE("overrides win and are YAML")
{
    Written written("wow: { per_second: 5, locales: [de_DE] }\n",
        {"wow.per_second=7", "database.url=sqlite:/tmp/x.db", "modules.enabled=[a, b]", "modules.pins.wow=00ff",
            "wow.client_id=a=b", "log.level=debug"});
    const auto& config = *written.config;
    config.require_valid();
    CHECK(config.integer("wow", "per_second") == 7);
    CHECK(config.text("database", "url") == "sqlite:/tmp/x.db");
    CHECK(config.list("modules", "enabled") == std::vector<std::string>{"a", "b"});
    CHECK(config.get("modules", "pins")["wow"] == Value("00ff"));
    CHECK(config.text("wow", "client_id") == "a=b");
    Redactor redactor;
    for (const auto* bad : {"nonsense", "wow=1", ".x=1", "wow.=1"})
        CHECK(contains(message_of([&] { service::Config(std::nullopt, {bad}, redactor); }), "--set SECTION.KEY=VALUE"));
    CHECK(contains(message_of([&] { service::Config(std::nullopt, {"wow.a=[1"}, redactor); }), "--set wow.a: "));
}

TEST_CASE("env and file references are resolved and their values are secrets")
{
    ::setenv("WOWHOST_TEST_SECRET", "from the environment", 1);
    const wowhost::test::TemporaryDirectory folder;
    wowhost::test::write_file(folder / "secret", "from a file\n");
    Written written("wow: { client_id: 'file:" + (folder / "secret") + "' }\n");
    CHECK(written.config->text("wow", "client_id") == "from a file");
    CHECK(written.config->text("wow", "client_secret") == "from the environment");
    ::unsetenv("WOWHOST_TEST_SECRET");
    CHECK(written.redactor.redact("x from a file, from the environment") == "x ***, ***");
    const auto dump = to_json_text(written.config->dump());
    CHECK_FALSE(contains(dump, "from a"));
    CHECK(contains(dump, "env:WOWHOST_TEST_SECRET"));
}

TEST_CASE("a reference that cannot be resolved says which and where")
{
    ::unsetenv("WOWHOST_TEST_SECRET");
    Written written("wow:\n  client_id: file:/nowhere/at/all\n");
    CHECK(contains(message_of([&] { written.config->get("wow", "client_secret"); }),
        "the default of wow.client_secret names the environment variable WOWHOST_TEST_SECRET, which is not set"));
    CHECK(contains(message_of([&] { written.config->get("wow", "client_id"); }),
        "wowhost.yml:2:14: wow.client_id names the file /nowhere/at/all"));
    written.config->require_valid(); // other commands may not need it
}

TEST_CASE("literal secrets are masked wherever they are shown")
{
    Written written("wow: { client_secret: hunter2 }\ndatabase: { url: 'postgresql://me:pass%word@host/db' }\n");
    CHECK(written.config->shown("wow.client_secret") == Value("********"));
    const auto dump = to_json_text(written.config->dump());
    CHECK_FALSE(contains(dump, "hunter2"));
    CHECK_FALSE(contains(dump, "pass%word"));
    CHECK(written.config->text("wow", "client_secret") == "hunter2");
    CHECK(written.redactor.redact("hunter2 pass%word") == "*** ***");
}

TEST_CASE("what a module declares as secret is masked whatever its name")
{
    Written written("wow: { word: swordfish }\n");
    written.config->declare("wow", {{"word", KeyType::text, "", "", true}});
    CHECK(written.config->shown("wow.word") == Value("********"));
    CHECK(written.redactor.redact("say swordfish") == "say ***");
    REQUIRE(written.config->check().size() == 1);
    CHECK(contains(written.config->check().front().message, "wow.word is written into the configuration"));
}

TEST_CASE("a secret of fewer than six letters blanks nothing out")
{
    Redactor redactor;
    redactor.add("a");
    redactor.add("fives");
    redactor.add("sixsix");
    CHECK(redactor.redact("a banana, fives and sixsix") == "a banana, fives and ***");
}

TEST_CASE("what is no YAML names file and line and column")
{
    CHECK(contains(message_of([] { Written("site: {\n  name: [\n"); }), "wowhost.yml:3:1: "));
    CHECK(contains(message_of([] { Written("- a\n"); }), "wowhost.yml:1:1: a configuration is a map of sections"));
    CHECK(contains(message_of([] { Written("a: 1\n---\nb: 2\n"); }), "a second document"));
    CHECK(contains(message_of([] { Written("site:\n  name: a\n  name: b\n"); }),
        "wowhost.yml:3:3: \"name\" stands here a second time; the first is at "));
    CHECK(contains(message_of([] { Written(std::string(2 * 1024 * 1024, '#')); }), "more than 1 MiB"));
    CHECK(contains(message_of([] { Written(std::string(400, '[') + std::string(400, ']')); }), "nested too deep"));
    std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n";
    for (char c = 'b'; c < 'k'; ++c) {
        const auto last = std::string(1, static_cast<char>(c - 1));
        bomb += std::string(1, c) + ": &" + std::string(1, c) + " [*" + last;
        for (int i = 0; i < 8; ++i)
            bomb += ", *" + last;
        bomb += "]\n";
    }
    CHECK(contains(message_of([&] { Written written(bomb); }), "too many parts"));
    Redactor redactor;
    CHECK(contains(message_of([&] { service::Config("/nowhere/wowhost.yml", {}, redactor); }),
        "/nowhere/wowhost.yml cannot be read"));
}

TEST_CASE("an empty file and no file are all defaults")
{
    Redactor redactor;
    const service::Config none(std::nullopt, {}, redactor);
    CHECK(none.text("log", "format") == "text");
    Written empty("");
    empty.config->require_valid();
    Written nothing("wow: ~\nsite: { name: ~ }\n");
    nothing.config->require_valid();
    CHECK(nothing.config->text("site", "name") == "My guild");
}

TEST_CASE("the file is found by option and environment and place")
{
    ::setenv("WOWHOST_CONFIG", "/from/environment.yml", 1);
    CHECK(find_config_file("/named.yml") == "/named.yml");
    CHECK(find_config_file(std::nullopt) == "/from/environment.yml");
    ::unsetenv("WOWHOST_CONFIG");
    const wowhost::test::TemporaryDirectory folder;
    const auto before = std::filesystem::current_path();
    std::filesystem::create_directory(folder / "etc");
    wowhost::test::write_file(folder / "etc/wowhost.yml", "");
    std::filesystem::current_path(folder.path());
    const auto found = find_config_file(std::nullopt);
    std::filesystem::current_path(before);
    CHECK(found == "etc/wowhost.yml");
}
