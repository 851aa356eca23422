// `.test` files: how they are read, how what came is compared, and what `wowhost test` says of those that fail.
#include "host/cli/test_script.hpp"
#include "support/program.hpp"

#include <wowhost/error.hpp>
#include <wowhost/json.hpp>

#include <catch2/catch.hpp>

using namespace wowhost;
using namespace wowhost::cli;

namespace {

std::vector<std::string> wrong(const char* expected, const char* actual)
{
    return mismatches(parse_json(expected), parse_json(actual));
}

test::ProgramResult run_case(const std::string& content)
{
    test::TemporaryDirectory folder;
    test::write_file(folder / "a.test", content);
    return test::run_program({WOWHOST_PROGRAM, "test", folder / "a.test"});
}

void check_failure(const std::string& content, const std::vector<std::string>& parts)
{
    const auto result = run_case(content);
    INFO(result.out << result.err);
    CHECK(result.exit_code == 1);
    for (const auto& part : parts) {
        INFO(part);
        CHECK(result.err.find(part) != std::string::npos);
    }
}

} // namespace

TEST_CASE("a test is read with its head, steps and blocks")
{
    const auto script =
        parse_test("# A comment.\nmodules a b\nconfig\n    a: { b: 1 }\n\n    c: {}\nfile x/y.json\n    {}\n"
                   "service net prog --quiet\n\n$ wowhost a \"b c\"\nstdout\n    one\n\n    two\n"
                   "stderr contains it's\nexit 3\n> GET http://x/\nstatus 404\njson {\n    \"a\": 1}\nlet id = /a\n",
            "a.test");
    CHECK(script.modules == std::vector<std::string>{"a", "b"});
    CHECK(script.configuration == "a: { b: 1 }\n\nc: {}\n");
    REQUIRE(script.files.size() == 1);
    CHECK(script.files[0].second == "{}\n");
    CHECK(script.services.at(0).command == "prog --quiet");
    REQUIRE(script.steps.size() == 2);
    REQUIRE(script.steps[0].expected.size() == 3);
    CHECK(script.steps[0].expected[0].text == "one\n\ntwo\n");
    CHECK(script.steps[0].expected[2].number == 3);
    CHECK(script.steps[1].kind == TestStep::Kind::request);
    CHECK(script.steps[1].expected[1].text == "{\n\"a\": 1}\n");
    CHECK(split_words(R"(a 'b "c"' "d\"e" f\ g '')") == std::vector<std::string>{"a", "b \"c\"", "d\"e", "f g", ""});
}

TEST_CASE("what cannot be read is told with file and line and the nearest word")
{
    const auto message = [](const std::string& text) -> std::string {
        try {
            parse_test(text, "a.test");
        } catch (const Error& error) {
            return error.what();
        }
        return {};
    };
    CHECK(
        message("$ wowhost x\nstdot\n").find("a.test:2: `stdot` is no word of a test; did you mean \"stdout\"?") == 0);
    CHECK(message("exit 1\n").find("a.test:1: `exit` says what a step shows") == 0);
    CHECK(message("$ wowhost x\nmodules a\n").find("a.test:2: `modules` stands after a step") == 0);
    CHECK(message("$ wowhost x\nexit one\n").find("a.test:2: \"one\" is no whole number") == 0);
    CHECK(message("# nothing\n").find("the file has no step") != std::string::npos);
    CHECK(message("file ../x\n$ wowhost\n").find("a.test:1: `file NAME`") == 0);
    CHECK_THROWS_WITH(split_words("a 'b"), Catch::Contains("is not closed"));
}

TEST_CASE("JSON is compared by what is named, and each place that differs is told")
{
    CHECK(wrong(R"({"a": 1})", R"({"a": 1, "b": 2})").empty());
    CHECK(wrong(R"({"a": 1.0})", R"({"a": 1})").empty());
    CHECK(wrong(R"([1, "..."])", "[1, 2, 3]").empty());
    CHECK(wrong(R"({"a": "<text>", "b": "<number>", "c": "<any>", "d": "<boolean>", "e": "<not null>"})",
        R"({"a": "x", "b": 2, "c": null, "d": true, "e": []})")
              .empty());
    CHECK(wrong(R"({"a": {"b": [1, {"c": 2}]}})", R"({"a": {"b": [1, {"c": 3}]}})")
        == std::vector<std::string>{"/a/b/1/c: is 3, expected 2"});
    CHECK(wrong(R"({"a": 1})", R"({"b": 1})") == std::vector<std::string>{"/a: is not there; expected 1"});
    CHECK(wrong("[1]", "[1, 2]") == std::vector<std::string>{"/: has 2 items, expected 1: [1,2]"});
    CHECK(wrong(R"([1, 2, "..."])", "[1]") == std::vector<std::string>{"/: has 1 items, expected at least 2: [1]"});
    CHECK(wrong(R"("<number>")", R"("x")") == std::vector<std::string>{"/: is \"x\", expected \"<number>\""});
}

TEST_CASE("texts are compared by line")
{
    CHECK(line_difference("a\nb\n", "a\nb").empty());
    CHECK(line_difference("a  \n", "a\n\n").empty());
    CHECK(line_difference("a\nb\nc\n", "a\nx\nc\nd\n") == "    a\n  - b\n  + x\n    c\n  + d\n");
}

TEST_CASE("a test that fails says file, line, command and difference and the exit code tells")
{
    check_failure("$ wowhost --version\nstdout\n    wowhost 0\n",
        {"a.test:2: $ wowhost --version", "  - wowhost 0", "  + wowhost "});
    check_failure("$ wowhost nonsense\n", {"a.test:1: $ wowhost nonsense", "exit code is 2, expected 0", "nonsense"});
    check_failure("$ wowhost module list\njson [{\"name\": \"no_such\"}, \"...\"]\n",
        {"a.test:2:", "/0/name: is", "expected \"no_such\""});
    check_failure("$ wowhost --version\nstdout lacks wowhost\n", {"stdout contains \"wowhost\""});
    check_failure("$ wowhost --version\nstderr contains help\n", {"stderr does not contain \"help\""});
    check_failure("$ wowhost --version\njson {}\n", {"stdout is no JSON"});
    check_failure("$ wowhost ${nam}\n", {"a.test:1: there is no ${nam}"});
    check_failure("modules no_such_module\n$ wowhost --version\n", {"it needs module no_such_module", "--modules"});
    check_failure("$ rm -rf x\n", {"a step runs `wowhost …`, not `rm`"});
    check_failure("service net no-such-program\n$ wowhost --version\n", {"no-such-program cannot be started"});
    const auto nothing = test::run_program({WOWHOST_PROGRAM, "test", "/nowhere"});
    CHECK(nothing.exit_code == 2);
    CHECK(nothing.err.find("neither a .test file nor a folder") != std::string::npos);
    const auto good = run_case("$ wowhost --version\nstdout contains wowhost\n");
    CHECK(good.exit_code == 0);
    CHECK(good.err.find("1 of 1 tests passed") != std::string::npos);
}
