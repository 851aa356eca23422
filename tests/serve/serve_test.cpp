// Long-running processes: they answer, they work, they follow a change of modules, they end when asked.
#include "running_site.hpp"

#include <curl/curl.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <memory>
#include <set>

namespace {

using namespace serve_test;

struct Answer {
    long status = 0;
    std::string body;
};

Answer get(const std::string& url)
{
    Answer answer;
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
    curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 20L);
    curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer.body);
    curl_easy_setopt(
        curl.get(), CURLOPT_WRITEFUNCTION, +[](char* data, std::size_t size, std::size_t count, void* body) {
            static_cast<std::string*>(body)->append(data, size * count);
            return size * count;
        });
    if (curl_easy_perform(curl.get()) == CURLE_OK)
        curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer.status);
    return answer;
}

} // namespace

TEST_CASE("serve answers that it lives and that it can work, and ends when asked")
{
    const auto engine = GENERATE(from_range(engines()));
    const Site site(engine);
    site.run({"install", "good"});
    const auto serve = site.start({"serve", "--listen", "127.0.0.1:0"});
    const auto address = address_of(*serve);
    CHECK(get(address + "/healthz").status == 200);
    wait_until([&] { return get(address + "/readyz").status == 200; });
    CHECK(json::parse(get(address + "/readyz").body)["status"] == "ready");
    CHECK(get(address + "/nothing").status == 404);
    serve->kill(SIGTERM);
    CHECK(serve->wait().exit_code == 0);
}

TEST_CASE("serve runs cron and works on queues")
{
    const auto engine = GENERATE(from_range(engines()));
    const Site site(engine);
    site.run({"install", "good"});
    site.run({"good:fill", "30"});
    const auto serve = site.start({"serve", "--listen", "127.0.0.1:0"});
    address_of(*serve);
    wait_until([&] { return site.queue("good_jobs")["done"] == 30; });
    wait_until([&] { return run_program(site.line({"state", "get", "good.ticks"})).exit_code == 0; });
    CHECK(site.run({"entity", "count", "good_note", "--where", "name like job%"})["count"] == 30);
    serve->kill(SIGTERM);
    CHECK(serve->wait().exit_code == 0);
}

TEST_CASE("asked to stop at any moment of starting afresh, a worker stops and says that all is well")
{
    const Site site("sqlite");
    site.run({"install", "good"});
    int jobs = 0;
    for (const int milliseconds : {0, 2, 5, 10, 20, 40, 80}) {
        const auto worker = site.start({"worker", "--threads", "1"});
        site.run({"good:fill", "1"});
        ++jobs;
        wait_until([&] { return site.queue("good_jobs")["done"] == jobs; });
        site.run({jobs % 2 == 1 ? "install" : "uninstall", "helper"});
        worker->wait_for_line("starting afresh");
        std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
        worker->kill(SIGTERM);
        INFO("after " << milliseconds << " ms");
        CHECK(worker->wait().exit_code == 0);
    }
}

TEST_CASE("a module installed while serve and worker run is followed without a failed job")
{
    const auto engine = GENERATE(from_range(engines()));
    const Site site(engine);
    site.run({"install", "good"});
    const auto serve = site.start({"serve", "--listen", "127.0.0.1:0"});
    const auto worker = site.start({"worker", "--threads", "2"});
    const auto address = address_of(*serve);
    site.run({"good:fill", "400"});
    site.run({"install", "helper", "owner", "content"});
    wait_until([&] { return site.queue("good_jobs")["done"] == 400; });
    site.run({"uninstall", "owner"});
    const auto queue = site.queue("good_jobs");
    CHECK(queue["failed"] == 0);
    CHECK(queue["pending"] == 0);
    CHECK(site.run({"entity", "count", "good_note", "--where", "name like job%"})["count"] == 400);
    serve->wait_for_line("starting afresh");
    worker->wait_for_line("starting afresh");
    // The address stays: the socket is handed on.
    wait_until([&] { return get(address + "/readyz").status == 200; });
    serve->kill(SIGTERM);
    worker->kill(SIGTERM);
    CHECK(serve->wait().exit_code == 0);
    CHECK(worker->wait().exit_code == 0);
}

TEST_CASE("four workers draining one queue lose and double nothing, and one that is asked to end costs nothing")
{
    const auto engine = GENERATE(from_range(engines()));
    const Site site(engine);
    site.run({"install", "good"});
    site.run({"good:fill", "600"});
    std::vector<std::unique_ptr<Process>> workers;
    for (int i = 0; i < 4; ++i)
        workers.push_back(site.start({"worker", "--queue", "good_jobs", "--threads", "2"}));
    wait_until([&] { return site.queue("good_jobs")["done"] > 50; });
    workers.front()->kill(SIGTERM);
    wait_until([&] { return site.queue("good_jobs")["done"] == 600; });
    for (auto& worker : workers)
        worker->kill(SIGTERM);
    for (auto& worker : workers)
        worker->wait();
    CHECK(site.queue("good_jobs")["failed"] == 0);
    const auto notes = site.run({"entity", "list", "good_note", "--where", "name like job%", "--fields", "name"});
    std::set<std::string> names;
    for (const auto& note : notes)
        names.insert(note["name"]);
    CHECK(notes.size() == 600);
    CHECK(names.size() == 600);
}

TEST_CASE("worker --until-empty ends when all is done")
{
    const auto engine = GENERATE(from_range(engines()));
    const Site site(engine);
    site.run({"install", "good"});
    site.run({"good:fill", "25"});
    const auto result = site.run({"worker", "--until-empty", "--threads", "3"});
    CHECK(result["done"] == 25);
    CHECK(result["failed"] == 0);
}
