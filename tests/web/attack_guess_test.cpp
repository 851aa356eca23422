// Whether a login tells which names there are: by its answer, or by the work that it does.
#include "attack_site.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace {

using namespace attack_test;

/// The part of an answer that does not differ from one request to the next.
std::string essence(Answer answer, const std::string& name)
{
    std::string text = std::to_string(answer.status) + "\n";
    answer.headers.erase("date");
    for (const auto& [header, value] : answer.headers)
        text += header + ": " + value + "\n";
    text += answer.body;
    const auto replace = [&](const std::string& what, const std::string& with) {
        for (std::size_t at = 0; !what.empty() && (at = text.find(what, at)) != std::string::npos; at += with.size())
            text.replace(at, what.size(), with);
    };
    replace("name=\"name\" value=\"" + name + "\"", "NAME");
    const std::string field = "name=\"csrf_token\" value=\"";
    for (std::size_t at = 0; (at = text.find(field, at)) != std::string::npos; at += field.size())
        text.erase(at + field.size(), 64);
    const auto length = text.find("content-length: ");
    text.erase(length, text.find('\n', length) - length); // has the length of the name in it
    return text;
}

} // namespace

TEST_CASE("a login that fails says and costs the same whether there is such a user or not")
{
    AttackSite site("sqlite");
    site.site.json({"user:add", "Cid"}); // has no password: logs in at Battle.net alone
    site.site.json({"user:block", "Bob"});
    const auto log = site.site.path("hashes");
    ::setenv("LD_PRELOAD", WOWHOST_PASSWORD_COUNTER, 1);
    ::setenv("WOWHOST_TEST_HASHES", log.c_str(), 1);
    site.serve();
    ::unsetenv("LD_PRELOAD");
    ::unsetenv("WOWHOST_TEST_HASHES");
    int visitor = 0;
    const auto try_it = [&](const std::string& name, const std::string& password) {
        auto browser = site.browser();
        // Everybody comes from elsewhere: nobody has to wait.
        const auto from = "X-Forwarded-For: 9.9.9." + std::to_string(++visitor) + "\r\n";
        browser.get("/user/login");
        return Client(site.address())
            .ask("POST", "/user/login",
                from + "Content-Type: application/x-www-form-urlencoded\r\nCookie: " + browser.cookie_line() + "\r\n",
                "csrf_token=" + browser.token() + "&name=" + wowhost::encode_segment(name)
                    + "&password=" + wowhost::encode_segment(password));
    };
    try_it("nobody", "wrong"); // the first of all makes what is compared where there is no hash
    const auto hashes = [&] {
        auto noted = std::filesystem::exists(log) ? wowhost::test::read_file(log) : std::string();
        wowhost::test::write_file(log, "");
        return noted;
    };
    CHECK(hashes().find('v') != std::string::npos); // they are counted at all
    const auto wanted = essence(try_it("ann", "wrong"), "ann");
    CHECK(hashes() == "v");
    CHECK(wanted.starts_with("403\n"));
    CHECK(wanted.find("The name or the password is wrong.") != std::string::npos);
    const std::string long_name(300, 'x');
    const std::pair<std::string, std::string> tries[] = {{"ann", "wrong again"}, {"nobody", "wrong"}, {"cid", "wrong"},
        {"cid", ""}, {"bob", "wrong"}, {"bob", site.password("Bob")}, {"ann", ""}, {"ann", std::string(2000, 'x')},
        {"nobody", std::string(2000, 'x')}, {long_name, "wrong"}, {"", "wrong"}, {"1", "wrong"}, {"ann ", "wrong"}};
    for (const auto& [name, password] : tries) {
        INFO("name " << name << ", password " << password);
        CHECK(essence(try_it(name, password), name) == wanted);
        CHECK(hashes() == "v");
    }
    CHECK(try_it("ann", site.password("Ann")).status == 303);
    CHECK(hashes() == "v");

    const auto median = [&](const std::string& name) {
        std::vector<double> milliseconds;
        for (int i = 0; i < 7; ++i) {
            const auto begin = std::chrono::steady_clock::now();
            try_it(name + std::to_string(i), "wrong");
            milliseconds.push_back(
                std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
        }
        std::sort(milliseconds.begin(), milliseconds.end());
        return milliseconds[3];
    };
    for (int i = 0; i < 7; ++i)
        site.site.json({"user:add", "known" + std::to_string(i), "--generate"});
    const auto known = median("known");
    const auto unknown = median("unknown");
    WARN("a known name takes " << known << " ms, an unknown one " << unknown << " ms: ratio " << known / unknown
                               << " (told, not judged)");
}
