#include <wow/vocabulary_sync.hpp>
#include <wowhost/module.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace wow_realm {

/// Realms of a region: names and slugs from the realm index, everything else from the connected realms, which hold
/// complete realms and are a third as many.
class Realms final : public wow::VocabularySync {
public:
    explicit Realms(const wowhost::Services& host)
        : VocabularySync(host, make_plan())
    {
    }

protected:
    wow::TermSet collect(const Context& context, const wow::Node& index) const override
    {
        wow::TermSet set;
        std::map<std::int64_t, std::size_t> places;
        const auto term_of = [&](const wow::Node& realm) -> wow::Term* {
            const auto id = realm["id"].integer();
            if (!id)
                return nullptr;
            const auto [place, is_new] = places.try_emplace(*id, set.terms.size());
            if (is_new)
                set.terms.emplace_back(*id, std::nullopt, plan_.columns);
            auto& term = set.terms[place->second];
            if (const auto name = realm["name"].localized(context.locale))
                term.name = *name;
            if (const auto slug = realm["slug"].text(); slug && !slug->empty())
                term.set("wow_slug", *slug);
            return &term;
        };
        for (const auto realm : index["realms"].items())
            term_of(realm);
        const auto use_connected = [&](std::size_t, const wow::Response& answer, const wow::Node& body) {
            if (!answer.ok()) {
                set.failed += answer.outcome == wow::Outcome::not_found ? 0 : 1;
                return;
            }
            for (const auto realm : body["realms"].items())
                if (auto* term = term_of(realm))
                    fill(*term, realm, body);
        };
        fetch(context, connected_realms(context, set), use_connected);
        return set;
    }

private:
    static Plan make_plan()
    {
        Plan plan("wow_realm", "realm", "realm", "realms");
        plan.name_space = "dynamic";
        plan.regional = true;
        plan.columns = {"wow_slug", "wow_locale", "wow_timezone", "wow_connected_realm", "wow_population"};
        plan.keep_when_null.insert(plan.keep_when_null.end(), plan.columns.begin(), plan.columns.end());
        return plan;
    }

    std::vector<wow::Request> connected_realms(const Context& context, wow::TermSet& set) const
    {
        std::vector<wow::Request> requests;
        const std::vector<wow::Request> index{detail_request(context, "/data/wow/connected-realm/index")};
        fetch(context, index, [&](std::size_t, const wow::Response& answer, const wow::Node& body) {
            if (!answer.ok())
                ++set.failed;
            for (const auto link : body["connected_realms"].items())
                if (const auto id = link.href_id())
                    requests.push_back(detail_request(context, "/data/wow/connected-realm/" + std::to_string(*id)));
        });
        return requests;
    }

    static void fill(wow::Term& term, const wow::Node& realm, const wow::Node& connected)
    {
        term.set("wow_locale", realm["locale"].text());
        term.set("wow_timezone", realm["timezone"].text());
        term.set("wow_connected_realm", connected["id"].integer());
        term.set("wow_population", connected["population"].type_code());
    }
};

class RealmModule final : public wowhost::Module {
    void setup(wowhost::Registrar& add, const wowhost::Services& host) override
    {
        add.projection(wowhost::Projection("taxonomy_term")
                           .text("wow_slug")
                           .text("wow_locale")
                           .text("wow_timezone")
                           .integer("wow_connected_realm")
                           .text("wow_population")
                           .index({"wow_region", "wow_slug"}));
        sync_ = std::make_unique<Realms>(host);
        wow::register_vocabulary(add, host, *sync_, "realms", "wow:sync-realms", "wsr");
    }

    std::unique_ptr<Realms> sync_;
};

} // namespace wow_realm

WOWHOST_MODULE(wow_realm::RealmModule)
