// Everything that a site keeps, as text to search: each row of each table of both stores, and each file.
#pragma once

#include "support/test_database.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace account_test {

struct Kept {
    std::string where; ///< A table, or a file.
    std::string text;
};

inline std::vector<std::string> texts(
    wowhost::database::Connection& connection, const std::string& sql, const std::string& parameter = {})
{
    std::vector<std::string> found;
    const auto add = [&](const wowhost::database::Row& row) { found.push_back(row.string(0)); };
    if (parameter.empty())
        connection.run(sql, {}, add);
    else
        connection.run(sql, {std::string_view(parameter)}, add);
    return found;
}

inline void add_tables(wowhost::database::Connection& connection, std::vector<Kept>& kept)
{
    const bool is_sqlite = connection.engine() == wowhost::database::Engine::sqlite;
    const auto tables = texts(connection,
        is_sqlite ? "SELECT name FROM sqlite_schema WHERE type = 'table'"
                  : "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema()");
    for (const auto& table : tables) {
        std::string row = "CAST(t AS text)"; // PostgreSQL has a text for a whole row
        if (is_sqlite) {
            row.clear();
            for (const auto& column : texts(connection, "SELECT name FROM pragma_table_info(?)", table))
                row += (row.empty() ? "" : " || ' ' || ") + ("coalesce(CAST(\"" + column + "\" AS text), '')");
        }
        for (auto& text : texts(connection, "SELECT " + row + " FROM \"" + table + "\" t"))
            kept.push_back({table, std::move(text)});
    }
}

inline std::vector<Kept> everything(const wowhost::test::TestDatabase& test, const std::string& files)
{
    std::vector<Kept> kept;
    const auto database = test.open();
    add_tables(database->main(), kept);
    add_tables(database->coordination(), kept);
    if (std::filesystem::exists(files))
        for (const auto& entry : std::filesystem::recursive_directory_iterator(files))
            if (entry.is_regular_file()) {
                std::ifstream in(entry.path(), std::ios::binary);
                kept.push_back({entry.path().string(),
                    entry.path().string() + " " + std::string(std::istreambuf_iterator<char>(in), {})});
            }
    return kept;
}

/// Whether the text holds this as a word of its own, in any case.
inline bool says(const std::string& text, const std::string& word)
{
    const auto is_part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
    const auto same = [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
    };
    for (auto at = text.begin();; ++at) {
        at = std::search(at, text.end(), word.begin(), word.end(), same);
        if (at == text.end())
            return false;
        const auto end = at + static_cast<std::ptrdiff_t>(word.size());
        if ((at == text.begin() || !is_part(at[-1])) && (end == text.end() || !is_part(*end)))
            return true;
    }
}

/// Where it stands: tables and files.
inline std::vector<std::string> traces(const std::vector<Kept>& kept, const std::string& word)
{
    std::vector<std::string> places;
    for (const auto& one : kept)
        if (says(one.text, word) && (places.empty() || places.back() != one.where))
            places.push_back(one.where);
    return places;
}

} // namespace account_test
