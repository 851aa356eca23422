#include "sdk/sandbox/profile.hpp"

#include "sdk/sandbox/text.hpp"

#include <algorithm>
#include <numeric>

namespace sandbox {

Endpoint person_endpoint(PersonWriter write, PersonCondition exists)
{
    return [write = std::move(write), exists](const Call& call) {
        Page page;
        const auto person = call.world.people().find(call.scene.region, call.arguments[0], call.arguments[1]);
        if (person == nullptr || person->presence == Presence::gone || person->presence == Presence::invalid) {
            return page;
        }
        if (person->presence == Presence::hidden) {
            page.status = 403;
            return page;
        }
        if (exists != nullptr && !exists(*person)) {
            return page;
        }
        page.status = 200;
        page.modified = modified_of(call.world, *person);
        page.write = [write, &world = call.world, person](Document& out) { write(out, world, *person); };
        return page;
    };
}

const Realm& realm_of(const World& world, const Person& person)
{
    return world.realms(person.region).realms()[person.realm];
}

std::string profile_path(const World& world, const Person& person, std::string_view below)
{
    return "/profile/wow/character/" + percent_encode(realm_of(world, person).slug) + "/" + percent_encode(person.key)
        + std::string(below);
}

void write_realm_reference(Document& out, const Realm& realm)
{
    out.open().link("key", "/data/wow/realm/" + std::to_string(realm.id), "dynamic");
    out.key("name").text(realm.name, realm.native_locale.empty() ? realm.name : realm.native,
        realm.native_locale.empty() ? "en_GB" : realm.native_locale);
    out.field("id", realm.id).field("slug", realm.slug).close();
}

void write_character(Document& out, const World& world, const Person& person)
{
    out.key("character")
        .open()
        .link("key", profile_path(world, person), "profile")
        .field("name", person.name)
        .field("id", person.id);
    out.key("realm");
    write_realm_reference(out, realm_of(world, person));
    out.close();
}

std::string guild_path(const World& world, const Guild& guild)
{
    const auto& realm = world.realms(guild.region).realms()[guild.realm];
    return "/data/wow/guild/" + percent_encode(realm.slug) + "/" + percent_encode(guild.key);
}

void write_guild_reference(Document& out, const World& world, const Guild& guild)
{
    out.key("guild").open().link("key", guild_path(world, guild), "profile");
    out.field("name", guild.name).field("id", guild.id).key("realm");
    write_realm_reference(out, world.realms(guild.region).realms()[guild.realm]);
    out.key("faction").type(guild.faction).close();
}

void write_guild(Document& out, const World& world, const Person& person)
{
    const auto guild = person.guild ? world.guilds().at(*person.guild) : nullptr;
    if (guild != nullptr && guild->presence != Presence::gone) {
        write_guild_reference(out, world, *guild);
    }
}

std::int64_t modified_of(const World& world, const Person& person)
{
    return person.last_login + (person.guild ? world.guilds().at(*person.guild)->renewals : 0);
}

void write_active_title(Document& out, const World& world, const Person& person)
{
    const auto* title = world.catalogue().titles.find(person.title);
    if (title == nullptr) {
        return;
    }
    out.key("active_title")
        .open()
        .static_key("/data/wow/title/", title->id)
        .text_field("name", bare_title(title->name));
    out.field("id", title->id).text_field("display_string", title->name).close();
}

std::vector<std::size_t> selection(std::uint64_t random, std::size_t count, std::size_t size)
{
    std::vector<std::size_t> out;
    if (size == 0) {
        return out;
    }
    count = std::min(count, size);
    out.reserve(count);
    // Steps of a length that is coprime to the size reach every row once.
    auto step = static_cast<std::size_t>(mix(random, 1) % size) | 1U;
    while (std::gcd(step, size) != 1) {
        ++step;
    }
    auto at = static_cast<std::size_t>(mix(random, 2) % size);
    for (std::size_t i = 0; i < count; ++i) {
        out.push_back(at);
        at = (at + step) % size;
    }
    return out;
}

} // namespace sandbox
