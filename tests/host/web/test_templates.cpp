#include "host/web/template.hpp"
#include "host/web/template_set.hpp"

#include "support/temporary_directory.hpp"

#include <wowhost/error.hpp>

#include <catch2/catch.hpp>
#include <filesystem>

using namespace wowhost;
using namespace wowhost::web;

namespace {

std::string render(const std::string& text, const Value& value) { return Template("t", text).render({&value}, {}); }

std::string complaint(const std::string& text)
{
    try {
        Template("t", text);
        return {};
    } catch (const Error& error) {
        return error.what();
    }
}

} // namespace

TEST_CASE("values are escaped, everywhere")
{
    const auto value = Value::object({{"a", "<b x='1' y=\"2\">&"}, {"list", Value::array({"<i>"})}});
    CHECK(render("{{a}}", value) == "&lt;b x=&#39;1&#39; y=&quot;2&quot;&gt;&amp;");
    CHECK(render("{{#list}}{{.}}{{/list}}", value) == "&lt;i&gt;");
    CHECK(complaint("{{{a}}}").find("layout") != std::string::npos);
    CHECK(complaint("{{&a}}").find("layout") != std::string::npos);
    CHECK(Template("t", "{{{a}}}", true).render({&value}, {}) == "<b x='1' y=\"2\">&");
}

TEST_CASE("sections run for lists and for what counts as true, inverted ones otherwise")
{
    const auto value = Value::object({{"rows", Value::array({Value::object({{"n", 1}}), Value::object({{"n", 2}})})},
        {"none", Value::array({})}, {"empty", ""}, {"zero", 0}, {"no", false}, {"null", nullptr}, {"yes", true},
        {"one", Value::object({{"inner", Value::object({{"deep", "x"}})}})}, {"outer", "o"}, {"real", 0.5}});
    CHECK(render("{{#rows}}{{n}}{{outer}},{{/rows}}", value) == "1o,2o,");
    for (const auto* name : {"none", "empty", "zero", "no", "null", "missing", "one.missing"}) {
        INFO(name);
        CHECK(render(std::string("{{#") + name + "}}1{{/" + name + "}}{{^" + name + "}}2{{/" + name + "}}", value)
            == "2");
    }
    CHECK(render("{{#yes}}1{{/yes}}{{^yes}}2{{/yes}}", value) == "1");
    CHECK(render("{{one.inner.deep}}{{#one}}{{inner.deep}}{{/one}} {{real}}{{no}}{{null}}{{missing}}", value)
        == "xx 0.5");
    CHECK(render("{{#outer}}{{.}}{{/outer}}", value) == "o");
}

TEST_CASE("a line with nothing but a tag that prints nothing leaves no line behind")
{
    const auto value = Value::object({{"rows", Value::array({1, 2})}});
    CHECK(render("<ul>\n  {{#rows}}\n<li>{{.}}\n  {{/rows}}\n{{! remark }}\n</ul>\n", value)
        == "<ul>\n<li>1\n<li>2\n</ul>\n");
    CHECK(render("{{#rows}}\n{{/rows}}", value).empty());
    CHECK(render("a {{! remark }} b", value) == "a  b");
}

TEST_CASE("filters write numbers, times and parts of addresses")
{
    const auto value = Value::object(
        {{"n", 1234567}, {"m", -1000}, {"s", 999}, {"r", 12345.5}, {"t", 1795286730}, {"name", "Ñ/a b"}, {"x", "<"}});
    CHECK(render("{{n|number}} {{m|number}} {{s | number}} {{r|number}}", value) == "1,234,567 -1,000 999 12,345.5");
    CHECK(render("{{t|date}} {{t|datetime}} {{t|iso}}", value)
        == "21 Nov 2026 21 Nov 2026, 18:45 UTC 2026-11-21T18:45:30Z");
    CHECK(render("{{name|date}}|{{name|segment}}|{{x|number}}", value) == "|%C3%91%2Fa%20b|&lt;");
    CHECK(complaint("a\n{{n|nonsense}}").find("line 2: there is no filter \"nonsense\"") != std::string::npos);
}

TEST_CASE("what is wrong with a template is said with its name and line")
{
    CHECK(complaint("\n\n{{a").find("template t, line 3: a tag is not closed") == 0);
    CHECK(complaint("{{#a}}\n").find("is not closed") != std::string::npos);
    CHECK(complaint("{{/a}}").find("closes what was not open") != std::string::npos);
    CHECK(complaint("{{#a}}{{/b}}").find("closes what was not open") != std::string::npos);
    CHECK_FALSE(complaint("{{}}").empty());
    CHECK_FALSE(complaint("{{a..b}}").empty());
    CHECK_FALSE(complaint("{{a b}}").empty());
    CHECK_FALSE(complaint("{{> }}").empty());
    std::string deep;
    for (int i = 0; i < 100; ++i)
        deep += "{{#a}}";
    CHECK_FALSE(complaint(deep).empty());
}

TEST_CASE("a site's templates go before those of the program, and a broken one does not count")
{
    const test::TemporaryDirectory folder;
    std::filesystem::create_directories(folder / "first/probe");
    std::filesystem::create_directories(folder / "second/probe");
    test::write_file(folder / "first/probe/list.html", "mine {{> probe/row}}");
    test::write_file(folder / "second/probe/list.html", "theirs");
    test::write_file(folder / "first/probe/row.html", "{{#broken}}");
    test::write_file(folder / "second/probe/row.html", "row {{n}}");
    test::write_file(folder / "second/loop.html", "({{> loop}})");
    test::write_file(folder / "second/lost.html", "{{> nowhere}}");
    const TemplateSet set({folder / "first", folder / "second", folder / "missing"});
    const auto value = Value::object({{"n", 5}});
    CHECK(set.render("probe/list", {&value}) == "mine row 5");
    CHECK(set.render("loop", {&value}).size() < 100);
    CHECK(set.problems().size() == 2);
    CHECK(set.problems().front().find("probe/row.html") != std::string::npos);
    CHECK(set.find("layout") != nullptr);
    CHECK_THROWS_AS(set.render("probe/nothing", {&value}), Error);
}
