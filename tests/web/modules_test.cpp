// The page of the modules: what it lists, plans, refuses, and that the site survives what is confirmed on it.
#include "browser.hpp"
#include "serve/running_site.hpp"

#include <csignal>

namespace {

using namespace serve_test;
using web_test::Answer;
using web_test::Browser;

constexpr const char* modules = "/admin/modules";

bool has(const Answer& answer, const std::string& text) { return answer.body.find(text) != std::string::npos; }

class ModulesSite : public Site {
public:
    explicit ModulesSite(const std::string& engine)
        : Site(engine, "serve: { rates: { login: none, action: none } }\n")
    {
        run({"install", "user", "content", "owner"});
        for (const auto* name : {"Ann", "Bob"}) {
            std::vector<std::string> line{"user:add", name, "--generate"};
            if (name == std::string("Ann"))
                line.insert(line.end(), {"--role", "administrator"});
            passwords_[name] = run(line)["password"];
        }
        serve_ = start({"serve", "--listen", "127.0.0.1:0"});
        address = address_of(*serve_);
    }
    ~ModulesSite() { serve_->kill(SIGTERM); }
    Browser logged_in(const std::string& name)
    {
        Browser one(address);
        one.get("/user/login");
        REQUIRE(one.post("/user/login", {{"name", name}, {"password", passwords_.at(name)}}).status == 303);
        return one;
    }
    static std::string plan_address(const std::string& action, const std::string& name)
    {
        return std::string(modules) + "/plan?action=" + action + "&name=" + name;
    }
    /// The fingerprint on a page that shows a plan.
    static std::string plan_of(const Answer& page)
    {
        const std::string before = "name=\"plan\" value=\"";
        const auto at = page.body.find(before);
        return at == std::string::npos ? "" : page.body.substr(at + before.size(), 16);
    }
    std::string status(const std::string& module) const { return run({"module", "info", module})["status"]; }
    json change() const { return run({"state", "get", "wowhost.module_change"}); }
    json ended_change() const
    {
        json last;
        wait_until([&] {
            last = change();
            return last["state"] == "done" || last["state"] == "failed";
        });
        return last;
    }
    Process& serve() { return *serve_; }

    std::string address;

private:
    std::map<std::string, std::string> passwords_;
    std::unique_ptr<Process> serve_;
};

} // namespace

TEST_CASE("the page of the modules lists them with status, for those who may administer modules")
{
    ModulesSite site("sqlite");
    CHECK(Browser(site.address).get(modules).header("location") == "/user/login?destination=%2Fadmin%2Fmodules");
    auto bob = site.logged_in("Bob");
    CHECK(bob.get(modules).status == 403);
    CHECK(bob.get(ModulesSite::plan_address("install", "good")).status == 403);
    auto ann = site.logged_in("Ann");
    const auto page = ann.get(modules);
    CHECK(page.status == 200);
    CHECK(has(page, "/admin/modules/plan?action=uninstall&amp;name=content"));
    CHECK(has(page, "/admin/modules/plan?action=install&amp;name=good"));
    CHECK(has(page, "<span class=\"severity-ok\">installed</span>"));
    CHECK(has(page, "data-live=\"/admin/modules/events\""));
}

TEST_CASE("a module is installed from its plan, and the page survives that the site starts afresh")
{
    ModulesSite site(GENERATE(from_range(engines())));
    auto ann = site.logged_in("Ann");
    const auto plan = ann.get(ModulesSite::plan_address("install", "good"));
    CHECK(plan.status == 200);
    CHECK(has(plan, "<strong>good</strong>"));
    const auto dry = site.run({"--dry-run", "install", "good"});
    for (const auto& step : dry["steps"])
        CHECK(has(plan, "<td>" + step["target"].get<std::string>() + "</td>"));
    CHECK(site.status("good") == "available");
    const auto confirmed = ann.post(std::string(modules) + "/change",
        {{"action", "install"}, {"name", "good"}, {"plan", ModulesSite::plan_of(plan)}});
    CHECK(confirmed.status == 303);
    CHECK(confirmed.header("location") == modules);
    const auto change = site.ended_change();
    INFO(change.dump());
    CHECK(change["state"] == "done");
    CHECK(change["by"] == "Ann");
    CHECK(change["installed"] == json({"good"}));
    CHECK(site.status("good") == "installed");
    site.serve().wait_for_line("starting afresh");
    wait_until([&] { return has(ann.get(modules), "/admin/modules/plan?action=uninstall&amp;name=good"); });
    CHECK(has(ann.get(modules), "Done; installed: good"));
}

TEST_CASE("an uninstall shows the rows that go and the dependents that go along, before it is confirmed")
{
    ModulesSite site(GENERATE(from_range(engines())));
    const auto type = site.run({"module", "info", "content"})["entity_types"].at(0).get<std::string>();
    site.run({"entity", "save", type, "{}"});
    auto ann = site.logged_in("Ann");
    const auto plan = ann.get(ModulesSite::plan_address("uninstall", "content"));
    const auto dry = site.run({"--dry-run", "uninstall", "content"});
    std::int64_t lost = 0;
    std::string names;
    for (const auto& step : dry["steps"])
        lost += step["rows"].get<std::int64_t>();
    for (const auto& name : dry["uninstalled"])
        names += (names.empty() ? "" : ", ") + name.get<std::string>();
    REQUIRE(lost > 0);
    CHECK(has(plan, std::to_string(lost) + " rows are deleted for good"));
    CHECK(has(plan, "<strong>" + names + "</strong>"));
    ann.post(std::string(modules) + "/change",
        {{"action", "uninstall"}, {"name", "content"}, {"plan", ModulesSite::plan_of(plan)}});
    CHECK(site.ended_change()["state"] == "done");
    CHECK(site.status("content") == "available");
}

TEST_CASE("what cannot be is refused with every reason, and nothing changes")
{
    ModulesSite site("sqlite");
    auto ann = site.logged_in("Ann");
    const auto none = ann.get(ModulesSite::plan_address("install", "nosuch"));
    CHECK(none.status == 409);
    CHECK(has(none, "nosuch"));
    CHECK_FALSE(has(none, "name=\"plan\""));
    // A name is never an option, a file, or a command.
    for (const auto* name : {"--yes", "..%2Fx", "good%20owner", "%3Cb%3E", ""})
        CHECK(ann.get(ModulesSite::plan_address("install", name)).status == 400);
    CHECK(ann.get(ModulesSite::plan_address("destroy", "good")).status == 400);
    const auto plan = ann.get(ModulesSite::plan_address("install", "good"));
    CHECK(ann.post_body(std::string(modules) + "/change", "action=install&name=good&plan=" + ModulesSite::plan_of(plan))
              .status
        == 403);
    ann.get(ModulesSite::plan_address("install", "good"));
    CHECK(ann.post(std::string(modules) + "/change", {{"action", "install"}, {"name", "good"}}).status == 400);
    CHECK(site.status("good") == "available");
}

TEST_CASE("a plan that is another by now is not carried out")
{
    ModulesSite site("sqlite");
    auto ann = site.logged_in("Ann");
    const auto plan = ann.get(ModulesSite::plan_address("install", "good"));
    REQUIRE_FALSE(ModulesSite::plan_of(plan).empty());
    ann.post(std::string(modules) + "/change", {{"action", "install"}, {"name", "good"}, {"plan", "0123456789abcdef"}});
    const auto change = site.ended_change();
    INFO(change.dump());
    CHECK(change["state"] == "failed");
    CHECK(change["message"].get<std::string>().find("the plan is another one") != std::string::npos);
    CHECK(site.status("good") == "available");
    CHECK(has(ann.get(modules), "the plan is another one"));
}
