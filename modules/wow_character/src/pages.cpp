#include "pages.hpp"

#include "lookup.hpp"
#include "types.hpp"

#include <wow/page_view.hpp>
#include <wow/profile_result.hpp>
#include <wow/profile_version.hpp>
#include <wow/start_section.hpp>
#include <wow/sync.hpp>
#include <wow_character/data_provider.hpp>

#include <utility>

namespace wow_character {

using namespace wowhost;

namespace {

constexpr const char* page_path = "/wow/character/{region}/{realm}/{name}";
constexpr const char* lookup_path = "/wow/lookup/character";
constexpr std::int64_t seconds_a_day = 86'400;

std::optional<Entity> term(const Services& host, const Value& id)
{
    return id.is_integer() ? host.entities().load("taxonomy_term", id.integer()) : std::nullopt;
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
    const auto playable_class = term(host, row["playable_class"]);
    const auto race = term(host, row["playable_race"]);
    const auto spec = term(host, row["active_spec"]);
    const auto [before, behind] = around_name(row["active_title"].string());
    const auto status = row["sync_status"].string();
    const auto name = [](const std::optional<Entity>& each) { return each ? (*each)["name"] : Value(); };
    return Value::object(
        {{"name", row["name"]}, {"before_name", before}, {"behind_name", behind}, {"level", row["level"]},
            {"faction", wow::style_word(row["faction"].text())}, {"race", name(race)}, {"class", name(playable_class)},
            {"spec", name(spec)}, {"class_number", playable_class ? (*playable_class)["wow_blizzard_id"] : Value()},
            {"realm", realm ? realm->name : row["realm_slug"].string()}, {"region", row["region"]},
            {"guild", guild_view(host, row)}, {"equipped_item_level", row["equipped_item_level"]},
            {"average_item_level", row["average_item_level"]}, {"achievement_points", row["achievement_points"]},
            {"last_login", row["last_login"]}, {"avatar", wow::image_url(row["avatar"].text())},
            {"inset", wow::image_url(row["inset"].text())}, {"fetched", row["last_fetched"]},
            {"is_old", host.now() - row["last_fetched"].integer() > 7 * seconds_a_day},
            {"is_missing", status == "missing"}, {"is_forbidden", status == "forbidden"}});
}

Response show(const Services& host, const Request& request)
{
    const auto& region = request.parameters.get("region");
    const auto& realm = request.parameters.get("realm");
    const auto& name = request.parameters.get("name");
    const auto key = wow::name_key(host.text(), name);
    const auto row = host.entities().find(character_type,
        {Condition("region", Operator::equal, region), Condition("realm_slug", Operator::equal, realm),
            Condition("name_key", Operator::equal, key)});
    if (!row) {
        const auto form = wow::lookup_form_view(
            host, lookup_path, wow::is_region(region) ? region : wow::region_or_default(host, ""), realm, name);
        return Response::page("No such character here", "wow_character/missing", Value::object({{"form", form}}))
            .with_status(404);
    }
    if (name != key)
        return Response::redirect(wow::profile_url("character", region, realm, key), 301);
    const Character character(*row);
    const auto sections = wow::collect_sections<DataProvider>(host, [&](const PluginHandle<DataProvider>& provider) {
        return provider.call(
            "build_page_sections", [&](const DataProvider& one) { return one.build_page_sections(character); });
    });
    return wow::with_pictures(Response::page(character.name, "wow_character/character",
        Value::object({{"character", character_view(host, *row)}, {"slots", wow::slots_view(sections)},
            {"description", character.name + " of " + realm + " (" + region + ")"}})));
}

Response lookup_form(const Services& host, const Fields& given, const std::string& problem = {}, int status = 200)
{
    auto region = given.get("region");
    if (!wow::is_region(region))
        region = wow::region_or_default(host, "");
    const auto form = wow::lookup_form_view(host, lookup_path, region, given.get("realm"), given.get("name"));
    return Response::page(
        "Look up a character", "wow_character/lookup", Value::object({{"form", form}, {"problem", problem}}))
        .with_status(status);
}

Response look_up(const Services& host, const Request& request)
{
    try {
        const auto address =
            wow::resolve_address(host, character_kind, wow::region_or_default(host, request.form.get("region")),
                request.form.get("realm"), request.form.get("name"));
        const auto result = lookup(host, address, wow::Priority::person);
        const auto row = result.id ? host.entities().load(character_type, *result.id) : std::nullopt;
        if (row)
            return Response::redirect(wow::profile_url(
                "character", (*row)["region"].text(), (*row)["realm_slug"].text(), (*row)["name_key"].text()));
        switch (result.outcome) {
        case wow::LookupOutcome::missing:
            return lookup_form(
                host, request.form, "There is no such character, or it has not been played for long.", 404);
        case wow::LookupOutcome::forbidden:
            return lookup_form(host, request.form, "This character is not shown to anybody.", 404);
        default:
            return lookup_form(host, request.form, "Battle.net can't be asked at the moment. Try again later.", 503);
        }
    } catch (const Error& error) {
        if (error.code() != ErrorCode::invalid_argument)
            throw;
        return lookup_form(host, request.form, error.what(), 400);
    }
}

class NewestCharacters final : public wow::StartSection {
public:
    explicit NewestCharacters(const Services& host)
        : host_(host)
    {
    }
    wow::PageSection section() const override
    {
        constexpr std::int64_t shown = 12;
        wow::PageSection section(wow::Slot::generic, 0, "Newest characters");
        for (const auto& row : host_.entities().select(Query(character_type).sort("-id").limit(shown))) {
            wow::Tile tile(
                row["name"].string(), row["avatar"].string(), "level " + std::to_string(row["level"].integer()));
            tile.url =
                wow::profile_url("character", row["region"].text(), row["realm_slug"].text(), row["name_key"].text());
            section.tiles.push_back(std::move(tile));
        }
        return section;
    }
    std::string lookup_path() const override { return wow_character::lookup_path; }
    std::string lookup_label() const override { return "Look up a character"; }

private:
    const Services& host_;
};

} // namespace

void register_pages(Registrar& add, const Services& host)
{
    constexpr const char* permission = "access wow pages";
    add.route(Route("GET", page_path, [&host](const Request& request) {
        return show(host, request);
    }).permission(permission));
    add.route(Route("GET", lookup_path, [&host](const Request& request) { return lookup_form(host, request.query); })
                  .permission(permission)
                  .menu("Look up", 10));
    add.route(Route("POST", lookup_path, [&host](const Request& request) { return look_up(host, request); })
                  .permission(permission)
                  .rate(RateClass::lookup)
                  .deadline(std::chrono::seconds(60)));
    add.plugin<PageVersion>(page_path, std::make_unique<wow::ProfileVersion>(host, character_kind));
    add.plugin<wow::StartSection>("wow_character", std::make_unique<NewestCharacters>(host));
}

} // namespace wow_character
