// wow: what a module contributes to the dashboard at /admin/reports/wow. Header-only.
//
// Vocabularies and catalogues need none: whatever is registered as a SyncSource has its section there already, with its
// syncs. This is for what else a module keeps. A section is values, never markup; it is asked at each visit, so it
// reads what is stored and fetches nothing. Its actions run as jobs of the queue `wow_dashboard`, in whatever process
// works on queues, never on the visitor's request.
#pragma once

#include <wowhost/module.hpp>
#include <wowhost/plugin.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace wow {

class DashboardRow {
public:
    DashboardRow(wowhost::Severity severity_, std::string label_, std::string value_)
        : severity(severity_)
        , label(std::move(label_))
        , value(std::move(value_))
    {
    }
    wowhost::Severity severity;
    std::string label;
    std::string value;
};

/// What the administrator may start. A destructive one is asked about first, with what `consequences` says.
class DashboardAction {
public:
    DashboardAction(std::string id_, std::string label_)
        : id(std::move(id_))
        , label(std::move(label_))
    {
    }
    DashboardAction& destroys()
    {
        destructive = true;
        return *this;
    }
    DashboardAction& in_a_region()
    {
        regional = true;
        return *this;
    }
    std::string id; ///< Lower-case letters and '_'.
    std::string label; ///< On the button: "Sync now".
    bool destructive = false;
    bool regional = false; ///< The administrator chooses a region.
};

/// Work that goes on in the background, of which a part is done. `total` 0: none.
class DashboardProgress {
public:
    DashboardProgress() = default;
    DashboardProgress(std::int64_t done_, std::int64_t total_)
        : done(done_)
        , total(total_)
    {
    }
    std::int64_t done = 0;
    std::int64_t total = 0;
};

/// An action that was started.
class DashboardRun {
public:
    DashboardRun(std::string action_, std::string region_)
        : action(std::move(action_))
        , region(std::move(region_))
    {
    }
    std::string action;
    std::string region; ///< Empty for an action that has none.
    std::function<void(std::int64_t done, std::int64_t total)> progress;
    std::function<bool()> cancelled;

    void report(std::int64_t done, std::int64_t total) const
    {
        if (progress)
            progress(done, total);
    }
    bool is_cancelled() const { return cancelled && cancelled(); }
};

class DashboardSection {
public:
    WOWHOST_INTERFACE("wow.dashboard_section/1");
    virtual ~DashboardSection() = default;
    virtual std::string label() const = 0;
    virtual std::vector<DashboardRow> rows() const = 0;
    virtual std::vector<DashboardAction> actions() const { return {}; }
    virtual DashboardProgress progress() const { return {}; }
    /// What the action does away with, as sentences, for the page that asks.
    virtual std::string consequences(const std::string& action, const std::string& region) const
    {
        static_cast<void>(action);
        static_cast<void>(region);
        return {};
    }
    /// Does it; a sentence about what came of it. May be called again after a process has died in it. Throws Error, of
    /// which cancelled puts it back into the queue.
    virtual std::string execute(const DashboardRun& run) const = 0;
};

} // namespace wow
