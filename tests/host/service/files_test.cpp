#include "host/service/files.hpp"
#include "site.hpp"

#include <filesystem>

using namespace wowhost;
using namespace wowhost::service;

TEST_CASE("files are written below the module's folder and replaced whole")
{
    const wowhost::test::TemporaryDirectory folder;
    const FileStore files(folder / "files");
    CHECK_FALSE(files.exists("wow", "icons/a.jpg"));
    CHECK_FALSE(files.read("wow", "icons/a.jpg"));
    CHECK(files.write("wow", "icons/a.jpg", "one") == "wow/icons/a.jpg");
    CHECK(files.write("wow", "icons/a.jpg", std::string("tw\0o", 4)) == "wow/icons/a.jpg");
    CHECK(*files.read("wow", "icons/a.jpg") == std::string("tw\0o", 4));
    CHECK(files.exists("wow", "icons/a.jpg"));
    CHECK_FALSE(files.exists("wow", "icons"));
    CHECK_FALSE(files.exists("other", "icons/a.jpg"));
    CHECK_FALSE(files.read("wow", "icons/a.jpg", 3));
    CHECK(std::distance(std::filesystem::directory_iterator(folder / "files/wow/icons"), {}) == 1);
    CHECK(files.remove("wow", "icons/a.jpg"));
    CHECK_FALSE(files.remove("wow", "icons/a.jpg"));
}

TEST_CASE("names that are no names of files are refused")
{
    const wowhost::test::TemporaryDirectory folder;
    const FileStore files(folder / "files");
    const std::string names[] = {"", "/etc/passwd", "../x", "a/../x", "a//b", "a/", ".hidden", "a/.b", "a b", "ä",
        std::string("a\0b", 3), "a\\b", std::string(300, 'a'), std::string(600, 'a') + "/" + std::string(600, 'b')};
    for (const auto& name : names) {
        INFO(name);
        CHECK_THROWS_AS(files.write("wow", name, "x"), Error);
        CHECK_THROWS_AS(files.exists("wow", name), Error);
        CHECK_THROWS_AS(files.remove("wow", name), Error);
    }
    CHECK_THROWS_AS(files.write("../wow", "a", "x"), Error);
    CHECK_FALSE(std::filesystem::exists(folder / "files"));
}

TEST_CASE("symbolic links never lead out of the folder")
{
    const wowhost::test::TemporaryDirectory folder;
    const FileStore files(folder / "files");
    files.write("wow", "a", "mine");
    std::filesystem::create_directory(folder / "outside");
    wowhost::test::write_file(folder / "outside/secret", "theirs");
    std::filesystem::create_directory_symlink(folder / "outside", folder / "files/wow/link");
    std::filesystem::create_symlink(folder / "outside/secret", folder / "files/wow/leaf");
    CHECK_THROWS_AS(files.write("wow", "link/secret", "x"), Error);
    files.remove("wow", "link/secret"); // nothing of the folder bears this name
    CHECK_FALSE(files.read("wow", "link/secret"));
    CHECK_FALSE(files.read("wow", "leaf"));
    CHECK_FALSE(files.exists("wow", "leaf"));
    files.write("wow", "leaf", "replaced"); // the link itself, not what it points to
    CHECK(*files.read("wow", "leaf") == "replaced");
    CHECK(wowhost::test::read_file(folder / "outside/secret") == "theirs");
    CHECK(files.remove_module("wow") == 3);
    CHECK(wowhost::test::read_file(folder / "outside/secret") == "theirs");
    CHECK_FALSE(std::filesystem::exists(folder / "files/wow"));
    CHECK(files.remove_module("wow") == 0);
}
