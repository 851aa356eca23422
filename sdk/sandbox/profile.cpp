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
        page.modified = person->last_login;
        page.write = [write, &world = call.world, person](Document& out) { write(out, world, *person); };
        return page;
    };
}

const Realm& realm_of(const World& world, const Person& person)
{
    return world.realms(person.region).realms()[person.realm];
}

std::string profile_path(const World& world, const Person& person)
{
    return "/profile/wow/character/" + percent_encode(realm_of(world, person).slug) + "/" + percent_encode(person.key);
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

void write_guild(Document& out, const World& world, const Person& person)
{
    if (!person.guild) {
        return;
    }
    const auto& realm = realm_of(world, person);
    std::string slug = lower_key(person.guild->name);
    slug.erase(std::remove(slug.begin(), slug.end(), '\''), slug.end());
    std::replace(slug.begin(), slug.end(), ' ', '-');
    out.key("guild").open();
    out.link("key", "/data/wow/guild/" + percent_encode(realm.slug) + "/" + percent_encode(slug), "profile");
    out.field("name", person.guild->name).field("id", person.guild->id).key("realm");
    write_realm_reference(out, realm);
    out.key("faction").type(person.faction).close();
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
