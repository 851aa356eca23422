#include "host/module/info_file.hpp"

#include <wowhost/error.hpp>

#include <catch2/catch.hpp>

using namespace wowhost;
using namespace wowhost::module;

namespace {

const std::string complete = "name: wow_realm\nlabel: Realms\nversion: 1.2.0\nsdk: 1.0\n";

Error error_of(const std::string& text)
{
    try {
        parse_info_file(text, "x/wow_realm.info.yml");
    } catch (const Error& error) {
        return error;
    }
    return {ErrorCode::failed, "accepted"};
}

std::string text_of(const std::string& text) { return error_of(text).what(); }

} // namespace

TEST_CASE("1 a manifest without required keys is reported with all missing names and the path")
{
    const auto error = error_of("description: Nothing else\nlabel:\n");
    CHECK(error.code() == ErrorCode::invalid_argument);
    CHECK_THAT(
        error.what(), Catch::Contains("x/wow_realm.info.yml:1: missing required keys: name, label, version, sdk"));
    CHECK_THAT(text_of("name: a\nlabel: A\nversion: 1.0\n"), Catch::Contains("missing required keys: sdk;"));
}

TEST_CASE("2 a manifest with an unparsable SDK version is refused by a message that quotes value and file")
{
    for (const std::string value : {"banana", "1", "1.", ".1", "1.0.0", "-1.0", "1.x", ">=1.0", "99999999999.0"}) {
        const auto message = text_of("name: wow_realm\nlabel: Realms\nversion: 1.2.0\nsdk: \"" + value + "\"\n");
        CHECK_THAT(message, Catch::Contains("x/wow_realm.info.yml:4: ") && Catch::Contains("\"" + value + "\""));
    }
    CHECK_THAT(text_of("name: wow_realm\nlabel: Realms\nversion: latest\nsdk: 1.0\n"),
        Catch::Contains("x/wow_realm.info.yml:3: version: \"latest\" is not a version"));
    CHECK_THAT(
        text_of(complete + "dependencies: [wow (>=banana)]\n"), Catch::Contains(":5:") && Catch::Contains(">=banana"));
}

TEST_CASE("3 a manifest whose SDK version excludes this host is readable, and says why it is incompatible")
{
    const auto info = parse_info_file("name: wow_realm\nlabel: Realms\nversion: 1.2.0\nsdk: 1.10\n", "file");
    CHECK(info.sdk_minor == 10);
    CHECK_FALSE(sdk_complaint(info, 1, 10));
    CHECK_FALSE(sdk_complaint(info, 1, 11));
    CHECK_THAT(sdk_complaint(info, 1, 9).value(),
        Catch::Contains("wow_realm needs SDK 1.10") && Catch::Contains("has 1.9") && Catch::Contains("newer host"));
    CHECK_THAT(sdk_complaint(info, 2, 0).value(), Catch::Contains("build the module against SDK 2.x"));
}

TEST_CASE("4 a deprecated or obsolete manifest without a valid link is refused")
{
    for (const std::string word : {"deprecated", "obsolete"}) {
        CHECK_THAT(text_of(complete + "lifecycle: " + word + "\n"),
            Catch::Contains(":5: lifecycle " + word + " needs lifecycle_link"));
        CHECK_THAT(text_of(complete + "lifecycle: " + word + "\nlifecycle_link: soon\n"), Catch::Contains("\"soon\""));
        CHECK_THAT(text_of(complete + "lifecycle: " + word + "\nlifecycle_link: https://\n"),
            Catch::Contains("needs lifecycle_link"));
        const auto info =
            parse_info_file(complete + "lifecycle: " + word + "\nlifecycle_link: https://example.org/a\n", "file");
        CHECK(to_string(info.lifecycle) == word);
    }
    CHECK(parse_info_file(complete + "lifecycle: experimental\n", "file").lifecycle == Lifecycle::experimental);
    CHECK_THAT(text_of(complete + "lifecycle: stabel\n"), Catch::Contains("did you mean \"stable\"?"));
}

TEST_CASE("13 a hidden manifest says so")
{
    CHECK(parse_info_file(complete + "hidden: true\n", "file").hidden);
    CHECK_FALSE(parse_info_file(complete, "file").hidden);
}

TEST_CASE("21 a module name over 50 characters is refused, also as a dependency")
{
    const std::string fits(50, 'a');
    const std::string long_name(51, 'a');
    CHECK_FALSE(module_name_complaint(fits));
    CHECK_THAT(module_name_complaint(long_name).value(), Catch::Contains("51 characters; at most 50"));
    CHECK(parse_info_file("name: " + fits + "\nlabel: A\nversion: 1.0\nsdk: 1.0\n", "file").name == fits);
    CHECK_THAT(text_of("name: " + long_name + "\nlabel: A\nversion: 1.0\nsdk: 1.0\n"),
        Catch::Contains(":1:") && Catch::Contains("at most 50"));
    CHECK_THAT(text_of(complete + "dependencies: [" + long_name + "]\n"), Catch::Contains("at most 50"));
    for (const char* bad : {"", "Wow", "1wow", "_wow", "wow-realm", "wow realm", "wöw", "../wow"})
        CHECK(module_name_complaint(bad));
}

TEST_CASE("I-10 whatever is wrong with a manifest is told at once, each with its line")
{
    const auto error =
        error_of("name: Bad Name\nlabel: [a]\nversion: x\nsdk: 1.0\nweight: heavy\nhidden: yes\nlabell: twice\n");
    CHECK(error.reasons().size() == 6);
    for (const char* part : {":1: \"Bad Name\"", ":2: label must be text; it is a list", ":3: version",
             ":5: weight must be an integer", ":6: hidden must be true or false; it is \"yes\"",
             ":7: the info file has no key \"labell\"; did you mean \"label\"?"})
        CHECK_THAT(error.what(), Catch::Contains(part));
}

TEST_CASE("dependencies and optional ones are lists without repetition")
{
    const auto info = parse_info_file(complete
            + "dependencies:\n  - wow (>=1.0 <2)\n  - suite:taxonomy\noptional: [ \"wow_character (>=1.2, <2.x)\" ]\n",
        "file");
    REQUIRE(info.dependencies.size() == 2);
    CHECK(info.dependencies[0].name == "wow");
    CHECK(info.dependencies[0].constraint.text() == ">=1.0 <2");
    CHECK(info.dependencies[1].project == "suite");
    REQUIRE(info.optional.size() == 1);
    CHECK(info.optional[0].constraint.accepts(Version("1.2")));
    CHECK_THAT(text_of(complete + "dependencies: wow\n"), Catch::Contains("dependencies must be a list"));
    CHECK_THAT(text_of(complete + "dependencies: [wow_realm]\n"), Catch::Contains("names the module itself"));
    CHECK_THAT(text_of(complete + "dependencies: [wow]\noptional: [wow]\n"),
        Catch::Contains("optional names wow, which is listed already"));
}

TEST_CASE("aliases, anchors, tags, deep nesting, huge and double documents are refused with file and line")
{
    CHECK_THAT(text_of(complete + "package: &a x\ndescription: *a\n"), Catch::Contains(":5: anchors"));
    CHECK_THAT(text_of("name: *a\n"), Catch::Contains("x/wow_realm.info.yml:"));
    CHECK_THAT(text_of(complete + "weight: !!int 3\n"), Catch::Contains(":5: the tag"));
    CHECK_THAT(text_of(complete + "package: [[[[[[[[[[x]]]]]]]]]]\n"), Catch::Contains("nested deeper than 8"));
    CHECK_THAT(text_of(complete + "package: " + std::string(30'000, '[')), Catch::Contains("nested deeper"));
    CHECK_THAT(text_of(complete + "package: " + std::string(70'000, 'x')), Catch::Contains("at most 65536"));
    CHECK_THAT(text_of(complete + "---\nname: other\n"), Catch::Contains("second document"));
    CHECK_THAT(
        text_of(complete + "name: wow_realm\n"), Catch::Contains(":5: the key name is there twice, first in line 1"));
    CHECK_THAT(text_of("name: [wow\nlabel: }\n"), Catch::Contains("not valid YAML"));
    CHECK_THAT(text_of("just text"), Catch::Contains("must be a map"));
    CHECK_THAT(text_of(""), Catch::Contains("must be a map"));
    std::string many = complete + "permissions:\n";
    for (int i = 0; i < 12'000; ++i)
        many += "- x\n";
    CHECK_THAT(text_of(many), Catch::Contains("more than 10000 values"));
}
