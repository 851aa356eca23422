#include <wowhost/module.hpp>

namespace taxonomy {

/// Terms of all vocabularies are rows of one type, told apart by `vid`.
class Taxonomy final : public wowhost::Module {
    void setup(wowhost::Registrar& add, const wowhost::Services&) override
    {
        add.entity_type(wowhost::EntityType("taxonomy_term")
                            .label("Taxonomy term")
                            .text("vid")
                            .text("name")
                            .text("description")
                            .reference("parent", "taxonomy_term")
                            .integer("weight")
                            .index({"vid", "name"})
                            .bundle_field("vid"));
    }
};

} // namespace taxonomy

WOWHOST_MODULE(taxonomy::Taxonomy)
