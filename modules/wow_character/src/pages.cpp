#include "pages.hpp"

#include "lookup.hpp"
#include "types.hpp"

#include <wow/profile_pages.hpp>
#include <wow/rows_by_id.hpp>
#include <wow_character/data_provider.hpp>

#include <algorithm>
#include <chrono>
#include <initializer_list>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace wow_character {

using namespace wowhost;

namespace {

constexpr std::int64_t seconds_a_day = 86'400;

/// The terms with these ids, as far as they are set, with their names and the game's numbers.
wow::RowsById terms(const Services& host, std::initializer_list<Value> wanted)
{
    Value::Array ids;
    std::copy_if(
        wanted.begin(), wanted.end(), std::back_inserter(ids), [](const Value& id) { return id.is_integer(); });
    return wow::rows_by_id(host, "taxonomy_term", std::move(ids), {"name", "wow_blizzard_id"});
}

/// "{name} the Undying" → what stands before and behind the name.
std::pair<std::string, std::string> around_name(const std::string& title)
{
    const auto at = title.find("{name}");
    if (at == std::string::npos)
        return {};
    return {title.substr(0, at), title.substr(at + 6)};
}

Value guild_view(const Services& host, const Entity& row)
{
    if (row["guild_name"].text().empty())
        return {};
    std::string url;
    if (host.entities().has_type("wow_guild") && row["guild"].is_integer())
        if (const auto guild = host.entities().load("wow_guild", row["guild"].integer()))
            url = wow::profile_url(
                "guild", (*guild)["region"].text(), (*guild)["realm_slug"].text(), (*guild)["name_key"].text());
    return Value::object({{"name", row["guild_name"]}, {"url", url}});
}

Value character_view(const Services& host, const Entity& row)
{
    const auto realm = wow::find_realm(host, row["region"].string(), row["realm_slug"].text());
    const auto known = terms(host, {row["playable_class"], row["playable_race"], row["active_spec"]});
    const auto& playable_class = known[row["playable_class"]];
    const auto [before, behind] = around_name(row["active_title"].string());
    const auto status = row["sync_status"].string();
    return Value::object({{"name", row["name"]}, {"before_name", before}, {"behind_name", behind},
        {"level", row["level"]}, {"faction", wow::style_word(row["faction"].text())},
        {"race", known[row["playable_race"]]["name"]}, {"class", playable_class["name"]},
        {"spec", known[row["active_spec"]]["name"]}, {"class_number", playable_class["wow_blizzard_id"]},
        {"realm", realm ? realm->name : row["realm_slug"].string()}, {"region", row["region"]},
        {"guild", guild_view(host, row)}, {"equipped_item_level", row["equipped_item_level"]},
        {"average_item_level", row["average_item_level"]}, {"achievement_points", row["achievement_points"]},
        {"last_login", row["last_login"]}, {"avatar", wow::image_url(row["avatar"].text())},
        {"inset", wow::image_url(row["inset"].text())}, {"fetched", row["last_fetched"]},
        {"is_old", host.now() - row["last_fetched"].integer() > 7 * seconds_a_day}, {"is_missing", status == "missing"},
        {"is_forbidden", status == "forbidden"}});
}

/// {"name", "number"} of a class, which hardly ever change: the start page asks at each visit. Null: there is none.
Value class_facts(const Services& host, const Value& id)
{
    constexpr auto keep = std::chrono::minutes(1);
    if (!id.is_integer())
        return {};
    const auto key = "wow_character.class." + std::to_string(id.integer());
    if (auto kept = host.cache().get(key))
        return std::move(*kept);
    Value facts;
    const auto known = terms(host, {id});
    if (const auto& found = known[id]; !found.is_new())
        facts = Value::object({{"name", found["name"]}, {"number", found["wow_blizzard_id"]}});
    host.cache().set(key, facts, keep);
    return facts;
}

class CharacterPages final : public wow::ProfilePages {
public:
    explicit CharacterPages(const Services& host)
        : ProfilePages(host, character_kind)
    {
    }

private:
    Response show(const Entity& row, const Request&) const override
    {
        const Character character(row);
        const auto sections =
            wow::collect_sections<DataProvider>(host(), [&](const PluginHandle<DataProvider>& provider) {
                return provider.call(
                    "build_page_sections", [&](const DataProvider& one) { return one.build_page_sections(character); });
            });
        Value view;
        view.set("character", character_view(host(), row))
            .set("slots", wow::slots_view(sections))
            .set("description", character.name + " of " + character.realm_slug + " (" + character.region + ")");
        return wow::with_pictures(Response::page(character.name, "wow_character/character", std::move(view)));
    }
    wow::LookupResult lookup(const wow::Address& address) const override
    {
        return wow_character::lookup(host(), address, wow::Priority::person);
    }
    std::string not_there() const override { return "There is no such character, or it has not been played for long."; }
};

class NewestCharacters final : public wow::NewestProfiles {
public:
    using NewestProfiles::NewestProfiles;

private:
    std::vector<std::string> tile_fields() const override { return {"name", "avatar", "level", "playable_class"}; }
    wow::Tile tile(const Entity& row) const override
    {
        const auto playable_class = class_facts(host(), row["playable_class"]);
        auto note = "Level " + std::to_string(row["level"].integer());
        if (!playable_class.is_null())
            note += " " + playable_class["name"].string();
        wow::Tile tile(row["name"].string(), row["avatar"].string(), note);
        if (playable_class["number"].is_integer())
            tile.tint = "class-" + std::to_string(playable_class["number"].integer());
        return tile;
    }
};

} // namespace

void register_pages(Registrar& add, const Services& host)
{
    CharacterPages::add_to(add, std::make_shared<CharacterPages>(host), "Look up");
    add.plugin<wow::StartSection>("wow_character", std::make_unique<NewestCharacters>(host, character_kind, 0));
}

} // namespace wow_character
