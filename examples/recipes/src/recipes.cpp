// recipes: what the recipes of the documentation are cut from, built and tried by CI.
#include "recipes.hpp"

namespace recipes {

class Recipes final : public wowhost::Module {
    void setup(wowhost::Registrar& add, const wowhost::Services& host) override
    {
        add_entity_type(add);
        add_projection(add);
        add_owner(add);
        add_update(add, host);
        add_queue(add, host);
        add_provider(add, host);
        add_route(add, host);
        add_dashboard(add, host);
        add_search(add, host);
    }
};

} // namespace recipes

WOWHOST_MODULE(recipes::Recipes)
