// wow_heirloom: from Battle.net's index to a job per heirloom in the queue wow_heirloom_sync, and from that to a row.
#include "parts.hpp"

#include <wow/catalogue_sync.hpp>
#include <wow_heirloom/mapping.hpp>

#include <memory>

namespace wow_heirloom {

using namespace wowhost;

std::shared_ptr<const void> add_queue(Registrar& add, const Services& host)
{
    wow::CataloguePlan plan(heirloom_type, "heirloom", "heirlooms", heirloom_columns);
    plan.keep({"name", "source"});
    auto catalogue = std::make_shared<const wow::MappedCatalogue>(host, plan, map_heirloom);
    wow::register_catalogue(add, host, *catalogue, "wow_heirloom:sync", "heirlooms");
    return catalogue;
}

} // namespace wow_heirloom
