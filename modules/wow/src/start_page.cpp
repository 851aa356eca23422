#include "start_page.hpp"

#include <wow/page_view.hpp>
#include <wow/start_section.hpp>

namespace wow {

using namespace wowhost;

namespace {

Response start_page(const Services& host)
{
    Value lookups = Value::Array{};
    const auto sections = collect_sections<StartSection>(host, [&](const PluginHandle<StartSection>& handle) {
        return handle.call("start section", [&](const StartSection& one) {
            if (const auto path = one.lookup_path(); is_local_path(path))
                lookups.push_back(Value::object({{"url", path}, {"label", one.lookup_label()}}));
            return std::vector<PageSection>{one.section()};
        });
    });
    Value views = Value::Array{};
    for (const auto& section : sections)
        if (!section.tiles.empty())
            views.push_back(section_view(section));
    return with_pictures(Response::page("", "wow/start", Value::object({{"sections", views}, {"lookups", lookups}})));
}

} // namespace

void register_start_page(Registrar& add, const Services& host)
{
    add.route(Route("GET", "/", [&host](const Request&) { return start_page(host); }).permission("access wow pages"));
}

} // namespace wow
