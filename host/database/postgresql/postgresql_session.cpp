#include "host/database/postgresql/postgresql_session.hpp"

#include "host/database/statement_text.hpp"

#include <wowhost/error.hpp>

#include <fmt/format.h>

#include <array>
#include <poll.h>
#include <utility>

namespace wowhost::database::postgresql {

namespace {

ErrorCode code_of(std::string_view state)
{
    if (state == "23505" || state == "23503" || state == "23514" || state == "23P01") {
        return ErrorCode::conflict; // unique, foreign key, check, exclusion
    }
    if (state == "40001" || state == "40P01" || state == "57014" || state == "55P03") {
        return ErrorCode::locked; // serialization, deadlock, cancelled, lock not available
    }
    return ErrorCode::storage;
}

std::string trimmed(std::string text)
{
    const std::size_t end = text.find_last_not_of(" \n\r\t");
    text.resize(end == std::string::npos ? 0 : end + 1);
    return text;
}

void ignore_notice(void*, const PGresult*) { }

} // namespace

std::string without_password(std::string_view url)
{
    std::string shown(url);
    const std::size_t begin = shown.find("://");
    if (begin != std::string::npos) {
        const std::size_t authority = begin + 3;
        const std::size_t end = std::min(shown.find_first_of("/?", authority), shown.size());
        const std::size_t at = shown.substr(0, end).rfind('@');
        const std::size_t colon = shown.find(':', authority);
        if (at != std::string::npos && at >= authority && colon < at) {
            shown.erase(colon, at - colon);
        }
    }
    for (const std::string_view key : {"password=", "sslpassword=", "passfile="}) {
        for (std::size_t found = shown.find(key); found != std::string::npos; found = shown.find(key, found + 1)) {
            const std::size_t value = found + key.size();
            shown.replace(value, std::min(shown.find('&', value), shown.size()) - value, "***");
        }
    }
    return shown;
}

std::string_view sqlstate(const PGresult* result)
{
    const char* state = result != nullptr ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
    return state != nullptr ? std::string_view(state) : std::string_view();
}

bool succeeded(const PGresult* result)
{
    const ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
}

Session::Session(std::string url, std::string application_name, std::string setup)
    : url_(std::move(url))
    , application_name_(std::move(application_name))
    , setup_(std::move(setup))
{
    reconnect();
}

void Session::reconnect()
{
    // What stands before dbname may be overridden by the URL, what stands after it may not.
    const std::array<const char*, 5> keys{"connect_timeout", "dbname", "application_name", "client_encoding", nullptr};
    const std::array<const char*, 5> values{"10", url_.c_str(), application_name_.c_str(), "UTF8", nullptr};
    connection_.reset();
    connection_.reset(PQconnectdbParams(keys.data(), values.data(), 1));
    if (PQstatus(connection_.get()) != CONNECTION_OK) {
        throw Error(ErrorCode::storage,
            fmt::format("Cannot connect to {}: {}; check that the server runs, that the database exists (createdb) and "
                        "that database.url is right",
                without_password(url_), trimmed(PQerrorMessage(connection_.get()))));
    }
    PQsetNoticeReceiver(connection_.get(), ignore_notice, nullptr);
    const char* encoding = PQparameterStatus(connection_.get(), "server_encoding");
    if (encoding == nullptr || std::string_view(encoding) != "UTF8") {
        throw Error(ErrorCode::storage,
            fmt::format(
                "The database {} has the encoding {}; create one with: createdb --template=template0 --encoding=UTF8",
                without_password(url_), encoding != nullptr ? encoding : "unknown"));
    }
    simple(setup_);
}

bool Session::is_broken() const
{
    // The server's farewell is read first, the end of the stream only by the next attempt.
    for (int attempt = 0; attempt < 3; ++attempt) {
        if (PQstatus(get()) != CONNECTION_OK) {
            return true;
        }
        pollfd socket{PQsocket(get()), POLLIN, 0};
        if (::poll(&socket, 1, 0) <= 0) {
            return false;
        }
        if (PQconsumeInput(get()) == 0) {
            return true;
        }
        PQisBusy(get());
    }
    return PQstatus(get()) != CONNECTION_OK;
}

Result Session::simple(const std::string& sql) const
{
    Result result(PQexec(get(), sql.c_str()));
    if (!succeeded(result.get())) {
        fail(result.get(), sql);
    }
    return result;
}

void Session::fail(const PGresult* result, std::string_view sql) const
{
    const std::string_view state = sqlstate(result);
    std::string text;
    if (const char* primary = result != nullptr ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : nullptr) {
        text = primary;
        constexpr int further[] = {PG_DIAG_MESSAGE_DETAIL, PG_DIAG_MESSAGE_HINT};
        for (const int field : further) {
            if (const char* more = PQresultErrorField(result, field)) {
                text += fmt::format("; {}", more);
            }
        }
    } else {
        text = trimmed(PQerrorMessage(get()));
        if (text.empty()) {
            text = "the server gave no answer; check that it runs";
        }
    }
    throw Error(code_of(state),
        fmt::format("Database {}: {}{} (in: {})", without_password(url_), text,
            state.empty() ? std::string() : fmt::format(" [{}]", state), shortened(sql)));
}

} // namespace wowhost::database::postgresql
