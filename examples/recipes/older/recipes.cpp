// recipes, version 1.0.0: what the update hook finds. Kept for the test of the update.
#include <wowhost/module.hpp>

namespace recipes {

using namespace wowhost;

class Recipes final : public Module {
    void setup(Registrar& add, const Services&) override
    {
        add.entity_type(
            EntityType("recipe_note").label("Note").text("title").text("body").boolean("is_pinned").unique({"title"}));
    }
};

} // namespace recipes

WOWHOST_MODULE(recipes::Recipes)
