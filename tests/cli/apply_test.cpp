// `apply`: the installed set becomes equal to modules.enabled.
#include "site.hpp"

using namespace cli_test;

namespace {

void enable(Site& site, const std::string& list)
{
    site.configure("modules: { path: [\"" + site.path("modules") + "\"], enabled: " + list + " }\n");
}

Json installed(const Site& site)
{
    Json names = Json::array();
    for (const auto& module : site.ask({"module", "list", "--status", "installed"}))
        names.push_back(module["name"]);
    return names;
}

} // namespace

TEST_CASE("124 apply refuses a configuration without the list, and an empty list is one")
{
    Site site(ON_BOTH_ENGINES, {"good/good"});
    site.ask({"install", "good"});
    const auto refused = site.run({"--yes", "apply"});
    CHECK(refused.exit_code == 3);
    CHECK(contains_all(refused.message(), {"wowhost.yml has no modules.enabled"}));
    CHECK(site.status("good") == "installed");
    enable(site, "[]");
    CHECK(site.ask({"--yes", "apply"})["uninstalled"] == Json{"good"});
}

TEST_CASE("125 126 I-1 apply reports all errors together and changes nothing")
{
    Site site(ON_BOTH_ENGINES,
        {"kinds/essential", "good/good", "good/helper", "kinds/needs_newer", "kinds/secluded", "newer_sdk/newer_sdk"});
    site.ask({"install", "essential"});
    const auto before = site.dump();
    enable(site, "[helper, no_such_module, needs_newer, newer_sdk]");
    for (const auto* flag : {"--yes", "--dry-run"}) {
        const auto answer = site.run({flag, "apply"});
        CHECK(answer.exit_code == 3);
        CHECK(contains_all(joined(answer.reasons()),
            {"Unable to install the helper module since it requires the good module",
                "Unable to install the no_such_module module since it does not exist.",
                "Unable to install the needs_newer module since it requires the secluded module",
                "needs_newer needs module secluded (>=3.0), but there is version 1.0.0", "newer_sdk needs SDK 1.99",
                "Unable to uninstall the essential module because: The essential module is required."}));
        CHECK(site.dump() == before);
    }
}

TEST_CASE("127 I-16 I-17 apply uninstalls, then installs, and a dry run prints the same, then nothing is to do")
{
    Site site(ON_BOTH_ENGINES, {"chain/chain_help", "chain/chain_config", "chain/chain_other", "good/good"});
    site.ask({"install", "chain_config", "good"});
    enable(site, "[chain_other, chain_help]");
    const auto refused = site.run({"apply"});
    CHECK(refused.exit_code == 3);
    CHECK(contains_all(refused.message(), {"1 row of good_note", "1 row of chain_config_row"}));
    CHECK(contains_all(site.run({"status"}).out, {"differs from what is installed"}));
    const auto planned = site.ask({"--dry-run", "apply"});
    CHECK(installed(site) == Json({"chain_config", "chain_help", "good"}));
    CHECK(site.ask({"--yes", "apply"}) == planned);
    CHECK(planned["installed"] == Json{"chain_other"});
    CHECK(planned["uninstalled"].size() == 2);
    std::size_t last_uninstall = 0;
    std::size_t first_install = 1000;
    for (std::size_t at = 0; at < planned["steps"].size(); ++at) {
        if (planned["steps"][at]["action"] == "uninstall")
            last_uninstall = at;
        if (planned["steps"][at]["module"] == "chain_other")
            first_install = std::min(first_install, at);
    }
    CHECK(last_uninstall < first_install);
    CHECK(installed(site) == Json({"chain_help", "chain_other"}));
    CHECK(site.log("chain_other installs").back().find(", applying") != std::string::npos);
    const auto again = site.run({"apply"});
    CHECK(again.exit_code == 0);
    CHECK(again.json["steps"] == Json::array());
}

TEST_CASE("I-16 an apply that fails half-way has uninstalled and installed nothing")
{
    Site site(ON_BOTH_ENGINES, {"good/good", "fragile/fragile", "chain/chain_other"});
    site.ask({"install", "chain_other"});
    const auto before = site.dump();
    enable(site, "[good, fragile]");
    const auto answer = site.run({"--yes", "--set", "fragile.fail=install", "apply"});
    CHECK(answer.exit_code == 1);
    CHECK(contains_all(answer.message(), {"broken at install"}));
    CHECK(site.dump() == before);
    CHECK(installed(site) == Json{"chain_other"});
}
