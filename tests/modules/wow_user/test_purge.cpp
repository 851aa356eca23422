// Whoever takes their account back leaves nothing behind: every table of both stores and every file is searched.
#include "account_site.hpp"
#include "traces.hpp"

#include <chrono>
#include <filesystem>
#include <map>
#include <thread>

using account_test::AccountSite;
using account_test::everything;
using account_test::json;
using account_test::Login;
using account_test::traces;
using Catch::Matchers::Contains;
using wowhost::test::engines;

namespace {

/// What stands for the account: the login, and its characters.
std::vector<std::string> words_of(AccountSite& site, const Login& login)
{
    std::vector<std::string> words{login.sub, login.battletag, login.token};
    for (const auto& character : site.listed(login)) {
        if (character["name"] != "Fresh" && character["name"] != "Hidden") // which stand in names of mounts, too
            words.push_back(character["name"]);
        words.push_back(character["id"].dump());
    }
    return words;
}

std::vector<std::string> sealed_tokens(const AccountSite& site, const std::string& user)
{
    return account_test::texts(site.site.database().open()->main(),
        "SELECT value FROM wowhost_user_data WHERE module = 'wow_battlenet_login' AND CAST(user_id AS text) = ?", user);
}

} // namespace

TEST_CASE("Nothing of an account is left in any table or file, whichever way it goes, and other users keep theirs")
{
    const auto [engine, way] = GENERATE(table<std::string, std::string>(
        {{"sqlite", "user:delete"}, {"postgresql", "user:delete"}, {"sqlite", "entity delete"},
            {"sqlite", "probe:disconnect"}, {"postgresql", "probe:disconnect"}, {"sqlite", "wow:purge-account"}}));
    INFO(engine << " " << way);
    AccountSite site(engine);
    site.install({"account_probe", "wow_mount", "wow_pet", "wow_title", "wow_toy", "wow_achievement", "wow_reputation",
        "wow_quest", "wow_item", "wow_creature", "wow_equipment", "wow_guild"});
    const auto ann = site.add_user("Annabelinda");
    site.command({"entity", "save", "user", "{\"id\":" + ann + ",\"email\":\"annabelinda@example.org\"}"});
    const auto bob = site.add_user("bob");
    const auto hers = site.log_in(1);
    const auto his = site.log_in(2);
    site.connect(ann, hers);
    site.connect(bob, his);
    site.import(ann, hers);
    site.import(bob, his);
    const auto sheday = site.site.list("wow_character", {"name = Sheday"})[0]["id"].dump();
    site.command({"probe:main", ann, sheday});
    site.command({"probe:select", ann, sheday});
    // A failure is logged with the character's name.
    site.site.sandbox().set_faults({"not-json@/profile/wow/character/stormrage/sheday/achievements"});
    site.site.lookup("stormrage", "sheday", 5);
    site.site.sandbox().set_faults({});
    REQUIRE(site.site.count("wow_mount_collection", {"character = " + sheday}) > 0);
    site.command({"wow:search", "sheday"});

    const auto files = site.site.path("files");
    const auto words = words_of(site, hers);
    const auto his_words = words_of(site, his);
    const auto sealed = sealed_tokens(site, ann);
    REQUIRE_FALSE(sealed.empty());
    const auto before = everything(site.site.database(), files);
    for (const auto& word : words)
        if (word != hers.token)
            CHECK_FALSE(traces(before, word).empty());
    CHECK(traces(before, hers.token).empty()); // not in the clear, ever
    CHECK_THAT(traces(before, "Sheday"), Catch::Matchers::VectorContains(std::string("wowhost_log")));
    // A refresh leaves new pictures to the queue.
    site.site.advance(600);
    site.site.sandbox().change_world({{"op", "touch"}, {"region", "eu"}, {"realm", "stormrage"}, {"name", "Sheday"}});
    site.command({"wow:character-refresh", "--all"});
    const auto picture = files + "/" + site.site.row("wow_character", std::stoll(sheday))["avatar"].get<std::string>();
    const auto image_jobs = [&] {
        return account_test::texts(site.site.database().open()->main(),
            "SELECT payload FROM wowhost_job WHERE queue = 'wow_image_fetch' AND unique_key = ?",
            "wow_character " + sheday);
    };
    REQUIRE(std::filesystem::exists(picture));
    REQUIRE(image_jobs().size() == 1);
    std::map<std::string, std::size_t> his_before;
    const auto refreshed = everything(site.site.database(), files);
    for (const auto& word : his_words)
        his_before[word] = traces(refreshed, word).size();

    const bool is_deleted = way == "user:delete" || way == "entity delete";
    if (way == "entity delete")
        site.command({"entity", "delete", "user", ann});
    else
        site.command({way, way == "user:delete" ? "annabelinda" : ann});

    const auto after = everything(site.site.database(), files);
    auto gone = words;
    gone.insert(gone.end(), sealed.begin(), sealed.end());
    if (is_deleted)
        gone.insert(gone.end(), {"Annabelinda", "annabelinda@example.org"});
    for (const auto& word : gone) {
        INFO(word);
        CHECK(traces(after, word) == std::vector<std::string>{});
    }
    CHECK_FALSE(std::filesystem::exists(picture));
    CHECK(image_jobs().empty());
    for (const auto* type : {"wow_mount_collection", "wow_achievement_progress", "wow_collected_pet", "wow_title_award",
             "wow_toy_collection", "wow_reputation_standing", "wow_equipped_item", "wow_character_document"})
        CHECK(site.site.count(type, {"character = " + sheday}) == 0);
    CHECK(site.site.count("wow_character", {"uid = " + ann}) == 0);
    const auto data = account_test::texts(site.site.database().open()->main(),
        "SELECT module FROM wowhost_user_data WHERE CAST(user_id AS text) = ?", ann);
    CHECK(data == (is_deleted ? std::vector<std::string>{} : std::vector<std::string>{"user"})); // the password
    for (const auto& [word, places] : his_before) {
        INFO(word);
        CHECK(traces(after, word).size() == places);
    }
    CHECK(site.characters(bob).size() == site.listed(his).size());
    CHECK(site.command({"probe:token", bob})["text"] == his.token);
    if (!is_deleted) { // the user may come back
        site.connect(ann, hers);
        CHECK(site.import(ann, hers)["created"] == site.listed(hers).size());
        CHECK(site.characters(ann)[0]["is_selected"] == true);
    }
}

TEST_CASE("A purge asks, naming what goes, a dry run only counts")
{
    AccountSite site("sqlite");
    site.install({"account_probe", "wow_mount"});
    const auto ann = site.add_user("ann");
    const auto login = site.log_in(1);
    site.connect(ann, login);
    site.import(ann, login);
    site.site.lookup("stormrage", "sheday");
    const auto number = static_cast<std::int64_t>(site.listed(login).size());
    const auto counted = site.command({"--dry-run", "wow:purge-account", "ann"})["deleted"];
    CHECK(counted["wow_character"] == number);
    CHECK(counted["wow_mount_collection"] == 530);
    CHECK(counted["wow_battlenet_account"] == 1);
    CHECK(site.site.count("wow_character") == number);
    CHECK(site.command({"--dry-run", "user:delete", "ann"})["rows"] == counted);
    CHECK(site.command({"wow:purge-account", "ann"})["deleted"] == counted);
    CHECK(site.site.count("wow_character") == 0);
    CHECK(site.command({"wow:purge-account", "ann"})["deleted"] == json::object());
    CHECK_THAT(site.error({"wow:purge-account", "nobody"}), Contains("nobody"));
}

TEST_CASE("An account that is purged while its characters are being imported stays purged")
{
    AccountSite site(GENERATE(from_range(engines())));
    site.install({"account_probe"});
    const auto ann = site.add_user("ann");
    const auto login = site.log_in(1);
    site.site.sandbox().set_faults({"stall=2500@/profile/user"});
    const auto import = site.start({"probe:import", ann, login.token, "eu"});
    const auto began = [&] {
        return !account_test::texts(site.site.database().open()->main(),
            "SELECT name FROM wowhost_user_data WHERE module = 'wow_user' AND name = ?", "import")
                    .empty();
    };
    for (int tries = 0; tries < 600 && !began(); ++tries)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    REQUIRE(began());
    CHECK(
        site.command({"probe:import", ann, login.token, "eu"}, 4)["error"]["message"].get<std::string>().find("already")
        != std::string::npos); // one at a time
    site.command({"wow:purge-account", ann});
    const auto result = import->wait();
    CHECK(result.exit_code == 1);
    CHECK_THAT(result.out, Contains("was purged during the import"));
    CHECK(site.site.count("wow_character") == 0);
    CHECK(account_test::texts(
        site.site.database().open()->main(), "SELECT name FROM wowhost_user_data WHERE module = ?", "wow_user")
              .empty());
}

TEST_CASE("Without wow_user its columns are gone and the characters with them, those of nobody stay")
{
    AccountSite site(GENERATE(from_range(engines())));
    site.install({"account_probe"});
    const auto ann = site.add_user("ann");
    site.import(ann, site.log_in(2));
    const auto id = site.site.lookup("stormrage", "sheday")["id"];
    site.command({"uninstall", "wow_user"});
    const auto rows = site.site.list("wow_character");
    REQUIRE(rows.size() == 1);
    CHECK(rows[0]["id"] == id);
    CHECK_FALSE(rows[0].contains("uid"));
    CHECK_FALSE(rows[0].contains("is_main"));
}
