#include "award_provider.hpp"

#include <wow/rows_by_id.hpp>

#include <algorithm>
#include <string>

namespace wow_title {

using namespace wowhost;

/// A title that this answer does not list is not borne any more. It was not seen either: its age stays.
std::size_t AwardProvider::settle(const wow_character::Character& character, std::int64_t fetched_at) const
{
    const auto stale = host().entities().select(Query(shape().row_type)
                                                    .where("character", character.id)
                                                    .where("is_active", true)
                                                    .where("last_fetched", Operator::less, fetched_at));
    for (const auto& row : stale) {
        Entity changed(shape().row_type);
        changed.set_id(row.id());
        changed.set("is_active", false);
        changed.set("last_fetched", row["last_fetched"].integer() - 1); // the stored value would mean: renew it
        host().entities().save(changed);
    }
    return stale.size();
}

std::vector<wow_character::PageSection> AwardProvider::build_page_sections(
    const wow_character::Character& character) const
{
    const auto& entities = host().entities();
    const auto owned = Query(shape().row_type).where("character", character.id);
    const auto count = entities.count(owned);
    if (count == 0)
        return {};
    wow_character::PageSection section(wow_character::Slot::title_ribbon, 0, label());
    auto borne = owned;
    const auto active = entities.select(borne.where("is_active", true).limit(1).only({"title"}));
    const auto titles =
        wow::rows_by_id(host(), shape().catalogue, wow::ids_in(active, "title"), {"name", "name_female", "name_male"});
    for (const auto& award : active)
        if (const auto& title = titles[award["title"]]; !title.is_new()) {
            const auto bearer = wow::rows_by_id(host(), "wow_character", {character.id}, {"gender"});
            const bool is_female = bearer[character.id]["gender"].text() == "FEMALE";
            const auto as_borne = title[is_female ? "name_female" : "name_male"].text();
            section.figures.emplace_back(
                "Title", with_bearer(as_borne.empty() ? title["name"].text() : as_borne, character.name));
        }
    section.figures.emplace_back(label(), count, entities.count(Query(shape().catalogue)));
    return {std::move(section)};
}

} // namespace wow_title
