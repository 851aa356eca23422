#include "host/database/sqlite/file_lock.hpp"

#include "host/database/backoff.hpp"
#include "host/database/lock_holder.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace wowhost::database::sqlite {

namespace {

class File {
public:
    explicit File(int descriptor)
        : descriptor_(descriptor)
    {
    }
    ~File()
    {
        if (descriptor_ >= 0) {
            ::close(descriptor_);
        }
    }
    File(File&& other) noexcept
        : descriptor_(std::exchange(other.descriptor_, -1))
    {
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    File& operator=(File&&) = delete;
    int get() const { return descriptor_; }

private:
    int descriptor_;
};

class FileLock final : public ProcessLock {
public:
    FileLock(File file, bool exclusive)
        : file_(std::move(file))
        , exclusive_(exclusive)
    {
    }
    ~FileLock() override
    {
        if (exclusive_ && ::ftruncate(file_.get(), 0) != 0) {
            // The line that stays tells nothing while nobody holds the lock.
        }
    }

private:
    File file_;
    bool exclusive_;
};

/// Letters, digits, '.', '_' and '-' stay; anything else becomes %XX.
std::string path_of(const std::string& folder, const std::string& name)
{
    constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    std::string path = folder + "/";
    for (const char character : name) {
        path += plain.find(character) != std::string_view::npos
            ? std::string(1, character)
            : fmt::format("%{:02X}", static_cast<unsigned char>(character));
    }
    return path + ".lock";
}

struct flock whole_file(short type)
{
    struct flock range { };
    range.l_type = type;
    range.l_whence = SEEK_SET;
    return range;
}

[[noreturn]] void throw_lock_error(const std::string& path, int error)
{
    throw Error(ErrorCode::storage,
        fmt::format("Cannot lock {}: {}; check that this user may write there", path, std::strerror(error)));
}

bool try_lock(const File& file, const std::string& path, LockMode mode)
{
    auto range = whole_file(mode == LockMode::exclusive ? F_WRLCK : F_RDLCK);
    if (::fcntl(file.get(), F_OFD_SETLK, &range) == 0) {
        return true;
    }
    if (errno != EAGAIN && errno != EACCES && errno != EINTR) {
        throw_lock_error(path, errno);
    }
    return false;
}

void write_holder(const File& file, const std::string& path, const std::string& purpose)
{
    const std::string line = to_line(this_process(purpose)) + "\n";
    if (::ftruncate(file.get(), 0) != 0
        || ::pwrite(file.get(), line.data(), line.size(), 0) != static_cast<ssize_t>(line.size())) {
        throw_lock_error(path, errno);
    }
}

} // namespace

std::unique_ptr<ProcessLock> lock_file(
    const std::string& folder, const std::string& name, LockMode mode, std::int64_t wait_ms, const std::string& purpose)
{
    if (::mkdir(folder.c_str(), 0750) != 0 && errno != EEXIST) {
        throw_lock_error(folder, errno);
    }
    const std::string path = path_of(folder, name);
    File file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640));
    if (file.get() < 0) {
        throw_lock_error(path, errno);
    }
    Backoff backoff(std::chrono::milliseconds(5), std::chrono::milliseconds(35),
        std::chrono::milliseconds(std::max<std::int64_t>(wait_ms, 0)));
    while (!try_lock(file, path, mode)) {
        if (!backoff.wait()) {
            return nullptr;
        }
    }
    if (mode == LockMode::exclusive) {
        write_holder(file, path, purpose);
    }
    return std::make_unique<FileLock>(std::move(file), mode == LockMode::exclusive);
}

std::optional<LockHolder> file_lock_holder(const std::string& folder, const std::string& name)
{
    const std::string path = path_of(folder, name);
    const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0) {
        return std::nullopt;
    }
    // A holder writes its line just after it got the lock: look again for a moment when there is none yet.
    Backoff backoff(std::chrono::milliseconds(1), std::chrono::milliseconds(5), std::chrono::milliseconds(50));
    for (;;) {
        auto range = whole_file(F_RDLCK);
        if (::fcntl(file.get(), F_OFD_GETLK, &range) != 0 || range.l_type == F_UNLCK) {
            return std::nullopt;
        }
        std::array<char, 2048> bytes{};
        const ssize_t size = ::pread(file.get(), bytes.data(), bytes.size(), 0);
        if (auto holder = from_line(std::string_view(bytes.data(), size > 0 ? static_cast<std::size_t>(size) : 0))) {
            return holder;
        }
        if (!backoff.wait()) {
            return LockHolder();
        }
    }
}

} // namespace wowhost::database::sqlite
