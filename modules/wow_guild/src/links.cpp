#include "links.hpp"

#include "types.hpp"

#include <wow/names.hpp>

#include <cstdint>
#include <utility>
#include <vector>

namespace wow_guild {

using namespace wowhost;

namespace {

constexpr const char* reference = "guild";

/// By Blizzard's number; by name and realm only where the summary had none.
std::optional<Entity> named_guild(
    const Services& host, const Value& region, const Value& number, const Value& realm, const Value& name)
{
    if (number.is_integer())
        return host.entities().find(guild_type,
            {Condition("region", Operator::equal, region), Condition("blizzard_id", Operator::equal, number)});
    if (!name.is_text() || !realm.is_text())
        return std::nullopt;
    return host.entities().find(guild_type,
        {Condition("region", Operator::equal, region), Condition("realm_slug", Operator::equal, realm),
            Condition("name_key", Operator::equal, wow::name_key(host.text(), name.text()))});
}

} // namespace

void refer_to_guild(const Services& host, EntityHookContext& context)
{
    auto& row = context.entity;
    const bool may_differ =
        !context.original || row.has("guild_name") || row.has("guild_blizzard_id") || row.has("guild_realm_slug");
    if (row.has(reference) || !may_differ)
        return;
    const auto field = [&](const char* name) -> Value {
        return row.has(name) ? row[name] : context.original ? (*context.original)[name] : Value();
    };
    const auto guild =
        named_guild(host, field("region"), field("guild_blizzard_id"), field("guild_realm_slug"), field("guild_name"));
    row.set(reference, guild ? Value(guild->id()) : Value());
}

void refer_characters(const Services& host, const Entity& row)
{
    const auto& entities = host.entities();
    if (!entities.has_type(character_type) || !entities.has_field(character_type, reference)
        || !entities.has_field(character_type, "guild_blizzard_id"))
        return;
    std::vector<std::pair<std::int64_t, std::int64_t>> found; // character, its last_fetched
    const auto collect = [&](const Query& query, bool by_name) {
        for (const auto& character : entities.select(query))
            if (character[reference] != Value(row.id())
                && (!by_name || wow::name_key(host.text(), character["guild_name"].text()) == row["name_key"].text()))
                found.emplace_back(character.id(), character["last_fetched"].integer());
    };
    const auto stored =
        Query(character_type).where("region", row["region"]).only({reference, "guild_name", "last_fetched"});
    auto by_number = stored;
    collect(by_number.where("guild_blizzard_id", row["blizzard_id"]), false);
    auto by_name = stored;
    by_name.where("guild_blizzard_id", Operator::is_null).where("guild_realm_slug", row["realm_slug"]);
    collect(by_name.where("guild_name", Operator::is_not_null), true);
    if (found.empty())
        return;
    entities.transaction([&] {
        for (const auto& [id, last_fetched] : found) {
            Entity character(character_type);
            character.set_id(id);
            character.set(reference, row.id());
            entities.save(character); // makes it young
            entities.touch(character_type, {Condition("id", Operator::equal, id)}, last_fetched);
        }
    });
}

} // namespace wow_guild
