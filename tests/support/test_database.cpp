#include "support/test_database.hpp"

#include <libpq-fe.h>
#include <unistd.h>

#include <cctype>
#include <random>
#include <stdexcept>

namespace wowhost::test {

namespace {

std::string socket_folder()
{
    std::string folder;
    try {
        folder = read_file(WOWHOST_POSTGRESQL_SOCKET_FILE);
    } catch (const std::runtime_error&) {
        throw std::runtime_error(
            "no PostgreSQL for the tests: run ctest, or tests/support/postgresql.sh start BUILD/postgresql");
    }
    return folder.substr(0, folder.find('\n'));
}

std::string percent_encoded(const std::string& text)
{
    constexpr const char* digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char character : text) {
        const auto byte = static_cast<unsigned char>(character);
        if (std::isalnum(byte) != 0 || character == '/' || character == '-' || character == '_' || character == '.') {
            encoded += character;
        } else {
            encoded += {'%', digits[byte >> 4U], digits[byte & 15U]};
        }
    }
    return encoded;
}

std::string url_of(const std::string& name)
{
    return "postgresql://wowhost@/" + name + "?host=" + percent_encoded(socket_folder());
}

void administer(const std::string& sql)
{
    const std::unique_ptr<PGconn, void (*)(PGconn*)> connection(PQconnectdb(url_of("postgres").c_str()), PQfinish);
    const std::unique_ptr<PGresult, void (*)(PGresult*)> result(PQexec(connection.get(), sql.c_str()), PQclear);
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) {
        throw std::runtime_error(sql + ": " + PQerrorMessage(connection.get()));
    }
}

} // namespace

std::vector<std::string> engines() { return {"sqlite", "postgresql"}; }

TestDatabase::TestDatabase(const std::string& engine)
{
    if (engine == "sqlite") {
        folder_ = std::make_unique<TemporaryDirectory>();
        url_ = "sqlite:" + (*folder_ / "test.db");
        return;
    }
    if (engine != "postgresql") {
        throw std::runtime_error("no engine is called " + engine);
    }
    name_ = "test_" + std::to_string(::getpid()) + "_" + std::to_string(std::random_device{}());
    administer("CREATE DATABASE " + name_ + " TEMPLATE template0");
    url_ = url_of(name_);
}

TestDatabase::~TestDatabase()
{
    if (!name_.empty()) {
        try {
            administer("DROP DATABASE " + name_ + " WITH (FORCE)");
        } catch (const std::exception&) {
            // The cluster goes after the tests, and its databases with it.
        }
    }
}

} // namespace wowhost::test
