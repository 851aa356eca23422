// Guilds: summary, roster, achievements, activity and the parts of crests.
#include "sdk/sandbox/names.hpp"
#include "sdk/sandbox/pages.hpp"
#include "sdk/sandbox/profile.hpp"

#include <fmt/core.h>

#include <array>
#include <map>

namespace sandbox {

namespace {

constexpr std::int64_t emblems = 196;
constexpr std::int64_t borders = 6;
constexpr std::int64_t colours = 17;
constexpr std::int64_t guilds_published = 1761998400; // 1 November 2025, 12:00 UTC
constexpr std::size_t per_stranger = 25; // members to one whose profile nobody can see

using GuildWriter = void (*)(Document&, const World&, const Guild&);

Endpoint guild_endpoint(GuildWriter write)
{
    return [write](const Call& call) {
        Page page;
        const auto guild = call.world.guilds().find(call.scene.region, call.arguments[0], call.arguments[1]);
        if (guild == nullptr || guild->presence != Presence::present) {
            page.status = guild != nullptr && guild->presence == Presence::hidden ? 403 : 404;
            return page;
        }
        page.status = 200;
        page.max_age = 10800;
        page.modified = guilds_published - between(guild->random, 0, 86400) + guild->touches;
        page.write = [write, &world = call.world, guild](Document& out) { write(out, world, *guild); };
        return page;
    };
}

std::size_t strangers(std::size_t members) { return members / per_stranger; }

std::string crest_path(std::string_view part) { return "/data/wow/media/guild-crest/" + std::string(part) + "/"; }

void write_colour(Document& out, std::int64_t id)
{
    const auto random = mix(71, static_cast<std::uint64_t>(id));
    out.field("id", id).key("rgba").open().field("r", between(random, 0, 255));
    out.field("g", between(mix(random, 1), 0, 255)).field("b", between(mix(random, 2), 0, 255));
    out.key("a").decimal(1.0).close();
}

void write_crest(Document& out, const Guild& guild)
{
    const auto part = [&](std::string_view name, std::int64_t id, std::uint64_t slot) {
        out.key(name).open().field("id", id);
        out.key("media").open().static_key(crest_path(name), id).field("id", id).close().key("color").open();
        write_colour(out, between(mix(guild.random, slot), 0, colours - 1));
        out.close().close();
    };
    out.key("crest").open();
    part("emblem", between(mix(guild.random, 11), 0, emblems - 1), 12);
    part("border", between(mix(guild.random, 13), 0, borders - 1), 14);
    out.key("background").open().key("color").open();
    write_colour(out, between(mix(guild.random, 15), 0, colours - 1));
    out.close().close().close();
}

void write_summary(Document& out, const World& world, const Guild& guild)
{
    const auto own = guild_path(world, guild);
    const auto members = world.people().of_guild(guild.index).size();
    out.open().self(own, "profile").field("id", guild.id).field("name", guild.name);
    out.key("faction").type(guild.faction).field("achievement_points", between(guild.random, 20, 320) * 10);
    out.field("member_count", static_cast<std::int64_t>(members + strangers(members))).key("realm");
    write_realm_reference(out, world.realms(guild.region).realms()[guild.realm]);
    if (mix(guild.random, 17) % 9 != 0) {
        write_crest(out, guild);
    }
    out.link("roster", own + "/roster", "profile").link("achievements", own + "/achievements", "profile");
    out.field("created_timestamp", (1226346041 + between(mix(guild.random, 16), 0, 500000000)) * 1000);
    out.link("activity", own + "/activity", "profile").field("name_search", lower_key(guild.name)).close();
}

struct Member {
    std::string path;
    std::string name;
    std::int64_t id;
    const Realm* realm;
    int level;
    std::int64_t playable_class;
    std::int64_t playable_race;
    std::string_view faction;
};

void write_member(Document& out, const Member& member, std::int64_t rank)
{
    out.open().key("character").open().link("key", member.path, "profile").field("name", member.name);
    out.field("id", member.id).key("realm").open();
    out.link("key", "/data/wow/realm/" + std::to_string(member.realm->id), "dynamic");
    out.field("id", member.realm->id).field("slug", member.realm->slug).close().field("level", member.level);
    out.key("playable_class").open().static_key("/data/wow/playable-class/", member.playable_class);
    out.field("id", member.playable_class).close();
    out.key("playable_race").open().static_key("/data/wow/playable-race/", member.playable_race);
    out.field("id", member.playable_race).close();
    out.key("faction").open().field("type", member.faction).close().close().field("rank", rank).close();
}

void write_roster(Document& out, const World& world, const Guild& guild)
{
    const auto people = world.people().of_guild(guild.index);
    const auto& realm = world.realms(guild.region).realms()[guild.realm];
    out.reserve(people.size() * 700);
    out.open().self(guild_path(world, guild) + "/roster", "profile");
    write_guild_reference(out, world, guild);
    out.key("members").open_list();
    bool master = true; // exactly one
    for (const auto& person : people) {
        const auto rank = master ? 0 : between(mix(person->random, 81), 1, 9);
        master = false;
        write_member(out,
            {profile_path(world, *person), person->name, person->id, &realm_of(world, *person), person->level,
                person->playable_class->id, person->race->id, person->faction},
            rank);
    }
    for (std::size_t i = 0; i < strangers(people.size()); ++i) {
        // On the roster, but not seen since the service has profiles: 404.
        const auto random = mix(guild.random, 900 + i);
        const auto name = person_name(random, realm.script()) + "x";
        const auto path =
            "/profile/wow/character/" + percent_encode(realm.slug) + "/" + percent_encode(lower_key(name));
        write_member(out, {path, name, between(random, 10000000, 30000000), &realm, 60, 1, 1, guild.faction}, 9);
    }
    out.close_list().close();
}

void write_achievements(Document& out, const World& world, const Guild& guild)
{
    const auto& catalogue = world.catalogue();
    const auto& own = catalogue.guild_achievements();
    const auto chosen = selection(guild.random, static_cast<std::size_t>(between(guild.random, 20, 320)), own.size());
    out.open().self(guild_path(world, guild) + "/achievements", "profile");
    write_guild_reference(out, world, guild);
    std::map<std::size_t, std::pair<std::int64_t, std::int64_t>> progress;
    std::int64_t points = 0;
    std::int64_t quantity = 0;
    const auto completed = [&guild](std::int64_t id) {
        const auto random = mix(guild.random, static_cast<std::uint64_t>(id));
        return random % 29 == 0 ? 0 : guilds_published - between(mix(random), 86400, 12 * 365 * 86400LL);
    };
    for (const auto index : chosen) {
        const auto& row = catalogue.achievements[own[index]];
        if (completed(row.id) != 0) {
            auto& [count, sum] = progress[row.category];
            ++count;
            ++quantity;
            sum += row.points;
            points += row.points;
        }
    }
    out.field("total_quantity", quantity).field("total_points", points).key("achievements").open_list();
    for (const auto index : chosen) {
        const auto& row = catalogue.achievements[own[index]];
        write_achievement_row(
            out, row.id, row.name, mix(guild.random, static_cast<std::uint64_t>(row.id)), completed(row.id));
    }
    out.close_list().key("category_progress").open_list();
    for (const auto& [category, sums] : progress) {
        const auto& row = catalogue.categories[category];
        out.open().key("category").reference("/data/wow/achievement-category/", row.id, row.name);
        out.field("quantity", sums.first).field("points", sums.second).close();
    }
    out.close_list().key("recent_events").open_list();
    for (std::size_t i = 0; i < std::min<std::size_t>(chosen.size(), 10); ++i) {
        const auto& row = catalogue.achievements[own[chosen[i]]];
        out.open().key("achievement").reference("/data/wow/achievement/", row.id, row.name);
        out.field("timestamp", (guilds_published - static_cast<std::int64_t>(i) * 86400) * 1000).close();
    }
    out.close_list().close();
}

void write_event(Document& out, const World& world, const Guild& guild, const Person& person, std::size_t i)
{
    static constexpr std::array<std::string_view, 4> modes{"NORMAL", "HEROIC", "MYTHIC", "MYTHIC_KEYSTONE"};
    const auto random = mix(guild.random, 700 + i);
    out.open();
    if (random % 3 == 0) {
        const auto encounter = between(mix(random, 1), 2400, 2700);
        out.key("encounter_completed").open().key("encounter");
        out.reference("/data/wow/journal-encounter/", encounter, "Keeper " + std::to_string(encounter));
        out.key("mode").type(modes[mix(random, 2) % modes.size()], "Mode").close();
        out.key("activity").open().field("type", "ENCOUNTER").close();
    } else {
        const auto& own = world.catalogue().personal_achievements();
        const auto& row = world.catalogue().achievements[own[mix(random, 3) % own.size()]];
        out.key("character_achievement").open();
        write_character(out, world, person);
        out.key("achievement").reference("/data/wow/achievement/", row.id, row.name).close();
        out.key("activity").open().field("type", "CHARACTER_ACHIEVEMENT").close();
    }
    out.field("timestamp", (guilds_published - static_cast<std::int64_t>(i) * 5400) * 1000).close();
}

void write_activity(Document& out, const World& world, const Guild& guild)
{
    const auto people = world.people().of_guild(guild.index);
    out.open().self(guild_path(world, guild) + "/activity", "profile");
    write_guild_reference(out, world, guild);
    if (!people.empty() && guild.random % 7 != 0) { // absent rather than empty
        out.key("activities").open_list();
        for (std::size_t i = 0; i < std::min<std::size_t>(people.size() * 2, 30); ++i) {
            write_event(out, world, guild, *people[i % people.size()], i);
        }
        out.close_list();
    }
    out.close();
}

Page crest_index(const Call& call)
{
    return static_page(call, [](Document& out) {
        out.open().self("/data/wow/guild-crest/", "static");
        const auto parts = [&out](std::string_view list, std::string_view kind, std::int64_t count) {
            out.key(list).open_list();
            for (std::int64_t id = 0; id < count; ++id) {
                out.open().field("id", id).key("media").open().static_key(crest_path(kind), id).field("id", id);
                out.close().close();
            }
            out.close_list();
        };
        parts("emblems", "emblem", emblems);
        parts("borders", "border", borders);
        out.key("colors").open();
        for (const std::string_view list : {"emblems", "borders", "backgrounds"}) {
            out.key(list).open_list();
            for (std::int64_t id = 0; id < colours; ++id) {
                out.open();
                write_colour(out, id);
                out.close();
            }
            out.close_list();
        }
        out.close().close();
    });
}

Page crest_media(const Call& call)
{
    const std::string kind(call.arguments[0]);
    const auto id = parse_id(call.arguments[1]);
    const auto count = kind == "emblem" ? emblems : kind == "border" ? borders : 0;
    if (id < 0 || id >= count) {
        return {};
    }
    return static_page(call, [kind, id](Document& out) {
        out.open().self(with_id(crest_path(kind), id), "static").key("assets").open_list().open();
        out.field("key", "image").key("value").image(fmt::format("/guild/tabards/{}_{:02}.png", kind, id));
        out.close().close_list().field("id", id).close();
    });
}

} // namespace

void add_guild_routes(Router& router)
{
    const std::string root = "/data/wow/guild/{}/{}";
    router.add("/data/wow/guild-crest/index", "static", "guild-crest", 1, crest_index);
    router.add("/data/wow/media/guild-crest/{}/{}", "static", "media", 1, crest_media);
    router.add(root, "profile", "guild", 2, guild_endpoint(write_summary));
    router.add(root + "/roster", "profile", "guild-roster", 2, guild_endpoint(write_roster));
    router.add(root + "/achievements", "profile", "guild-achievements", 2, guild_endpoint(write_achievements));
    router.add(root + "/activity", "profile", "guild-activity", 1, guild_endpoint(write_activity));
}

} // namespace sandbox
