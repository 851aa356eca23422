// What the endpoints of a character share.
#pragma once

#include "sdk/sandbox/router.hpp"

#include <functional>
#include <string>

namespace sandbox {

using PersonWriter = std::function<void(Document&, const World&, const Person&)>;

// False: this character has no such document; 404, and no link to it.
using PersonCondition = bool (*)(const Person&);

// An endpoint below /profile/wow/character/{}/{}: finds the character and answers 403 or 404 as its presence demands.
Endpoint person_endpoint(PersonWriter write, PersonCondition exists = nullptr);

// A few have no toys, heirlooms or reputations that the service would tell of, whatever the summary of others links.
inline bool has_toys(const Person& person) { return person.random % 31 != 0; }
inline bool has_heirlooms(const Person& person) { return person.random % 29 != 0; }
inline bool has_reputations(const Person& person) { return person.random % 37 != 0; }

const Realm& realm_of(const World& world, const Person& person);
// /profile/wow/character/stormrage/sheday, and what comes below it
std::string profile_path(const World& world, const Person& person, std::string_view below = {});
// {"key":{…},"name":…,"id":…,"slug":…}
void write_realm_reference(Document& out, const Realm& realm);
// "character":{…}
void write_character(Document& out, const World& world, const Person& person);
// /data/wow/guild/stormrage/lantern-watch
std::string guild_path(const World& world, const Guild& guild);
// "guild":{…}
void write_guild_reference(Document& out, const World& world, const Guild& guild);
// The same of a character; nothing without a guild.
void write_guild(Document& out, const World& world, const Person& person);
// "active_title":{…}; nothing without a title.
void write_active_title(Document& out, const World& world, const Person& person);

// A row of an achievement list: with criteria, and a time unless `completed` is 0.
void write_achievement_row(
    Document& out, std::int64_t id, std::string_view name, std::uint64_t random, std::int64_t completed);
// The members of a collection's document behind its links: "mounts", "pets", "toys" or "heirlooms".
void write_collection(Document& out, const World& world, const Person& person, std::string_view name);
// When a character's documents changed: the last login, or a change of the guild that they name.
std::int64_t modified_of(const World& world, const Person& person);

// `count` different rows of [0, size), the same for the same `random`, in no order.
std::vector<std::size_t> selection(std::uint64_t random, std::size_t count, std::size_t size);

} // namespace sandbox
