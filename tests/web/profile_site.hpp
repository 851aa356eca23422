// A site with characters and guilds that tests have written, and rows to begin with.
#pragma once

#include "browser.hpp"
#include "serve/running_site.hpp"

#include <csignal>
#include <ctime>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace web_test {

using namespace serve_test;

class ProfileSite : public Site {
public:
    explicit ProfileSite(
        const std::string& engine, const std::vector<std::string>& modules = {}, const std::string& more = {})
        : Site(engine, more)
    {
        std::vector<std::string> line{"install", "wow_character", "wow_guild", "user"};
        line.insert(line.end(), modules.begin(), modules.end());
        run(line);
    }
    ~ProfileSite()
    {
        if (serve_)
            serve_->kill(SIGTERM);
    }
    int save(const std::string& type, const json& row) const { return run({"entity", "save", type, row.dump()})["id"]; }
    Browser browser()
    {
        if (!serve_) {
            serve_ = start({"serve", "--listen", "127.0.0.1:0"});
            address_ = address_of(*serve_);
        }
        return Browser(address_);
    }
    /// Where the first process answers; there is one once somebody has a browser.
    const std::string& address() const { return address_; }

private:
    std::unique_ptr<Process> serve_;
    std::string address_;
};

inline json character(const json& more = json::object())
{
    json row = {{"region", "eu"}, {"realm_slug", "stormrage"}, {"name", "Sheday"}, {"name_key", "sheday"},
        {"level", 80}, {"faction", "HORDE"}, {"achievement_points", 12345}, {"equipped_item_level", 600},
        {"average_item_level", 610}, {"active_title", "Warlord {name} the Undying"}, {"last_login", 1'700'000'000},
        {"sync_status", "ok"}, {"last_fetched", std::time(nullptr)}, {"blizzard_id", 7}};
    row.update(more);
    return row;
}

inline bool has(const web_test::Answer& answer, const std::string& text)
{
    return answer.body.find(text) != std::string::npos;
}

} // namespace web_test
