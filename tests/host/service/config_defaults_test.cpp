// What stands where the configuration says nothing: permissions of roles, and secrets that the host makes.
#include "host/service/config.hpp"
#include "site.hpp"

#include <wowhost/json.hpp>

#include <sys/stat.h>

#include <memory>
#include <set>
#include <thread>

using namespace wowhost;
using namespace wowhost::service;

namespace {

/// A configuration whose module `login` has a key that is made when it is empty.
struct Site {
    explicit Site(const std::string& rest = {}, const std::string& files = "deep/files")
    {
        wowhost::test::write_file(folder / "wowhost.yml", "files: { path: \"" + (folder / files) + "\" }\n" + rest);
    }
    std::unique_ptr<service::Config> config()
    {
        auto made = std::make_unique<service::Config>(folder / "wowhost.yml", std::vector<std::string>{}, redactor);
        made->declare("login", {{"key", KeyType::text, "", "", true, true}});
        return made;
    }
    std::string key() { return config()->text("login", "key"); }
    std::string file() const { return folder / "deep/login.key"; }

    wowhost::test::TemporaryDirectory folder;
    Redactor redactor;
};

bool exists(const std::string& path)
{
    struct stat status { };
    return ::stat(path.c_str(), &status) == 0;
}

std::string error_of(Site& site)
{
    try {
        site.key();
    } catch (const Error& error) {
        return error.what();
    }
    return "nothing was thrown";
}

} // namespace

TEST_CASE("A role that the configuration does not name has the permissions that info files give it")
{
    Site site("roles: { anonymous: [access a] }\n");
    const auto made = site.config();
    auto& config = *made;
    config.declare_permission("anonymous", "access b");
    config.declare_permission("authenticated", "access c");
    config.declare_permission("authenticated", "access d");
    config.declare_permission("authenticated", "access c");
    config.require_valid();
    CHECK(config.list("roles", "anonymous") == std::vector<std::string>{"access a"});
    CHECK(config.list("roles", "authenticated") == std::vector<std::string>{"access c", "access d"});
    CHECK(config.list("roles", "administrator") == std::vector<std::string>{"*"});
    CHECK(config.keys("roles") == std::vector<std::string>{"administrator", "anonymous", "authenticated"});
    CHECK(config.all("roles")["authenticated"].items().size() == 2);
}

TEST_CASE("A secret to be generated is made once, beside the files, and opens to its owner only")
{
    Site site;
    const auto first = site.config();
    first->require_valid();
    CHECK_FALSE(exists(site.file())); // a check makes nothing
    const auto secret = first->text("login", "key");
    CHECK(secret.size() == 64);
    struct stat status { };
    REQUIRE(::stat(site.file().c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    CHECK(site.key() == secret);
    CHECK(site.redactor.redact("it is " + secret) == "it is ***");
    CHECK(to_json_text(first->dump()).find(secret) == std::string::npos);
    Site other("login: { key: configured }\n");
    CHECK(other.key() == "configured");
    CHECK_FALSE(exists(other.file()));
    CHECK(Site({}, "deep/files/").key() != secret);
}

TEST_CASE("Of those who make a secret at once, all get the same")
{
    Site site;
    std::vector<std::unique_ptr<service::Config>> configs;
    for (int i = 0; i < 8; ++i)
        configs.push_back(site.config());
    std::vector<std::string> secrets(configs.size());
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < configs.size(); ++i)
        threads.emplace_back([&, i] { secrets[i] = configs[i]->text("login", "key"); });
    for (auto& thread : threads)
        thread.join();
    CHECK(std::set<std::string>(secrets.begin(), secrets.end()).size() == 1);
}

TEST_CASE("A file of a secret that is open to others, empty or out of reach says what to do")
{
    Site site;
    site.key();
    ::chmod(site.file().c_str(), 0640);
    CHECK(error_of(site).find("chmod 600") != std::string::npos);
    wowhost::test::write_file(site.file(), "");
    ::chmod(site.file().c_str(), 0600);
    CHECK(error_of(site).find("is empty; restore it") != std::string::npos);
    Site blocked({}, "wowhost.yml/deep/files"); // a file where a folder should be
    CHECK(error_of(blocked).find("files.path") != std::string::npos);
}
