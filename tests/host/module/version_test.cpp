#include "host/module/info_file.hpp"
#include "host/module/version.hpp"

#include <wowhost/error.hpp>

#include <catch2/catch.hpp>

using namespace wowhost;
using namespace wowhost::module;

namespace {

bool accepts(const char* constraint, const char* version) { return Constraint(constraint).accepts(Version(version)); }

std::string error_of(const char* constraint)
{
    try {
        Constraint{constraint};
    } catch (const Error& error) {
        return error.what();
    }
    return "accepted";
}

} // namespace

TEST_CASE("5 a dependency project:module (>=1.2) is on the module, whatever the project")
{
    const auto plain = parse_dependency("wow_realm (>=1.2)");
    const auto prefixed = parse_dependency("suite:wow_realm (>=1.2)");
    CHECK(plain.name == "wow_realm");
    CHECK(plain.project.empty());
    CHECK(prefixed.name == "wow_realm");
    CHECK(prefixed.project == "suite");
    CHECK(prefixed.constraint.accepts(Version("1.2")));
    CHECK_FALSE(prefixed.constraint.accepts(Version("1.1")));
}

TEST_CASE("6 a dependency without a constraint is met by any version")
{
    const auto dependency = parse_dependency("wow_realm");
    CHECK(dependency.constraint.accepts_any());
    for (const char* version : {"0", "0.0.1-dev", "1.0", "99.99.99"})
        CHECK(dependency.constraint.accepts(Version(version)));
}

TEST_CASE("7 all comma-separated parts of a constraint must hold")
{
    CHECK(accepts(">=1.2, <2, !=1.5", "1.4"));
    CHECK_FALSE(accepts(">=1.2, <2, !=1.5", "1.1"));
    CHECK_FALSE(accepts(">=1.2, <2, !=1.5", "2.0"));
    CHECK_FALSE(accepts(">=1.2, <2, !=1.5", "1.5"));
    CHECK_FALSE(accepts(">=1.2 <2 <>1.5", "1.5.0"));
    CHECK(parse_dependency("project:module (>=1.2, <2.x)").constraint.accepts(Version("1.9")));
}

TEST_CASE("8 2.x accepts 2.0 and 2.9 and rejects 1.9 and 3.0")
{
    CHECK(accepts("2.x", "2.0"));
    CHECK(accepts("2.x", "2.9"));
    CHECK(accepts("=2.x", "2.9.9"));
    CHECK_FALSE(accepts("2.x", "1.9"));
    CHECK_FALSE(accepts("2.x", "3.0"));
    CHECK_FALSE(accepts("!=2.x", "2.5"));
    CHECK(accepts("2.1.x", "2.1.7"));
    CHECK_FALSE(accepts("2.1.x", "2.2"));
    CHECK(accepts("2.0.x", "2"));
}

TEST_CASE("9 >2.x rejects 2.9 and accepts 3.0")
{
    CHECK_FALSE(accepts(">2.x", "2.9"));
    CHECK(accepts(">2.x", "3.0"));
    CHECK(accepts(">=2.x", "2.0"));
    CHECK(accepts("<=2.x", "2.9"));
    CHECK_FALSE(accepts("<2.x", "2.0-beta1"));
    CHECK(accepts("<2.x", "1.9"));
}

TEST_CASE("10 a pre-release is below its release and above the pre-release before it")
{
    const std::vector<const char*> ascending{"1.0", "1.1-dev", "1.1-alpha1", "1.1-alpha2", "1.1-beta", "1.1-beta2",
        "1.1-beta3", "1.1-beta10", "1.1-rc.1", "1.1-RC2", "1.1", "1.1.1", "1.2-beta1", "1.10", "2"};
    for (std::size_t i = 0; i < ascending.size(); ++i) {
        for (std::size_t j = 0; j < ascending.size(); ++j) {
            INFO(ascending[i] << " and " << ascending[j]);
            CHECK((Version(ascending[i]) < Version(ascending[j])) == (i < j));
            CHECK((Version(ascending[i]) == Version(ascending[j])) == (i == j));
        }
    }
    CHECK(accepts(">=1.1-beta2 <1.1", "1.1-beta3"));
}

TEST_CASE("missing numbers are 0, and build metadata and letter case have no meaning")
{
    CHECK(Version("1") == Version("1.0.0"));
    CHECK(Version("1.2.3+build.7") == Version("1.2.3"));
    CHECK(Version("v1.2") == Version("1.2"));
    CHECK(Version("1.0-BETA2") == Version("1.0-beta2"));
    CHECK(Version(" 1.2 ").text() == "1.2");
}

TEST_CASE("11 white space inside a constraint does not change its meaning")
{
    for (const char* text : {">=1.0<2", ">= 1.0 < 2", "  >=1.0,<2  ", " >=\t1.0 ,\n <  2", "> = 1.0, < 2"}) {
        INFO(text);
        CHECK(accepts(text, "1.0"));
        CHECK(accepts(text, "1.9"));
        CHECK_FALSE(accepts(text, "2.0"));
        CHECK_FALSE(accepts(text, "0.9"));
        CHECK(Constraint(text).text() == ">=1.0 <2");
    }
    CHECK(parse_dependency("  wow_realm  ( >= 1.0 )  ").name == "wow_realm");
}

TEST_CASE("each operator compares as it reads")
{
    CHECK(accepts("1.5", "1.5.0"));
    CHECK(accepts("=1.5", "1.5"));
    CHECK(accepts("==1.5", "1.5"));
    CHECK_FALSE(accepts("1.5", "1.5.1"));
    CHECK(accepts("!=1.5", "1.6"));
    CHECK(accepts("<>1.5", "1.6"));
    CHECK(accepts("<1.5", "1.4.9"));
    CHECK_FALSE(accepts("<1.5", "1.5"));
    CHECK(accepts("<=1.5", "1.5"));
    CHECK(accepts(">1.5", "1.5.1"));
    CHECK_FALSE(accepts(">1.5", "1.5"));
    CHECK(accepts(">=1.5", "1.5"));
}

TEST_CASE("2 an unparsable constraint is refused by a message that quotes it")
{
    for (const char* text : {">=banana", "=>1.0", ">=", "1.0,", ",1.0", "1.0,,2.0", "x", ".x", "1.x.2", ">=1.0-",
             "1..2", "1.2.3.4.5", "99999999999", "~1.2", "^1", "1.x-beta.x"}) {
        INFO(text);
        CHECK_THAT(error_of(text), Catch::Contains("\"" + std::string(text) + "\" is not a version constraint"));
    }
    CHECK_THROWS_WITH(Version("one.two"), Catch::Contains("\"one.two\" is not a version"));
    CHECK_THROWS_AS(Version(""), Error);
}

TEST_CASE("an unreadable dependency is refused by a message that quotes it")
{
    for (const char* text : {"", "wow_realm (>=1.0", "wow_realm >=1.0)", "wow_realm (>=a)", "Wow", "a b", "1a", "x:y:z",
             ":x", "x:", "x ((1.0))"}) {
        INFO(text);
        try {
            parse_dependency(text);
            FAIL("accepted");
        } catch (const Error& error) {
            CHECK(error.code() == ErrorCode::invalid_argument);
            CHECK_THAT(error.what(), Catch::Contains("the dependency \"" + std::string(text) + "\" cannot be read"));
        }
    }
}
