#include "host/database/postgresql/postgresql_database.hpp"

#include "host/database/connection_pool.hpp"
#include "host/database/postgresql/postgresql_connection.hpp"
#include "host/database/postgresql/postgresql_lock.hpp"

#include <fmt/format.h>

#include <utility>

namespace wowhost::database::postgresql {

namespace {

class PostgresqlDatabase final : public Database {
public:
    explicit PostgresqlDatabase(std::string url)
        : url_(std::move(url))
        , pool_([this](Store store) {
            const bool main_store = store == Store::main;
            return std::make_unique<PostgresqlConnection>(url_, main_store ? "main" : "coordination", !main_store);
        })
    {
        main();
    }

    Engine engine() const override { return Engine::postgresql; }
    Connection& main() override { return pool_.of_this_thread(Store::main); }
    Connection& coordination() override { return pool_.of_this_thread(Store::coordination); }
    bool in_transaction() override { return pool_.in_transaction(); }
    std::unique_ptr<ProcessLock> lock(
        const std::string& name, LockMode mode, std::int64_t wait_ms, const std::string& purpose) override
    {
        return take_lock(url_, name, mode, wait_ms, purpose);
    }
    std::optional<LockHolder> holder(const std::string& name) override { return lock_holder(coordination(), name); }
    std::string display_url() const override { return without_password(url_); }

private:
    std::string url_;
    ConnectionPool pool_;
};

} // namespace

std::unique_ptr<Database> open(const std::string& url)
{
    char* error = nullptr;
    PQconninfoOption* options = PQconninfoParse(url.c_str(), &error);
    if (options == nullptr) {
        const std::string text = error != nullptr ? error : "out of memory";
        PQfreemem(error);
        throw Error(ErrorCode::invalid_argument,
            fmt::format("database.url {} cannot be read: {}", without_password(url), text.substr(0, text.find('\n'))));
    }
    PQconninfoFree(options);
    return std::make_unique<PostgresqlDatabase>(url);
}

} // namespace wowhost::database::postgresql
