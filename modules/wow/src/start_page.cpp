#include "start_page.hpp"

#include <wow/page_view.hpp>
#include <wow/profile_documents.hpp>
#include <wow/profile_version.hpp>
#include <wow/start_section.hpp>
#include <wowhost/page_version.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wow {

using namespace wowhost;

namespace {

Value start_data(const Services& host)
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
    Value data;
    data.set("sections", std::move(views)).set("lookups", std::move(lookups));
    return data;
}

/// The page is its sections, each a short read of its newest rows: what they show is the version.
class StartVersion final : public PageVersion {
public:
    explicit StartVersion(const Services& host)
        : host_(host)
    {
    }
    std::optional<std::string> version(const Request&) const override
    {
        std::string text;
        add_to_version(text, start_data(host_));
        return body_hash(text);
    }

private:
    const Services& host_;
};

} // namespace

void register_start_page(Registrar& add, const Services& host)
{
    add.route(Route("GET", "/", [&host](const Request&) {
        return with_pictures(Response::page("", "wow/start", start_data(host)));
    }).permission("access wow pages"));
    add.plugin<PageVersion>("/", std::make_unique<StartVersion>(host));
}

} // namespace wow
