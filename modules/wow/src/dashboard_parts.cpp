#include "dashboard_parts.hpp"

#include <utility>

namespace wow {

using namespace wowhost;

namespace {

DashboardPart plugin_part(const PluginHandle<DashboardSection>& handle)
{
    DashboardPart part;
    part.id = "module." + handle.id();
    part.module = handle.module();
    part.label = [handle] { return handle.call("label", [](const DashboardSection& one) { return one.label(); }); };
    part.rows = [handle] { return handle.call("rows", [](const DashboardSection& one) { return one.rows(); }); };
    part.actions = [handle] {
        return handle.call("actions", [](const DashboardSection& one) { return one.actions(); });
    };
    part.progress = [handle] {
        return handle.call("progress", [](const DashboardSection& one) { return one.progress(); });
    };
    part.consequences = [handle](const std::string& action, const std::string& region) {
        return handle.call(
            "consequences", [&](const DashboardSection& one) { return one.consequences(action, region); });
    };
    part.execute = [handle](const DashboardRun& run) {
        return handle.call("execute", [&](const DashboardSection& one) { return one.execute(run); });
    };
    return part;
}

} // namespace

DashboardAction DashboardPart::action(const std::string& wanted) const
{
    std::string known;
    for (auto& each : actions()) {
        if (each.id == wanted)
            return std::move(each);
        known += (known.empty() ? "" : ", ") + each.id;
    }
    throw Error(ErrorCode::invalid_argument,
        "section " + id + " has no action \"" + wanted + "\"; it has " + (known.empty() ? "none" : known));
}

DashboardParts dashboard_parts(const std::shared_ptr<Connection>& connection)
{
    const auto& host = connection->host;
    DashboardParts parts;
    parts.push_back(client_part(connection));
    for (const auto& source : host.plugins<SyncSource>())
        parts.push_back(source_part(host, source));
    for (const auto& section : host.plugins<DashboardSection>())
        parts.push_back(plugin_part(section));
    return parts;
}

std::optional<DashboardPart> find_part(const std::shared_ptr<Connection>& connection, const std::string& id)
{
    for (auto& part : dashboard_parts(connection))
        if (part.id == id)
            return std::move(part);
    return std::nullopt;
}

} // namespace wow
