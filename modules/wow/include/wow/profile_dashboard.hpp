// wow: the section of the dashboard that stored characters or guilds have. Header-only; compiled into the owner's
// module.
//
//     add.plugin<wow::DashboardSection>("wow_guild", std::make_unique<wow::ProfileDashboard>(host, guild_kind,
//     look_up));
#pragma once

#include <wow/dashboard_section.hpp>
#include <wow/profile_documents.hpp>
#include <wow/profile_refresh.hpp>
#include <wow/schedule.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace wow {

class ProfileDashboard final : public DashboardSection {
public:
    /// All must live as long as the module. `lookup` syncs one, cheaply in the hour's budget.
    ProfileDashboard(const wowhost::Services& host, const ProfileKind& kind, ProfileLookup lookup)
        : host_(host)
        , kind_(kind)
        , lookup_(std::move(lookup))
    {
    }
    std::string label() const override
    {
        auto text = plural();
        text.front() = static_cast<char>(text.front() - 32);
        return text;
    }
    std::vector<DashboardRow> rows() const override
    {
        using wowhost::Severity;
        std::vector<DashboardRow> rows;
        const auto total = count("");
        rows.emplace_back(Severity::ok, "Stored", std::to_string(total) + " " + plural());
        if (total == 0)
            return rows;
        const auto oldest =
            host_.entities().select(wowhost::Query(kind_.type).sort("last_fetched").limit(1).only({"last_fetched"}));
        const auto confirmed = oldest.empty() ? 0 : oldest.front()["last_fetched"].integer();
        const bool late = host_.now() - confirmed > refresh_seconds(host_);
        rows.emplace_back(late ? Severity::warning : Severity::ok, "Confirmed by Battle.net",
            "all since " + utc_text(confirmed)
                + (late ? "; that is longer ago than wow.refresh_days: see that cron runs and the budget suffices"
                        : ""));
        if (const auto missing = count("missing"); missing > 0)
            rows.emplace_back(
                Severity::ok, "Missing", std::to_string(missing) + " that Battle.net does not know any more");
        if (const auto forbidden = count("forbidden"); forbidden > 0)
            rows.emplace_back(Severity::ok, "Forbidden", std::to_string(forbidden) + " that are not shown to others");
        return rows;
    }
    std::vector<DashboardAction> actions() const override
    {
        std::vector<DashboardAction> actions;
        actions.emplace_back("refresh", "Refresh those that are due");
        return actions;
    }
    std::string execute(const DashboardRun& run) const override
    {
        const auto due = host_.now() - RefreshPlan(refresh_seconds(host_), 0).due_age();
        const auto stale = stale_profiles(host_, kind_, due, host_.now() - second_look_seconds);
        const auto counts = refresh_profiles(
            host_, kind_, stale, lookup_, [&] { return run.is_cancelled(); },
            [&](std::int64_t done, std::int64_t total) { run.report(done, total); });
        if (counts.stopped == "cancelled")
            throw wowhost::Error(wowhost::ErrorCode::cancelled, "the refresh was interrupted; it goes on later");
        if (!counts.stopped.empty() && !counts.out_of_budget)
            throw wowhost::Error(wowhost::ErrorCode::failed, counts.stopped);
        return std::to_string(counts.total()) + " of " + std::to_string(stale.size()) + " asked for, "
            + std::to_string(counts.refreshed) + " changed, " + std::to_string(counts.missing) + " missing, "
            + std::to_string(counts.failed) + " failed" + (counts.stopped.empty() ? "" : "; " + counts.stopped);
    }

private:
    std::string plural() const { return std::string(kind_.noun) + "s"; }
    /// Those of a sync_status; all when it is empty.
    std::int64_t count(const std::string& status) const
    {
        wowhost::Query query(kind_.type);
        if (!status.empty())
            query.where("sync_status", status);
        return host_.entities().count(query);
    }

    const wowhost::Services& host_;
    const ProfileKind& kind_;
    ProfileLookup lookup_;
};

} // namespace wow
