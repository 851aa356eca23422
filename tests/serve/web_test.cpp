// The web server as part of the running program: modules' routes, changes of modules under load, ends of all kinds.
#include "../host/web/http_client.hpp"
#include "running_site.hpp"

#include <atomic>
#include <csignal>
#include <fstream>

namespace {

using namespace serve_test;
using web_test::Answer;
using web_test::Client;

constexpr const char* json_please = "Accept: application/json\r\n";

/// Asks again and again on connections of its own until told to end.
class Load {
public:
    Load(std::string address, std::string path, bool keep)
        : address_(std::move(address))
        , path_(std::move(path))
        , thread_([this, keep] { run(keep); })
    {
    }
    ~Load() { end(); }
    void end()
    {
        ending_ = true;
        if (thread_.joinable())
            thread_.join();
    }
    int good() const { return good_; }
    std::string problems() const { return problems_; }
    /// Requests on a connection that had answered before, and ended without an answer.
    int cut_off() const { return cut_off_; }

private:
    void run(bool keep)
    {
        std::unique_ptr<Client> client;
        while (!ending_) {
            try {
                const bool is_new = !client || !keep;
                if (is_new)
                    client = std::make_unique<Client>(address_);
                const auto answer = client->get(path_);
                cut_off_ += answer.status == 0 && !is_new ? 1 : 0;
                if (answer.status == 200)
                    ++good_;
                else
                    problems_ += std::to_string(answer.status) + " " + answer.body + "\n";
                if (answer.status == 0 || answer.header("connection") == "close")
                    client.reset();
            } catch (const std::exception& error) {
                problems_ += std::string(error.what()) + "\n";
                client.reset();
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
            }
        }
    }

    std::string address_;
    std::string path_;
    std::atomic<bool> ending_{false};
    std::atomic<int> good_{0};
    std::atomic<int> cut_off_{0};
    std::string problems_;
    std::thread thread_;
};

} // namespace

TEST_CASE("serve answers the routes of modules, with permissions, limits and deadlines")
{
    const Site site(
        GENERATE(from_range(engines())), "roles: { tester: [use probe] }\nserve: { rates: { login: 0.001/2 } }\n");
    site.run({"install", "web_probe"});
    const auto info = site.run({"module", "info", "web_probe"});
    CHECK(info["routes"].size() == 13);
    const auto serve = site.start({"serve", "--listen", "127.0.0.1:0"});
    const auto address = address_of(*serve);
    Client client(address);
    CHECK(client.get("/probe?text=%3Cb%3E").body.find("&lt;b&gt;") != std::string::npos);
    const auto echo = json::parse(client.get("/probe/echo/%C3%91?q=a+b", "Cookie: probe=5\r\n").body);
    CHECK(echo
        == json({{"what", "Ñ"}, {"query", "a b"}, {"client", "127.0.0.1"}, {"secure", false}, {"user", ""},
            {"cookie", "5"}}));
    CHECK(json::parse(client.get("/probe/echo/fixed").body)["what"] == "the fixed one");
    CHECK(client.get("/probe/large", "Accept-Encoding: gzip\r\n").body.size() < 2000);
    CHECK(client.get("/probe/needs", json_please).status == 403);
    CHECK(client.get("/probe/needs", "Authorization: Probe tester\r\n").body == "\"tester\"\n");
    CHECK(client.get("/probe/needs", "Authorization: Probe other\r\n").status == 403);
    CHECK(client.get("/probe/needs", "Authorization: Probe administrator\r\n").status == 200);
    CHECK(client.ask("POST", "/probe/form", "", "text=x").status == 403);
    CHECK(client.ask("POST", "/probe/open", "", "12345").body == "5\n");
    CHECK(client.get("/probe/limited").status == 200);
    CHECK(client.get("/probe/limited").status == 200);
    CHECK(client.get("/probe/limited").status == 429);
    CHECK(client.get("/probe/late").status == 504);
    const auto metrics = client.get("/metrics").body;
    for (const auto* line : {"wowhost_module_calls_total{module=\"web_probe\"} ",
             "web_probe_things{kind=\"a \\\"b\\\"\\n\"} 5\n", "wowhost_metric_source_up{source=\"probe\"} 0\n",
             "wowhost_metric_source_up{source=\"broken\"} 0\n", "wowhost_module_quarantined{module=\"web_probe\"} 0\n",
             "wowhost_http_requests_total{method=\"GET\",route=\"/probe/limited\",status=\"4xx\"} 1\n",
             "wowhost_page_cache_requests_total{result=\"hit\"} 0\n"}) {
        INFO(line);
        CHECK(metrics.find(line) != std::string::npos);
    }
    CHECK(metrics.find("\nthings") == std::string::npos);
    CHECK(web_test::get(address, "/probe/events").body.find("event: tick\nid: 3\ndata: {\"number\":3}\n")
        != std::string::npos);
    CHECK(client.get("/").status == 200);
    serve->kill(SIGTERM);
    CHECK(serve->wait().exit_code == 0);
}

TEST_CASE("a route that throws is a page with a reference, under which the log has the reason")
{
    const Site site("sqlite");
    site.run({"install", "web_probe"});
    const auto serve = site.start({"serve", "--listen", "127.0.0.1:0"});
    Client client(address_of(*serve));
    CHECK(client.get("/probe/throw/missing").body.find("There is no &lt;thing&gt;") != std::string::npos);
    for (const auto* what : {"runtime", "number", "header", "redirect"}) {
        const auto answer = client.get(std::string("/probe/throw/") + what, json_please);
        CHECK(answer.status == 500);
        CHECK(answer.body.find("secret") == std::string::npos);
        const auto reference = json::parse(answer.body)["error"]["reference"].get<std::string>();
        const auto log = site.run({"log", "show"}).dump();
        INFO(log);
        CHECK(log.find("request " + reference + " failed") != std::string::npos);
    }
    CHECK(client.get("/probe").status == 200);
    serve->kill(SIGTERM);
    CHECK(serve->wait().exit_code == 0);
}

TEST_CASE("no request fails while modules are installed and uninstalled")
{
    const auto engine = GENERATE(from_range(engines()));
    const Site site(engine);
    site.run({"install", "web_probe"});
    const auto serve = site.start({"serve", "--listen", "127.0.0.1:0"});
    const auto address = address_of(*serve);
    std::vector<std::unique_ptr<Load>> loads;
    loads.push_back(std::make_unique<Load>(address, "/probe/echo/x", true));
    loads.push_back(std::make_unique<Load>(address, "/probe", true));
    loads.push_back(std::make_unique<Load>(address, "/probe/slow/20", true));
    loads.push_back(std::make_unique<Load>(address, "/probe/echo/y", false));
    Client idle(address);
    CHECK(idle.get("/probe").status == 200);
    for (const auto* action : {"install", "uninstall"}) {
        const auto before = loads.front()->good();
        site.run({action, "good"});
        wait_until([&] { return loads.front()->good() > before + 20; });
    }
    // Followed, not only outlasted.
    serve->wait_for_line("starting afresh");
    wait_until([&] { return web_test::get(address, "/readyz").status == 200; });
    for (auto& load : loads) {
        load->end();
        CHECK(load->good() > 0);
        CHECK(load->problems().empty());
    }
    CHECK(idle.get("/probe").status == 200);
    serve->kill(SIGTERM);
    CHECK(serve->wait().exit_code == 0);
}

TEST_CASE("the route of a module that goes is gone, and the other routes stay")
{
    const Site site("sqlite");
    site.run({"install", "web_probe", "good"});
    const auto serve = site.start({"serve", "--listen", "127.0.0.1:0"});
    const auto address = address_of(*serve);
    CHECK(web_test::get(address, "/probe").status == 200);
    site.run({"uninstall", "web_probe"});
    wait_until([&] { return web_test::get(address, "/probe").status == 404; });
    CHECK(web_test::get(address, "/healthz").status == 200);
    serve->kill(SIGTERM);
    CHECK(serve->wait().exit_code == 0);
}

TEST_CASE("a server that is asked to end under load answers all it has taken")
{
    const Site site("sqlite");
    site.run({"install", "web_probe"});
    const auto serve = site.start({"serve", "--listen", "127.0.0.1:0"});
    const auto address = address_of(*serve);
    Client slow(address);
    slow.send("GET /probe/slow/400 HTTP/1.1\r\nHost: x\r\n\r\n");
    Load load(address, "/probe/echo/x", true);
    wait_until([&] { return load.good() > 20; });
    serve->kill(SIGTERM);
    CHECK(slow.read().body == "\"slept\"\n");
    CHECK(serve->wait().exit_code == 0);
    load.end();
    // Refused once it has gone, never cut off in the middle.
    CHECK(load.cut_off() == 0);
}

TEST_CASE("a socket that the service manager holds is served, and clients wait while the server is away")
{
    const Site site("sqlite");
    site.run({"install", "web_probe"});
    // A tiny service manager: opens the socket, and starts the program anew on it.
    const auto script = site.path("manager.py");
    write_file(script, R"(import os, socket, subprocess, sys
listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen(100)
print("manager on http://127.0.0.1:%d/ " % listener.getsockname()[1], flush=True)
for run in range(2):
    child = os.fork()
    if child == 0:
        os.dup2(listener.fileno(), 3)
        os.set_inheritable(3, True)
        os.environ["LISTEN_PID"] = str(os.getpid())
        os.environ["LISTEN_FDS"] = "1"
        os.execv(sys.argv[1], sys.argv[1:])
    os.waitpid(child, 0)
    print("ended %d" % run, flush=True)
)");
    auto line = site.line({"serve", "--listen", "127.0.0.1:1"});
    line.insert(line.begin(), {"python3", script});
    Process manager(line);
    const auto first = manager.wait_for_line("manager on ");
    const auto address = first.substr(first.find("http"), first.find("/ ") - first.find("http"));
    const auto pid_of = [&] { return json::parse(web_test::get(address, "/readyz").body)["status"]; };
    CHECK(pid_of() == "ready");
    const auto child = run_program({"pgrep", "-P", std::to_string(manager.pid())}).out;
    REQUIRE(::kill(std::stoi(child), SIGTERM) == 0);
    // Asked while one server goes and the next comes.
    CHECK(web_test::get(address, "/probe/echo/x").status == 200);
    manager.wait_for_line("ended 0");
    CHECK(web_test::get(address, "/probe/echo/x").status == 200);
    const auto second = run_program({"pgrep", "-P", std::to_string(manager.pid())}).out;
    CHECK(second != child);
    ::kill(std::stoi(second), SIGTERM);
    CHECK(manager.wait().exit_code == 0);
}

TEST_CASE("a Unix socket and an access log, as behind a proxy")
{
    const Site site("sqlite");
    site.run({"install", "web_probe"});
    const auto socket = "unix:" + site.path("site.sock");
    const auto serve =
        site.start({"--set", "serve.access_log=" + site.path("access.log"), "serve", "--listen", socket});
    CHECK(address_of(*serve) == socket);
    CHECK(json::parse(web_test::get(socket, "/probe/echo/x", "X-Forwarded-For: 5.6.7.8\r\nX-Forwarded-Proto: https\r\n")
                          .body)["secure"]
        == true);
    wait_until([&] { return read_file(site.path("access.log")).find("5.6.7.8 - - [") == 0; });
    serve->kill(SIGTERM);
    CHECK(serve->wait().exit_code == 0);
}
