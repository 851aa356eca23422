// The dashboard: what it shows, that its actions run as jobs elsewhere, and who may start them.
#include "modules/wow_character/site.hpp"
#include "web/browser.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <csignal>
#include <ctime>
#include <map>
#include <memory>
#include <thread>

namespace {

using nlohmann::json;
using web_test::Answer;
using web_test::Browser;
using wowhost::test::engines;

constexpr const char* dashboard = "/admin/reports/wow";

bool has(const Answer& answer, const std::string& text) { return answer.body.find(text) != std::string::npos; }

std::string address_of(wowhost::test::Process& serve)
{
    const auto line = serve.wait_for_line("serving on ");
    const auto begin = line.find("http://");
    return line.substr(begin, line.find("/ ", begin) - begin);
}

class DashboardSite {
public:
    /// Nothing works on queues but what the test starts. `more`: a further module, of the tests.
    explicit DashboardSite(const std::string& engine, const std::string& more = {})
        : site(engine)
    {
        if (!more.empty())
            options_ = {"--set", "modules.path=[" WOWHOST_MODULE_FOLDER ", " WOWHOST_FIXTURE_FOLDER "/" + more + "]"};
        site.install({"user", "wow_mount", "wow_realm", "wow_character"});
        if (!more.empty())
            site.json(line({"install", more}));
        for (const auto* name : {"Ann", "Bob"}) {
            std::vector<std::string> words{"user:add", name, "--generate"};
            if (name == std::string("Ann"))
                words.insert(words.end(), {"--role", "administrator"});
            passwords_[name] = site.json(line(words))["password"];
        }
        serve_ = site.start(line(
            {"--set", "serve.rates={login: none, action: none}", "serve", "--role", "web", "--listen", "127.0.0.1:0"}));
        address = address_of(*serve_);
    }
    ~DashboardSite() { serve_->kill(SIGTERM); }

    Browser logged_in(const std::string& name)
    {
        Browser one(address);
        one.get("/user/login");
        REQUIRE(one.post("/user/login", {{"name", name}, {"password", passwords_.at(name)}}).status == 303);
        return one;
    }
    /// Presses a button of the dashboard.
    static Answer press(Browser& one, const std::string& section, const std::string& action,
        const std::vector<std::pair<std::string, std::string>>& more = {{"region", "eu"}})
    {
        REQUIRE(one.get(dashboard).status == 200);
        std::vector<std::pair<std::string, std::string>> fields{{"section", section}, {"action", action}};
        fields.insert(fields.end(), more.begin(), more.end());
        return one.post(std::string(dashboard) + "/start", fields);
    }
    /// Ends the server.
    void stop()
    {
        serve_->kill(SIGTERM);
        serve_->wait();
    }
    /// All actions that were started, oldest first.
    json tasks() const { return site.json({"state", "get", "wow.dashboard_tasks"})["tasks"]; }
    /// Works on the dashboard's queue until it is empty.
    void work() const { site.json(line({"worker", "--queue", "wow_dashboard", "--until-empty"})); }

    site_test::Site site;
    std::string address;

private:
    std::vector<std::string> line(std::vector<std::string> words) const
    {
        words.insert(words.begin(), options_.begin(), options_.end());
        return words;
    }

    std::vector<std::string> options_;
    std::map<std::string, std::string> passwords_;
    std::unique_ptr<wowhost::test::Process> serve_;
};

} // namespace

TEST_CASE("the dashboard is for those who may administer, and for nobody else")
{
    DashboardSite site("sqlite");
    Browser nobody(site.address);
    CHECK(nobody.get(dashboard).header("location") == "/user/login?destination=%2Fadmin%2Freports%2Fwow");
    CHECK(nobody.get(std::string(dashboard) + "/events", "Accept: application/json\r\n").status == 403);
    auto bob = site.logged_in("Bob");
    CHECK(bob.get(dashboard).status == 403);
    CHECK(bob.get(std::string(dashboard) + "/events").status == 403);
    bob.get("/user");
    CHECK(bob.post(std::string(dashboard) + "/start", {{"section", "wow"}, {"action", "sweep"}}).status == 403);
    auto ann = site.logged_in("Ann");
    CHECK(ann.get(dashboard).status == 200);
    // Without the token of a form nothing is started, whoever asks.
    CHECK(ann.post_body(std::string(dashboard) + "/start", "section=wow&action=test&region=eu").status == 403);
    CHECK(site.site.json({"state", "list"}).dump().find("wow.dashboard_tasks") == std::string::npos);
}

TEST_CASE("a sync that was asked for runs as a job, and the dashboard says what came of it")
{
    DashboardSite site(GENERATE(from_range(engines())));
    auto ann = site.logged_in("Ann");
    const auto before = ann.get(dashboard);
    CHECK(has(before, "<h3>Realm</h3>"));
    CHECK(has(before, "<h3>Mount</h3>"));
    CHECK(has(before, "<h3>Battle.net</h3>"));
    CHECK(has(before, "never yet"));
    CHECK(has(before, "<small>wow_mount</small></td>"));
    CHECK(has(before, "<td><span class=\"severity-ok\">installed</span></td>"));
    // Vocabularies are never wiped: there is no button, and no way around it.
    const auto form_of = [&](const std::string& section) {
        const auto at = before.body.find("name=\"section\" value=\"" + section + "\"");
        REQUIRE(at != std::string::npos);
        return before.body.substr(at, before.body.find("</form>", at) - at);
    };
    CHECK(form_of("source.wow_mount").find("<button name=\"action\" value=\"wipe\"") != std::string::npos);
    CHECK(form_of("source.wow_realm").find("<button name=\"action\" value=\"sync\"") != std::string::npos);
    CHECK(form_of("source.wow_realm").find("value=\"wipe\"") == std::string::npos);
    CHECK(DashboardSite::press(ann, "source.wow_realm", "wipe", {{"confirmed", "yes"}}).status == 400);

    site.site.reset_requests();
    const auto pressed = DashboardSite::press(ann, "source.wow_realm", "sync", {{"region", "us"}});
    CHECK(pressed.status == 303);
    CHECK(pressed.header("location") == std::string(dashboard) + "#tasks");
    // Not on the visitor's request.
    CHECK(site.site.requests_since_reset() == 0);
    CHECK(has(ann.get(dashboard), "Realm: Sync now, us"));
    CHECK(has(ann.get(dashboard), "waits for a worker"));
    // The same a second time is the same.
    CHECK(DashboardSite::press(ann, "source.wow_realm", "sync", {{"region", "us"}}).header("location")
        == std::string(dashboard) + "?again=1#tasks");
    CHECK(site.tasks().size() == 1);

    site.work();
    const auto task = site.tasks().at(0);
    INFO(task.dump());
    CHECK(task["state"] == "done");
    CHECK(task["by"] == "Ann");
    CHECK(task["message"].get<std::string>().find("created") != std::string::npos);
    CHECK(site.site.count("taxonomy_term", {"vid = wow_realm", "wow_region = us"}) > 0);
    CHECK(site.site.count("taxonomy_term", {"vid = wow_realm", "wow_region = eu"}) == 0);
    const auto after = ann.get(dashboard);
    CHECK(has(after, "done: "));
    CHECK(has(after, "Sync us"));
}

TEST_CASE("progress comes as events from the database, whichever process works")
{
    DashboardSite site(GENERATE(from_range(engines())));
    auto ann = site.logged_in("Ann");
    const auto script = site.site.path("listener.py");
    wowhost::test::write_file(script, R"(import sys, urllib.request
request = urllib.request.Request(sys.argv[1], headers={"Cookie": "wowhost_session=" + sys.argv[2]})
with urllib.request.urlopen(request) as stream:
    print("type " + stream.headers["Content-Type"], flush=True)
    for line in stream:
        print(line.decode().rstrip(), flush=True)
print("the end", flush=True)
)");
    wowhost::test::Process listener(
        {"python3", script, site.address + std::string(dashboard) + "/events", ann.cookie("wowhost_session")});
    listener.wait_for_line("type text/event-stream");
    listener.wait_for_line("\"version\":\"\"");
    DashboardSite::press(ann, "source.wow_mount", "sync");
    listener.wait_for_line("\"version\":\"1w.\"");
    const auto page = ann.get(dashboard);
    CHECK(has(page, "data-live=\"" + std::string(dashboard) + "/events\" data-version=\"1w.\""));
    CHECK(has(page, "data-text=\"task-1\""));
    site.work();
    // Jobs of the catalogue wait now: their section says how far they are.
    listener.wait_for_line("\"version\":\"1d.source.wow_mount.\"");
    CHECK(has(ann.get(dashboard), "data-text=\"source.wow_mount\""));
    site.site.json({"worker", "--queue", "wow_mount_sync", "--until-empty"});
    listener.wait_for_line("\"version\":\"1d.\"");
    CHECK_FALSE(has(ann.get(dashboard), "data-text=\"source.wow_mount\""));
    // The stream goes on until somebody ends it: here the server, which stops.
    site.stop();
    listener.wait_for_line("the end");
}

TEST_CASE("a wipe asks first, says what goes, and takes it away in the background")
{
    DashboardSite site(GENERATE(from_range(engines())));
    site.site.json({"wow:sync-mounts", "eu", "--wait"});
    const auto stored = site.site.count("wow_mount");
    REQUIRE(stored > 2);
    // Somebody has one of them: it must not lose its number.
    const auto owner = site.site.json({"entity", "save", "wow_character",
        json({{"region", "eu"}, {"realm_slug", "stormrage"}, {"name", "Ann"}, {"name_key", "ann"},
                 {"last_fetched", std::time(nullptr)}})
            .dump()})["id"];
    const auto mount = site.site.list("wow_mount").at(0);
    site.site.json({"entity", "save", "wow_mount_collection",
        json({{"character", owner}, {"mount", mount["id"]}, {"last_fetched", std::time(nullptr)}}).dump()});

    auto ann = site.logged_in("Ann");
    const auto asked = DashboardSite::press(ann, "source.wow_mount", "wipe", {});
    CHECK(asked.status == 303);
    CHECK(site.site.count("wow_mount") == stored);
    const auto confirm = ann.get(asked.header("location"));
    CHECK(confirm.status == 200);
    CHECK(has(confirm, std::to_string(stored) + " rows of wow_mount go"));
    CHECK(has(confirm, "name=\"confirmed\" value=\"yes\""));
    CHECK(ann.post(std::string(dashboard) + "/start",
                 {{"section", "source.wow_mount"}, {"action", "wipe"}, {"confirmed", "yes"}})
              .status
        == 303);
    CHECK(site.site.count("wow_mount") == stored);
    site.work();
    CHECK(site.tasks().back()["state"] == "done");
    const auto left = site.site.list("wow_mount");
    REQUIRE(left.size() == 1);
    CHECK(left.at(0)["blizzard_id"] == mount["blizzard_id"]);
    CHECK(left.at(0)["name"] == mount["name"]);
    CHECK(left.at(0)["description"] == nullptr);
    // What was forgotten is fetched again, all of it.
    const auto again = site.site.json({"wow:sync-mounts", "eu", "--wait"});
    CHECK(again["not_modified"] == false);
    CHECK(site.site.count("wow_mount") == stored);
}

TEST_CASE("an action that fails keeps its reason, in the list and in its section")
{
    DashboardSite site("sqlite");
    auto ann = site.logged_in("Ann");
    site.site.sandbox().set_faults({"not-json@/data/wow/realm/index"});
    DashboardSite::press(ann, "source.wow_realm", "sync");
    site.work();
    const auto task = site.tasks().at(0);
    INFO(task.dump());
    CHECK(task["state"] == "failed");
    CHECK_FALSE(task["message"].get<std::string>().empty());
    const auto page = ann.get(dashboard);
    CHECK(has(page, "failed 1 time in a row"));
    CHECK(has(page, "failed: "));
}

TEST_CASE("actions that cannot be are refused, and name what there is")
{
    DashboardSite site("sqlite");
    auto ann = site.logged_in("Ann");
    CHECK(DashboardSite::press(ann, "source.nothing", "sync").status == 404);
    CHECK(DashboardSite::press(ann, "source.wow_mount", "explode").status == 400);
    CHECK(DashboardSite::press(ann, "source.wow_mount", "sync", {{"region", "<b>"}}).status == 400);
    CHECK(DashboardSite::press(ann, "source.wow_mount", "sync", {}).status == 400);
    CHECK(ann.get(std::string(dashboard) + "/confirm").status == 404);
    // A name of an action is no way into an address.
    CHECK(DashboardSite::press(ann, "wow&x=1", "sweep").status == 404);
}

TEST_CASE("a worker of another process takes up the actions, such as a sweep")
{
    DashboardSite site(GENERATE(from_range(engines())));
    const auto worker = site.site.start({"worker"});
    const auto old = std::time(nullptr) - 40 * 86400;
    site.site.json(
        {"entity", "save", "wow_mount", json({{"blizzard_id", 99}, {"name", "Old"}, {"last_fetched", old}}).dump()});
    auto ann = site.logged_in("Ann");
    const auto asked = DashboardSite::press(ann, "wow", "sweep", {});
    const auto confirm = ann.get(asked.header("location"));
    CHECK(has(confirm, "1 rows go that Battle.net has not confirmed for 30 days (1 of wow_mount)"));
    ann.post(std::string(dashboard) + "/start", {{"section", "wow"}, {"action", "sweep"}, {"confirmed", "yes"}});
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(120);
    while (site.tasks().back()["state"] != "done") {
        REQUIRE(std::chrono::steady_clock::now() < end);
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    CHECK(site.site.count("wow_mount") == 0);
    CHECK(has(ann.get(dashboard), "done: 1 rows deleted"));
    worker->kill(SIGTERM);
    CHECK(worker->wait().exit_code == 0);
}

TEST_CASE("a section that throws stops no other, and text of modules is text")
{
    DashboardSite site("sqlite", "dashboard_trouble");
    auto ann = site.logged_in("Ann");
    const auto page = ann.get(dashboard);
    CHECK(page.status == 200);
    CHECK(has(page, "no &lt;rows&gt; today"));
    CHECK(has(page, "<h3>Throwing</h3>"));
    CHECK(has(page, "<h3>Obeying &lt;b&gt;</h3>"));
    CHECK(has(page, "<dt>A &lt;label&gt; <small>warning</small></dt><dd>a &lt;value&gt;</dd>"));
    CHECK(has(page, "<h3>Mount</h3>"));

    const auto confirm =
        ann.get(DashboardSite::press(ann, "module.obeying", "destroy", {{"region", "kr"}}).header("location"));
    CHECK(has(confirm, "&lt;destroy&gt; in kr"));
    // Confirmed for another section or not at all, it is asked about again.
    CHECK(DashboardSite::press(ann, "module.obeying", "destroy", {{"region", "kr"}, {"confirmed", "no"}})
              .header("location")
              .find("/confirm?")
        != std::string::npos);
    for (const auto* action : {"report", "throw", "later"})
        CHECK(DashboardSite::press(ann, "module.obeying", action, {}).status == 303);
    DashboardSite::press(ann, "module.obeying", "destroy", {{"region", "kr"}, {"confirmed", "yes"}});
    site.work();
    std::map<std::string, json> by_action;
    for (const auto& task : site.tasks())
        by_action[task["action"]] = task;
    CHECK(by_action["report"]["message"] == "did report");
    CHECK(by_action["report"]["done"] == 7);
    CHECK(by_action["report"]["total"] == 10);
    CHECK(by_action["throw"]["state"] == "failed");
    CHECK(by_action["throw"]["message"].get<std::string>().find("it was <asked> to") != std::string::npos);
    // Broken off, it went back into the queue, and was done then.
    CHECK(by_action["later"]["message"] == "did later");
    CHECK(by_action["destroy"]["message"] == "did destroykr");
    CHECK(has(ann.get(dashboard), "it was &lt;asked&gt; to"));
}
