// Nobody notices that a site changes: every request under load gets its own whole, right answer while modules come and
// go, and while the program is started anew behind a socket that somebody else holds.
#include "../host/web/http_client.hpp"
#include "running_site.hpp"
#include "web/browser.hpp"

#include <atomic>
#include <csignal>
#include <mutex>

namespace {

using namespace serve_test;
using web_test::Answer;
using web_test::Browser;
using web_test::Client;

/// Asks again and again until told to end, each time something else, and looks whether the answer is that to it.
class Asker {
public:
    enum class Kind { get, post };

    /// `headers`: of who is logged in. `keeps`: on one connection as long as the other end allows.
    Asker(std::string address, Kind kind, bool keeps, std::string headers = {})
        : address_(std::move(address))
        , headers_(std::move(headers))
        , kind_(kind)
        , keeps_(keeps)
        , thread_([this] { run(); })
    {
    }
    ~Asker() { end(); }
    void end()
    {
        ending_ = true;
        if (thread_.joinable())
            thread_.join();
    }
    int good() const { return good_; }
    std::string problems() const
    {
        const std::lock_guard lock(mutex_);
        return problems_;
    }

private:
    void run()
    {
        static std::atomic<int> number{0};
        std::unique_ptr<Client> client;
        while (!ending_) {
            const auto word = "w" + std::to_string(++number);
            try {
                if (!client || !keeps_)
                    client = std::make_unique<Client>(address_);
                const auto answer = kind_ == Kind::get
                    ? client->get("/probe/echo/" + word + "?q=" + word)
                    : client->ask("POST", "/probe/form",
                        headers_ + "Content-Type: application/x-www-form-urlencoded\r\n",
                        "text=" + word + std::string(500, 'x'));
                take(answer, word);
                if (answer.status == 0 || answer.header("connection") == "close")
                    client.reset();
            } catch (const std::exception& error) {
                complain(error.what());
                client.reset();
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
            }
        }
    }
    void take(const Answer& answer, const std::string& word)
    {
        const auto body = json::parse(answer.body, nullptr, false);
        const bool right = answer.status == 200 && body.is_object()
            && (kind_ == Kind::get ? body.value("what", "") == word && body.value("query", "") == word
                                   : body.value("text", "") == word + std::string(500, 'x'));
        if (right)
            ++good_;
        else
            complain("asked for " + word + ", got " + std::to_string(answer.status) + " " + answer.head + answer.body);
    }
    void complain(const std::string& what)
    {
        const std::lock_guard lock(mutex_);
        if (problems_.size() < 5000)
            problems_ += what + "\n";
    }

    std::string address_;
    std::string headers_;
    Kind kind_;
    bool keeps_;
    std::atomic<bool> ending_{false};
    std::atomic<int> good_{0};
    mutable std::mutex mutex_;
    std::string problems_;
    std::thread thread_;
};

/// A site with a user who is logged in, and everybody who asks.
class Crowd {
public:
    Crowd(const Site& site, const std::string& address)
    {
        const auto password = site.run({"user:add", "Ann", "--generate"})["password"].get<std::string>();
        Browser ann(address);
        ann.get("/user/login");
        REQUIRE(ann.post("/user/login", {{"name", "ann"}, {"password", password}}).status == 303);
        ann.get("/user");
        REQUIRE(ann.token().size() == 64);
        const auto headers = "Cookie: " + ann.cookie_line() + "\r\nX-CSRF-Token: " + ann.token() + "\r\n";
        for (const bool keeps : {true, false}) {
            askers_.push_back(std::make_unique<Asker>(address, Asker::Kind::get, keeps));
            askers_.push_back(std::make_unique<Asker>(address, Asker::Kind::post, keeps, headers));
        }
        askers_.push_back(std::make_unique<Asker>(address, Asker::Kind::get, true));
    }
    /// Until each has had `more` further right answers, or one has something to complain of.
    void wait_for(int more) const
    {
        std::vector<int> before;
        for (const auto& asker : askers_)
            before.push_back(asker->good());
        wait_until([&] {
            bool all = true;
            for (std::size_t i = 0; i < askers_.size(); ++i) {
                if (!askers_[i]->problems().empty())
                    return true;
                all = all && askers_[i]->good() >= before[i] + more;
            }
            return all;
        });
    }
    void end()
    {
        int good = 0;
        for (auto& asker : askers_) {
            asker->end();
            CHECK(asker->problems().empty());
            good += asker->good();
        }
        WARN(good << " requests, each with its right answer");
    }

private:
    std::vector<std::unique_ptr<Asker>> askers_;
};

/// A service manager: holds a socket, and starts the program on it again whenever it ends, `runs` times.
constexpr const char* manager_script = R"(import os, socket, sys
listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen(1000)
print("manager on http://127.0.0.1:%d/ " % listener.getsockname()[1], flush=True)
for run in range(int(sys.argv[1])):
    child = os.fork()
    if child == 0:
        os.dup2(listener.fileno(), 3)
        os.set_inheritable(3, True)
        os.environ["LISTEN_PID"] = str(os.getpid())
        os.environ["LISTEN_FDS"] = "1"
        os.execv(sys.argv[2], sys.argv[2:])
    print("started %d as pid %d." % (run, child), flush=True)
    status = os.waitpid(child, 0)[1]
    print("ended %d with %d." % (run, status), flush=True)
)";

} // namespace

TEST_CASE("every request gets its right answer while modules are installed and uninstalled again and again")
{
    const auto engine = GENERATE(from_range(engines()));
    const Site site(engine);
    site.run({"install", "web_probe", "user"});
    const auto serve = site.start({"serve", "--listen", "127.0.0.1:0"});
    Crowd crowd(site, address_of(*serve));
    crowd.wait_for(5);
    for (int change = 0; change < 6; ++change) {
        site.run({change % 2 == 0 ? "install" : "uninstall", change < 4 ? "good" : "content"});
        crowd.wait_for(10);
    }
    serve->wait_for_line("starting afresh");
    crowd.end();
    serve->kill(SIGTERM);
    CHECK(serve->wait().exit_code == 0);
}

TEST_CASE("every request gets its right answer while the program is started anew behind a listening socket")
{
    constexpr int runs = 4;
    const Site site(GENERATE(from_range(engines())));
    site.run({"install", "web_probe", "user"});
    write_file(site.path("manager.py"), manager_script);
    auto line = site.line({"serve", "--listen", "127.0.0.1:1"});
    line.insert(line.begin(), {"python3", site.path("manager.py"), std::to_string(runs)});
    Process manager(line);
    const auto first = manager.wait_for_line("manager on ");
    const auto address = first.substr(first.find("http"), first.find("/ ") - first.find("http"));
    Crowd crowd(site, address);
    for (int run = 0; run < runs; ++run) {
        const auto started = manager.wait_for_line("started " + std::to_string(run) + " as pid ");
        const auto pid = std::stoi(started.substr(started.find("pid ") + 4));
        crowd.wait_for(10);
        if (run == runs - 1)
            crowd.end(); // there is no next one
        REQUIRE(::kill(pid, SIGTERM) == 0);
        manager.wait_for_line("ended " + std::to_string(run) + " with 0.");
    }
    CHECK(manager.wait().exit_code == 0);
}
