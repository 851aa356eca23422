// Who may see what: accounts, marked types and fields, and whose a row is; and that the rest cannot tell them from
// nothing.
#include "site.hpp"

using namespace jsonapi_test;

namespace {

void fill(const Library& library)
{
    const auto ann = library.site().run({"user:add", "ann", "--generate"})["id"].get<std::int64_t>();
    library.save("probe_vault", {{"content", "gold"}});
    library.save("probe_author", {{"name", "Ann"}, {"secret", "hush"}});
    library.save("probe_book", {{"title", "Emma"}, {"author", 1}, {"vault", 1}, {"user", ann}});
}

std::string replaced(std::string text, const std::string& from, const std::string& to)
{
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

/// The same with a name that nothing has in place of the hidden ones.
std::string without(std::string text)
{
    for (const auto* hidden : {"user", "probe_vault", "vault", "secret"})
        text = replaced(text, hidden, "nothing");
    return text;
}

} // namespace

TEST_CASE("accounts, marked fields and whose a row is need the permission to administer users")
{
    Library library(GENERATE(from_range(engines())));
    fill(library);
    library.serve();

    for (const auto* path : {"/jsonapi", "/jsonapi/probe_book", "/jsonapi/probe_book/1?include=author",
             "/jsonapi/probe_author/1", "/jsonapi/probe_book?sort=-title&page[size]=1"}) {
        const auto body = library.ask(path).body;
        INFO(path << "\n" << body);
        for (const auto* hidden : {"\"user", "vault", "secret", "hush", "gold", "token"})
            CHECK(body.find(hidden) == std::string::npos);
    }
    const auto seen = library.get("/jsonapi/probe_book/1?include=author,vault,user", as_auditor);
    CHECK(included(seen) == std::vector<std::string>{"probe_author 1", "probe_vault 1", "user 1"});
    CHECK(seen["data"]["relationships"]["user"]["data"] == json({{"type", "user"}, {"id", "1"}}));
    CHECK(library.get("/jsonapi/probe_author?filter[secret]=hush", as_auditor)["data"].size() == 1);
    CHECK(library.get("/jsonapi/user?filter[name]=ann", as_auditor)["data"][0]["attributes"]["name"] == "ann");
    CHECK(library.get("/jsonapi/probe_book?filter[user.name]=ann&sort=user.name", as_auditor)["data"].size() == 1);
    CHECK(library.get("/jsonapi", as_auditor)["data"].size() > library.get("/jsonapi")["data"].size());

    for (const auto& type : library.site().run({"entity", "types"})) {
        if (type["id"] == "user" || type["id"] == "probe_vault")
            CHECK(type["permission"] == "administer users");
        if (type["id"] != "probe_book")
            continue;
        CHECK(type["permission"].is_null());
        for (const auto& field : type["fields"])
            CHECK((field["permission"] == "administer users") == (field["name"] == "user" || field["name"] == "vault"));
    }
    CHECK(library.site().run({"entity", "list", "probe_author"})[0]["secret"] == "hush");
}

TEST_CASE(
    "a hidden type is refused whatever row is asked for, and hidden names answer as what does not exist, byte for byte")
{
    Library library(GENERATE(from_range(engines())));
    fill(library);
    library.serve();
    const auto book = [&](const std::string& query, const std::string& hidden) {
        const auto first = library.ask("/jsonapi/probe_book?" + replaced(query, "NAME", hidden));
        const auto second = library.ask("/jsonapi/probe_book?" + replaced(query, "NAME", without(hidden)));
        INFO(query << " " << hidden << "\n" << first.body << second.body);
        CHECK(first.status == 400);
        CHECK(second.status == 400);
        CHECK(without(first.body) == second.body);
    };
    for (const auto* hidden : {"user", "probe_vault"}) {
        const auto address = std::string("/jsonapi/") + hidden;
        const auto refused = library.error(address, 403)["detail"].get<std::string>();
        CHECK(refused.find("administer users") != std::string::npos);
        for (const auto* row : {"/1", "/999", "/x"})
            CHECK(library.error(address + row, 403)["detail"] == refused);
        book("fields[NAME]=name", hidden);
    }
    for (const auto* hidden : {"user", "vault", "author.secret", "user.name", "vault.content"})
        for (const auto* query :
            {"filter[NAME]=1", "filter[NAME][null]", "filter[NAME][bad]=1", "sort=NAME", "sort=-NAME", "include=NAME"})
            book(query, hidden);
    book("fields[probe_book]=NAME", "vault");
    book("fields[probe_author]=NAME", "secret");
}

TEST_CASE("the whole needs a permission, and media types are negotiated")
{
    Library library("sqlite", "");
    fill(library);
    library.serve();
    CHECK(library.get("/jsonapi/probe_book/1")["data"]["id"] == "1");
    const auto bad = "Accept: application/vnd.api+json; charset=utf-8\r\n";
    CHECK(library.error("/jsonapi/probe_book/1", 406, bad)["source"]["header"] == "Accept");
    library.error("/jsonapi", 406, bad);
    library.error("/jsonapi/probe_book", 415, "Content-Type: application/vnd.api+json; charset=utf-8\r\n");
    for (const auto* accept : {"application/vnd.api+json", "text/html", "*/*", "application/json",
             "application/vnd.api+json;profile=\"http://example.org\""})
        CHECK(library.get("/jsonapi/probe_book/1", std::string("Accept: ") + accept + "\r\n")["data"]["id"] == "1");
}

TEST_CASE("without the permission a program is refused and a page is sent to the login")
{
    const Site site("sqlite", "roles: { anonymous: [], reader: [access jsonapi] }\n");
    site.run({"install", "jsonapi", "jsonapi_probe", "web_probe", "user"});
    const auto serve = site.start({"serve", "--listen", "127.0.0.1:0"});
    web_test::Client client(address_of(*serve));
    for (const auto* path : {"/jsonapi", "/jsonapi/probe_book", "/jsonapi/probe_book/1", "/jsonapi/nothing"}) {
        const auto refused = client.get(path, "Accept: application/vnd.api+json\r\n");
        CHECK(refused.status == 403);
        CHECK(refused.header("content-type") == "application/vnd.api+json");
        CHECK(json::parse(refused.body)["errors"][0]["status"] == "403");
        CHECK(client.get(path, "Accept: application/json\r\n").status == 403);
        CHECK(client.get(path, "Accept: text/html\r\n").header("location").find("/user/login?destination=") == 0);
    }
    CHECK(client.get("/jsonapi", "Authorization: Probe reader\r\n").status == 200);
    CHECK(client.get("/jsonapi", "Authorization: Probe stranger\r\nAccept: application/json\r\n").status == 403);
    serve->kill(SIGTERM);
    CHECK(serve->wait().exit_code == 0);
}
