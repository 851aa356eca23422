// Images of rows with the real program: fetched, shared, refused, and gone with the last row that shows them.
#include "modules/replay_folder.hpp"
#include "modules/wow/image_files.hpp"
#include "modules/wow_character/site.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

using image_test::files;
using nlohmann::json;
using replay_test::ReplayFolder;
using site_test::Site;
using wowhost::test::engines;

namespace {

constexpr std::int64_t day = 86400;
const std::string render = "https://render.worldofwarcraft.com/eu/icons/56/";

ReplayFolder& add_item(ReplayFolder& folder, std::int64_t number, const std::string& icon)
{
    const auto id = std::to_string(number);
    return folder.add("item/" + id, {{"id", number}, {"name", "Item " + id}, {"level", 70}})
        .add("media/item/" + id, {{"assets", {{{"key", "icon"}, {"value", icon}}}}});
}

std::int64_t import(const Site& site, std::int64_t number)
{
    return site.json({"wow:search-import", "wow_item", std::to_string(number), "--region", "eu"})["id"]
        .get<std::int64_t>();
}

std::string icon(const Site& site, std::int64_t id)
{
    const auto value = site.row("wow_item", id)["icon"];
    return value.is_string() ? value.get<std::string>() : std::string();
}

void fetch_images(const Site& site) { site.json({"queue", "run", "wow_image_fetch"}); }

json image_queue(const Site& site)
{
    for (const auto& queue : site.json({"queue", "list"}))
        if (queue["name"] == "wow_image_fetch")
            return queue;
    return {{"pending", 0}, {"claimed", 0}, {"failed", 0}};
}

std::string content(const Site& site, const std::string& name)
{
    std::ifstream file(site.path("files/" + name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

bool is_whole(const std::string& bytes)
{
    return (bytes.starts_with("\xff\xd8\xff") && bytes.ends_with("\xff\xd9"))
        || (bytes.starts_with("\x89PNG\r\n\x1a\n") && bytes.find("IEND") == bytes.size() - 8);
}

/// Every file is an image, whole, and under a name that no address has a part in.
void check_files(const Site& site)
{
    static const std::regex name("wow/images/[0-9]{1,2}/[0-9]+\\.(jpg|png)");
    for (const auto& file : files(site)) {
        INFO(file);
        CHECK(std::regex_match(file, name));
        CHECK(is_whole(content(site, file)));
    }
}

} // namespace

TEST_CASE("an image is fetched by the queue, stored once, and gone with the last row that shows it")
{
    ReplayFolder folder;
    add_item(folder, 5, render + "sword.jpg");
    add_item(folder, 6, render + "sword.jpg");
    add_item(folder, 7, render + "axe.png");
    Site site(GENERATE(from_range(engines())), {"--replay-only", "--replay", folder.path()});
    site.install({"wow_item"});
    const auto sword = import(site, 5);
    CHECK(icon(site, sword) == render + "sword.jpg");
    CHECK(files(site).empty()); // an import waits for no image
    const auto fetched = site.row("wow_item", sword)["last_fetched"];
    site.advance(60);
    fetch_images(site);
    const auto file = icon(site, sword);
    CHECK(files(site) == std::set<std::string>{file});
    CHECK(file.ends_with(".jpg"));
    CHECK(site.row("wow_item", sword)["last_fetched"] == fetched); // its data is no younger
    check_files(site);

    const auto other = import(site, 6); // shows the stored image at once
    CHECK(icon(site, other) == file);
    const auto axe = import(site, 7);
    fetch_images(site);
    CHECK(icon(site, axe).ends_with(".png"));
    CHECK(files(site) == std::set<std::string>{file, icon(site, axe)});
    check_files(site);
    CHECK(image_queue(site)["failed"] == 0);

    site.json({"entity", "delete", "wow_item", std::to_string(sword)});
    CHECK(files(site).contains(file));
    site.json({"entity", "delete", "wow_item", std::to_string(other)});
    CHECK(files(site) == std::set<std::string>{icon(site, axe)});
    const auto again = import(site, 5);
    fetch_images(site);
    CHECK(icon(site, again) != file); // names are not used again
    CHECK(files(site) == std::set<std::string>{icon(site, again), icon(site, axe)});

    // Nothing of what has gone is left in the book on images either, once a day has passed.
    site.advance(2 * day);
    site.run({"cron", "--force"});
    CHECK(site.count("wow_image") == 2);
    CHECK(site.count("wow_image_use") == 2);
    CHECK(files(site).size() == 2);
}

TEST_CASE("an image goes when its row is swept, and when its module is uninstalled")
{
    ReplayFolder folder;
    add_item(folder, 5, render + "sword.jpg");
    Site site(GENERATE(from_range(engines())), {"--replay-only", "--replay", folder.path()});
    site.install({"wow_item"});
    const auto store = [&] {
        import(site, 5);
        fetch_images(site);
        CHECK(files(site).size() == 1);
    };
    store();
    site.advance(31 * day);
    CHECK(site.json({"wow:sweep-ttl"})["deleted"]["wow_item"] == 1);
    CHECK(files(site).empty());
    store();
    site.json({"uninstall", "wow_item"});
    CHECK(files(site).empty());
    CHECK(site.count("wow_image_use") == 0);
    site.install({"wow_item"});
    store();
    site.json({"uninstall", "wow"});
    CHECK(files(site).empty());
}

TEST_CASE("the icons of classes go with the terms of their vocabulary")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_playable_class"});
    site.json({"wow:sync-classes", "eu"});
    fetch_images(site);
    CHECK(site.count("taxonomy_term", {"wow_icon like wow/images/%"}) == 13);
    CHECK(files(site).size() == 13);
    check_files(site);
    site.sandbox().change_world(json::parse(R"({"op":"publish"})"));
    CHECK(site.json({"wow:sync-classes", "eu", "--force"})["updated"] == 0); // names of files stay
    site.json({"uninstall", "wow_playable_class"});
    CHECK(files(site).empty());
}

TEST_CASE("what is not from Blizzard's hosts over https is not asked for")
{
    ReplayFolder folder;
    const std::vector<std::string> addresses{"http://render.worldofwarcraft.com/eu/icons/56/a.jpg",
        "https://images.example/eu/icons/56/b.jpg", "https://render.worldofwarcraft.com.example/eu/icons/56/c.jpg",
        "https://me@render.worldofwarcraft.com/eu/icons/56/d.jpg", "https://127.0.0.1/eu/icons/56/e.jpg"};
    for (std::size_t i = 0; i < addresses.size(); ++i)
        add_item(folder, static_cast<std::int64_t>(i + 1), addresses[i]);
    Site site(GENERATE(from_range(engines())), {"--replay-only", "--replay", folder.path()});
    site.install({"wow_item"});
    std::vector<std::int64_t> ids;
    for (std::size_t i = 0; i < addresses.size(); ++i)
        ids.push_back(import(site, static_cast<std::int64_t>(i + 1)));
    fetch_images(site);
    for (std::size_t i = 0; i < addresses.size(); ++i)
        CHECK(icon(site, ids[i]) == addresses[i]);
    CHECK(files(site).empty());
    const auto queue = image_queue(site);
    CHECK(queue["pending"] == 0);
    CHECK(queue["failed"] == 0);
    const auto log = site.json({"log", "show"}).dump();
    CHECK(log.find("An image of wow_item") != std::string::npos);
    CHECK(log.find("images.example/eu") == std::string::npos); // rows say that
}

TEST_CASE("no address has a part in the name of a file")
{
    ReplayFolder folder;
    add_item(folder, 5, "https://render.worldofwarcraft.com/eu/icons/56/..%2f..%2f..%2fevil.jpg");
    add_item(folder, 6, "https://render.worldofwarcraft.com/eu/icons/../../../etc/passwd");
    add_item(folder, 7, "https://render.worldofwarcraft.com/eu/icons/56/%00.sh;.jpg?/../../x.php");
    Site site(GENERATE(from_range(engines())), {"--replay-only", "--replay", folder.path()});
    site.install({"wow_item"});
    for (const auto number : {5, 6, 7})
        import(site, number);
    fetch_images(site);
    check_files(site);
    CHECK(files(site).size() >= 1);
    CHECK_FALSE(std::filesystem::exists(site.path("evil.jpg")));
    CHECK_FALSE(std::filesystem::exists(site.path("files/evil.jpg")));
}

TEST_CASE("what is no image, too large, elsewhere or not there is not kept, and fails nothing")
{
    const std::string fault =
        GENERATE("html@/icons", "oversize=3@/icons", "redirect@/icons", "404=1000@/icons", "not-json@/icons");
    ReplayFolder folder;
    add_item(folder, 5, render + "sword.jpg");
    add_item(folder, 6, render + "shield.png");
    Site site(GENERATE(from_range(engines())), {"--replay-only", "--replay", folder.path()});
    site.install({"wow_item"});
    site.sandbox().set_faults({fault});
    INFO(fault);
    const auto id = import(site, 5);
    fetch_images(site);
    CHECK(icon(site, id) == render + "sword.jpg");
    CHECK(files(site).empty());
    const auto queue = image_queue(site);
    CHECK(queue["pending"] == 0); // there is no use in asking again soon
    CHECK(queue["failed"] == 0);
    site.sandbox().set_faults({});
    import(site, 6);
    fetch_images(site);
    CHECK(files(site).size() == 1);
    site.advance(22 * day); // the item is fetched anew, and its image with it
    import(site, 5);
    fetch_images(site);
    CHECK(icon(site, id).starts_with("wow/images/"));
}

TEST_CASE("a host of images that fails is asked again later, and given up in the end")
{
    const std::string fault = GENERATE("5xx=1000@/icons", "reset@/icons");
    ReplayFolder folder;
    add_item(folder, 5, render + "sword.jpg");
    Site site(GENERATE(from_range(engines())), {"--replay-only", "--replay", folder.path()});
    site.install({"wow_item"});
    site.sandbox().set_faults({fault});
    const auto id = import(site, 5);
    fetch_images(site);
    CHECK(files(site).empty());
    CHECK(image_queue(site)["pending"] == 1);
    site.advance(day);
    site.sandbox().set_faults({});
    fetch_images(site);
    CHECK(icon(site, id).starts_with("wow/images/"));

    site.sandbox().set_faults({fault});
    site.json({"entity", "delete", "wow_item", std::to_string(id)});
    import(site, 5);
    for (int i = 0; i < 6; ++i) {
        fetch_images(site);
        site.advance(day);
    }
    const auto queue = image_queue(site);
    CHECK(queue["pending"] == 0);
    CHECK(queue["failed"] == 0);
    CHECK(files(site).empty());
}

TEST_CASE("without wow.cache_icons nothing is fetched, and what was kept goes when its rows are synced")
{
    ReplayFolder folder;
    add_item(folder, 5, render + "sword.jpg");
    Site site(GENERATE(from_range(engines())), {"--replay-only", "--replay", folder.path()});
    site.install({"wow_item"});
    const std::vector<std::string> import_off{
        "--set", "wow.cache_icons=false", "wow:search-import", "wow_item", "5", "--region", "eu"};
    const auto id = site.json(import_off)["id"].get<std::int64_t>();
    CHECK(image_queue(site)["pending"] == 0);
    CHECK(icon(site, id) == render + "sword.jpg");
    site.advance(22 * day);
    import(site, 5);
    fetch_images(site);
    CHECK(files(site).size() == 1);
    site.advance(22 * day);
    site.json(import_off);
    CHECK(icon(site, id) == render + "sword.jpg");
    CHECK(files(site).empty());
}

TEST_CASE("a catalogue's sync waits for no image and does not undo what is settled")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_mount"});
    CHECK(site.json({"wow:sync-mounts", "eu", "--wait"})["created"] == 1420);
    CHECK(files(site).empty());
    site.json({"worker", "--queue", "wow_image_fetch", "--until-empty"});
    CHECK(site.count("wow_mount", {"icon like wow/images/%"}) == 1420);
    CHECK(static_cast<std::int64_t>(files(site).size()) == site.count("wow_image", {"is_live = true"}));
    CHECK(site.count("wow_image_use") == 1420);
    const auto forced = site.json({"wow:sync-mounts", "eu", "--wait", "--force"});
    CHECK(forced["skipped"] == 1420);
    CHECK(image_queue(site)["pending"] == 0);
    site.advance(31 * day);
    CHECK(site.json({"wow:sweep-ttl"})["deleted"]["wow_mount"] == 1420);
    CHECK(files(site).empty());
}

TEST_CASE("the image of a row that has become a stub goes with the next cron")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_mount", "wow_character"});
    site.json({"wow:sync-mounts", "eu", "--wait"});
    fetch_images(site);
    site.advance(20 * day);
    site.lookup("stormrage", "sheday");
    site.advance(15 * day);
    site.json({"wow:sweep-ttl"});
    const auto stubs = site.count("wow_mount");
    REQUIRE(stubs > 0);
    CHECK(site.count("wow_mount", {"icon notnull"}) == 0);
    site.sandbox().set_faults({"404=100000@/data"}); // this cron syncs nothing
    site.run({"cron", "--force"});
    CHECK(site.count("wow_image_use", {"row_type = wow_mount"}) == 0);
    CHECK(files(site).size() == 3); // of the character
}

TEST_CASE("a worker that is killed at any commit leaves no half file, and the next ends the work")
{
    ReplayFolder folder;
    for (std::int64_t number = 1; number <= 3; ++number)
        add_item(folder, number, render + std::to_string(number % 2) + ".jpg");
    Site site(GENERATE(from_range(engines())), {"--replay-only", "--replay", folder.path()});
    site.install({"wow_item"});
    bool is_killed = true;
    int commits = 0;
    for (int n = 1; is_killed && n < 60; ++n) {
        std::vector<std::string> line{"entity", "delete", "wow_item"};
        for (const auto& row : site.list("wow_item"))
            line.push_back(std::to_string(row["id"].get<std::int64_t>()));
        if (line.size() > 3)
            site.json(line);
        for (std::int64_t number = 1; number <= 3; ++number)
            import(site, number);
        INFO("killed at commit point " << n);
        const auto killed = site.run({"queue", "run", "wow_image_fetch"}, {{"WOWHOST_KILL_COMMIT", std::to_string(n)}});
        is_killed = killed.signal == SIGKILL;
        commits = n;
        check_files(site);
        for (const auto& row : site.list("wow_item"))
            if (const auto name = row["icon"].get<std::string>(); name.starts_with("wow/images/"))
                CHECK(files(site).contains(name));
        site.advance(day); // the lease of what was killed ends
        site.json({"queue", "run", "wow_image_fetch"});
        CHECK(site.count("wow_item", {"icon like wow/images/%"}) == 3);
    }
    CHECK(commits > 4);
    CHECK_FALSE(is_killed);
    site.advance(2 * day);
    site.run({"cron", "--force"}); // what killed processes left is taken away
    CHECK(files(site).size() == 2);
    CHECK(site.count("wow_image") == 2);
}
