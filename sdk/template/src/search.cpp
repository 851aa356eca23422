// @only search
// wow_keepsake: the site's search finds stored keepsakes by their name.
#include "parts.hpp"

#include <wow/name_search.hpp>

#include <string>

namespace wow_keepsake {

using namespace wowhost;

void add_search(Registrar& add, const Services& host)
{
    wow::SearchShape shape(keepsake_type, "Keepsakes", 100);
    // @if page
    shape.address([](const Entity& row) { return "/wow/keepsakes/" + std::to_string(row["blizzard_id"].integer()); });
    // @end
    wow::register_search(add, host, shape);
}

} // namespace wow_keepsake
