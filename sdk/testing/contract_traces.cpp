// What a module has left: rows, state, jobs, files, locks; and the schema as one text.
#include "host/entity/catalogue.hpp"
#include "host/entity/schema.hpp"
#include "host/module/runtime.hpp"
#include "sdk/testing/contract_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wowhost::testing {
namespace {

using Rows = std::map<std::string, std::multiset<std::string>>;

/// Meant to stay: the log, and what is known of failures.
bool is_left_out(const std::string& table)
{
    return table == "wowhost_log" || table == "wowhost_failure" || table == "wowhost_quarantine"
        || table.starts_with("sqlite_");
}

void add_rows(database::Connection& connection, const std::string& module, Rows& rows)
{
    std::vector<std::string> tables;
    connection.run("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", {},
        [&](const database::Row& row) { tables.push_back(row.string(0)); });
    for (const auto& table : tables) {
        if (is_left_out(table))
            continue;
        const bool is_hosts = table.starts_with("wowhost_");
        connection.run("SELECT * FROM \"" + table + "\"", {}, [&](const database::Row& row) {
            std::string line;
            bool names_it = false;
            for (std::size_t column = 0; column < row.size(); ++column) {
                names_it = names_it || row.text(column) == module;
                line += (column == 0 ? "" : " ") + (row.is_null(column) ? "null" : row.string(column).substr(0, 60));
            }
            if (!is_hosts || names_it)
                rows[table].insert(line);
        });
    }
}

std::string in_words(const std::string& table)
{
    if (table == "wowhost_state" || table == "wowhost_shared_state")
        return "state";
    if (table == "wowhost_user_data")
        return "data of users";
    if (table == "wowhost_job")
        return "jobs in a queue";
    if (table == "wowhost_batch" || table == "wowhost_queue")
        return "a queue";
    if (table == "wowhost_lock")
        return "a lock";
    if (table == "wowhost_cron")
        return "the record of a cron job";
    if (table == "files")
        return "files";
    return "rows of " + table;
}

std::string advice(const std::string& table, const std::string& module)
{
    if (table == "wowhost_lock")
        return "release it before the call ends";
    if (table == "wowhost_state" || table == "wowhost_shared_state" || table == "wowhost_user_data" || table == "files")
        return "do not write after uninstall has begun (in a destructor, or on a thread of your own)";
    if (table.starts_with("wowhost_"))
        return "take it away in uninstall";
    return fmt::format("remove in uninstall what {} has put into types of others, or let it own what it adds", module);
}

} // namespace

Rows traces(Host& host, const std::string& module)
{
    auto& impl = HostAccess::of(host);
    auto& database = impl.session->runtime().database();
    Rows rows;
    add_rows(database.main(), module, rows);
    add_rows(database.coordination(), module, rows);
    const auto files = impl.folder.path() / "files" / module;
    std::error_code absent;
    for (std::filesystem::recursive_directory_iterator at(files, absent), end; !absent && at != end; ++at)
        if (const auto name = std::filesystem::relative(at->path(), files).string(); at->is_regular_file())
            rows["files"].insert(name);
    return rows;
}

Sentences trace_changes(const Rows& before, const Rows& after, const std::string& module)
{
    Sentences sentences;
    const auto difference = [](const std::multiset<std::string>& more, const std::multiset<std::string>& less) {
        std::vector<std::string> only;
        std::set_difference(more.begin(), more.end(), less.begin(), less.end(), std::back_inserter(only));
        return only;
    };
    const std::multiset<std::string> none;
    const auto rows_of = [&](const Rows& rows, const std::string& table) -> const std::multiset<std::string>& {
        const auto found = rows.find(table);
        return found == rows.end() ? none : found->second;
    };
    for (const auto& [table, rows] : after)
        if (const auto left = difference(rows, rows_of(before, table)); !left.empty())
            sentences.push_back(fmt::format("traces: after uninstall it has left {} ({}, the first: {}); {}",
                in_words(table), left.size(), left.front(), advice(table, module)));
    for (const auto& [table, rows] : before)
        if (const auto lost = difference(rows, rows_of(after, table)); !lost.empty())
            sentences.push_back(
                fmt::format("isolation: install and uninstall have changed {} that are not its own ({}, the first: "
                            "{}); touch only what belongs to the module",
                    in_words(table), lost.size(), lost.front()));
    return sentences;
}

std::string schema_of(Host& host)
{
    auto& runtime = HostAccess::of(host).loaded();
    return entity::to_text(*runtime.registry().current()->schema()) + "\n"
        + entity::real_catalogue(runtime.database().main());
}

} // namespace wowhost::testing
