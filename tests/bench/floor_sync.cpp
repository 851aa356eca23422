// The floor of a catalogue sync: the same requests, fields and rows with nothing between but curl's multi interface,
// simdjson and one prepared SQLite statement.
//
//     bench_floor_sync sync URL DATABASE [CONCURRENCY]   fetch, parse and store all achievements
//     bench_floor_sync round-trip URL RUNS               print the median milliseconds of one request
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <curl/curl.h>
#include <simdjson.h>
#include <sqlite3.h>

namespace {

namespace dom = simdjson::dom;

constexpr std::size_t batch = 128; // rows in a transaction, as the catalogue's queue has jobs in a batch

using Easy = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using Headers = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

class Failure : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

std::size_t append(char* data, std::size_t size, std::size_t count, void* body)
{
    static_cast<std::string*>(body)->append(data, size * count);
    return size * count;
}

Easy new_request(const std::string& url, const Headers& headers, std::string& body)
{
    Easy easy(curl_easy_init(), &curl_easy_cleanup);
    curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(easy.get(), CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, &append);
    curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &body);
    curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
    return easy;
}

void check(CURL* easy, CURLcode code, const std::string& url)
{
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    if (code != CURLE_OK || status != 200)
        throw Failure(url + ": " + curl_easy_strerror(code) + ", status " + std::to_string(status));
}

Headers authorization(const std::string& url)
{
    std::string body;
    const Headers none(nullptr, &curl_slist_free_all);
    const auto easy = new_request(url + "/token", none, body);
    curl_easy_setopt(easy.get(), CURLOPT_USERPWD, "bench:secret");
    curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDS, "grant_type=client_credentials");
    check(easy.get(), curl_easy_perform(easy.get()), url + "/token");
    dom::parser parser;
    const std::string_view token = parser.parse(body)["access_token"];
    return {curl_slist_append(nullptr, ("Authorization: Bearer " + std::string(token)).c_str()), &curl_slist_free_all};
}

std::string address(const std::string& url, const std::string& path)
{
    return url + path + "?namespace=static-eu&locale=en_GB";
}

class Table {
public:
    explicit Table(const std::string& file)
    {
        if (sqlite3_open(file.c_str(), &database_) != SQLITE_OK)
            throw Failure(file + ": " + sqlite3_errmsg(database_));
        run("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=4000");
        run("CREATE TABLE achievement (id INTEGER PRIMARY KEY AUTOINCREMENT, blizzard_id INTEGER, name TEXT, "
            "description TEXT, points INTEGER, category INTEGER, is_account_wide INTEGER, display_order INTEGER, "
            "reward_description TEXT, criteria TEXT, last_fetched INTEGER); "
            "CREATE UNIQUE INDEX achievement_key ON achievement (blizzard_id); "
            "CREATE INDEX achievement_category ON achievement (category)");
        constexpr const char* text =
            "INSERT INTO achievement (blizzard_id, name, description, points, category, is_account_wide, "
            "display_order, reward_description, criteria, last_fetched) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (blizzard_id) DO UPDATE SET name = excluded.name, description = excluded.description, "
            "points = excluded.points, category = excluded.category, is_account_wide = excluded.is_account_wide, "
            "display_order = excluded.display_order, reward_description = excluded.reward_description, "
            "criteria = excluded.criteria, last_fetched = excluded.last_fetched";
        if (sqlite3_prepare_v3(database_, text, -1, SQLITE_PREPARE_PERSISTENT, &upsert_, nullptr) != SQLITE_OK)
            throw Failure(sqlite3_errmsg(database_));
    }
    Table(const Table&) = delete;
    Table& operator=(const Table&) = delete;
    ~Table()
    {
        sqlite3_finalize(upsert_);
        sqlite3_close(database_);
    }

    void store(const dom::object& body)
    {
        if (pending_ == 0)
            run("BEGIN IMMEDIATE");
        bind(1, body["id"]);
        bind(2, body["name"]);
        bind(3, body["description"]);
        bind(4, body["points"]);
        bind(5, body["category"]["id"]);
        bind(6, body["is_account_wide"]);
        bind(7, body["display_order"]);
        bind(8, body["reward_description"]);
        bind(9, body["criteria"]);
        sqlite3_bind_int64(upsert_, 10, 1'700'000'000);
        if (sqlite3_step(upsert_) != SQLITE_DONE)
            throw Failure(sqlite3_errmsg(database_));
        sqlite3_reset(upsert_);
        if (++pending_ == batch)
            commit();
    }
    void commit()
    {
        if (pending_ > 0)
            run("COMMIT");
        pending_ = 0;
    }

private:
    void bind(int at, const simdjson::simdjson_result<dom::element>& found)
    {
        dom::element value;
        if (found.get(value) != simdjson::SUCCESS) {
            sqlite3_bind_null(upsert_, at);
            return;
        }
        switch (value.type()) {
        case dom::element_type::INT64: sqlite3_bind_int64(upsert_, at, value.get_int64().value_unsafe()); break;
        case dom::element_type::BOOL: sqlite3_bind_int(upsert_, at, value.get_bool().value_unsafe() ? 1 : 0); break;
        case dom::element_type::STRING: bind(at, std::string_view(value.get_string().value_unsafe())); break;
        case dom::element_type::NULL_VALUE: sqlite3_bind_null(upsert_, at); break;
        default: bind(at, std::string_view(simdjson::minify(value))); break;
        }
    }
    void bind(int at, std::string_view text)
    {
        sqlite3_bind_text(upsert_, at, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
    }
    void run(const char* sql)
    {
        if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
            throw Failure(sqlite3_errmsg(database_));
    }

    sqlite3* database_ = nullptr;
    sqlite3_stmt* upsert_ = nullptr;
    std::size_t pending_ = 0;
};

/// One of the requests that are under way at the same time; it is used again for the next item.
struct Slot {
    explicit Slot(const Headers& headers)
        : easy(new_request("", headers, body))
    {
        curl_easy_setopt(easy.get(), CURLOPT_PRIVATE, this);
    }
    std::string body;
    std::string url;
    Easy easy;
};

int sync(const std::string& url, const std::string& file, std::size_t concurrency)
{
    const auto headers = authorization(url);
    Table table(file);
    dom::parser parser;
    std::vector<std::int64_t> numbers;
    {
        std::string body;
        const auto index = address(url, "/data/wow/achievement/index");
        const auto easy = new_request(index, headers, body);
        check(easy.get(), curl_easy_perform(easy.get()), index);
        for (const dom::element item : parser.parse(body)["achievements"])
            numbers.push_back(item["id"]);
    }
    const std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)> multi(curl_multi_init(), &curl_multi_cleanup);
    std::size_t next = 0;
    const auto begin = [&](Slot& slot) {
        if (next == numbers.size())
            return;
        slot.url = address(url, "/data/wow/achievement/" + std::to_string(numbers[next++]));
        slot.body.clear();
        curl_easy_setopt(slot.easy.get(), CURLOPT_URL, slot.url.c_str());
        curl_multi_add_handle(multi.get(), slot.easy.get());
    };
    std::vector<std::unique_ptr<Slot>> slots;
    for (std::size_t i = 0; i < concurrency; ++i) {
        slots.push_back(std::make_unique<Slot>(headers));
        begin(*slots.back());
    }
    int running = 1;
    std::size_t stored = 0;
    while (stored < numbers.size()) {
        curl_multi_perform(multi.get(), &running);
        int left = 0;
        while (const auto* message = curl_multi_info_read(multi.get(), &left)) {
            Slot* slot = nullptr;
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &slot);
            const auto code = message->data.result;
            curl_multi_remove_handle(multi.get(), slot->easy.get());
            check(slot->easy.get(), code, slot->url);
            table.store(parser.parse(slot->body));
            ++stored;
            begin(*slot);
        }
        if (stored < numbers.size())
            curl_multi_poll(multi.get(), nullptr, 0, 1000, nullptr);
    }
    table.commit();
    for (const auto& slot : slots)
        curl_multi_remove_handle(multi.get(), slot->easy.get());
    std::printf("%zu\n", stored);
    return 0;
}

int round_trip(const std::string& url, int runs)
{
    const auto headers = authorization(url);
    const auto question = address(url, "/data/wow/playable-class/index");
    std::string body;
    const auto easy = new_request(question, headers, body);
    std::vector<double> spent;
    for (int run = 0; run <= runs; ++run) {
        body.clear();
        const auto begin = std::chrono::steady_clock::now();
        check(easy.get(), curl_easy_perform(easy.get()), question);
        const auto wall = std::chrono::steady_clock::now() - begin;
        if (run > 0) // the first one connects
            spent.push_back(std::chrono::duration<double, std::milli>(wall).count());
    }
    std::sort(spent.begin(), spent.end());
    std::printf("%.2f\n", spent[spent.size() / 2]);
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    try {
        if (arguments.size() >= 3 && arguments[0] == "sync")
            return sync(arguments[1], arguments[2], arguments.size() > 3 ? std::stoul(arguments[3]) : 32);
        if (arguments.size() == 3 && arguments[0] == "round-trip")
            return round_trip(arguments[1], std::max(std::stoi(arguments[2]), 1));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_floor_sync: %s\n", error.what());
        return 1;
    }
    std::fprintf(stderr, "bench_floor_sync sync URL DATABASE [CONCURRENCY] | round-trip URL RUNS\n");
    return 2;
}
