// wow: the sections of the dashboard: of the Battle.net client, of each vocabulary and catalogue, and what modules add.
#pragma once

#include "battlenet_client.hpp"

#include <wow/dashboard_section.hpp>
#include <wow/sync_source.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace wow {

/// A section and where it comes from. Its functions call guarded; they throw Error.
class DashboardPart {
public:
    std::string id; ///< Letters, digits, '_' and '.'.
    std::string module;
    std::function<std::string()> label;
    std::function<std::vector<DashboardRow>()> rows;
    std::function<std::vector<DashboardAction>()> actions;
    std::function<DashboardProgress()> progress;
    std::function<std::string(const std::string& action, const std::string& region)> consequences;
    std::function<std::string(const DashboardRun&)> execute;

    /// The action of that id. Throws Error(invalid_argument) that lists those there are.
    DashboardAction action(const std::string& wanted) const;
};

using DashboardParts = std::vector<DashboardPart>;

/// The client first, then sources in the order in which they sync, then what modules add. Valid during the call of the
/// module in which they were collected.
DashboardParts dashboard_parts(const std::shared_ptr<Connection>& connection);
std::optional<DashboardPart> find_part(const std::shared_ptr<Connection>& connection, const std::string& id);

DashboardPart client_part(const std::shared_ptr<Connection>& connection);
DashboardPart source_part(const wowhost::Services& host, const wowhost::PluginHandle<SyncSource>& source);

} // namespace wow
