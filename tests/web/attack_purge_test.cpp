// A character is never shown after its purge, whichever way it goes, and however many processes kept its page while it
// was being asked for.
#include "attack_site.hpp"

#include <atomic>
#include <ctime>
#include <thread>

namespace {

using namespace attack_test;

constexpr const char* page = "/wow/character/eu/stormrage/vanishing";

/// Asks for the page again and again, so that it is kept, made anew and asked for at every moment of a purge.
class Visitors {
public:
    explicit Visitors(std::vector<std::string> addresses)
    {
        for (auto& address : addresses)
            threads_.emplace_back([this, address] {
                Client client(address);
                while (!ending_) {
                    const auto answer = client.get(page);
                    if (answer.status != 200 && answer.status != 404)
                        ++wrong_;
                    ++asked_;
                }
            });
    }
    ~Visitors()
    {
        ending_ = true;
        for (auto& thread : threads_)
            thread.join();
    }
    int asked() const { return asked_; }
    int wrong() const { return wrong_; }

private:
    std::atomic<bool> ending_{false};
    std::atomic<int> asked_{0};
    std::atomic<int> wrong_{0};
    std::vector<std::thread> threads_;
};

} // namespace

TEST_CASE("once a purge has ended no process shows the character, in pages, lists, searches and documents")
{
    AttackSite site(GENERATE(from_range(engines())));
    const auto first = site.serve();
    const auto other =
        site.site.start({"--set", "serve.rates={search: none}", "serve", "--role", "web", "--listen", "127.0.0.1:0"});
    const std::vector<std::string> addresses{first, serve_test::address_of(*other)};
    const std::vector<std::vector<std::string>> ways{
        {"entity", "delete", "wow_character"}, {"wow:purge-account", ""}, {"user:delete", ""}, {"wow:sweep-ttl"}};
    int round = 0;
    for (const auto& way : ways) {
        INFO(way.front());
        const auto user = site.site.json({"user:add", "owner" + std::to_string(++round), "--generate"})["id"];
        const bool is_old = way.front() == "wow:sweep-ttl";
        const auto fetched = std::time(nullptr) - (is_old ? 40 * 86'400 : 0);
        const auto id = site.site.json({"entity", "save", "wow_character",
            json({{"region", "eu"}, {"realm_slug", "stormrage"}, {"name", "Vanishing"}, {"name_key", "vanishing"},
                     {"level", 80}, {"sync_status", "ok"}, {"last_fetched", fetched}, {"blizzard_id", 70 + round},
                     {"uid", is_old ? json() : user}})
                .dump()})["id"];
        std::vector<std::string> etags;
        for (const auto& address : addresses) {
            const auto shown = web_test::get(address, page);
            CHECK(shown.status == 200);
            CHECK(shown.body.find("Vanishing") != std::string::npos);
            CHECK(web_test::get(address, "/").body.find("Vanishing") != std::string::npos);
            etags.push_back(shown.header("etag"));
        }
        {
            const Visitors visitors({addresses[0], addresses[0], addresses[1]});
            serve_test::wait_until([&] { return visitors.asked() > 50; });
            auto line = way;
            if (way.front() == "entity")
                line.push_back(std::to_string(id.get<std::int64_t>()));
            else if (way.size() == 2)
                line.back() = std::to_string(user.get<std::int64_t>());
            site.site.json(line);
            for (int again = 0; again < 3; ++again)
                for (std::size_t i = 0; i < addresses.size(); ++i) {
                    for (const auto& headers : {std::string(), "If-None-Match: " + etags[i] + "\r\n",
                             std::string("If-None-Match: *\r\n"), std::string("Accept-Encoding: identity\r\n")}) {
                        const auto gone = web_test::get(addresses[i], page, headers);
                        CHECK(gone.status == 404);
                        CHECK(gone.body.find("Vanishing</") == std::string::npos);
                    }
                    CHECK(web_test::get(addresses[i], "/").body.find("Vanishing") == std::string::npos);
                    CHECK(web_test::get(addresses[i], "/jsonapi/wow_character").body.find("Vanishing")
                        == std::string::npos);
                }
            CHECK(visitors.wrong() == 0);
        }
    }
    other->kill(SIGTERM);
    other->wait();
}
