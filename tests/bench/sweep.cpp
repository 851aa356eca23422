// The sweep of a site beside a raw DELETE by an index, on the same rows in the same database, turn about.
//
//     bench_sweep URL ROWS EXPIRED ROUNDS COMMAND [ARGUMENT…]
//
// URL is the database of a site that has wow_character and wow_achievement and holds no rows. COMMAND sweeps it, and is
// a run of the whole program: what it takes while there is nothing to sweep, its start, is subtracted. The floor is a
// table like the swept one, with all its indexes and one on last_fetched, which the real one does without. Every so
// many rows is one that has expired. Prints the medians in milliseconds of the start, of the sweep without it, and of
// the floor; then, from runs of their own, how long the longest read and the longest write of somebody else took during
// the sweep, and during the floor.
#include "host/database/database.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace wowhost::database;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t achievements = 4'000; // of each character
constexpr std::int64_t fresh = 4'000'000'000;
const std::string swept = "wow_achievement_progress";
const std::string floor_table = "bench_floor";

double milliseconds_since(Clock::time_point begin)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

double milliseconds(const std::function<void()>& work)
{
    const auto begin = Clock::now();
    work();
    return milliseconds_since(begin);
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

class Bench {
public:
    Bench(const std::string& url, std::int64_t rows, std::int64_t expired, char** command)
        : database_(Database::open(url))
        , rows_(rows)
        , every_(rows / expired)
        , expired_((rows + every_ - 1) / every_)
        , command_(command)
    {
    }

    void fill() const
    {
        auto& connection = database_->main();
        copy_table(connection);
        transact(connection, [&] {
            connection.run("INSERT INTO wow_achievement (id, blizzard_id, name, last_fetched) " + numbers("i", "?")
                    + "SELECT i, i, 'Achievement', ? FROM n",
                {achievements, fresh});
            connection.run("INSERT INTO wow_character (id, region, realm_slug, name, name_key, level, last_fetched) "
                    + numbers("i", "?")
                    + "SELECT i, 'eu', 'test', 'Name' || i, 'name' || i, 80, CAST(? AS bigint) FROM n",
                {rows_ / achievements + 1, fresh});
        });
        for (const auto& table : {swept, floor_table})
            transact(connection, [&] { add_rows(table, 1); });
        if (connection.engine() == Engine::postgresql)
            connection.script("VACUUM ANALYZE");
    }

    /// A run that has nothing to sweep.
    double start() const
    {
        return milliseconds([&] { run_command(); });
    }
    double sweep() const
    {
        const auto took = milliseconds([&] { run_command(); });
        check_and_restore(swept);
        return took;
    }
    double raw() const
    {
        const auto took = milliseconds([&] { delete_raw(); });
        check_and_restore(floor_table);
        return took;
    }

    /// The longest read and write that others make of `table` while `work` runs.
    std::pair<double, double> waits(const std::string& table, const std::function<void()>& work) const
    {
        std::atomic<bool> stop{false};
        double read = 0;
        double write = 0;
        const std::string of_one = " WHERE \"id\" = 2"; // never expired
        auto reader = probe(stop, read, "SELECT * FROM " + table + of_one);
        auto writer = probe(stop, write, "UPDATE " + table + " SET \"criteria_amount\" = 1" + of_one);
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        work();
        stop = true;
        reader.join();
        writer.join();
        check_and_restore(table);
        return {read, write};
    }
    std::pair<double, double> waits_for_sweep() const
    {
        return waits(swept, [&] { run_command(); });
    }
    std::pair<double, double> waits_for_raw() const
    {
        return waits(floor_table, [&] { delete_raw(); });
    }

private:
    static std::string numbers(const std::string& name, const std::string& count)
    {
        return "WITH RECURSIVE n(" + name + ") AS (SELECT CAST(1 AS bigint) UNION ALL SELECT " + name
            + " + 1 FROM n WHERE " + name + " < " + count + ") ";
    }

    void copy_table(Connection& connection) const
    {
        if (connection.engine() == Engine::postgresql) {
            connection.script("CREATE TABLE " + floor_table + " (LIKE " + swept + " INCLUDING ALL)");
        } else {
            std::vector<std::string> statements;
            connection.run("SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY rootpage",
                {std::string_view(swept)}, [&](const Row& row) { statements.push_back(row.string(0)); });
            for (auto sql : statements) {
                for (auto at = sql.find(swept); at != std::string::npos; at = sql.find(swept, at))
                    sql.replace(at, swept.size(), floor_table);
                connection.script(sql);
            }
        }
        connection.script("CREATE INDEX bench_floor_by_age ON " + floor_table + " (last_fetched)");
    }

    /// Every `step`th row. Those that are there already are left as they are.
    void add_rows(const std::string& table, std::int64_t step) const
    {
        database_->main().run("INSERT INTO " + table
                + " (id, achievement, completed_timestamp, is_completed, character, last_fetched) " + numbers("k", "?")
                + "SELECT i + 1, 1 + i % 4000, 1600000000 + i, " + (is_postgresql() ? "true" : "1")
                + ", 1 + i / 4000, CASE WHEN i % ? = 0 THEN 1500000000 + i % 1000000 ELSE 4000000000 END "
                  "FROM (SELECT (k - 1) * ? AS i FROM n) AS m",
            {(rows_ + step - 1) / step, every_, step});
    }

    bool is_postgresql() const { return database_->main().engine() == Engine::postgresql; }

    void delete_raw() const
    {
        auto& connection = database_->main();
        transact(connection, [&] {
            connection.run("DELETE FROM " + floor_table + " WHERE last_fetched < ?", {std::int64_t{1'600'000'000}});
        });
    }

    void run_command() const
    {
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        pid_t child = 0;
        int status = 1;
        if (::posix_spawnp(&child, command_[0], &actions, nullptr, command_, environ) == 0)
            ::waitpid(child, &status, 0);
        ::posix_spawn_file_actions_destroy(&actions);
        if (status != 0)
            throw std::runtime_error(std::string(command_[0]) + " failed");
    }

    void check_and_restore(const std::string& table) const
    {
        auto& connection = database_->main();
        std::int64_t left = 0;
        connection.run("SELECT count(*) FROM " + table, {}, [&](const Row& row) { left = row.integer(0); });
        if (left != rows_ - expired_)
            throw std::runtime_error(table + " should have " + std::to_string(rows_ - expired_) + " rows left and has "
                + std::to_string(left));
        transact(connection, [&] { add_rows(table, every_); });
        if (is_postgresql())
            connection.script("VACUUM ANALYZE " + table); // what autovacuum would do between sweeps
        else
            connection.run("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    std::thread probe(const std::atomic<bool>& stop, double& longest, std::string sql) const
    {
        return std::thread([this, &stop, &longest, sql = std::move(sql)] {
            auto& connection = database_->main();
            connection.run(sql); // connects, prepares
            while (!stop) {
                longest = std::max(longest, milliseconds([&] { transact_or_read(connection, sql); }));
                std::this_thread::sleep_for(std::chrono::milliseconds(3));
            }
        });
    }
    static void transact_or_read(Connection& connection, const std::string& sql)
    {
        if (sql.starts_with("SELECT"))
            connection.run(sql);
        else
            transact(connection, [&] { connection.run(sql); });
    }

    std::shared_ptr<Database> database_;
    std::int64_t rows_;
    std::int64_t every_;
    std::int64_t expired_;
    char** command_;
};

} // namespace

int main(int argc, char** argv)
{
    if (argc < 6) {
        std::fprintf(stderr, "bench_sweep URL ROWS EXPIRED ROUNDS COMMAND…\n");
        return 2;
    }
    try {
        const Bench bench(argv[1], std::atoll(argv[2]), std::atoll(argv[3]), argv + 5);
        const int rounds = std::max(1, std::atoi(argv[4]));
        std::vector<double> starts;
        for (int round = 0; round < rounds; ++round)
            starts.push_back(bench.start());
        bench.fill();
        std::vector<double> sweeps;
        std::vector<double> raws;
        for (int round = 0; round < rounds; ++round) {
            raws.push_back(bench.raw());
            sweeps.push_back(bench.sweep());
        }
        const auto [read, write] = bench.waits_for_sweep();
        const auto [raw_read, raw_write] = bench.waits_for_raw();
        const auto start = median(starts);
        std::printf("%.0f %.0f %.0f %.1f %.1f %.1f %.1f\n", start, median(sweeps) - start, median(raws), read, write,
            raw_read, raw_write);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_sweep: %s\n", error.what());
        return 1;
    }
    return 0;
}
