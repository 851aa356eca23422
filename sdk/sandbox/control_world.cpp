// Changes of characters and guilds while the sandbox runs.
#include "sdk/sandbox/control.hpp"
#include "sdk/sandbox/profile.hpp"
#include "sdk/sandbox/text.hpp"

#include <fmt/core.h>

#include <stdexcept>

namespace sandbox {

namespace {

using nlohmann::json;

std::string region_of(const json& row)
{
    auto region = row.value("region", "eu");
    if (!is_region(region)) {
        throw std::invalid_argument(fmt::format("region '{}': the regions are us, eu, kr and tw", region));
    }
    return region;
}

std::size_t target_realm(const World& world, const std::string& region, const json& row)
{
    const auto slug = row.value("to_realm", control_text(row, "realm"));
    const auto realm = world.realms(region).find(slug);
    if (!realm) {
        throw std::invalid_argument(fmt::format("there is no realm '{}' in {}", slug, region));
    }
    return *realm;
}

std::int64_t other_id(const json& row, std::int64_t id) { return row.value("id", id + 7000000); }

// The same person at another address; the old one is free.
void move_person(World& world, Person person, const std::string& region, const json& row)
{
    Person old = person;
    old.presence = Presence::gone;
    const auto realm = target_realm(world, region, row);
    if (realm != person.realm) {
        person.guild.reset();
    }
    person.realm = realm;
    person.name = row.value("to_name", person.name);
    person.key = lower_key(person.name);
    world.people().put(std::move(old));
    world.people().put(std::move(person));
}

// Somebody who has as much, and the same kinds of documents, at an address of its own.
Person twin_of(const World& world, const Person& person, const std::string& region, const json& row)
{
    Person twin = person;
    twin.id = other_id(row, person.id);
    twin.realm = target_realm(world, region, row);
    twin.name = control_text(row, "to_name");
    twin.key = lower_key(twin.name);
    twin.account = 0;
    auto seed = static_cast<std::uint64_t>(twin.id);
    do {
        twin.random = mix(person.random, seed++);
    } while (has_toys(twin) != has_toys(person) || has_heirlooms(twin) != has_heirlooms(person)
        || has_reputations(twin) != has_reputations(person));
    return twin;
}

} // namespace

void change_person(World& world, const json& row)
{
    const auto op = control_text(row, "op");
    const auto region = region_of(row);
    const auto found = world.people().find(region, control_text(row, "realm"), lower_key(control_text(row, "name")));
    if (found == nullptr) {
        throw std::invalid_argument(fmt::format("nobody lives at {}", row.dump()));
    }
    Person person = *found;
    if (op == "touch") {
        person.last_login = row.value("last_login", person.last_login + 3600);
        person.touched = true;
        world.people().put(std::move(person));
        return;
    }
    person.changed = true;
    if (op == "copy") {
        world.people().put(twin_of(world, person, region, row));
        return;
    }
    person.last_login += 1;
    if (op == "move" || op == "rename") {
        move_person(world, std::move(person), region, row);
        return;
    }
    if (op == "delete") {
        person.presence = Presence::gone;
    } else if (op == "invalidate") {
        person.presence = Presence::invalid;
    } else if (op == "hide") {
        person.presence = Presence::hidden;
    } else if (op == "restore") {
        person.presence = Presence::present;
        person.changed = row.value("changed", false);
    } else if (op == "set_id") {
        person.id = row.at("id").get<std::int64_t>();
    } else if (op == "replace") {
        // Somebody else took the name: another id, and nothing of what the old one had.
        person.id = other_id(row, person.id);
        person.random = mix(person.random, static_cast<std::uint64_t>(person.id));
        person.account = 0;
        person.guild.reset();
        person.title = 0;
        person.presence = Presence::present;
    } else if (op == "leave_guild") {
        person.guild.reset();
    } else {
        throw std::invalid_argument(
            fmt::format("op '{}': for a character the operations are touch, copy, move, rename, delete, invalidate, "
                        "hide, restore, set_id, replace and leave_guild",
                op));
    }
    world.people().put(std::move(person));
}

void change_guild(World& world, const json& row)
{
    const auto op = control_text(row, "op");
    const auto region = region_of(row);
    const auto found = world.guilds().find(region, control_text(row, "realm"), guild_key(control_text(row, "guild")));
    if (found == nullptr) {
        throw std::invalid_argument(fmt::format("there is no guild at {}", row.dump()));
    }
    if (op == "touch") {
        world.guilds().touch(found->index);
        return;
    }
    Guild guild = *found;
    guild.changed = true;
    if (op == "move" || op == "rename") {
        guild.realm = target_realm(world, region, row);
        guild.name = row.value("to_name", guild.name);
        guild.key = guild_key(guild.name);
    } else if (op == "delete") {
        guild.presence = Presence::gone;
    } else if (op == "hide") {
        guild.presence = Presence::hidden;
    } else if (op == "restore") {
        guild.presence = Presence::present;
        guild.changed = row.value("changed", false);
    } else if (op == "set_id") {
        guild.id = row.at("id").get<std::int64_t>();
    } else if (op == "replace") {
        guild.id = other_id(row, guild.id);
        guild.random = mix(guild.random, static_cast<std::uint64_t>(guild.id));
        guild.touches += 86400; // younger than the old one, whatever its date is made of
        guild.presence = Presence::present;
    } else {
        throw std::invalid_argument(fmt::format(
            "op '{}': for a guild the operations are touch, move, rename, delete, hide, restore, set_id and replace",
            op));
    }
    world.guilds().put(std::move(guild));
}

} // namespace sandbox
