// Fresh databases for tests, of both engines.
//
//   TEST_CASE("a row can be stored") {
//       const auto engine = GENERATE(from_range(wowhost::test::engines()));
//       wowhost::test::TestDatabase test(engine);
//       const auto database = test.open();
//
// PostgreSQL's come from the cluster that ctest starts (tests/support/postgresql.sh). Run by hand, a test program wants
// it started before; without it those tests fail.
#pragma once

#include "host/database/database.hpp"
#include "support/program.hpp"
#include "support/temporary_directory.hpp"

#include <memory>
#include <string>
#include <vector>

namespace wowhost::test {

/// "sqlite" and "postgresql".
std::vector<std::string> engines();

/// An empty database that goes with this object; whatever opened it must be closed before.
class TestDatabase {
public:
    explicit TestDatabase(const std::string& engine);
    ~TestDatabase();
    TestDatabase(const TestDatabase&) = delete;
    TestDatabase& operator=(const TestDatabase&) = delete;

    /// For the configuration key database.url, here or in another process.
    const std::string& url() const { return url_; }
    std::unique_ptr<database::Database> open() const { return database::Database::open(url_); }

private:
    std::unique_ptr<TemporaryDirectory> folder_;
    std::string name_; // of PostgreSQL's
    std::string url_;
};

} // namespace wowhost::test
