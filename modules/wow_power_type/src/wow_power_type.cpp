#include <wow/vocabulary_sync.hpp>
#include <wowhost/module.hpp>

#include <memory>

namespace wow_power_type {

class PowerTypes final : public wow::VocabularySync {
public:
    explicit PowerTypes(const wowhost::Services& host)
        : VocabularySync(host, Plan("wow_power_type", "power_type", "power-type", "power_types"))
    {
    }
};

class PowerTypeModule final : public wowhost::Module {
    void setup(wowhost::Registrar& add, const wowhost::Services& host) override
    {
        sync_ = std::make_unique<PowerTypes>(host);
        wow::register_vocabulary(add, host, *sync_, "power types", "wow:sync-power-types", "wspt");
    }

    std::unique_ptr<PowerTypes> sync_;
};

} // namespace wow_power_type

WOWHOST_MODULE(wow_power_type::PowerTypeModule)
