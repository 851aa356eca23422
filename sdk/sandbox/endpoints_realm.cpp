// Realms and connected realms.
#include "sdk/sandbox/router.hpp"
#include "sdk/sandbox/text.hpp"

namespace sandbox {

namespace {

constexpr std::string_view realm_path = "/data/wow/realm/";
constexpr std::string_view connected_path = "/data/wow/connected-realm/";

std::string at(std::string_view path, std::int64_t id) { return std::string(path) + std::to_string(id); }

void write_realm(Document& out, const RegionRealms& all, const Realm& realm)
{
    out.field("id", realm.id).key("region").open().link("key", at("/data/wow/region/", all.region_id()), "dynamic");
    out.text_field("name", all.region_name()).field("id", all.region_id()).close();
    out.link("connected_realm", at(connected_path, all.connected()[realm.group].id), "dynamic");
    out.key("name").text(realm.name, realm.native_locale.empty() ? realm.name : realm.native,
        realm.native_locale.empty() ? "en_GB" : realm.native_locale);
    out.text_field("category", realm.category).field("locale", realm.locale).field("timezone", realm.timezone);
    out.key("type").type(realm.type, realm.type == "RP" ? "Roleplaying" : "Normal");
    out.field("is_tournament", false).field("slug", realm.slug);
}

Page dynamic_page(const Call& call, int max_age, std::function<void(Document&)> write)
{
    auto page = static_page(call, std::move(write));
    page.max_age = max_age;
    return page;
}

Page realm_index(const Call& call)
{
    const auto& all = call.world.realms(call.scene.region);
    return dynamic_page(call, 86400, [&all](Document& out) {
        out.open().self(realm_path, "dynamic").key("realms").open_list();
        for (const auto& realm : all.realms()) {
            out.open().link("key", at(realm_path, realm.id), "dynamic");
            out.key("name").text(realm.name, realm.native_locale.empty() ? realm.name : realm.native,
                realm.native_locale.empty() ? "en_GB" : realm.native_locale);
            out.field("id", realm.id).field("slug", realm.slug).close();
        }
        out.close_list().close();
    });
}

Page realm_detail(const Call& call)
{
    const auto& all = call.world.realms(call.scene.region);
    const auto found = all.find(call.arguments[0]);
    if (!found) {
        return {};
    }
    const auto& realm = all.realms()[*found];
    return dynamic_page(call, 86400, [&all, &realm](Document& out) {
        out.open().self(at(realm_path, realm.id), "dynamic");
        write_realm(out, all, realm);
        out.close();
    });
}

Page connected_index(const Call& call)
{
    const auto& all = call.world.realms(call.scene.region);
    return dynamic_page(call, 86400, [&all](Document& out) {
        out.open().self(connected_path, "dynamic").key("connected_realms").open_list();
        for (const auto& group : all.connected()) {
            out.href(at(connected_path, group.id), "dynamic");
        }
        out.close_list().close();
    });
}

Page connected_detail(const Call& call)
{
    const auto& all = call.world.realms(call.scene.region);
    const auto* group = all.find_connected(parse_id(call.arguments[0]));
    if (group == nullptr) {
        return {};
    }
    return dynamic_page(call, 1800, [&all, group](Document& out) {
        const auto own = at(connected_path, group->id);
        out.open().self(own, "dynamic").field("id", group->id).field("has_queue", group->population == "LOCKED");
        out.key("status").type("UP", "Up");
        const auto label = group->population.substr(0, 1) + lower_key(group->population.substr(1));
        out.key("population").type(group->population, label);
        out.key("realms").open_list();
        for (const auto index : group->realms) {
            out.open();
            write_realm(out, all, all.realms()[index]);
            out.close();
        }
        out.close_list();
        out.link("mythic_leaderboards", own + "/mythic-leaderboard/", "dynamic")
            .link("auctions", own + "/auctions", "dynamic");
        if (group->population == "LOCKED") {
            out.key("realm_locked_status").open().field("is_locked_for_new_characters", true).close();
        }
        out.close();
    });
}

} // namespace

void add_realm_routes(Router& router)
{
    router.add("/data/wow/realm/index", "dynamic", "realm", 7, realm_index);
    router.add("/data/wow/realm/{}", "dynamic", "realm", 7, realm_detail);
    router.add("/data/wow/connected-realm/index", "dynamic", "connected-realm", 5, connected_index);
    router.add("/data/wow/connected-realm/{}", "dynamic", "connected-realm", 5, connected_detail);
}

} // namespace sandbox
