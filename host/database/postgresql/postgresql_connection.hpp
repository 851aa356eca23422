// One thread's session with a PostgreSQL server.
#pragma once

#include "host/database/database.hpp"
#include "host/database/postgresql/postgresql_session.hpp"
#include "host/database/postgresql/postgresql_statements.hpp"

#include <string>
#include <vector>

namespace wowhost::database::postgresql {

class PostgresqlConnection final : public Connection {
public:
    /// `asynchronous_commit`: a commit does not wait for the disk (a crash of the server may lose the last ones, never
    /// more).
    PostgresqlConnection(const std::string& url, const std::string& purpose, bool asynchronous_commit);

    Engine engine() const override { return Engine::postgresql; }
    std::int64_t run(std::string_view sql, std::span<const Bound> bound, const RowFunction& on_row) override;
    std::int64_t run_many(
        std::string_view sql, std::size_t columns, std::span<const Bound> flat, const RowFunction& on_row) override;
    void script(std::string_view sql) override;
    int transaction_depth() const override { return depth_; }
    std::int64_t now_us() override;

private:
    class Pipeline;

    void begin() override;
    void commit() override;
    void rollback() noexcept override;
    bool was_victim() const noexcept override { return victim_; }

    void require_healthy(std::string_view sql);
    Result execute(std::string_view sql, std::span<const Bound> bound);
    std::size_t run_window(
        std::string_view sql, std::size_t columns, std::span<const Bound> rest, std::vector<Result>& results);
    void collect(std::string_view sql, std::size_t statements, std::vector<Result>& results);
    std::int64_t deliver(const PGresult* result, const RowFunction& on_row);
    [[noreturn]] void fail(const PGresult* result, std::string_view sql);

    Session session_;
    Statements statements_;
    int depth_ = 0;
    bool schema_changed_ = false; // in the open transaction
    bool victim_ = false;
};

} // namespace wowhost::database::postgresql
