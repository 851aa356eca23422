// @only queue
// wow_keepsake: from Battle.net's index to a job per keepsake in the queue wow_keepsake_sync, and from that to a row.
#include "parts.hpp"

#include <wow/catalogue_sync.hpp>
#include <wow_keepsake/mapping.hpp>

#include <memory>

namespace wow_keepsake {

using namespace wowhost;

std::shared_ptr<const void> add_queue(Registrar& add, const Services& host)
{
    wow::CataloguePlan plan(keepsake_type, "keepsake", "keepsakes", keepsake_columns);
    plan.keep({"name", "source"});
    auto catalogue = std::make_shared<const wow::MappedCatalogue>(host, plan, map_keepsake);
    wow::register_catalogue(add, host, *catalogue, "wow_keepsake:sync", "keepsakes");
    return catalogue;
}

} // namespace wow_keepsake
