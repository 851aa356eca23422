// What wow_guild itself knows of a guild: its roster and what happened lately.
#pragma once

#include <wow_guild/guild_data_provider.hpp>
#include <wowhost/services.hpp>

#include <string>
#include <vector>

namespace wow_guild {

class Roster final : public GuildDataProvider {
public:
    explicit Roster(const wowhost::Services& host)
        : host_(host)
    {
    }
    std::string label() const override { return "Roster"; }
    std::size_t sync_guild_data(const Guild& guild, const wow::SyncContext& context) const override;
    void delete_guild_data(const Guild& guild) const override;
    std::vector<wow::PageSection> build_page_sections(const Guild& guild) const override;

private:
    const wowhost::Services& host_;
};

class Activity final : public GuildDataProvider {
public:
    explicit Activity(const wowhost::Services& host)
        : host_(host)
    {
    }
    std::string label() const override { return "Activity"; }
    std::size_t sync_guild_data(const Guild& guild, const wow::SyncContext& context) const override;
    void delete_guild_data(const Guild& guild) const override;
    std::vector<wow::PageSection> build_page_sections(const Guild& guild) const override;

private:
    const wowhost::Services& host_;
};

} // namespace wow_guild
