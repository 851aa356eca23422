// Script in every text that comes from Battle.net: each text field of each type is filled with it, and nothing of it is
// markup in any page, a second value in any JSON, or an address in any attribute.
#include "attack_html.hpp"
#include "attack_site.hpp"
#include "host/database/database.hpp"

namespace {

using namespace attack_test;

const std::string in_page = "x5s</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
                            "<svg onload=alert(1)>{{csrf_token}}{{{content}}}{{> layout}}\\\xe2\x80\xa8&lt;";
const std::string in_address = "javascript:alert('x5s')//\"><b onclick=\"x";

/// What the site itself writes and finds rows by: it never is text of Battle.net.
bool is_ours(const std::string& type, const std::string& field)
{
    for (const auto* one : {"vid", "provider", "document", "row_type", "sync_status", "body_hash", "token_hash",
             "status", "wow_region", "region", "issuer", "scopes", "target", "file", "field"})
        if (field == one)
            return true;
    return type == "user" || ((field == "realm_slug" || field == "name_key") && type != "wow_guild_member");
}

void spoil(json& value, const std::string& with)
{
    if (value.is_string())
        value = value.get<std::string>() + with;
    if (!value.is_structured())
        return;
    for (auto& item : value)
        spoil(item, with);
}

/// Puts `with` into every text of every row: behind what is there, or in its place (before the row's id).
int fill_all(const AttackSite& site, const std::string& with, bool in_place)
{
    int fields = 0;
    const auto opened = site.site.database().open();
    auto& database = opened->main();
    const bool sqlite = database.engine() == wowhost::database::Engine::sqlite;
    for (const auto& type : site.site.json({"entity", "types"})) {
        const std::string table = "\"" + type["id"].get<std::string>() + "\"";
        for (const auto& field : type["fields"]) {
            const auto name = field["name"].get<std::string>();
            const auto column = "\"" + name + "\"";
            if (is_ours(type["id"], name) || (!in_place && name == "wow_slug"))
                continue;
            if (field["type"] == "text") {
                database.run("UPDATE " + table + " SET " + column + " = "
                        + (in_place ? "? || CAST(id AS TEXT)" : column + " || ?") + " WHERE " + column + " IS NOT NULL",
                    {std::string_view(with)});
                ++fields;
            } else if (field["type"] == "json") {
                std::vector<std::pair<std::int64_t, std::string>> rows;
                database.run("SELECT id, CAST(" + column + " AS TEXT) FROM " + table + " WHERE " + column
                        + " IS NOT NULL LIMIT 100",
                    {}, [&](const auto& row) { rows.emplace_back(row.integer(0), row.string(1)); });
                for (const auto& [id, text] : rows) {
                    auto value = json::parse(text);
                    spoil(value, with);
                    const auto spoiled = value.dump();
                    database.run(
                        "UPDATE " + table + " SET " + column + " = " + (sqlite ? "?" : "?::jsonb") + " WHERE id = ?",
                        {std::string_view(spoiled), id});
                }
                fields += rows.empty() ? 0 : 1;
            }
        }
    }
    database.run("UPDATE wowhost_job SET state = 2, reason = ?", {std::string_view(with)});
    database.run("UPDATE wow_character SET uid = (SELECT id FROM \"user\" WHERE name_key = 'ann')");
    site.site.json({"wow:search", "sheday"}); // makes the index, so that no visitor waits for it
    return fields;
}

/// Visits everything that answers GET; checks what comes; counts the pages and documents that show what was put in.
class Inspection {
public:
    Inspection(AttackSite& site, Browser& browser)
        : words_(words_of_templates(WOWHOST_SOURCE_DIR "/etc/templates"))
        , site_(site)
        , browser_(browser)
    {
        REQUIRE(words_.size() > 100);
    }
    void page(const std::string& path, bool must_show = false)
    {
        const auto answer = browser_.get(path);
        INFO(path << "\n" << answer.head << answer.body.substr(0, 3000));
        check_page(answer);
        if (must_show)
            CHECK(answer.body.find("x5s") != std::string::npos);
        shown += answer.body.find("x5s") == std::string::npos ? 0 : 1;
    }
    void check_page(const Answer& answer) const
    {
        CHECK(answer.status > 0);
        CHECK(answer.status < 500);
        CHECK(json(answer.body).dump().size() >= 2); // throws unless it is valid UTF-8
        CHECK(answer.header("x-content-type-options") == "nosniff");
        const auto policy = answer.header("content-security-policy");
        CHECK(policy.find("default-src 'none'") != std::string::npos);
        for (const auto* word : {"unsafe", "nonce", "data:", "script-src 'self' ", "x5s", "script:", " *"})
            CHECK(policy.find(word) == std::string::npos);
        if (answer.header("content-type").find("json") != std::string::npos) {
            CHECK(json::parse(answer.body).is_structured());
            return;
        }
        if (answer.status < 300 || answer.status >= 400) {
            CHECK(answer.header("content-type") == "text/html; charset=utf-8");
            CHECK(policy.find("script-src 'self';") != std::string::npos);
        }
        CHECK(faults_of(answer.body, words_).empty());
    }
    json document(const std::string& path, int status = 200)
    {
        const auto answer = browser_.get(path, "Accept: application/vnd.api+json, application/json\r\n");
        INFO(path << "\n" << answer.head << answer.body.substr(0, 3000));
        CHECK(answer.status == status);
        CHECK(answer.header("content-type").find("json") != std::string::npos);
        CHECK(answer.header("x-content-type-options") == "nosniff");
        CHECK(answer.header("content-security-policy") == "default-src 'none'; frame-ancestors 'none'");
        shown += answer.body.find("x5s") == std::string::npos ? 0 : 1;
        return json::parse(answer.body);
    }
    void everything()
    {
        const auto hostile = wowhost::encode_segment(in_page);
        for (const auto& route : site_.routes()) {
            if (route.method != "GET" || route.path.ends_with("/events"))
                continue;
            auto path = route.path;
            for (auto at = path.find('{'); at != std::string::npos; at = path.find('{'))
                path.replace(at, path.find('}') - at + 1, hostile);
            if (!route.path.starts_with("/jsonapi") && route.path != "/wow/search")
                page(path);
            page(path + "?q=" + hostile + "&name=" + hostile + "&destination=" + hostile);
        }
        page("/wow/lookup/character?realm=" + hostile + "&name=" + hostile, true);
        page("/wow/lookup/guild?realm=" + hostile + "&name=" + hostile, true);
        page("/nothing/" + hostile);
        page("/", true);
        page("/wow/character/eu/stormrage/sheday", true);
        page("/wow/guild/eu/stormrage/lantern%20watch", true);
        page("/wow/guild/eu/stormrage/lantern%20watch?sort=name&q=x&class=" + hostile);
        page("/user/characters", true);
        page("/admin/reports/wow");
        page("/wow/find?q=sheday");
        document("/wow/search?q=sheday");
        for (const auto& type : site_.site.json({"entity", "types"})) {
            const auto id = type["id"].get<std::string>();
            const auto all = document("/jsonapi/" + id + "?page[size]=20");
            if (!all["data"].empty())
                document("/jsonapi/" + id + "/" + all["data"][0]["id"].get<std::string>());
            document("/jsonapi/" + id + "?sort=" + hostile, 400);
        }
        for (const auto* path : {"/wow/lookup/character", "/wow/lookup/guild"}) {
            browser_.get(path);
            check_page(browser_.post(path, {{"region", in_page}, {"realm", in_page}, {"name", in_page}}));
        }
    }
    int shown = 0;

private:
    std::set<std::string> words_;
    AttackSite& site_;
    Browser& browser_;
};

} // namespace

TEST_CASE("no text of Battle.net is markup, script or an address, wherever it is shown")
{
    AttackSite site(GENERATE(from_range(engines())));
    site.fill();
    CHECK(fill_all(site, in_page, false) > 60);
    site.serve();
    {
        auto ann = site.logged_in("Ann");
        Inspection inspection(site, ann);
        inspection.everything();
        CHECK(inspection.shown > 30);
        // Template syntax is text.
        const auto page = ann.get("/wow/character/eu/stormrage/sheday").body;
        CHECK(page.find("{{csrf_token}}{{{content}}}{{&gt; layout}}") != std::string::npos);
        auto visitor = site.browser();
        Inspection(site, visitor).page("/wow/character/eu/stormrage/sheday", true);
    }
    site.end();
    CHECK(fill_all(site, in_address, true) > 60);
    site.serve();
    auto ann = site.logged_in("Ann");
    Inspection inspection(site, ann);
    inspection.everything();
    CHECK(inspection.shown > 30);
}

TEST_CASE("addresses of pictures that break out of where they stand are not shown, and cost nobody the page")
{
    AttackSite site("sqlite");
    site.fill();
    const auto id = site.site.list("wow_character", {"name_key = sheday"})[0]["id"].get<std::int64_t>();
    site.serve();
    auto visitor = site.browser();
    Inspection inspection(site, visitor);
    for (const auto* url : {"http://127.0.0.1:9;script-src *", "http://a;b/x.png", "http://a,b/x.png",
             "http://\t/x.png", "http://a\x01/x.png", "http:///x.png", "http://*/x.png", "http://'unsafe-inline'/x.png",
             "//evil.example/x", "data:text/html,<script>x</script>", "JaVaScRiPt:alert(1)", "\tjavascript:alert(1)",
             "vbscript:x", "https://a/\" onerror=\"x", "..\\..\\x", "../../../etc/passwd", "/admin/modules",
             "http://\xe2\x80\xa8/x"}) {
        INFO(url);
        site.site.json({"entity", "save", "wow_character",
            json({{"id", id}, {"avatar", url}, {"inset", url}, {"main", url}}).dump()});
        const auto answer = visitor.get("/wow/character/eu/stormrage/sheday");
        CHECK(answer.status == 200);
        inspection.check_page(answer);
        CHECK(answer.body.find("Sheday") != std::string::npos);
    }
}

TEST_CASE("bytes that are no text are not sent as if they were")
{
    AttackSite site("sqlite");
    site.fill();
    {
        const auto opened = site.site.database().open();
        for (const auto* table : {"wow_character", "wow_guild", "wow_mount", "wow_pet", "wow_title", "wow_achievement",
                 "wow_item", "wow_equipped_item", "taxonomy_term", "wow_guild_member"})
            opened->main().run(std::string("UPDATE ") + table
                + " SET name = CAST(name AS TEXT) || CAST(x'78357320C328FF3C62FEE28080EDA0' AS TEXT)");
    }
    site.serve();
    auto ann = site.logged_in("Ann");
    Inspection inspection(site, ann);
    for (const auto* path : {"/", "/wow/character/eu/stormrage/sheday", "/wow/guild/eu/stormrage/lantern%20watch"})
        inspection.page(path, true);
    for (const auto* type : {"wow_character", "wow_mount", "taxonomy_term"})
        inspection.document(std::string("/jsonapi/") + type + "?page[size]=20");
    inspection.document("/wow/search?q=sheday");
}

TEST_CASE("our scripts put what they are told into pages as text")
{
    int scripts = 0;
    for (const auto& entry : std::filesystem::directory_iterator(WOWHOST_SOURCE_DIR "/etc/static")) {
        if (entry.path().extension() != ".js")
            continue;
        ++scripts;
        const auto text = wowhost::test::read_file(entry.path());
        INFO(entry.path());
        for (const auto* word : {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(",
                 "createContextualFragment", "setTimeout(\"", ".srcdoc"})
            CHECK(text.find(word) == std::string::npos);
    }
    CHECK(scripts >= 3);
}
