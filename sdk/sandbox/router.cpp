#include "sdk/sandbox/router.hpp"

#include <algorithm>
#include <charconv>

namespace sandbox {

namespace {

std::vector<std::string_view> split(std::string_view path)
{
    std::vector<std::string_view> out;
    if (!path.empty() && path.front() == '/') {
        path.remove_prefix(1);
    }
    while (true) {
        const auto end = path.find('/');
        out.push_back(path.substr(0, end));
        if (end == std::string_view::npos) {
            return out;
        }
        path.remove_prefix(end + 1);
    }
}

} // namespace

Router::Router()
{
    add_realm_routes(*this);
    add_playable_routes(*this);
    add_achievement_routes(*this);
    add_mount_routes(*this);
    add_collectible_routes(*this);
    add_reputation_routes(*this);
    add_quest_routes(*this);
    add_item_routes(*this);
    add_creature_routes(*this);
    add_search_routes(*this);
    add_guild_routes(*this);
    add_account_routes(*this);
    add_character_routes(*this);
    add_character_achievement_routes(*this);
    add_character_collection_routes(*this);
    add_character_detail_routes(*this);
    add_character_equipment_routes(*this);
    add_character_quest_routes(*this);
}

void Router::add(
    std::string_view pattern, std::string_view space, std::string_view schema, int revision, Endpoint endpoint)
{
    Route route;
    route.pattern = pattern;
    route.space = space;
    route.schema = schema;
    route.revision = revision;
    route.endpoint = std::move(endpoint);
    for (const auto segment : split(pattern)) {
        route.segments.emplace_back(segment);
    }
    by_size_[route.segments.size()].push_back(std::move(route));
}

Match Router::find(std::string_view path) const
{
    auto segments = split(path);
    if (segments.back().empty()) {
        segments.back() = "index"; // the service's own links to an index end in a slash
    }
    const auto candidates = by_size_.find(segments.size());
    if (candidates == by_size_.end()) {
        return {};
    }
    for (const auto& route : candidates->second) {
        Match match{&route, {}};
        for (std::size_t i = 0; i < segments.size() && match.route != nullptr; ++i) {
            if (route.segments[i] == "{}") {
                match.arguments.push_back(segments[i]);
            } else if (route.segments[i] != segments[i]) {
                match.route = nullptr;
            }
        }
        if (match.route != nullptr) {
            return match;
        }
    }
    return {};
}

std::vector<std::string> Router::patterns() const
{
    std::vector<std::string> out;
    for (const auto& [size, routes] : by_size_) {
        for (const auto& route : routes) {
            out.push_back(route.pattern);
        }
    }
    std::sort(out.begin(), out.end());
    return out;
}

std::int64_t parse_id(std::string_view text)
{
    std::int64_t id = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    return error == std::errc{} && end == text.data() + text.size() ? id : -1;
}

Page static_page(const Call& call, std::function<void(Document&)> write)
{
    Page page;
    page.status = 200;
    page.modified = call.scene.published;
    page.max_age = 86400;
    page.write = std::move(write);
    return page;
}

} // namespace sandbox
