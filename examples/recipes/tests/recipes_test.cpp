// recipes: what takes a host in the test's own process.
#include <catch2/catch.hpp>
#include <wowhost/testing/host.hpp>

using namespace wowhost;
using wowhost::testing::Host;
using wowhost::testing::HostOptions;
using wowhost::testing::Visit;

// [update test]
TEST_CASE("notes of version 1.0.0 have a colour after the update")
{
    // RECIPES_OLDER: the folder with the file of version 1.0.0, which is kept for this test.
    Host host("recipes", HostOptions().with_modules(RECIPES_OLDER));
    host.ask({"entity", "save", "recipe_note", R"({"title": "Repair", "is_pinned": true})"});
    host.ask({"entity", "save", "recipe_note", R"({"title": "Bring potions"})"});

    host.restart(RECIPES_NEWER); // as after the new file has been installed
    CHECK(host.ask({"update", "--status"}).items().at(0)["label"].text() == "Give all notes a colour");
    host.ask({"update"});
    const auto colour = [&](const char* title) {
        return (*host.entities().find("recipe_note", {{"title", Operator::equal, title}}))["colour"].string();
    };
    CHECK(colour("Repair") == "red");
    CHECK(colour("Bring potions") == "white");
    CHECK(host.ask({"update", "--status"}).items().empty());
}
// [end]

TEST_CASE("a route answers programs with JSON")
{
    Host host("recipes");
    host.ask({"entity", "save", "recipe_note", R"({"title": "Repair", "body": "All of it."})"});
    const auto answer =
        host.fetch(Visit("/recipes/notes/Repair").header("Accept", "application/json").may({"access wow pages"}));
    CHECK(answer.json() == Value::object({{"title", "Repair"}, {"body", "All of it."}}));
}
