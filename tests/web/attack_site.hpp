// A site with every module, data of a simulated Battle.net, an administrator and a user: what attacks are tried on.
#pragma once

#include "browser.hpp"
#include "modules/wow_character/site.hpp"
#include "serve/running_site.hpp"

#include <csignal>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace attack_test {

using nlohmann::json;
using web_test::Answer;
using web_test::Browser;
using web_test::Client;
using wowhost::test::engines;

struct ListedRoute {
    std::string method;
    std::string path;
    std::string module;
};

class AttackSite {
public:
    explicit AttackSite(const std::string& engine)
        : site(engine)
    {
        for (const auto& module : site.json({"module", "list"}))
            modules_.push_back(module["name"]);
        site.install(modules_);
        for (const auto* name : {"Ann", "Bob"}) {
            std::vector<std::string> line{"user:add", name, "--generate"};
            if (name == std::string("Ann"))
                line.insert(line.end(), {"--role", "administrator"});
            passwords_[name] = site.json(line)["password"];
        }
    }
    ~AttackSite() { end(); }
    AttackSite(const AttackSite&) = delete;
    AttackSite& operator=(const AttackSite&) = delete;

    /// Characters and a guild of the simulated Battle.net, and a row of what nobody of them has.
    void fill() const
    {
        for (const auto* command : {"wow:sync-classes", "wow:sync-races", "wow:sync-specializations"})
            site.json({command});
        site.json({"wow:sync-realms", "eu"});
        site.lookup("stormrage", "sheday");
        site.lookup("argent-dawn", "fresh");
        site.json({"wow:guild-lookup", "stormrage", "Lantern Watch", "--region", "eu"});
        site.json({"queue", "run", "wow_equipment_items"});
        for (const auto* type : {"wow_creature", "wow_quest", "wow_item"})
            site.json({"entity", "save", type,
                json({{"blizzard_id", 9'000'001}, {type == std::string("wow_quest") ? "title" : "name", "One"}})
                    .dump()});
    }
    /// Starts the site; nobody is limited in how often they ask, except where `more` says so.
    const std::string& serve(const std::vector<std::string>& more = {},
        const std::string& rates = "{login: none, lookup: none, search: none, action: none}")
    {
        end();
        std::vector<std::string> line{"--set", "serve.rates=" + rates};
        line.insert(line.end(), more.begin(), more.end());
        line.insert(line.end(), {"serve", "--role", "web", "--listen", "127.0.0.1:0"});
        process_ = site.start(line);
        address_ = serve_test::address_of(*process_);
        return address_;
    }
    void end()
    {
        if (!process_)
            return;
        process_->kill(SIGTERM);
        process_->wait();
        process_.reset();
    }
    const std::string& address() const { return address_; }
    wowhost::test::Process& process() { return *process_; }
    const std::string& password(const std::string& name) const { return passwords_.at(name); }
    Browser browser() const { return Browser(address_); }
    Browser logged_in(const std::string& name) const
    {
        auto one = browser();
        one.get("/user/login");
        REQUIRE(one.post("/user/login", {{"name", name}, {"password", password(name)}}).status == 303);
        return one;
    }
    /// The routes of all modules and of the host, as installed.
    std::vector<ListedRoute> routes() const
    {
        std::vector<ListedRoute> all;
        for (const auto& module : modules_) {
            const auto info = site.json({"module", "info", module});
            for (const auto& route : info["routes"])
                all.push_back({route["method"], route["path"], module});
        }
        for (const auto* path : {"/admin/modules", "/admin/modules/plan", "/admin/modules/events"})
            all.push_back({"GET", path, "wowhost"});
        all.push_back({"POST", "/admin/modules/change", "wowhost"});
        return all;
    }
    const std::vector<std::string>& modules() const { return modules_; }

    site_test::Site site;

private:
    std::vector<std::string> modules_;
    std::map<std::string, std::string> passwords_;
    std::unique_ptr<wowhost::test::Process> process_;
    std::string address_;
};

} // namespace attack_test
