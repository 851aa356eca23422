// wow_item: items, fetched when they are asked for, and the tree of item classes.
#include <wow/name_search.hpp>
#include <wow/on_demand.hpp>
#include <wow/vocabulary_sync.hpp>
#include <wow_item/mapping.hpp>
#include <wowhost/module.hpp>

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace wow_item {

using namespace wowhost;

namespace {

constexpr const char* item_type = "wow_item";
constexpr const char* class_vocabulary = "wow_item_class";

class Items final : public wow::OnDemandCatalogue {
public:
    explicit Items(const Services& host)
        : OnDemandCatalogue(host, plan())
    {
    }

protected:
    void map(const wow::Node& body, wow::CatalogueRow& row, const std::string& locale) const override
    {
        map_item(body, row, locale);
    }
    void map_media(const wow::Node& body, wow::CatalogueRow& row) const override { map_item_media(body, row); }

private:
    static Plan plan()
    {
        Plan plan(item_type, "item", item_columns);
        plan.media_path = "/data/wow/media/item/";
        plan.keep_when_null = {"name", "icon"};
        return plan;
    }
};

/// Classes from the index, their subclasses from a detail each.
class ItemClasses final : public wow::VocabularySync {
public:
    explicit ItemClasses(const Services& host)
        : VocabularySync(host, Plan(class_vocabulary, "item_class", "item-class", "item_classes"))
    {
        plan_.columns = {"wow_item_subclass"};
    }

protected:
    wow::TermSet collect(const Context& context, const wow::Node& index) const override
    {
        wow::TermSet set;
        std::set<std::int64_t> seen;
        std::vector<wow::Request> details;
        for (const auto item : index[plan_.items].items())
            if (const auto id = class_number(item.id()); id && seen.insert(*id).second) {
                set.terms.emplace_back(*id, item["name"].localized(context.locale), plan_.columns);
                details.push_back(detail_request(context, plan_.detail_path + std::to_string(*id)));
            }
        std::vector<wow::Term> subclasses;
        fetch(context, details, [&](std::size_t i, const wow::Response& answer, const wow::Node& body) {
            if (!answer.ok()) {
                set.failed += answer.outcome == wow::Outcome::not_found ? 0 : 1;
                return; // what the index says is stored
            }
            const auto item_class = set.terms[i].blizzard_id;
            for (auto& subclass : read_subclasses(body, item_class, context.locale)) {
                wow::Term term(subclass.number, subclass.name, plan_.columns);
                term.parent = item_class;
                term.set("wow_item_subclass", subclass.id);
                subclasses.push_back(std::move(term));
            }
        });
        for (auto& term : subclasses)
            set.terms.push_back(std::move(term));
        return set;
    }
};

} // namespace

class ItemModule final : public Module {
    void setup(Registrar& add, const Services& host) override
    {
        add.entity_type(EntityType(item_type)
                            .label("Item")
                            .integer("blizzard_id")
                            .text("name")
                            .text("quality")
                            .reference("item_class", class_vocabulary)
                            .reference("item_subclass", class_vocabulary)
                            .text("inventory_type")
                            .integer("level")
                            .integer("required_level")
                            .text("icon")
                            .fetched()
                            .unique({"blizzard_id"}));
        add.projection(Projection("taxonomy_term").integer("wow_item_subclass"));
        classes_ = std::make_unique<ItemClasses>(host);
        wow::register_vocabulary(add, host, *classes_, "item classes", "wow:sync-item-classes", "");
        items_ = std::make_unique<Items>(host);
        wow::register_on_demand(add, *items_);
        wow::register_images(add, host, item_type);
        wow::register_search(
            add, host, wow::SearchShape(item_type, "Items", 10).document("item").page("item"), *items_);
    }

    std::unique_ptr<ItemClasses> classes_;
    std::unique_ptr<Items> items_;
};

} // namespace wow_item

WOWHOST_MODULE(wow_item::ItemModule)
