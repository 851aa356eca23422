#include "pages.hpp"

#include "lookup.hpp"
#include "roster_page.hpp"
#include "types.hpp"

#include <wow/profile_pages.hpp>
#include <wow_guild/crest.hpp>
#include <wow_guild/guild_data_provider.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace wow_guild {

using namespace wowhost;

namespace {

constexpr const char* roster_provider = "wow_guild_roster";

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

class GuildPages final : public wow::ProfilePages {
public:
    explicit GuildPages(const Services& host)
        : ProfilePages(host, guild_kind)
    {
    }

private:
    Response show(const Entity& row, const Request& request) const override
    {
        const Guild guild(row);
        Value figures = Value::Array{};
        const auto sections =
            wow::collect_sections<GuildDataProvider>(host(), [&](const PluginHandle<GuildDataProvider>& provider) {
                auto parts = provider.call("build_page_sections",
                    [&](const GuildDataProvider& one) { return one.build_page_sections(guild); });
                if (provider.id() != roster_provider)
                    return parts;
                for (const auto& part : parts) // this page shows the roster in its own way
                    for (const auto& figure : part.figures)
                        figures.push_back(wow::figure_view(figure));
                return std::vector<wow::PageSection>();
            });
        auto roster = roster_view(host(), guild, request);
        roster.set("figures", std::move(figures));
        Value view;
        view.set("guild", guild_view(host(), row))
            .set("roster", std::move(roster))
            .set("slots", wow::slots_view(sections))
            .set("description", "The guild " + guild.name + " of " + guild.realm_slug + " (" + guild.region + ")");
        return wow::with_pictures(Response::page(guild.name, "wow_guild/guild", std::move(view)));
    }
    wow::LookupResult lookup(const wow::Address& address) const override
    {
        return wow_guild::lookup(host(), address, wow::Priority::person);
    }
    std::string not_there() const override { return "There is no such guild."; }
};

class NewestGuilds final : public wow::NewestProfiles {
public:
    using NewestProfiles::NewestProfiles;

private:
    std::vector<std::string> tile_fields() const override { return {"name", "member_count", "faction", "crest"}; }
    wow::Tile tile(const Entity& row) const override
    {
        wow::Tile tile(row["name"].string(), {}, std::to_string(row["member_count"].integer()) + " members");
        tile.tint = "faction-" + wow::style_word(row["faction"].text());
        tile.crest = crest_view(row["crest"]);
        return tile;
    }
};

} // namespace

void register_pages(Registrar& add, const Services& host)
{
    GuildPages::add_to(add, std::make_shared<GuildPages>(host));
    add.plugin<wow::StartSection>("wow_guild", std::make_unique<NewestGuilds>(host, guild_kind, 10));
}

} // namespace wow_guild
