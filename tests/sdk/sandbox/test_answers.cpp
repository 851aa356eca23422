// Answers that an author writes into a folder.
#include "sandbox_program.hpp"
#include "support/temporary_directory.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using sandbox_test::Sandbox;
using wowhost::test::write_file;

TEST_CASE("a folder answers what the world does not know, and what it knows otherwise")
{
    const wowhost::test::TemporaryDirectory folder;
    for (const auto* below : {"data/wow/decor", "data/wow/mount", "profile/wow/character/stormrage/sheday"})
        std::filesystem::create_directories(folder.path() / below);
    write_file(folder / "data/wow/decor/index.json",
        R"({"decor": [{"key": {"href": "${sandbox}/data/wow/decor/1"}, "id": 1}]})");
    write_file(folder / "data/wow/decor/2.404.json", R"({"code": 404})");
    write_file(folder / "data/wow/decor/21.json", R"({"id": 21})");
    write_file(folder / "data/wow/mount/index.json", R"({"mounts": []})");
    write_file(folder / "profile/wow/character/stormrage/sheday/decor.json", R"({"owned": 3})");
    Sandbox sandbox({"--answers", folder.path().string(), "--characters", "20"});
    const std::string space = "?namespace=static-eu&locale=en_GB";

    const auto index = sandbox.get("/data/wow/decor/index" + space);
    CHECK(index.status == 200);
    CHECK(index.json()["decor"][0]["key"]["href"] == sandbox.url() + "/data/wow/decor/1");
    CHECK(index.headers.at("battlenet-namespace") == "static-eu");
    const auto since = index.headers.at("last-modified");
    CHECK(sandbox.get("/data/wow/decor/index" + space, {"If-Modified-Since: " + since}).status == 304);
    CHECK(sandbox.get("/data/wow/decor/2" + space).status == 404);
    CHECK(sandbox.get("/data/wow/decor/2" + space).json()["code"] == 404);
    CHECK(sandbox.get("/data/wow/decor/21" + space).json()["id"] == 21);
    CHECK(sandbox.get("/data/wow/decor/3" + space).status == 404);
    CHECK(sandbox.get("/data/wow/mount/index" + space).json()["mounts"].empty());
    CHECK(sandbox.get("/profile/wow/character/stormrage/sheday/decor?namespace=profile-eu").json()["owned"] == 3);
    CHECK(sandbox.get_without_token("/data/wow/decor/index" + space).status == 401);
    CHECK(sandbox.get("/data/wow/decor/..%2fmount/index" + space).status == 404);

    write_file(folder / "data/wow/decor/21.json", R"({"id": 22})");
    CHECK(sandbox.get("/data/wow/decor/21" + space).json()["id"] == 22);
}

TEST_CASE(
    "a folder of answers that is not there is refused by name, and help and the first line tell what one must know")
{
    const auto refused = wowhost::test::run_program(
        {WOWHOST_SANDBOX_PROGRAM, "--listen", "127.0.0.1:0", "--answers", "/no/such/folder"});
    CHECK(refused.exit_code == 1);
    CHECK(refused.err.find("--answers: there is no folder /no/such/folder") != std::string::npos);
    const auto help = wowhost::test::run_program({WOWHOST_SANDBOX_PROGRAM, "--help"});
    CHECK(help.exit_code == 0);
    for (const auto* text : {"--answers", "--replay", "--fault", "--listen", "/data/wow/heirloom/index",
             "/_sandbox/statistics", "Example:"}) {
        INFO(text);
        CHECK(help.out.find(text) != std::string::npos);
    }
    wowhost::test::Process process({WOWHOST_SANDBOX_PROGRAM, "--characters", "10"});
    const auto line = process.wait_for_line("battlenet-sandbox listening on http://127.0.0.1:");
    CHECK(line.find(":0 ") == std::string::npos);
}
