#include "host/database/sqlite/sqlite_database.hpp"

#include "host/database/connection_pool.hpp"
#include "host/database/sqlite/file_lock.hpp"
#include "host/database/sqlite/sqlite_connection.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

namespace wowhost::database::sqlite {

namespace {

namespace fs = std::filesystem;

constexpr int main_cache_kib = 16 * 1024;
constexpr int coordination_cache_kib = 2 * 1024;

/// A folder under $TMPDIR that goes with this object; no folder when made without.
class TemporaryFolder {
public:
    TemporaryFolder() = default;
    explicit TemporaryFolder(std::string pattern)
    {
        if (::mkdtemp(pattern.data()) == nullptr) {
            throw Error(ErrorCode::storage,
                fmt::format("Cannot make the folder {}: {}; set TMPDIR to one that can be written", pattern,
                    std::strerror(errno)));
        }
        path_ = pattern;
    }
    ~TemporaryFolder()
    {
        if (!path_.empty()) {
            std::error_code ignored;
            fs::remove_all(path_, ignored);
        }
    }
    TemporaryFolder(TemporaryFolder&& other) noexcept
        : path_(std::exchange(other.path_, {}))
    {
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(TemporaryFolder&&) = delete;
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

/// An empty file is an empty database to SQLite; made here for its permissions, which SQLite copies to its other files.
/// A file that exists is not opened: closing it would drop the locks that this process has on it.
void create_file(const std::string& file)
{
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (descriptor >= 0) {
        ::close(descriptor);
    } else if (errno != EEXIST) {
        throw Error(ErrorCode::storage,
            fmt::format("Cannot create the database {}: {}; check database.url and the folder's permissions", file,
                std::strerror(errno)));
    }
}

void create_folder(const fs::path& folder)
{
    std::error_code error;
    fs::create_directories(folder, error);
    if (error && !fs::is_directory(folder)) {
        throw Error(ErrorCode::storage,
            fmt::format("Cannot create the folder {} for the database: {}; check database.url and the permissions",
                folder.string(), error.message()));
    }
}

std::string coordination_file(const std::string& file)
{
    const std::string_view stem = file.ends_with(".db") ? std::string_view(file).substr(0, file.size() - 3) : file;
    return fmt::format("{}-coordination.db", stem);
}

class SqliteDatabase final : public Database {
public:
    SqliteDatabase(std::string url, const std::string& file, TemporaryFolder folder)
        : url_(std::move(url))
        , folder_(std::move(folder))
        , file_(file)
        , coordination_file_(coordination_file(file))
        , pool_([this](Store store) -> std::unique_ptr<Connection> {
            return store == Store::main
                ? std::make_unique<SqliteConnection>(file_, main_cache_kib)
                : std::make_unique<SqliteConnection>(coordination_file_, coordination_cache_kib);
        })
    {
        create_folder(fs::path(file_).parent_path());
        create_file(file_);
        main(); // before the second file, so that nothing appears beside what is refused
        create_file(coordination_file_);
    }

    Engine engine() const override { return Engine::sqlite; }
    Connection& main() override { return pool_.of_this_thread(Store::main); }
    Connection& coordination() override { return pool_.of_this_thread(Store::coordination); }
    bool in_transaction() override { return pool_.in_transaction(); }
    std::unique_ptr<ProcessLock> lock(
        const std::string& name, LockMode mode, std::int64_t wait_ms, const std::string& purpose) override
    {
        return lock_file(file_ + ".locks", name, mode, wait_ms, purpose);
    }
    std::optional<LockHolder> holder(const std::string& name) override
    {
        return file_lock_holder(file_ + ".locks", name);
    }
    std::string display_url() const override { return url_; }

private:
    std::string url_;
    TemporaryFolder folder_;
    std::string file_;
    std::string coordination_file_;
    ConnectionPool pool_;
};

} // namespace

std::unique_ptr<Database> open(const std::string& url)
{
    const std::string path = url.substr(std::strlen("sqlite:"));
    if (path.empty()) {
        throw Error(ErrorCode::invalid_argument, "database.url 'sqlite:' names no file; write sqlite:PATH");
    }
    if (path == ":memory:") {
        TemporaryFolder folder((fs::temp_directory_path() / "wowhost-XXXXXX").string());
        const std::string file = folder.path() + "/memory.db";
        return std::make_unique<SqliteDatabase>(url, file, std::move(folder));
    }
    return std::make_unique<SqliteDatabase>(url, fs::absolute(path).lexically_normal().string(), TemporaryFolder());
}

} // namespace wowhost::database::sqlite
