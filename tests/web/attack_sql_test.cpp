// SQL in everything that a visitor may say about rows: it is compared as a value, or refused, and never run.
#include "attack_site.hpp"

namespace {

using namespace attack_test;

const std::vector<std::string>& hostile()
{
    static const std::vector<std::string> all{"' OR 1=1 --", "x' OR 'a'='a", "'; DROP TABLE wow_mount; --",
        "\"; DROP TABLE wow_mount; --", "1; DELETE FROM wow_mount", "1) OR (1=1",
        "' UNION SELECT name FROM \"user\" --", "name\" DESC, (SELECT 1/0)", "name; DROP TABLE wow_mount", "name--",
        "name/**/", "id,(select token_hash from user_session)", "%' ESCAPE '\\", "\\", "\\'", "'", "\"", "''", "$1",
        "?", ":name", "@x", "%", "_", "100% OR 1", "NULL", "null", "1e999", "0x1F", "-1", "99999999999999999999", "NaN",
        "{}", "[]", "[\"a\"]", "{\"a\":1}", "true", "\xe2\x80\x98 OR 1=1", "pg_sleep(9)", "';SELECT pg_sleep(9);--",
        "randomblob(1000000000)", "(SELECT 1)", "wow_mount.name", "user.password", "mount.name", "id", "rowid", "ctid",
        "*", "sqlite_master"};
    return all;
}

constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string from_base64url(const std::string& text)
{
    std::string bytes;
    std::size_t held = 0;
    int bits = 0;
    for (const char c : text) {
        held = held << 6U | digits.find(c);
        bits += 6;
        if (bits >= 8)
            bytes += static_cast<char>(held >> static_cast<unsigned>(bits -= 8) & 255U);
    }
    return bytes;
}

std::string base64url(const std::string& bytes)
{
    std::string text;
    std::size_t held = 0;
    int bits = 0;
    for (const char c : bytes) {
        held = held << 8U | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 6; bits -= 6)
            text += digits[held >> static_cast<unsigned>(bits - 6) & 63U];
    }
    return bits > 0 ? text + digits[held << static_cast<unsigned>(6 - bits) & 63U] : text;
}

} // namespace

TEST_CASE("no SQL is run that a visitor has written, in JSON:API, searches, rosters, addresses and logins")
{
    AttackSite site(GENERATE(from_range(engines())));
    const auto save = [&](const std::string& type, const json& row) {
        return site.site.json({"entity", "save", type, row.dump()})["id"].get<std::int64_t>();
    };
    int number = 0;
    const auto now = std::time(nullptr);
    for (const auto& name : {std::string("Brown Horse"), hostile()[0], hostile()[2], std::string("50% \\_'\"")})
        save("wow_mount", {{"blizzard_id", ++number}, {"name", name}, {"last_fetched", now}});
    const auto guild = save("wow_guild",
        {{"region", "eu"}, {"realm_slug", "r"}, {"name", "G"}, {"name_key", "g"}, {"sync_status", "ok"},
            {"last_fetched", now}, {"blizzard_id", 9}});
    save("wow_guild_member",
        {{"guild", guild}, {"blizzard_id", 1}, {"name", "Zeb"}, {"realm_slug", "r"}, {"level", 10}, {"rank", 0},
            {"last_fetched", now}});
    const auto tables = [&] {
        json counts;
        for (const auto& type : site.site.json({"entity", "types"}))
            if (type["id"] != "user_session" && type["id"] != "wow_search_word") // the index is made when it is asked
                counts[type["id"].get<std::string>()] = type["rows"];
        return counts;
    };
    const auto before = tables();
    site.serve();
    auto ann = site.logged_in("Ann");
    const auto ask = [&](const std::string& path) {
        auto answer = ann.get(path, "Accept: application/vnd.api+json, application/json\r\n");
        INFO(path << "\n" << answer.head << answer.body.substr(0, 2000));
        CHECK(answer.status >= 200);
        CHECK(answer.status < 500);
        for (const auto* word : {"SQL", "sqlite", "syntax", "near \"", "PG::", "libpq", "$argon2id"})
            CHECK((answer.body.find(word) == std::string::npos || path.find("sqlite") != std::string::npos
                || path.find("SQL") != std::string::npos));
        return answer;
    };
    const std::string mounts = "/jsonapi/wow_mount";
    const auto found = [&](const std::string& query) {
        const auto answer = ask(mounts + query);
        CHECK(answer.status == 200);
        return answer.status == 200 ? json::parse(answer.body)["data"].size() : std::size_t{99};
    };
    for (const auto& text : hostile()) {
        INFO(text);
        const auto h = wowhost::encode_segment(text);
        const bool stored = text == hostile()[0] || text == hostile()[2];
        const std::size_t wanted = stored ? 1 : 0;
        CHECK(found("?filter[name]=" + h) == wanted);
        CHECK(found("?filter[name][ne]=" + h) == 4 - wanted);
        CHECK(ask(mounts + "?filter[name][in]=" + wowhost::encode_segment(json(text).dump())).status <= 400);
        for (const auto* field : {"[like]", "[gt]", "[in]", "[null]", "[notnull]"})
            CHECK(ask(mounts + "?filter[name]" + field + "=" + h).status <= 400);
        CHECK(ask(mounts + "?filter[blizzard_id]=" + h).status <= 400);
        for (const auto& query : {"?filter[" + h + "]=1", "?filter[name][" + h + "]=1", "?page[size]=" + h,
                 "?page[after]=" + h, "?page[" + h + "]=1", "?fields[" + h + "]=name", "?" + h + "=1"})
            CHECK(ask(mounts + query).status <= 400);
        for (const auto& query : {"?sort=" + h, "?sort=name," + h, "?sort=-" + h, "?include=" + h,
                 "?fields[wow_mount]=" + h, "?fields[wow_mount]=name," + h})
            CHECK((ask(mounts + query).status == 400 || text == "id" || text == "mount.name"));
        CHECK(ask("/jsonapi/" + h).status >= 400);
        CHECK(ask(mounts + "/" + h).status >= 400);
        for (const auto& path :
            {"/wow/search?q=" + h, "/wow/search?q=horse&type=" + h, "/wow/search?q=horse&region=" + h,
                "/wow/search?q=horse&limit=" + h, "/wow/find?q=" + h + "&type=" + h + "&region=" + h,
                "/wow/guild/eu/r/g?sort=" + h + "&q=" + h + "&class=" + h + "&page=" + h,
                "/wow/character/" + h + "/" + h + "/" + h, "/wow/guild/eu/r/" + h,
                "/admin/reports/wow/confirm?section=" + h + "&action=" + h + "&region=" + h})
            ask(path);
        if (&text - hostile().data() > 12)
            continue; // enough: each login costs a hash
        auto visitor = site.browser();
        visitor.get("/user/login");
        const auto in = visitor.post("/user/login", {{"name", text}, {"password", text}});
        CHECK((in.status == 403 || in.status == 429)); // many have failed from here
        CHECK(visitor.cookie("wowhost_session").empty());
    }
    CHECK(found("") == 4);
    CHECK(found("?filter[name][like]=" + wowhost::encode_segment("50\\% \\\\\\_'\"")) <= 1);
    // Cursors that somebody has bent.
    const auto first = json::parse(ask(mounts + "?sort=name&page[size]=1").body);
    const auto next = first["links"]["next"].get<std::string>();
    const auto at = next.find("after%5D=") + 9;
    const auto cursor = next.substr(at, next.find('&', at) - at);
    REQUIRE(cursor.size() > 4);
    CHECK(found("?sort=name&page[size]=1&page[after]=" + cursor) == 1);
    for (std::size_t i = 0; i < cursor.size(); ++i) {
        auto bent = cursor;
        bent[i] = bent[i] == 'A' ? 'B' : 'A';
        CHECK(ask(mounts + "?sort=name&page[size]=1&page[after]=" + bent).status <= 400);
        CHECK(ask(mounts + "?sort=-blizzard_id&page[after]=" + bent).status <= 400);
    }
    // Cursors that somebody has made up, of an order that is right and values that are not.
    const auto mark = from_base64url(cursor).substr(0, 8);
    REQUIRE(found("?sort=name&page[size]=1&page[after]=" + base64url(mark + "i1:vs1:A")) == 1); // can be made up
    for (const auto& value : {std::string("s2:\xff\xfe"), std::string("s3:a\0b", 6), std::string("s11:' OR 1=1 --"),
             std::string("s3:\xed\xa0\x80"), std::string("i1:"), std::string("r1:"), std::string("t"), std::string("n"),
             std::string("s99999999999999999999:x"), std::string("s-1:x"), std::string("s2:a")})
        for (const auto* id : {"i1:", "i-9223372036854775808:", "i9223372036854775808:", "n", "s1:1", ""})
            CHECK(ask(mounts + "?sort=name&page[size]=1&page[after]=" + base64url(mark + id + "v" + value)).status
                <= 400);
    site.end();
    CHECK(tables() == before);
}
