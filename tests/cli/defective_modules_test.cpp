// One defective module per way of failing: its status and sentence in `module list`, its reasons in `module verify`,
// and what `install` answers. Nothing of it runs before it has been refused, and the host serves on.
#include "site.hpp"

#include <filesystem>

using namespace cli_test;
using wowhost::test::write_file;

namespace {

void check_refused(const Site& site, const std::string& name, const std::string& status, const Words& sentence)
{
    INFO("module " << name);
    const auto entry = site.module(name);
    CHECK(entry["status"] == status);
    CHECK(contains_all(entry["reason"], sentence));
    const auto before = site.dump();
    const auto answer = site.run({"install", name});
    CHECK(answer.exit_code == 3);
    CHECK(answer.code() == "refused");
    CHECK(contains_all(answer.message(), sentence));
    CHECK_FALSE(answer.reasons().empty());
    CHECK(site.dump() == before);
    const auto why = site.ask({"module", "why", name});
    CHECK(contains_all(why["reason"], sentence));
    CHECK(why["steps"].back()["passed"] == false);
    CHECK(contains_all(why["steps"].back()["sentence"], sentence));
}

Words verified(const std::string& file)
{
    const auto answer = run_wowhost({"--format", "json", "module", "verify", file});
    INFO(answer.out << answer.err);
    REQUIRE(answer.json.is_object());
    CHECK(answer.json["file"] == file);
    CHECK(answer.exit_code == (answer.json["ok"].get<bool>() ? 0 : 1));
    CHECK(answer.json["ok"].get<bool>() == answer.json["reasons"].empty());
    return answer.json["reasons"].get<Words>();
}

} // namespace

TEST_CASE("files that are no modules are broken, each with its sentence, and the good one beside them works")
{
    Site site("sqlite", {"no_note/no_note", "two_notes/two_notes", "good/good"});
    write_file(site.module_file("text"), "not an object at all\n");
    write_file(site.module_file("empty"), "");
    std::filesystem::copy_file(fixture_file("good/helper"), site.module_file("cut"));
    std::filesystem::resize_file(site.module_file("cut"), 100);
    std::filesystem::copy_file(fixture_file("good/helper"), site.module_file("renamed"));

    check_refused(site, "no_note", "broken", {"no_note.so is a shared object but not a wowhost module"});
    check_refused(site, "two_notes", "broken", {"two_notes.so has two notes with its info file"});
    check_refused(site, "text", "broken", {"text.so is not a shared object (no ELF header)"});
    check_refused(site, "empty", "broken", {"empty.so is not a shared object (no ELF header)"});
    check_refused(site, "cut", "broken", {"cut.so is damaged or cut short"});
    CHECK(contains_all(
        site.module("helper")["reason"], {"renamed.so holds module helper; rename the file to helper.so"}));
    CHECK(site.status("good") == "available");
    CHECK(site.ask({"install", "good"})["installed"] == Json{"good"});
}

TEST_CASE(
    "1 3 I-10 a module whose info file or SDK or fingerprint does not fit is listed with the reason and not installed")
{
    Site site("sqlite",
        {"bad_info/bad_info", "newer_sdk/newer_sdk", "other_fingerprint/other_fingerprint", "kinds/secluded"});
    check_refused(site, "bad_info", "broken", {"bad_info.so:", "missing required keys: label, version, sdk; add them"});
    check_refused(site, "newer_sdk", "incompatible",
        {"newer_sdk: module newer_sdk needs SDK 1.99", "this host has 1.", "use a newer host (newer_sdk.info.yml:6)"});
    check_refused(site, "other_fingerprint", "incompatible",
        {"other_fingerprint: ", "the module has debug, the host has normal"});
    CHECK(contains_all(joined(verified(site.module_file("bad_info"))),
        {"the info file has no key \"clour\"", "missing required keys: label, version, sdk"}));
    CHECK(contains_all(joined(verified(site.module_file("newer_sdk"))), {"needs SDK 1.99"}));
    CHECK(contains_all(joined(verified(site.module_file("other_fingerprint"))), {"the module has debug"}));
    CHECK(site.status("secluded").empty());
    CHECK(site.ask({"install", "secluded"})["installed"] == Json{"secluded"});
}

TEST_CASE("verify finds what would only show later: a missing entry and symbols that pin the file")
{
    CHECK(verified(fixture_file("good/good")).empty());
    CHECK(contains_all(joined(verified(fixture_file("missing_entry/missing_entry"))),
        {"it does not export wowhost_module_entry_v1; put WOWHOST_MODULE(…) into one of its sources"}));
    CHECK(contains_all(joined(verified(fixture_file("gnu_unique/gnu_unique"))),
        {"it exports unique symbols, which keep it mapped for ever", "-fno-gnu-unique"}));
    CHECK(contains_all(joined(verified("/nowhere/x.so")), {"/nowhere/x.so"}));
}

TEST_CASE("17 18 19 I-1 dependencies that cannot be met are refused by name, all together, and nothing is installed")
{
    Site site("sqlite",
        {"kinds/needs_missing", "kinds/needs_newer", "kinds/needs_newer_sdk", "newer_sdk/newer_sdk", "kinds/secluded",
            "good/good"});
    check_refused(site, "needs_missing", "incompatible",
        {"needs_missing needs module no_such_module, which is not on modules.path; add its file "
         "(needs_missing.info.yml:7)",
            "needs_missing needs module secludet, which is not on modules.path; did its author mean secluded? "
            "(needs_missing.info.yml:7)"});
    check_refused(site, "needs_newer", "incompatible",
        {"needs_newer needs module secluded (>=3.0), but there is version 1.0.0", " (needs_newer.info.yml:7)"});
    check_refused(site, "needs_newer_sdk", "incompatible",
        {"needs_newer_sdk depends on newer_sdk, which cannot be used: ", "newer_sdk needs SDK 1.99"});
    const auto both = site.run({"install", "good", "needs_missing", "needs_newer"});
    CHECK(both.exit_code == 3);
    CHECK(both.reasons().size() == 3);
    CHECK(site.status("good") == "available");
    const auto unknown = site.run({"install", "goood", "zzzzzzzz", "good"});
    CHECK(unknown.exit_code == 2);
    CHECK(contains_all(unknown.message(),
        {"there is no module \"goood\" on modules.path; did you mean good?", "there is no module \"zzzzzzzz\""}));
    CHECK(unknown.reasons().size() == 2);
    CHECK(site.status("good") == "available");
}

TEST_CASE("I-10 a cycle of dependencies is reported with its path and affects only its members")
{
    Site site("sqlite", {"cyclic/cyclic_a", "cyclic/cyclic_b", "cyclic/cyclic_c", "good/good"});
    for (const auto* name : {"cyclic_a", "cyclic_b", "cyclic_c"})
        check_refused(site, name, "broken", {"is in or behind a cycle of dependencies: ", "cyclic_a → cyclic_b"});
    CHECK(site.ask({"install", "good"})["installed"] == Json{"good"});
}

TEST_CASE("20 an obsolete module is refused and a deprecated one installs with a notice")
{
    Site site("sqlite", {"kinds/bygone", "kinds/ageing"});
    const auto refused = site.run({"install", "bygone"});
    CHECK(refused.exit_code == 3);
    CHECK(contains_all(
        refused.message(), {"bygone is obsolete and cannot be installed; see https://example.org/bygone"}));
    const auto installed = site.run({"install", "ageing"});
    CHECK(installed.exit_code == 0);
    CHECK(contains_all(installed.err, {"ageing is deprecated; see https://example.org/ageing"}));
}

TEST_CASE("a module that others may change or that does not match its pin is not trusted")
{
    Site site("sqlite", {"good/good"});
    site.remove_file("good");
    std::filesystem::copy_file(fixture_file("good/good"), site.module_file("good"));
    std::filesystem::permissions(
        site.module_file("good"), std::filesystem::perms::others_write, std::filesystem::perm_options::add);
    check_refused(site, "good", "broken", {"good.so may be changed by every user of this machine", "chmod o-w"});
    std::filesystem::permissions(
        site.module_file("good"), std::filesystem::perms::others_write, std::filesystem::perm_options::remove);
    // The folder, one above it, and where a link leads count as well: who may write there may exchange the file.
    namespace fs = std::filesystem;
    const auto folder = fs::path(site.module_file("good")).parent_path();
    const auto above = folder / "above";
    fs::create_directories(above / "kept");
    fs::rename(site.module_file("good"), above / "kept" / "good.so");
    fs::create_symlink(above / "kept" / "good.so", site.module_file("good"));
    CHECK(site.status("good") == "available");
    for (const auto& place : {folder, above, above / "kept", above / "kept" / "good.so"}) {
        INFO(place);
        fs::permissions(place, fs::perms::others_write, fs::perm_options::add);
        check_refused(site, "good", "broken",
            {(fs::is_directory(place) ? "the folder " : "") + place.string()
                    + " may be changed by every user of this machine",
                "chmod o-w"});
        CHECK(contains_all(joined(verified(site.module_file("good"))), {place.string(), "chmod o-w"}));
        fs::permissions(place, fs::perms::others_write, fs::perm_options::remove);
    }
    const auto answer = site.run({"--set", "modules.pins={good: 00ff}", "install", "good"});
    CHECK(answer.exit_code == 3);
    CHECK(contains_all(answer.message(), {"good.so has SHA-256 ", "modules.pins.good demands 00ff"}));
    CHECK(site.ask({"install", "good"})["installed"] == Json{"good"});
}

TEST_CASE("I-3 I-4 a module that fails at loading or setup is failed with step and reason and a retry succeeds")
{
    Site site(ON_BOTH_ENGINES,
        {"missing_entry/missing_entry", "throwing_setup/throwing_setup", "double_registration/double_registration",
            "hanging_setup/hanging_setup"});
    const auto before = site.dump();
    struct Case {
        const char* name;
        Words sentence;
    };
    for (const auto& [name, sentence] :
        {Case{"missing_entry", {"missing_entry.so does not export wowhost_module_entry_v1"}},
            Case{"throwing_setup", {"throwing_setup", "the stars are not right"}},
            Case{"double_registration",
                {"module double_registration: setup registered something impossible",
                    "entity type \"double_registration\" is registered twice",
                    "command \"double:run\" is registered twice"}},
            Case{"hanging_setup", {"module hanging_setup: setup did not return within 300 ms"}}}) {
        INFO(name);
        const auto answer = site.run({"install", name}, {{"WOWHOST_SETUP_PATIENCE_MS", "300"}});
        CHECK(answer.exit_code != 0);
        CHECK(contains_all(answer.message(), sentence));
        const auto entry = site.module(name);
        CHECK(entry["status"] == "failed");
        CHECK(contains_all(entry["reason"], {"the last attempt failed at setup: "}));
        CHECK(contains_all(entry["reason"], sentence));
        const auto why = site.ask({"module", "why", name});
        CHECK(why["last_failure"]["step"] == "setup");
        CHECK(contains_all(why["last_failure"]["reason"], sentence));
        CHECK(site.dump() == before);
    }
    CHECK(site.ask({"entity", "types"}) == Json::array());
}

TEST_CASE("an installed module that stops working leaves the others at work and is named by status")
{
    Site site(ON_BOTH_ENGINES, {"good/good", "chain/chain_help"});
    site.ask({"install", "good", "chain_help"});
    SECTION("its file is replaced by rubbish")
    {
        site.remove_file("chain_help");
        write_file(site.module_file("chain_help"), "rubbish");
        CHECK(site.status("chain_help") == "broken");
    }
    SECTION("its file is gone")
    {
        site.remove_file("chain_help");
        CHECK(site.status("chain_help") == "missing");
        CHECK(contains_all(site.module("chain_help")["reason"],
            {"chain_help is installed, but its file ", "put it back, or uninstall chain_help"}));
    }
    SECTION("its record is damaged, and its file is gone")
    {
        site.remove_file("chain_help");
        site.database().open()->main().run("UPDATE wowhost_module SET info = ':}' WHERE name = 'chain_help'");
        CHECK(site.status("chain_help") == "missing");
    }
    CHECK(site.status("good") == "installed");
    CHECK(site.ask({"good:greet", "you"}) == "hello, you");
    const auto status = site.run({"status"});
    CHECK(status.exit_code == 1);
    CHECK(contains_all(status.out, {"\"chain_help\""}));
    CHECK(site.ask({"--yes", "uninstall", "chain_help"})["uninstalled"] == Json{"chain_help"});
    CHECK(site.run({"status"}).exit_code == 0);
}
