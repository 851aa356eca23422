// Which endpoint answers a path. A family of endpoints is one file with one `add_…_routes`; router.cpp lists them.
#pragma once

#include "sdk/sandbox/document.hpp"
#include "sdk/sandbox/world.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sandbox {

struct Call {
    const World& world;
    const Scene& scene;
    std::vector<std::string_view> arguments; // what stands for {} in the pattern, decoded
    std::string_view query; // as it came
    std::string account; // of the user's token; empty with an application's
};

// What an endpoint knows without writing the body, which a 304 and a cached body then need not do.
struct Page {
    int status = 404;
    std::int64_t modified = 0;
    int max_age = 0; // seconds; 0: no Cache-Control
    std::string variant; // tells bodies of one path and time of modification apart
    bool all_locales = false; // the parameter `locale` does not matter
    std::function<void(Document&)> write;
};

using Endpoint = std::function<Page(const Call&)>;

struct Route {
    std::string pattern; // /data/wow/achievement/{}
    std::string space; // namespace class: static, dynamic or profile
    std::string schema; // Battlenet-Schema
    int revision = 1;
    Endpoint endpoint;
    std::vector<std::string> segments;
};

struct Match {
    const Route* route = nullptr;
    std::vector<std::string_view> arguments;
};

class Router {
public:
    Router(); // knows all families

    void add(
        std::string_view pattern, std::string_view space, std::string_view schema, int revision, Endpoint endpoint);
    // `path` is decoded, without region prefix; the result refers to it. An earlier route wins.
    Match find(std::string_view path) const;
    std::vector<std::string> patterns() const;

private:
    std::map<std::size_t, std::vector<Route>> by_size_;
};

void add_realm_routes(Router& router);
void add_playable_routes(Router& router);
void add_achievement_routes(Router& router);
void add_mount_routes(Router& router);
void add_collectible_routes(Router& router);
void add_reputation_routes(Router& router);
void add_quest_routes(Router& router);
void add_item_routes(Router& router);
void add_creature_routes(Router& router);
void add_search_routes(Router& router);
void add_guild_routes(Router& router);
void add_account_routes(Router& router);
void add_character_routes(Router& router);
void add_character_achievement_routes(Router& router);
void add_character_collection_routes(Router& router);
void add_character_detail_routes(Router& router);
void add_character_equipment_routes(Router& router);
void add_character_quest_routes(Router& router);

// Helpers of endpoints.

// A number that is an id; -1 for anything else.
std::int64_t parse_id(std::string_view text);
// A static document: published with the build, kept for a day.
Page static_page(const Call& call, std::function<void(Document&)> write);

} // namespace sandbox
