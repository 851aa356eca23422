#include "host/service/module_record.hpp"

#include "host/service/text.hpp"

#include <algorithm>

namespace wowhost::service {
namespace {

using database::Row;

constexpr const char* record_columns =
    "SELECT name, version, info, file, update_number, weight, position, installed, serial FROM wowhost_module";

ModuleRecord record_of(const Row& row)
{
    return {row.string(0), row.string(1), row.string(2), row.string(3), row.integer(4), row.integer(5), row.integer(6),
        row.integer(7), row.integer(8)};
}

ModuleFailure failure_of(const Row& row) { return {row.string(0), row.string(1), row.string(2), row.integer(3)}; }

ModuleCrashes crashes_of(const Row& row)
{
    return {row.string(0), row.integer(1), row.integer(2) != 0, row.string(3), row.integer(4)};
}

/// Reasons come from anywhere: bytes that no database takes must not lose them.
std::string storable(const std::string& text)
{
    constexpr std::size_t longest = 8000;
    auto clean = cut_utf8(valid_utf8(text), longest);
    std::replace(clean.begin(), clean.end(), '\0', ' ');
    return clean;
}

} // namespace

ModuleRecords::ModuleRecords(database::Database& database)
    : database_(database)
{
}

std::vector<ModuleRecord> ModuleRecords::all() const
{
    std::vector<ModuleRecord> records;
    database_.main().run(std::string(record_columns) + " ORDER BY position, weight, name", {},
        [&](const Row& row) { records.push_back(record_of(row)); });
    return records;
}

std::optional<ModuleRecord> ModuleRecords::find(const std::string& name) const
{
    std::optional<ModuleRecord> record;
    database_.main().run(
        std::string(record_columns) + " WHERE name = ?", {name}, [&](const Row& row) { record = record_of(row); });
    return record;
}

void ModuleRecords::save(const ModuleRecord& record) const
{
    database_.main().run(
        "INSERT INTO wowhost_module (name, version, info, file, update_number, weight, position, installed, serial) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET version = excluded.version, "
        "info = excluded.info, file = excluded.file, update_number = excluded.update_number, "
        "weight = excluded.weight, position = excluded.position, installed = excluded.installed, "
        "serial = excluded.serial",
        {record.name, record.version, record.info, record.file, record.update_number, record.weight, record.position,
            record.installed, record.serial});
}

bool ModuleRecords::remove(const std::string& name) const
{
    return database_.main().run("DELETE FROM wowhost_module WHERE name = ?", {name}) > 0;
}

std::optional<ModuleFailure> ModuleRecords::failure(const std::string& module) const
{
    std::optional<ModuleFailure> failure;
    database_.main().run("SELECT module, step, reason, time FROM wowhost_failure WHERE module = ?", {module},
        [&](const Row& row) { failure = failure_of(row); });
    return failure;
}

std::vector<ModuleFailure> ModuleRecords::failures() const
{
    std::vector<ModuleFailure> failures;
    database_.main().run("SELECT module, step, reason, time FROM wowhost_failure ORDER BY module", {},
        [&](const Row& row) { failures.push_back(failure_of(row)); });
    return failures;
}

void ModuleRecords::save_failure(const ModuleFailure& failure) const
{
    database_.main().run("INSERT INTO wowhost_failure (module, step, reason, time) VALUES (?, ?, ?, ?) "
                         "ON CONFLICT (module) DO UPDATE SET step = excluded.step, reason = excluded.reason, "
                         "time = excluded.time",
        {failure.module, storable(failure.step), storable(failure.reason), failure.time});
}

void ModuleRecords::clear_failure(const std::string& module) const
{
    database_.main().run("DELETE FROM wowhost_failure WHERE module = ?", {module});
}

ModuleCrashes ModuleRecords::add_crash(
    const std::string& module, const std::string& reason, std::int64_t time, std::int64_t limit) const
{
    ModuleCrashes state;
    database_.main().run(
        "INSERT INTO wowhost_quarantine (module, crashes, quarantined, reason, time) VALUES (?, 1, ?, ?, ?) "
        "ON CONFLICT (module) DO UPDATE SET crashes = wowhost_quarantine.crashes + 1, "
        "quarantined = CASE WHEN wowhost_quarantine.crashes + 1 >= ? THEN 1 ELSE wowhost_quarantine.quarantined END, "
        "reason = excluded.reason, time = excluded.time RETURNING module, crashes, quarantined, reason, time",
        {module, std::int64_t{limit <= 1 ? 1 : 0}, storable(reason), time, limit},
        [&](const Row& row) { state = crashes_of(row); });
    return state;
}

std::optional<ModuleCrashes> ModuleRecords::crashes(const std::string& module) const
{
    std::optional<ModuleCrashes> state;
    database_.main().run("SELECT module, crashes, quarantined, reason, time FROM wowhost_quarantine WHERE module = ?",
        {module}, [&](const Row& row) { state = crashes_of(row); });
    return state;
}

std::vector<ModuleCrashes> ModuleRecords::quarantined() const
{
    std::vector<ModuleCrashes> states;
    database_.main().run("SELECT module, crashes, quarantined, reason, time FROM wowhost_quarantine "
                         "WHERE quarantined = 1 ORDER BY module",
        {}, [&](const Row& row) { states.push_back(crashes_of(row)); });
    return states;
}

void ModuleRecords::clear_crashes(const std::string& module) const
{
    database_.main().run("DELETE FROM wowhost_quarantine WHERE module = ?", {module});
}

} // namespace wowhost::service
