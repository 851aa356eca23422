// A character's summary, status and pictures.
#include "sdk/sandbox/profile.hpp"
#include "sdk/sandbox/text.hpp"

#include <array>

namespace sandbox {

namespace {

std::int64_t achievement_points(const Person& person) { return static_cast<std::int64_t>(person.achievements) * 9; }

void write_summary(Document& out, const World& world, const Person& person)
{
    const auto own = profile_path(world, person);
    const bool fresh = person.specialization == nullptr;
    out.open().self(own, "profile").field("id", person.id).field("name", person.name);
    out.key("gender").type(person.female ? "FEMALE" : "MALE").key("faction").type(person.faction);
    out.key("race").reference("/data/wow/playable-race/", person.race->id, person.race->name);
    out.key("character_class")
        .reference("/data/wow/playable-class/", person.playable_class->id, person.playable_class->name);
    if (!fresh) {
        out.key("active_spec")
            .reference("/data/wow/playable-specialization/", person.specialization->id, person.specialization->name);
    }
    out.key("realm");
    write_realm_reference(out, realm_of(world, person));
    write_guild(out, world, person);
    out.field("level", person.level)
        .field("experience", fresh ? 120 : 0)
        .field("achievement_points", achievement_points(person));
    const auto link = [&](std::string_view name, std::string_view tail) {
        out.link(name, own + std::string(tail), "profile");
    };
    link("achievements", "/achievements");
    link("titles", "/titles");
    if (!fresh) {
        link("pvp_summary", "/pvp-summary");
        link("encounters", "/encounters");
    }
    link("media", "/character-media");
    out.field("last_login_timestamp", person.last_login * 1000);
    out.field("average_item_level", person.item_level)
        .field("equipped_item_level", person.item_level - (fresh ? 0 : 2));
    link("specializations", "/specializations");
    link("statistics", "/statistics");
    if (!fresh) {
        link("mythic_keystone_profile", "/mythic-keystone-profile");
    }
    link("equipment", "/equipment");
    link("appearance", "/appearance");
    link("collections", "/collections");
    write_active_title(out, world, person);
    if (has_reputations(person)) {
        link("reputations", "/reputations");
    }
    link("quests", "/quests");
    link("achievements_statistics", "/achievements/statistics");
    if (!fresh) {
        link("professions", "/professions");
    }
    // Newer builds carry these; a reader must not mind what it does not know.
    out.field("name_search", person.key).field("is_remix", false);
    if (person.playable_class->id == 3) {
        link("hunter_pets", "/hunter-pets");
    }
    out.close();
}

void write_media(Document& out, const World& world, const Person& person)
{
    out.open().self(profile_path(world, person) + "/character-media", "profile");
    write_character(out, world, person);
    const auto stem = "/character/" + percent_encode(realm_of(world, person).slug) + "/"
        + std::to_string(person.id % 256) + "/" + std::to_string(person.id) + "-";
    out.key("assets").open_list();
    static constexpr std::array<std::array<std::string_view, 2>, 4> assets{
        {{"avatar", "avatar.jpg"}, {"inset", "inset.jpg"}, {"main", "main.jpg"}, {"main-raw", "main-raw.png"}}};
    for (const auto& [key, file] : assets) {
        out.open().field("key", key).key("value").image(stem + std::string(file)).close();
    }
    out.close_list().close();
}

// The one endpoint that also knows who is no longer valid.
Page status_page(const Call& call)
{
    Page page;
    const auto person = call.world.people().find(call.scene.region, call.arguments[0], call.arguments[1]);
    if (person == nullptr || person->presence == Presence::gone) {
        return page;
    }
    page.status = person->presence == Presence::hidden ? 403 : 200;
    page.modified = modified_of(call.world, *person);
    page.write = [&world = call.world, person](Document& out) {
        out.open().self(profile_path(world, *person) + "/status", "profile");
        out.field("id", person->id).field("is_valid", person->presence == Presence::present).close();
    };
    return page;
}

} // namespace

void add_character_routes(Router& router)
{
    router.add("/profile/wow/character/{}/{}", "profile", "character", 18, person_endpoint(write_summary));
    router.add("/profile/wow/character/{}/{}/status", "profile", "character-status", 1, status_page);
    router.add(
        "/profile/wow/character/{}/{}/character-media", "profile", "character-media", 3, person_endpoint(write_media));
}

} // namespace sandbox
