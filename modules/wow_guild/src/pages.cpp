#include "pages.hpp"

#include "lookup.hpp"
#include "roster_page.hpp"
#include "types.hpp"

#include <wow/page_view.hpp>
#include <wow/profile_result.hpp>
#include <wow/profile_version.hpp>
#include <wow/start_section.hpp>
#include <wow/sync.hpp>
#include <wow_guild/crest.hpp>
#include <wow_guild/guild_data_provider.hpp>

#include <memory>

namespace wow_guild {

using namespace wowhost;

namespace {

constexpr const char* page_path = "/wow/guild/{region}/{realm}/{name}";
constexpr const char* lookup_path = "/wow/lookup/guild";
constexpr const char* roster_provider = "wow_guild_roster";

std::string address_of_row(const Entity& row)
{
    return wow::profile_url("guild", row["region"].text(), row["realm_slug"].text(), row["name_key"].text());
}

Value guild_view(const Services& host, const Entity& row)
{
    const auto realm = wow::find_realm(host, row["region"].string(), row["realm_slug"].text());
    const auto status = row["sync_status"].string();
    return Value::object({{"name", row["name"]}, {"realm", realm ? realm->name : row["realm_slug"].string()},
        {"region", row["region"]}, {"faction", wow::style_word(row["faction"].text())},
        {"member_count", row["member_count"]}, {"achievement_points", row["achievement_points"]},
        {"created", row["created"]}, {"crest", crest_view(row["crest"])}, {"fetched", row["last_fetched"]},
        {"is_missing", status == "missing"}, {"is_forbidden", status == "forbidden"}});
}

std::optional<Entity> find_guild(
    const Services& host, const std::string& region, const std::string& realm, const std::string& key)
{
    return host.entities().find(guild_type,
        {Condition("region", Operator::equal, region), Condition("realm_slug", Operator::equal, realm),
            Condition("name_key", Operator::equal, key)});
}

Response show(const Services& host, const Request& request)
{
    const auto& region = request.parameters.get("region");
    const auto& realm = request.parameters.get("realm");
    const auto& name = request.parameters.get("name");
    const auto key = wow::name_key(host.text(), name);
    const auto row = find_guild(host, region, realm, key);
    if (!row) {
        const auto form = wow::lookup_form_view(
            host, lookup_path, wow::is_region(region) ? region : wow::region_or_default(host, ""), realm, name);
        return Response::page("No such guild here", "wow_guild/missing", Value::object({{"form", form}}))
            .with_status(404);
    }
    if (name != key)
        return Response::redirect(address_of_row(*row), 301);
    const Guild guild(*row);
    const auto sections =
        wow::collect_sections<GuildDataProvider>(host, [&](const PluginHandle<GuildDataProvider>& provider) {
            auto parts = provider.call(
                "build_page_sections", [&](const GuildDataProvider& one) { return one.build_page_sections(guild); });
            if (provider.id() == roster_provider) // this page shows it in its own way
                for (auto& part : parts)
                    part.rows.clear();
            return parts;
        });
    return wow::with_pictures(Response::page(guild.name, "wow_guild/guild",
        Value::object({{"guild", guild_view(host, *row)}, {"roster", roster_view(host, guild, request)},
            {"slots", wow::slots_view(sections)},
            {"description", "The guild " + guild.name + " of " + realm + " (" + region + ")"}})));
}

Response lookup_form(const Services& host, const Fields& given, const std::string& problem = {}, int status = 200)
{
    auto region = given.get("region");
    if (!wow::is_region(region))
        region = wow::region_or_default(host, "");
    const auto form = wow::lookup_form_view(host, lookup_path, region, given.get("realm"), given.get("name"));
    return Response::page("Look up a guild", "wow_guild/lookup", Value::object({{"form", form}, {"problem", problem}}))
        .with_status(status);
}

Response look_up(const Services& host, const Request& request)
{
    try {
        const auto address =
            wow::resolve_address(host, guild_kind, wow::region_or_default(host, request.form.get("region")),
                request.form.get("realm"), request.form.get("name"));
        const auto result = lookup(host, address, wow::Priority::person);
        const auto row = result.id ? host.entities().load(guild_type, *result.id) : std::nullopt;
        if (row)
            return Response::redirect(address_of_row(*row));
        if (result.outcome == wow::LookupOutcome::missing || result.outcome == wow::LookupOutcome::forbidden)
            return lookup_form(host, request.form, "There is no such guild.", 404);
        return lookup_form(host, request.form, "Battle.net can't be asked at the moment. Try again later.", 503);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::invalid_argument)
            throw;
        return lookup_form(host, request.form, error.what(), 400);
    }
}

class NewestGuilds final : public wow::StartSection {
public:
    explicit NewestGuilds(const Services& host)
        : host_(host)
    {
    }
    wow::PageSection section() const override
    {
        constexpr std::int64_t shown = 12;
        wow::PageSection section(wow::Slot::generic, 10, "Newest guilds");
        for (const auto& row : host_.entities().select(Query(guild_type).sort("-id").limit(shown))) {
            wow::Tile tile(row["name"].string(), {}, std::to_string(row["member_count"].integer()) + " members");
            tile.url = address_of_row(row);
            section.tiles.push_back(std::move(tile));
        }
        return section;
    }
    std::string lookup_path() const override { return wow_guild::lookup_path; }
    std::string lookup_label() const override { return "Look up a guild"; }

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
    add.route(Route("GET", lookup_path, [&host](const Request& request) {
        return lookup_form(host, request.query);
    }).permission(permission));
    add.route(Route("POST", lookup_path, [&host](const Request& request) { return look_up(host, request); })
                  .permission(permission)
                  .rate(RateClass::lookup)
                  .deadline(std::chrono::seconds(60)));
    add.plugin<PageVersion>(page_path, std::make_unique<wow::ProfileVersion>(host, guild_kind));
    add.plugin<wow::StartSection>("wow_guild", std::make_unique<NewestGuilds>(host));
}

} // namespace wow_guild
