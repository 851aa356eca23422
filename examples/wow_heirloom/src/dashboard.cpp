// wow_heirloom: its section of the dashboard, /admin/reports/wow.
#include "parts.hpp"

#include <wow/dashboard_section.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace wow_heirloom {

using namespace wowhost;

namespace {

class HeirloomSection final : public wow::DashboardSection {
public:
    explicit HeirloomSection(const Services& host)
        : host_(host)
    {
    }

    std::string label() const override { return "Heirlooms"; }

    std::vector<wow::DashboardRow> rows() const override
    {
        std::vector<wow::DashboardRow> rows;
        rows.emplace_back(Severity::ok, "Stored", std::to_string(count()));
        const auto nameless = host_.entities().count(Query(heirloom_type).where("name", Operator::is_null));
        if (nameless > 0)
            rows.emplace_back(Severity::warning, "Without a name", std::to_string(nameless));
        return rows;
    }

    std::vector<wow::DashboardAction> actions() const override
    {
        return {wow::DashboardAction("delete_all", "Delete all").destroys()};
    }

    std::string consequences(const std::string&, const std::string&) const override
    {
        return std::to_string(count()) + " heirlooms are deleted.";
    }

    /// A job of the queue wow_dashboard, the only action there is. After a crash it is called again and goes on.
    std::string execute(const wow::DashboardRun& run) const override
    {
        const auto total = count();
        EntityStorage::Watch watch;
        watch.go_on = [&](std::int64_t removed) {
            run.report(removed, total);
            return !run.is_cancelled();
        };
        const auto removed = host_.entities().remove_gradually(heirloom_type, {}, watch);
        if (run.is_cancelled())
            throw Error(ErrorCode::cancelled, "interrupted; it goes on later");
        return std::to_string(removed) + " heirlooms deleted";
    }

private:
    std::int64_t count() const { return host_.entities().count(Query(heirloom_type)); }

    const Services& host_;
};

} // namespace

void add_dashboard(Registrar& add, const Services& host)
{
    add.plugin<wow::DashboardSection>("wow_heirloom", std::make_unique<HeirloomSection>(host));
}

} // namespace wow_heirloom
