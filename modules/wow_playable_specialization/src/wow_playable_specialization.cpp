#include <wow/vocabulary_sync.hpp>
#include <wowhost/module.hpp>

#include <memory>

namespace wow_playable_specialization {

class Specializations final : public wow::VocabularySync {
public:
    explicit Specializations(const wowhost::Services& host)
        : VocabularySync(host,
            Plan("wow_playable_specialization", "playable_specialization", "playable-specialization",
                "character_specializations"))
    {
        plan_.columns = {"wow_role", "wow_class", "wow_power_type"};
    }

protected:
    bool map(const wow::Node& body, wow::Term& term, const Context& context) const override
    {
        const auto refer = [&](const char* column, const char* vocabulary, const wow::Node& to) {
            term.refer(column, vocabulary, to.id(), to["name"].localized(context.locale));
        };
        term.description = body["gender_description"]["male"].localized(context.locale);
        term.set("wow_role", body["role"].type_code());
        refer("wow_class", "wow_playable_class", body["playable_class"]);
        refer("wow_power_type", "wow_power_type", body["power_type"]);
        return true;
    }
};

class SpecializationModule final : public wowhost::Module {
    void setup(wowhost::Registrar& add, const wowhost::Services& host) override
    {
        add.projection(wowhost::Projection("taxonomy_term")
                           .text("wow_role")
                           .reference("wow_class", "wow_playable_class")
                           .reference("wow_power_type", "wow_power_type"));
        sync_ = std::make_unique<Specializations>(host);
        wow::register_vocabulary(add, host, *sync_, "specializations", "wow:sync-specializations", "wsspec");
    }

    std::unique_ptr<Specializations> sync_;
};

} // namespace wow_playable_specialization

WOWHOST_MODULE(wow_playable_specialization::SpecializationModule)
