// Reading rows of binary results.
#pragma once

#include "host/database/database.hpp"
#include "host/database/postgresql/postgresql_session.hpp"

#include <deque>
#include <string>
#include <string_view>

namespace wowhost::database::postgresql {

class PostgresqlRow final : public Row {
public:
    explicit PostgresqlRow(const PGresult* result)
        : result_(result)
    {
    }

    void move_to(int row);

    std::size_t size() const override;
    bool is_null(std::size_t column) const override;
    std::int64_t integer(std::size_t column) const override;
    double real(std::size_t column) const override;
    std::string_view text(std::size_t column) const override;

private:
    int checked(std::size_t column) const;
    std::string_view bytes(int column) const;
    [[noreturn]] void throw_type(int column) const;

    const PGresult* result_;
    int row_ = 0;
    mutable std::deque<std::string> texts_; // of values that are not text; live as long as the row
};

} // namespace wowhost::database::postgresql
