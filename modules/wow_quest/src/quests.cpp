#include "quests.hpp"

#include <wow/fetch.hpp>

namespace wow_quest {

using namespace wowhost;

namespace {

const std::string quest_path = "/data/wow/quest/";

wow::CataloguePlan plan()
{
    wow::CataloguePlan plan("wow_quest", "quest", "", quest_columns);
    plan.keep({"title", "area", "category", "description"});
    plan.name_field = "title";
    plan.stub_unresolved = true;
    return plan;
}

} // namespace

QuestTypes::QuestTypes(const Services& host)
    : VocabularySync(host, Plan(type_vocabulary, "quest_type", "quest/type", "types"))
{
    plan_.detail_path.clear();
}

Quests::Quests(const Services& host, const QuestTypes& types)
    : CatalogueSync(host, plan())
    , types_(types)
{
}

Value Quests::sync(const wow::SyncOptions& options) const
{
    try {
        types_.sync(options);
    } catch (const Error& error) {
        if (error.code() == ErrorCode::cancelled)
            throw;
        host_.log().warning(std::string("The types of quests could not be synced; those that quests name become "
                                        "stubs: ")
            + error.what());
    }
    return CatalogueSync::sync(options);
}

wow::Request Quests::request(const std::string& path, const wow::SyncOptions& options) const
{
    wow::Request request(options.region, quest_path + path, plan_.name_space);
    request.priority = wow::Priority::catalogue;
    return request;
}

wow::CatalogueListing Quests::gather(
    const wow::Node&, const wow::ClientHandle& client, const wow::SyncOptions& options) const
{
    wow::CatalogueListing listing;
    const auto locale = wow::locale(client);
    const auto label = plan_.type + " lists";
    const auto check = [&](const wow::Response& answer) {
        listing.is_complete = listing.is_complete && (answer.ok() || answer.outcome == wow::Outcome::not_found);
    };
    std::vector<wow::Request> indexes;
    indexes.reserve(quest_lists.size());
    for (const auto& list : quest_lists)
        indexes.push_back(request(std::string(list.path) + "/index", options));
    std::vector<wow::Request> lists;
    wow::fetch_each(host_, client, options, label, indexes, plan_.concurrency,
        [&](std::size_t i, const wow::Response& answer, const wow::Node& body) {
            check(answer);
            for (const auto id : listed_ids(body, quest_lists.at(i).items))
                lists.push_back(request(std::string(quest_lists.at(i).path) + "/" + std::to_string(id), options));
        });
    wow::fetch_each(host_, client, options, label, lists, plan_.concurrency,
        [&](std::size_t, const wow::Response& answer, const wow::Node& body) {
            check(answer);
            add_quests(body, locale, listing);
        });
    return listing;
}

} // namespace wow_quest
