#include "host/module/info_file.hpp"

#include <wowhost/error.hpp>

#include <catch2/catch.hpp>

using namespace wowhost;
using namespace wowhost::module;

namespace {

const std::string head = "name: wow\nlabel: Wow\nversion: 1.0\nsdk: 1.0\n";

std::string error_of(const std::string& text)
{
    try {
        parse_info_file(head + text, "wow.info.yml");
    } catch (const Error& error) {
        return error.what();
    }
    return "accepted";
}

} // namespace

TEST_CASE("a complete info file is read with all its values")
{
    const auto info = parse_info_file(R"(# a comment
name: wow
label: "World: data"
description: >
  Several
  lines
package: Suite
version: 1.2.0-beta1
sdk: 1.0
required: true
weight: -10
config:
  - { key: client_id, type: text, default: "", description: The client }
  - key: client_secret
    type: text
    secret: true
  - { key: per_second, type: integer, default: 100 }
  - { key: factor, type: real, default: 1 }
  - { key: cache_icons, type: boolean, default: true }
  - { key: regions, type: list, default: [eu, us] }
  - { key: zip, type: text, default: 0123 }
  - { key: token_key, type: text, default: "", secret: true, generate: true }
permissions:
  - { name: administer wow, label: Administer, description: All of it, restrict: true }
  - { name: access wow pages, roles: [anonymous, editor] }
)",
        "wow.info.yml");
    CHECK(info.label == "World: data");
    CHECK(info.description == "Several lines\n");
    CHECK(info.package == "Suite");
    CHECK(info.version() == Version("1.2.0-beta1"));
    CHECK(info.sdk() == "1.0");
    CHECK(info.required);
    CHECK(info.weight == -10);
    CHECK(info.lifecycle == Lifecycle::stable);
    REQUIRE(info.config.size() == 8);
    CHECK(info.config[0].default_value == Value(""));
    CHECK(info.config[0].description == "The client");
    CHECK(info.config[1].default_value.is_null());
    CHECK(info.config[1].secret);
    CHECK(info.config[2].default_value == Value(100));
    CHECK(info.config[3].default_value == Value(1.0));
    CHECK(info.config[4].default_value == Value(true));
    CHECK(info.config[5].default_value == Value::array({"eu", "us"}));
    CHECK(info.config[6].default_value == Value("0123"));
    CHECK_FALSE(info.config[6].generate);
    CHECK(info.config[7].generate);
    REQUIRE(info.permissions.size() == 2);
    CHECK(info.permissions[0].restrict_access);
    CHECK(info.permissions[0].label == "Administer");
    CHECK(info.permissions[1].label == "access wow pages");
    CHECK_FALSE(info.permissions[1].restrict_access);
    CHECK(info.permissions[0].roles.empty());
    CHECK(info.permissions[1].roles == std::vector<std::string>{"anonymous", "editor"});
}

TEST_CASE("only a secret text is generated, and the roles of a permission are a list")
{
    CHECK(error_of("config: [{ key: a, type: integer, secret: true, generate: true }]").find("the config key a")
        != std::string::npos);
    CHECK(error_of("config: [{ key: a, type: text, generate: true }]").find("secret: true") != std::string::npos);
    CHECK(error_of("permissions: [{ name: see a, roles: anonymous }]").find("must be a list") != std::string::npos);
}

TEST_CASE("a default of another type than the config key's is refused with both")
{
    struct Case {
        const char* type;
        const char* value;
    };
    for (const auto& one : {Case{"integer", "ten"}, Case{"integer", "1.5"}, Case{"integer", "\"1\""},
             Case{"integer", "99999999999999999999"}, Case{"real", "x"}, Case{"boolean", "yes"}, Case{"boolean", "1"},
             Case{"list", "eu"}, Case{"list", "[[eu]]"}, Case{"text", "[eu]"}}) {
        INFO(one.type << " " << one.value);
        const auto message =
            error_of("config: [{ key: limit, type: " + std::string(one.type) + ", default: " + one.value + " }]\n");
        CHECK_THAT(message,
            Catch::Contains("wow.info.yml:5: the default of config key limit")
                && Catch::Contains("of type " + std::string(one.type)));
    }
}

TEST_CASE("config and permissions name their unknown, missing and repeated keys")
{
    CHECK_THAT(error_of("config: [{ key: a, type: strng }]\n"),
        Catch::Contains("type must be one of text, integer, real, boolean, list"));
    CHECK_THAT(error_of("config: [{ key: a, type: text, defualt: x }]\n"),
        Catch::Contains("no key \"defualt\"; did you mean \"default\"?"));
    CHECK_THAT(error_of("config: [{ type: text }]\n"), Catch::Contains("missing required keys: key"));
    CHECK_THAT(error_of("config: [{ key: a, type: text }, { key: a, type: text }]\n"),
        Catch::Contains("config key a is declared twice"));
    CHECK_THAT(error_of("config: [{ key: A-b, type: text }]\n"), Catch::Contains("\"A-b\" must be lower-case"));
    CHECK_THAT(error_of("config: { a: text }\n"), Catch::Contains("config must be a list of maps"));
    CHECK_THAT(error_of("config: [a]\n"), Catch::Contains("each item of config must be a map"));
    CHECK_THAT(error_of("permissions: [{ name: x }, { name: x }]\n"), Catch::Contains("declared twice"));
    CHECK_THAT(error_of("permissions: [{ name: \"X;\" }]\n"), Catch::Contains("must be lower-case words"));
    CHECK_THAT(
        error_of("permissions: [{ name: x, restrict: maybe }]\n"), Catch::Contains("restrict must be true or false"));
}
