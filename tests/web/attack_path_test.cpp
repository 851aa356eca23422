// Paths that lead out of where files are served from, and a site that slow clients hold on to.
#include "attack_site.hpp"

#include <filesystem>
#include <thread>

namespace {

using namespace attack_test;
using wowhost::test::write_file;
namespace fs = std::filesystem;

constexpr const char* secret = "the-secret-of-this-site";

/// Ways to write "..", "/" and what ends a name, for those who decode once, twice, or not as they should.
const std::vector<std::string>& ways_up()
{
    static const std::vector<std::string> all{"../", "..%2f", "..%2F", "%2e%2e/", "%2e%2e%2f", ".%2e/",
        "%252e%252e%252f", "..%252f", "..\\", "..%5c", "%2e%2e%5c", "..%255c", "..%c0%af", "%c0%ae%c0%ae/",
        "%c0%ae%c0%ae%c0%af", "..%e0%80%af", "..%f0%80%80%af", "..%u2215", "%uff0e%uff0e/", "....//", "..../", "..;/",
        "..%00/", "./../", ".%00./", "%2e%2e%00/", "..%09/", "..%0d%0a/", "/../", "//", "%2f", "..%ef%bc%8f",
        "..%e2%88%95"};
    return all;
}

} // namespace

TEST_CASE("no path leads out of the folders of static files and pictures, however it is written")
{
    AttackSite site("sqlite");
    const fs::path files = site.site.path("files");
    fs::create_directories(files / "wow/images");
    fs::create_directories(files / "wow/.hidden");
    fs::create_directories(site.site.path("static"));
    write_file(files / "wow/images/good.png", "\x89PNG good");
    write_file(files / "wow/images/plain.txt", secret);
    write_file(files / "wow/.hidden/x.png", secret);
    write_file(files / "top.png", secret);
    write_file(site.site.path("out.png"), secret);
    write_file(site.site.path("out.css"), secret);
    write_file(site.site.path("static/good.css"), "good");
    write_file(site.site.path("static/.out.css"), secret);
    fs::create_directories(site.site.path("static/below"));
    write_file(site.site.path("static/below/out.css"), secret);
    fs::create_symlink(site.site.path("out.png"), files / "wow/images/link.png");
    fs::create_directory_symlink(site.site.path(""), files / "wow/images/linked");
    site.serve({"--set", "serve.static=[" + site.site.path("static") + ", " WOWHOST_SOURCE_DIR "/etc/static]"});
    REQUIRE(web_test::get(site.address(), "/files/wow/images/good.png").status == 200);
    REQUIRE(web_test::get(site.address(), "/static/good.css").body == "good");
    auto client = std::make_unique<Client>(site.address());
    int tried = 0;
    const auto try_it = [&](const std::string& path) {
        ++tried;
        client->send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
        const auto answer = client->read();
        INFO(path << "\n" << answer.head << answer.body.substr(0, 300));
        CHECK(answer.status >= 300);
        CHECK(answer.status < 500);
        CHECK(answer.body.find(secret) == std::string::npos);
        CHECK(answer.body.find("root:") == std::string::npos);
        CHECK(answer.body.find("client_secret") == std::string::npos);
        if (answer.header("connection") == "close")
            client = std::make_unique<Client>(site.address());
    };
    for (const auto& up : ways_up())
        for (const auto* begin : {"/static/", "/static/0123456789abcdef/", "/files/", "/files/wow/",
                 "/files/wow/images/", "/", "/templates/", "/wow/character/"})
            for (const auto* end : {"out.png", "out.css", "wowhost.yml", "etc/passwd", "top.png"}) {
                auto path = std::string(begin);
                for (int depth = 0; depth < 4; ++depth) {
                    path += up;
                    try_it(path + end);
                }
            }
    for (const auto* path : {"/files/wow/images/plain.txt", "/files/wow/images/", "/files/wow/images", "/files/wow",
             "/files/", "/files", "/files/top.png", "/files//top.png", "/files/wow/.hidden/x.png",
             "/files/wow/images/link.png", "/files/wow/images/linked/out.png", "/files/wow/images/good.png%00.txt",
             "/files/wow/images/plain.txt%00.png", "/files/wow/images/plain.txt/.png", "/files/%77ow/images/plain.txt",
             "/files/wow/images/good.png/x.png", "/files/wow/images/good.png/x/y.png",
             "/files/wow/images/link.png/x.png", "/static/.out.css", "/static/below/out.css", "/static/below%2fout.css",
             "/static//good.css/", "/static/0123456789abcdef/../out.css", "/etc/passwd", "/.git/config", "/wowhost.yml",
             "/layout.html", "/templates/layout.html", "/static/layout.html", "/files/wow/images/good.png/"})
        try_it(path);
    CHECK(tried > 5000);
}

TEST_CASE("no module has a way to a file by what a visitor says")
{
    AttackSite site("sqlite");
    site.serve();
    auto ann = site.logged_in("Ann");
    for (const auto& up : ways_up())
        for (const auto* path : {"/admin/modules/plan?action=install&name=", "/admin/reports/wow/confirm?section=",
                 "/wow/search?type=", "/jsonapi/", "/wow/find?q=x&type="}) {
            INFO(path << up);
            const auto answer = ann.get(path + up + up + "etc/passwd");
            CHECK(answer.status < 500);
            CHECK(answer.body.find("root:") == std::string::npos);
        }
}

TEST_CASE("the site goes on answering while hundreds of slow clients hold connections, and drops those")
{
    AttackSite site("sqlite");
    site.serve({"--set", "serve.head_seconds=1", "--set", "serve.body_seconds=1", "--set", "serve.idle_seconds=1"});
    std::vector<Client> slow;
    for (int i = 0; i < 300; ++i) {
        slow.emplace_back(site.address());
        slow.back().send(i % 3 == 0 ? "GET / HTTP/1.1\r\nHost: x\r\nX: "
                : i % 3 == 1        ? "POST /user/login HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nname="
                                    : "");
    }
    for (int i = 0; i < 20; ++i) {
        CHECK(web_test::get(site.address(), "/user/login").status == 200);
        CHECK(web_test::get(site.address(), "/healthz").status == 200);
    }
    for (auto& client : slow)
        CHECK(client.is_closed());
    CHECK(web_test::get(site.address(), "/user/login").status == 200);
}
