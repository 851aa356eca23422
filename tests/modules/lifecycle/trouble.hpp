// What the tests of ends share: a site with somebody else's module, and ways to take a module's file away.
#pragma once

#include "modules/wow_character/site.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <vector>

namespace lifecycle_test {

using nlohmann::json;
using site_test::Site;
using wowhost::test::engines;
using Words = std::vector<std::string>;

constexpr std::int64_t hour = 3600;
constexpr std::int64_t day = 24 * hour;
constexpr std::int64_t sheday_mounts = 530; ///< In the simulated world.

inline const std::string module_folder = WOWHOST_MODULE_FOLDER;
inline const std::string trouble_folder = WOWHOST_FIXTURE_FOLDER "/provider_trouble";

/// The same command, with these folders of modules.
inline Words with_modules(const Words& folders, Words command)
{
    std::string list = "modules.path=[";
    for (const auto& folder : folders)
        list += (list.back() == '[' ? "\"" : ",\"") + folder + "\"";
    Words line{"--set", list + "]"};
    line.insert(line.end(), command.begin(), command.end());
    return line;
}
/// The same command, with the third party's module on the path.
inline Words troubled(Words command) { return with_modules({module_folder, trouble_folder}, std::move(command)); }

/// A folder of `site` with links to all module files but those of `without`.
inline std::string folder_without(const Site& site, const std::string& without)
{
    const std::filesystem::path folder = site.path("without_" + without);
    std::filesystem::create_directories(folder);
    for (const auto& file : std::filesystem::directory_iterator(module_folder))
        if (file.path().extension() == ".so" && file.path().stem() != without)
            std::filesystem::copy_file(file.path(), folder / file.path().filename());
    return folder;
}

inline std::int64_t save(const Site& site, const std::string& type, const json& row)
{
    return site.json(troubled({"entity", "save", type, row.dump()}))["id"].get<std::int64_t>();
}

inline std::string text(std::int64_t number) { return std::to_string(number); }

/// Rows of `type` with this owner, old ones, made by the database itself.
inline void fill(
    const Site& site, const std::string& type, const std::string& kind, std::int64_t owner, std::int64_t rows)
{
    const auto database = site.database().open();
    database->main().run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + text(rows)
        + ") INSERT INTO \"" + type + "\" (\"" + kind + "\", \"last_fetched\") SELECT " + text(owner)
        + ", 1700000000 FROM n");
}

inline std::int64_t add_owner(const Site& site, const std::string& type, const std::string& name)
{
    const json row{{"region", "eu"}, {"realm_slug", "test"}, {"name", name}, {"name_key", name}};
    return site.json({"entity", "save", type, row.dump()})["id"];
}

} // namespace lifecycle_test
