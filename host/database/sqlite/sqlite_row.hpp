// Reading the row that a statement has just stepped to.
#pragma once

#include "host/database/database.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

namespace wowhost::database::sqlite {

class SqliteRow final : public Row {
public:
    explicit SqliteRow(sqlite3_stmt* statement)
        : statement_(statement)
    {
    }

    std::size_t size() const override { return static_cast<std::size_t>(sqlite3_data_count(statement_)); }
    bool is_null(std::size_t column) const override
    {
        return sqlite3_column_type(statement_, checked(column)) == SQLITE_NULL;
    }
    std::int64_t integer(std::size_t column) const override
    {
        return sqlite3_column_int64(statement_, checked(column));
    }
    double real(std::size_t column) const override { return sqlite3_column_double(statement_, checked(column)); }
    std::string_view text(std::size_t column) const override
    {
        const unsigned char* bytes = sqlite3_column_text(statement_, checked(column));
        if (bytes == nullptr) {
            return {};
        }
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, static_cast<int>(column)));
        return {reinterpret_cast<const char*>(bytes), size};
    }

private:
    int checked(std::size_t column) const
    {
        if (column >= size()) {
            throw Error(ErrorCode::storage,
                fmt::format("Column {} of a row of {} was asked for; count from 0.", column, size()));
        }
        return static_cast<int>(column);
    }

    sqlite3_stmt* statement_;
};

} // namespace wowhost::database::sqlite
