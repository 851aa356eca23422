// `entity …`: rows from the command line, the same on both engines.
#include "site.hpp"

using namespace cli_test;

namespace {

void fill(const Site& site)
{
    site.ask({"install", "content", "good"});
    site.ask({"entity", "delete", "--yes", "good_note", "1"});
    for (const auto* kind : {"prose", "Verse", "élégie"})
        site.ask({"entity", "save", "content_kind", Json({{"name", kind}}).dump()});
    const Json rows = Json::parse(R"([
        {"number":3,"text":"Zebra","kind":1}, {"number":1,"text":"apple","kind":2},
        {"number":2,"text":"Äpfel","kind":null}, {"number":null,"text":null,"kind":1}])");
    for (const auto& row : rows)
        site.ask({"entity", "save", "content_page", row.dump()});
}

/// Ids of the answer, in order.
std::vector<int> ids(const Site& site, Words words)
{
    words.insert(words.begin(), {"entity", "list", "content_page"});
    std::vector<int> list;
    for (const auto& row : site.ask(words))
        list.push_back(row["id"]);
    return list;
}

using Ids = std::vector<int>;

} // namespace

TEST_CASE("entity list filters, sorts and pages alike on both engines")
{
    Site site(ON_BOTH_ENGINES, {"content/content", "good/good"});
    fill(site);
    CHECK(ids(site, {}) == Ids{1, 2, 3, 4});
    CHECK(ids(site, {"--where", "number = 2"}) == Ids{3});
    CHECK(ids(site, {"--where", "number != 2"}) == Ids{1, 2}); // comparisons never match null
    CHECK(ids(site, {"--where", "number < 3", "--where", "number >= 1"}) == Ids{2, 3});
    CHECK(ids(site, {"--where", "number in [1, 3, 99]"}) == Ids{1, 2});
    CHECK(ids(site, {"--where", "text in [\"apple\"]"}) == Ids{2});
    CHECK(ids(site, {"--where", "text like %E%"}) == Ids{1, 2, 3});
    CHECK(ids(site, {"--where", "text like _EBRA"}) == Ids{1});
    CHECK(ids(site, {"--where", "text null"}) == Ids{4});
    CHECK(ids(site, {"--where", "text notnull"}) == Ids{1, 2, 3});
    CHECK(ids(site, {"--where", "kind.name = Verse"}) == Ids{2});
    // Text sorts by code point, nulls first; downwards nulls last.
    CHECK(ids(site, {"--sort", "text"}) == Ids{4, 1, 2, 3});
    CHECK(ids(site, {"--sort", "-text"}) == Ids{3, 2, 1, 4});
    CHECK(ids(site, {"--sort", "kind", "--sort", "-number"}) == Ids{3, 1, 4, 2});
    CHECK(ids(site, {"--sort", "-id", "--limit", "2"}) == Ids{4, 3});
    CHECK(ids(site, {"--sort", "id", "--limit", "2", "--offset", "1"}) == Ids{2, 3});
    CHECK(ids(site, {"--sort", "id", "--offset", "3"}) == Ids{4});
    CHECK(site.ask({"entity", "list", "content_page", "--fields", "text,id", "--where", "id = 4"})
        == Json::parse(R"([{"id":4,"text":null}])"));
    CHECK(site.ask({"entity", "count", "content_page", "--where", "number notnull"}) == Json({{"count", 3}}));
}

TEST_CASE("entity get, save and delete work on single rows, null keys present, json nested")
{
    Site site(ON_BOTH_ENGINES, {"content/content", "good/good"});
    fill(site);
    const auto saved = site.ask(
        {"entity", "save", "good_note", R"({"name":"n","count":2,"extra":{"a":[1,true,null]},"last_fetched":123})"});
    const auto id = saved["id"].get<int>();
    CHECK(id == 2); // ids are never reused
    const auto text_id = std::to_string(id);
    CHECK(site.ask({"entity", "get", "good_note", text_id})
        == Json::parse(R"({"id":2,"name":"n","count":2,"extra":{"a":[1,true,null]},"last_fetched":123})"));
    CHECK(site.ask({"entity", "save", "good_note", R"({"id":2,"count":null})"})["id"] == 2);
    const auto changed = site.ask({"entity", "get", "good_note", text_id});
    CHECK(changed["name"] == "n");
    CHECK(changed["count"].is_null());
    CHECK(changed["last_fetched"].get<std::int64_t>() > 1'600'000'000);
    const auto unknown_id = site.run({"entity", "save", "good_note", R"({"id":77,"count":1})"});
    CHECK(unknown_id.exit_code == 1);
    CHECK(contains_all(unknown_id.message(), {"good_note", "77"}));
    CHECK(site.ask({"--dry-run", "entity", "save", "good_note", R"({"name":"not kept"})"}).contains("id"));
    CHECK(site.ask({"entity", "count", "good_note"})["count"] == 1);

    const auto refused = site.run({"entity", "delete", "good_note", "2", "99"});
    CHECK(refused.exit_code == 3);
    CHECK(contains_all(refused.message(), {"This deletes 1 row of good_note", "--yes"}));
    CHECK(site.ask({"--dry-run", "entity", "delete", "good_note", "2", "99"}) == Json({{"deleted", 1}}));
    CHECK(site.ask({"entity", "count", "good_note"})["count"] == 1);
    CHECK(site.ask({"--yes", "entity", "delete", "good_note", "2", "99"}) == Json({{"deleted", 1}}));
    CHECK(site.run({"entity", "delete", "good_note", "2"}).exit_code == 0); // nothing to do asks nothing
    const auto gone = site.run({"entity", "get", "good_note", "2"});
    CHECK(gone.exit_code == 1);
    CHECK(gone.code() == "not_found");
}

TEST_CASE("deleting an owner names what goes with it")
{
    Site site(ON_BOTH_ENGINES, {"content/content", "content/owner", "good/good"});
    fill(site);
    site.ask({"install", "owner"});
    const auto book = std::to_string(site.ask({"entity", "save", "owner_book", R"({"title":"t"})"})["id"].get<int>());
    site.ask({"entity", "save", "content_page", R"({"id":1,"book":)" + book + "}"});
    site.ask({"entity", "save", "content_page", R"({"id":2,"book":)" + book + "}"});
    const auto refused = site.run({"entity", "delete", "owner_book", book});
    CHECK(refused.exit_code == 3);
    CHECK(contains_all(refused.message(), {"1 row of owner_book and with them 2 rows of content_page"}));
    site.ask({"--yes", "entity", "delete", "owner_book", book});
    CHECK(ids(site, {}) == Ids{3, 4});
}

TEST_CASE("entity types, schema and export show all there is")
{
    Site site(ON_BOTH_ENGINES, {"content/content", "good/good", "fragile/fragile"});
    fill(site);
    site.ask({"install", "fragile"});
    Json note;
    for (const auto& type : site.ask({"entity", "types"}))
        if (type["id"] == "good_note")
            note = type;
    CHECK(note["label"] == "Note");
    CHECK(note["provider"] == "good");
    CHECK(note["rows"] == 0);
    CHECK(contains_all(note["fields"].dump(),
        {R"("name":"fragile_mark","permission":null,"provider":"fragile")",
            R"("name":"name","permission":null,"provider":"good")"}));
    CHECK(contains_all(site.schema(), {"content_kind", "content_page", "good_note", "fragile_mark"}));
    const auto one = site.ask({"entity", "schema", "content_kind"}).get<std::string>();
    CHECK(one.find("content_page") == std::string::npos);
    const auto lines = site.print("json", {"entity", "export", "content_page", "--where", "id in [1,2]"});
    CHECK(lines
        == "{\"id\":1,\"kind\":1,\"number\":3,\"text\":\"Zebra\"}\n{\"id\":2,\"kind\":2,\"number\":1,\"text\":"
           "\"apple\"}\n");
}

TEST_CASE("unknown types, fields, operators and values exit 2 with the nearest name")
{
    Site site(ON_BOTH_ENGINES, {"content/content", "good/good"});
    fill(site);
    struct Case {
        Words words;
        Words sentence;
    };
    for (const auto& [words, sentence] : std::vector<Case>{
             {{"entity", "list", "content_pag"},
                 {"There is no entity type 'content_pag'", "did you mean 'content_page'?"}},
             {{"entity", "list", "content_page", "--where", "nummer = 1"},
                 {"content_page has no field 'nummer'", "did you mean 'number'?"}},
             {{"entity", "list", "content_page", "--sort", "nummer"}, {"nummer", "number"}},
             {{"entity", "list", "content_page", "--fields", "txt"},
                 {"content_page has no field 'txt'", "did you mean 'text'?"}},
             {{"entity", "list", "content_page", "--where", "number is 1"}, {"'is' is no operator"}},
             {{"entity", "list", "content_page", "--where", "number = one"},
                 {"'one' is no value for the field number of type integer"}},
             {{"entity", "list", "content_page", "--limit", "many"}, {"--limit takes a whole number, not \"many\""}},
             {{"entity", "list", "content_page", "--limits", "1"},
                 {"entity list has no option --limits", "did you mean --limit?"}},
             {{"entity", "get", "content_page", "x"}, {"ID takes a whole number"}},
             {{"entity", "get", "content_page"}, {"id is required"}},
             {{"entity", "save", "content_page", "{"}, {"JSON"}},
             {{"entity", "save", "content_page", "[1]"}, {"JSON object"}},
             {{"entity", "save", "content_page", R"({"nummer":1})"}, {"nummer", "number"}},
             {{"entity", "save", "content_page", R"({"number":"one"})"}, {"number"}},
         }) {
        INFO(joined(words, " "));
        const auto answer = site.run(words);
        INFO(answer.out << answer.err);
        CHECK(answer.exit_code == 2);
        CHECK(contains_all(answer.message(), sentence));
    }
    const auto twice = site.run({"entity", "save", "content_kind", R"({"name":"prose"})"});
    CHECK(twice.exit_code == 1);
    CHECK(twice.code() == "conflict");
}
