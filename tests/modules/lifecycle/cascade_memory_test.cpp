// Very many rows of one owner are deleted in bounded memory, by their provider and by the host's own record.
//
// 200,000 of them here; WOWHOST_DEPENDENT_ROWS=1000000 in the environment for more.
#include "trouble.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <sys/wait.h>
#include <unistd.h>

using namespace lifecycle_test;

namespace {

std::int64_t many()
{
    const auto* given = std::getenv("WOWHOST_DEPENDENT_ROWS");
    return given ? std::atoll(given) : 200'000;
}

/// fill() in a process of its own: what a program has as its peak is at least what the one had that started it.
void fill_elsewhere(
    const Site& site, const std::string& type, const std::string& kind, std::int64_t owner, std::int64_t rows)
{
    const auto pid = ::fork();
    REQUIRE(pid >= 0);
    if (pid == 0) {
        try {
            fill(site, type, kind, owner, rows);
        } catch (const std::exception& error) {
            static_cast<void>(std::fprintf(stderr, "%s\n", error.what()));
        }
        ::_exit(0);
    }
    REQUIRE(::waitpid(pid, nullptr, 0) == pid);
}

/// The most memory, in KiB, that deleting an owner of so many rows takes.
long peak(const Site& site, const std::string& owner_type, const std::string& kind, const std::string& type,
    std::int64_t rows, const Words& modules)
{
    const auto owner = add_owner(site, owner_type, "of" + text(rows));
    fill_elsewhere(site, type, kind, owner, rows);
    REQUIRE(site.count(type) == rows);
    const auto result = site.run(with_modules(modules, {"entity", "delete", owner_type, text(owner)}));
    INFO(result.out << result.err);
    REQUIRE(result.exit_code == 0);
    CHECK(site.count(type) == 0);
    CHECK(site.count(owner_type) == 0);
    return result.peak_kib;
}

/// What many rows may cost beyond few: the cache of the database and lists of one chunk.
constexpr long growth_kib = 24 * 1024;

void check(const Site& site, const std::string& owner_type, const std::string& kind, const std::string& type,
    const Words& modules)
{
    const auto few = peak(site, owner_type, kind, type, 2'000, modules);
    const auto most = peak(site, owner_type, kind, type, many(), modules);
    WARN(many() << " rows of " << type << ": peak " << most << " KiB, of 2000 rows " << few << " KiB");
    CHECK(most < few + growth_kib);
}

} // namespace

TEST_CASE("Very many rows of a character are deleted in bounded memory")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_character", "wow_mount"});
    SECTION("by their provider") { check(site, "wow_character", "character", "wow_mount_collection", {module_folder}); }
    SECTION("by the host, which alone knows of them")
    {
        check(site, "wow_character", "character", "wow_mount_collection", {folder_without(site, "wow_mount")});
    }
}

TEST_CASE("Very many rows of a guild are deleted in bounded memory")
{
    Site site(GENERATE(from_range(engines())));
    site.install({"wow_guild", "wow_achievement"});
    check(site, "wow_guild", "guild", "wow_guild_member", {module_folder});
}
