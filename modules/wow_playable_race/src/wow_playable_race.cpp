#include <wow/vocabulary_sync.hpp>
#include <wowhost/module.hpp>

#include <memory>

namespace wow_playable_race {

class Races final : public wow::VocabularySync {
public:
    explicit Races(const wowhost::Services& host)
        : VocabularySync(host, Plan("wow_playable_race", "playable_race", "playable-race", "races"))
    {
        plan_.columns = {"wow_faction"};
    }

protected:
    bool map(const wow::Node& body, wow::Term& term, const Context&) const override
    {
        term.set("wow_faction", body["faction"].type_code());
        return true;
    }
};

class RaceModule final : public wowhost::Module {
    void setup(wowhost::Registrar& add, const wowhost::Services& host) override
    {
        add.projection(wowhost::Projection("taxonomy_term").text("wow_faction"));
        sync_ = std::make_unique<Races>(host);
        wow::register_vocabulary(add, host, *sync_, "playable races", "wow:sync-races", "wsra");
    }

    std::unique_ptr<Races> sync_;
};

} // namespace wow_playable_race

WOWHOST_MODULE(wow_playable_race::RaceModule)
