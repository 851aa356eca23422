#include <wow/vocabulary_sync.hpp>
#include <wowhost/module.hpp>

#include <memory>
#include <string>
#include <vector>

namespace wow_playable_class {

class Classes final : public wow::VocabularySync {
public:
    explicit Classes(const wowhost::Services& host)
        : VocabularySync(host, Plan("wow_playable_class", "playable_class", "playable-class", "classes"))
    {
        plan_.columns = {"wow_icon"};
        plan_.keep_when_null.push_back("wow_icon");
    }

protected:
    /// The icon is in a document of its own. A class without one is complete all the same.
    wow::TermSet collect(const Context& context, const wow::Node& index) const override
    {
        auto set = VocabularySync::collect(context, index);
        std::vector<wow::Request> requests;
        for (const auto& term : set.terms)
            requests.push_back(
                detail_request(context, "/data/wow/media/playable-class/" + std::to_string(term.blizzard_id)));
        fetch(context, requests, [&](std::size_t i, const wow::Response& answer, const wow::Node& body) {
            if (!answer.ok() && answer.outcome != wow::Outcome::not_found)
                ++set.failed;
            for (const auto asset : body["assets"].items())
                if (asset["key"].text() == "icon")
                    set.terms[i].set("wow_icon", asset["value"].text());
        });
        return set;
    }
};

class ClassModule final : public wowhost::Module {
    void setup(wowhost::Registrar& add, const wowhost::Services& host) override
    {
        add.projection(wowhost::Projection("taxonomy_term").text("wow_icon"));
        wow::register_images(add, host, "taxonomy_term");
        sync_ = std::make_unique<Classes>(host);
        wow::register_vocabulary(add, host, *sync_, "playable classes", "wow:sync-classes", "wsc");
    }

    std::unique_ptr<Classes> sync_;
};

} // namespace wow_playable_class

WOWHOST_MODULE(wow_playable_class::ClassModule)
