// Runs by hand of the tests: one more process on a database.
//
//   count URL TIMES             adds 1 to counter.n, reading and writing in a transaction each time
//   hold URL LOCK MODE PURPOSE  takes a process lock (shared or exclusive), says "held" and waits to be killed
//   open URL                    opens both stores and creates nothing
#include "host/database/database.hpp"

#include <unistd.h>

#include <exception>
#include <iostream>
#include <string>
#include <vector>

using namespace wowhost::database;

namespace {

int count(Database& database, int times)
{
    for (int time = 0; time < times; ++time) {
        transact(database.main(), [&] {
            std::int64_t n = 0;
            database.main().run("SELECT n FROM counter WHERE id = ? "
                    + std::string(database.engine() == Engine::postgresql ? "FOR UPDATE" : ""),
                {std::int64_t{1}}, [&](const Row& row) { n = row.integer(0); });
            database.main().run("UPDATE counter SET n = ? WHERE id = 1", {n + 1});
        });
        database.coordination().run("UPDATE shared_counter SET n = n + 1");
    }
    return 0;
}

int hold(Database& database, const std::string& name, const std::string& mode, const std::string& purpose)
{
    const auto lock = database.lock(name, mode == "shared" ? LockMode::shared : LockMode::exclusive, 0, purpose);
    std::cout << (lock ? "held" : "refused") << std::endl;
    while (lock) {
        ::pause();
    }
    return 4;
}

int dispatch(const std::vector<std::string>& arguments)
{
    const auto database = Database::open(arguments.at(1));
    if (arguments.at(0) == "count") {
        return count(*database, std::stoi(arguments.at(2)));
    }
    if (arguments.at(0) == "hold") {
        return hold(*database, arguments.at(2), arguments.at(3), arguments.at(4));
    }
    database->coordination().run("SELECT 1");
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    try {
        return dispatch({argv + 1, argv + argc});
    } catch (const std::exception& error) {
        std::cerr << error.what() << std::endl;
        return 1;
    }
}
