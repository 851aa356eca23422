// keepsake: a module built outside of the source tree, with an entity type, a provider for characters and a page.
#include <keepsake/keepsake.hpp>
#include <wow_character/data_provider.hpp>
#include <wowhost/module.hpp>
#include <wowhost/route.hpp>

#include <memory>

namespace keepsake {
using namespace wowhost;

class Keepsakes final : public wow_character::DataProvider {
public:
    std::string label() const override { return "Keepsakes"; }
    std::size_t sync_character_data(const wow_character::Character&, const wow_character::SyncContext&) const override
    {
        return 0;
    }
    void delete_character_data(const wow_character::Character&) const override { }
    std::vector<wow_character::PageSection> build_page_sections(const wow_character::Character&) const override
    {
        return {};
    }
};

class Pebble final : public Giver {
public:
    std::string gift() const override { return "a pebble"; }
};

class KeepsakeModule final : public Module {
    void setup(Registrar& add, const Services&) override
    {
        add.entity_type(EntityType("keepsake").label("Keepsake").text("name").ownable_by("character"));
        add.plugin<wow_character::DataProvider>("keepsake", std::make_unique<Keepsakes>());
        add.plugin<Giver>("keepsake", std::make_unique<Pebble>());
        add.route(Route("GET", "/keepsakes", [](const Request&) {
            return Response::page("Keepsakes", "keepsake/list", Value::object({{"gift", Pebble().gift()}}));
        }));
    }
};

} // namespace keepsake

WOWHOST_MODULE(keepsake::KeepsakeModule)
