// recipes: what is stored.
#include "recipes.hpp"

namespace recipes {

using namespace wowhost;

// [entity type]
void add_entity_type(Registrar& add)
{
    add.entity_type(EntityType("recipe_note")
                        .label("Note")
                        .text("title")
                        .text("body")
                        .boolean("is_pinned")
                        .text("colour")
                        .unique({"title"}));
}
// [end]

// [projection]
void add_projection(Registrar& add)
{
    // A column on a type of another module. It comes when both are installed, and goes with either.
    add.projection(Projection("wow_character").text("recipe_remark").reference("recipe_note", "recipe_note"));
}
// [end]

// [third-party owner]
void add_owner(Registrar& add)
{
    add.entity_type(EntityType("recipe_team").label("Team").text("name").unique({"name"}));
    // Rows of recipe_team own rows: every type that is ownable by a "team", of whatever module, gets the column `team`.
    add.owner(OwnerProjection("team", "recipe_team"));
    // Such a type. It may belong to a team or to a character, who have each trophy once.
    add.entity_type(EntityType("recipe_trophy")
                        .label("Trophy")
                        .text("name")
                        .ownable_by("team")
                        .ownable_by("character")
                        .once_per_owner({"name"}));
}
// [end]

// [update hook]
void add_update(Registrar& add, const Services& host)
{
    // Version 1.1.0 brought the field `colour`. `wowhost update` adds the column, then calls this, in one transaction.
    add.update(1, "Give all notes a colour", [&host] {
        host.entities().each(Query("recipe_note"), [&host](const Entity& row) {
            Entity note("recipe_note", {{"colour", row["is_pinned"].boolean() ? "red" : "white"}});
            note.set_id(row.id());
            host.entities().save(note);
            return true;
        });
    });
}
// [end]

} // namespace recipes
