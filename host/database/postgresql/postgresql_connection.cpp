#include "host/database/postgresql/postgresql_connection.hpp"

#include "host/database/postgresql/postgresql_row.hpp"
#include "host/database/statement_text.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <utility>

namespace wowhost::database::postgresql {

namespace {

constexpr std::size_t statements_kept = 256;
constexpr std::size_t window_rows = 256;
constexpr std::size_t window_bytes = 1U << 20U;

bool changes_schema(std::string_view command)
{
    return command.starts_with("CREATE") || command.starts_with("ALTER") || command.starts_with("DROP");
}

/// The plan of a prepared statement no longer fits the schema, or somebody has deallocated it.
bool is_outdated(const PGresult* result)
{
    const std::string_view state = sqlstate(result);
    const char* message = result != nullptr ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : nullptr;
    return state == "26000"
        || (state == "0A000" && message != nullptr && std::string_view(message).starts_with("cached plan"));
}

std::size_t bytes_of(std::span<const Bound> row)
{
    std::size_t total = 0;
    for (const Bound& value : row) {
        const auto* text = std::get_if<std::string_view>(&value);
        total += text != nullptr ? text->size() : 8;
    }
    return total;
}

} // namespace

/// Pipeline mode; left again however the window ends. When it cannot be left, the session is given up: the transaction
/// is lost, and the next one gets a new session.
class PostgresqlConnection::Pipeline {
public:
    explicit Pipeline(Session& session)
        : session_(session)
    {
        PQenterPipelineMode(session_.get());
    }
    ~Pipeline()
    {
        if (PQexitPipelineMode(session_.get()) == 0) {
            session_.hang_up();
        }
    }
    Pipeline(const Pipeline&) = delete;
    Pipeline& operator=(const Pipeline&) = delete;

private:
    Session& session_;
};

PostgresqlConnection::PostgresqlConnection(const std::string& url, const std::string& purpose, bool asynchronous_commit)
    : session_(url, "wowhost: " + purpose,
        std::string("SET client_min_messages = warning")
            + (asynchronous_commit ? "; SET synchronous_commit = off" : ""))
    , statements_(session_, statements_kept)
{
}

void PostgresqlConnection::require_healthy(std::string_view sql)
{
    if (depth_ == 0) {
        if (session_.is_broken()) {
            session_.reconnect();
            statements_.forget();
        }
        return;
    }
    if (PQtransactionStatus(session_.get()) != PQTRANS_INTRANS) {
        throw_transaction_failed(sql);
    }
}

void PostgresqlConnection::fail(const PGresult* result, std::string_view sql)
{
    const std::string_view state = sqlstate(result);
    if (is_outdated(result)) {
        statements_.invalidate();
    }
    if (depth_ > 0 && (state == "40001" || state == "40P01" || is_outdated(result))) {
        victim_ = true;
    }
    session_.fail(result, sql);
}

Result PostgresqlConnection::execute(std::string_view sql, std::span<const Bound> bound)
{
    Parameters parameters;
    parameters.set(sql, bound);
    for (int attempt = 1;; ++attempt) {
        const auto statement = statements_.prepared_for(sql, bound);
        Result result(PQexecPrepared(session_.get(), statement.name.c_str(), parameters.count(), parameters.values(),
            parameters.lengths(), parameters.formats(), 1));
        if (succeeded(result.get())) {
            return result;
        }
        if (depth_ > 0 || attempt == 2) {
            fail(result.get(), sql);
        }
        if (is_outdated(result.get())) {
            statements_.invalidate();
        } else if (sqlstate(result.get()) == "57P01") { // hung up before it ran
            session_.reconnect();
            statements_.forget();
        } else {
            fail(result.get(), sql);
        }
    }
}

std::int64_t PostgresqlConnection::deliver(const PGresult* result, const RowFunction& on_row)
{
    const std::int64_t affected = std::atoll(PQcmdTuples(const_cast<PGresult*>(result)));
    if (changes_schema(PQcmdStatus(const_cast<PGresult*>(result)))) {
        statements_.invalidate();
        schema_changed_ = depth_ > 0;
    }
    if (on_row) {
        PostgresqlRow row(result);
        const int rows = PQntuples(result);
        for (int index = 0; index < rows; ++index) {
            row.move_to(index);
            on_row(row);
        }
    }
    return affected;
}

std::int64_t PostgresqlConnection::run(std::string_view sql, std::span<const Bound> bound, const RowFunction& on_row)
{
    require_healthy(sql);
    const Result result = execute(sql, bound);
    return deliver(result.get(), on_row);
}

std::int64_t PostgresqlConnection::run_many(
    std::string_view sql, std::size_t columns, std::span<const Bound> flat, const RowFunction& on_row)
{
    require_healthy(sql);
    if (check_rows(sql, columns, flat.size()) == 0) {
        return 0;
    }
    for (const Bound& value : flat) {
        if (const auto* text = std::get_if<std::string_view>(&value)) {
            check_text(sql, *text); // before the pipeline begins, which an exception would break
        }
    }
    std::optional<Transaction> transaction;
    if (depth_ == 0) {
        transaction.emplace(*this);
    }
    statements_.learn(sql, columns, flat);
    std::int64_t total = 0;
    std::vector<Result> results;
    for (std::size_t at = 0; at < flat.size();) {
        require_healthy(sql);
        at += run_window(sql, columns, flat.subspan(at), results);
        for (const Result& result : results) {
            total += deliver(result.get(), on_row);
        }
    }
    if (transaction) {
        transaction->commit();
    }
    return total;
}

/// Sends one window of rows and fetches all their results, so that callbacks find a connection at rest. Returns the
/// values used.
std::size_t PostgresqlConnection::run_window(
    std::string_view sql, std::size_t columns, std::span<const Bound> rest, std::vector<Result>& results)
{
    // A statement cannot be prepared within the pipeline; rows of other types wait for the next window.
    const auto statement = statements_.prepared_for(sql, rest.first(columns));
    std::size_t used = 0;
    std::size_t bytes = 0;
    std::size_t rows = 0;
    results.clear();
    Parameters parameters;
    const Pipeline pipeline(session_);
    while (used < rest.size() && rows < window_rows && bytes < window_bytes) {
        const auto row = rest.subspan(used, columns);
        if (!statement.fits(row)) {
            break;
        }
        parameters.set(sql, row);
        if (PQsendQueryPrepared(session_.get(), statement.name.c_str(), parameters.count(), parameters.values(),
                parameters.lengths(), parameters.formats(), 1)
            == 0) {
            fail(nullptr, sql);
        }
        bytes += bytes_of(row);
        used += columns;
        ++rows;
    }
    if (PQpipelineSync(session_.get()) == 0) {
        fail(nullptr, sql);
    }
    collect(sql, rows, results);
    return used;
}

void PostgresqlConnection::collect(std::string_view sql, std::size_t statements, std::vector<Result>& results)
{
    Result failure;
    for (std::size_t index = 0; index < statements; ++index) {
        Result result(PQgetResult(session_.get()));
        if (!result || PQstatus(session_.get()) != CONNECTION_OK) {
            fail(result.get(), sql);
        }
        while (const Result end{PQgetResult(session_.get())}) {
            // one null ends each statement
        }
        if (succeeded(result.get())) {
            results.push_back(std::move(result));
        } else if (!failure) {
            failure = std::move(result); // all that follow are skipped by the server
        }
    }
    const Result sync(PQgetResult(session_.get()));
    if (failure || PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC) {
        fail(failure ? failure.get() : sync.get(), sql);
    }
}

void PostgresqlConnection::script(std::string_view sql)
{
    require_healthy(sql);
    const Result result(PQexec(session_.get(), std::string(sql).c_str()));
    statements_.invalidate();
    schema_changed_ = depth_ > 0;
    if (!succeeded(result.get())) {
        fail(result.get(), sql);
    }
}

void PostgresqlConnection::begin()
{
    require_healthy("BEGIN");
    if (depth_ > 0) {
        session_.simple(fmt::format("SAVEPOINT sp_{}", depth_));
        ++depth_;
        return;
    }
    session_.simple("BEGIN");
    depth_ = 1;
    victim_ = false;
    schema_changed_ = false;
}

void PostgresqlConnection::commit()
{
    require_healthy("COMMIT");
    const std::string sql = depth_ == 1 ? std::string("COMMIT") : fmt::format("RELEASE SAVEPOINT sp_{}", depth_ - 1);
    const Result result(PQexec(session_.get(), sql.c_str()));
    if (!succeeded(result.get())) {
        fail(result.get(), sql);
    }
    --depth_;
}

void PostgresqlConnection::rollback() noexcept
{
    if (depth_ == 0) {
        return;
    }
    --depth_;
    if (schema_changed_) {
        statements_.invalidate();
    }
    if (PQstatus(session_.get()) != CONNECTION_OK) {
        return; // outer levels notice in require_healthy
    }
    const std::string level = std::to_string(depth_);
    const std::string sql =
        depth_ == 0 ? std::string("ROLLBACK") : "ROLLBACK TO SAVEPOINT sp_" + level + "; RELEASE SAVEPOINT sp_" + level;
    const Result result(PQexec(session_.get(), sql.c_str()));
}

std::int64_t PostgresqlConnection::now_us()
{
    std::int64_t now = 0;
    run("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint", {},
        [&](const Row& row) { now = row.integer(0); });
    return now;
}

} // namespace wowhost::database::postgresql
