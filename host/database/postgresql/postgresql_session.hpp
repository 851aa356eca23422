// One connection of libpq: opening, reopening, and its errors as wowhost::Error.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <string_view>

namespace wowhost::database::postgresql {

struct ClearResult {
    void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ClearResult>;

/// The URL without its password, for messages.
std::string without_password(std::string_view url);

class Session {
public:
    /// Connects. `setup` is run at once, and again after each reconnect.
    Session(std::string url, std::string application_name, std::string setup);

    PGconn* get() const { return connection_.get(); }
    void reconnect();
    /// Drops the connection; `is_broken` is true until the next reconnect.
    void hang_up() { connection_.reset(); }
    /// Whether the server has hung up. A look at the socket, no round trip.
    bool is_broken() const;

    /// Runs one or several statements by the simple protocol; throws for an error.
    Result simple(const std::string& sql) const;
    /// Throws for a failed result (null: the connection itself failed).
    [[noreturn]] void fail(const PGresult* result, std::string_view sql) const;

private:
    struct Finish {
        void operator()(PGconn* connection) const { PQfinish(connection); }
    };
    std::string url_;
    std::string application_name_;
    std::string setup_;
    std::unique_ptr<PGconn, Finish> connection_;
};

/// The five characters of a failed result's SQLSTATE; empty for a success or none.
std::string_view sqlstate(const PGresult* result);
bool succeeded(const PGresult* result);

} // namespace wowhost::database::postgresql
