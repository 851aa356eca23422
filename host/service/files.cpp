#include "host/service/files.hpp"

#include "host/service/token.hpp"

#include <wowhost/error.hpp>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

namespace wowhost::service {
namespace {

class Descriptor {
public:
    explicit Descriptor(int number)
        : number_(number)
    {
    }
    ~Descriptor()
    {
        if (number_ >= 0)
            ::close(number_);
    }
    Descriptor(Descriptor&& other) noexcept
        : number_(std::exchange(other.number_, -1))
    {
    }
    Descriptor& operator=(Descriptor&& other) noexcept
    {
        std::swap(number_, other.number_);
        return *this;
    }
    int get() const { return number_; }
    explicit operator bool() const { return number_ >= 0; }
    int release() { return std::exchange(number_, -1); }

private:
    int number_;
};

[[noreturn]] void fail(const std::string& what, const std::string& file)
{
    const int error = errno;
    throw Error(ErrorCode::storage,
        "cannot " + what + " " + file + ": " + std::strerror(error) + "; check files.path and its permissions");
}

/// Module and name as parts; throws when one of them is none.
std::vector<std::string> parts_of(const std::string& module, const std::string& name)
{
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    constexpr std::size_t longest_part = 200;
    constexpr std::size_t longest = 1000;
    const auto whole = module + "/" + name;
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= whole.size();) {
        const auto end = std::min(whole.find('/', at), whole.size());
        auto& part = parts.emplace_back(whole.substr(at, end - at));
        if (part.empty() || part.front() == '.' || part.size() > longest_part
            || part.find_first_not_of(allowed) != std::string::npos || whole.size() > longest)
            throw Error(ErrorCode::invalid_argument,
                "\"" + name.substr(0, 100) + "\" is no name of a file of module " + module
                    + ": names are relative, of letters, digits, '.', '_', '-' and '/', and no part begins with a dot");
        at = end + 1;
    }
    return parts;
}

Descriptor open_folder(int in, const std::string& name)
{
    return Descriptor(::openat(in, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

/// What is no folder holds no file either: a file, or a symbolic link, in its place.
bool is_absent(int error, bool create) { return error == ENOENT || (!create && (error == ENOTDIR || error == ELOOP)); }

/// The folder of all but the last part; none when it does not exist and is not to be created.
Descriptor folder_of(const std::string& root, const std::vector<std::string>& parts, bool create)
{
    if (create) {
        std::error_code ignored; // opening says what is wrong
        std::filesystem::create_directories(root, ignored);
    }
    Descriptor folder(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    for (std::size_t i = 0; folder && i + 1 < parts.size(); ++i) {
        if (create && ::mkdirat(folder.get(), parts[i].c_str(), 0755) != 0 && errno != EEXIST)
            fail("create the folder", root + "/" + parts[i]);
        auto next = open_folder(folder.get(), parts[i]);
        if (!next && !is_absent(errno, create))
            fail("enter the folder", root + "/.../" + parts[i]);
        folder = std::move(next);
    }
    if (!folder && (create || !is_absent(errno, create)))
        fail("open the folder", root);
    return folder;
}

void write_all(const Descriptor& file, std::string_view bytes, const std::string& name)
{
    while (!bytes.empty()) {
        const auto size = ::write(file.get(), bytes.data(), bytes.size());
        if (size < 0 && errno != EINTR)
            fail("write", name);
        bytes.remove_prefix(size > 0 ? static_cast<std::size_t>(size) : 0);
    }
    if (::fdatasync(file.get()) != 0) // a rename may reach the disk before the bytes
        fail("write", name);
}

std::int64_t remove_tree(int in, const std::string& name)
{
    auto folder = open_folder(in, name);
    if (!folder) {
        if (errno == ENOENT)
            return 0;
        if (::unlinkat(in, name.c_str(), 0) != 0 && errno != ENOENT)
            fail("remove", name);
        return 1;
    }
    const int number = folder.get();
    const std::unique_ptr<DIR, int (*)(DIR*)> entries(::fdopendir(number), &::closedir);
    if (!entries)
        fail("read the folder", name);
    folder.release();
    std::vector<std::string> names;
    while (const auto* entry = ::readdir(entries.get()))
        if (std::string_view(entry->d_name) != "." && std::string_view(entry->d_name) != "..")
            names.emplace_back(entry->d_name);
    std::int64_t count = 0;
    for (const auto& each : names)
        count += remove_tree(number, each);
    if (::unlinkat(in, name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT)
        fail("remove the folder", name);
    return count;
}

} // namespace

FileStore::FileStore(std::string path)
    : path_(std::move(path))
{
}

std::string FileStore::write(const std::string& module, const std::string& name, std::string_view bytes) const
{
    const auto parts = parts_of(module, name);
    const auto folder = folder_of(path_, parts, true);
    const auto temporary = ".new-" + random_token(); // no name of a file begins with a dot
    const Descriptor file(
        ::openat(folder.get(), temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
    if (!file)
        fail("create", path_ + "/" + module + "/" + name);
    try {
        write_all(file, bytes, path_ + "/" + module + "/" + name);
        if (::renameat(folder.get(), temporary.c_str(), folder.get(), parts.back().c_str()) != 0)
            fail("write", path_ + "/" + module + "/" + name);
    } catch (const Error&) {
        ::unlinkat(folder.get(), temporary.c_str(), 0);
        throw;
    }
    return module + "/" + name;
}

std::optional<std::string> FileStore::read(const std::string& module, const std::string& name, std::size_t most) const
{
    const auto parts = parts_of(module, name);
    const auto folder = folder_of(path_, parts, false);
    if (!folder)
        return std::nullopt;
    const Descriptor file(::openat(folder.get(), parts.back().c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat status { };
    if (!file || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)
        || static_cast<std::size_t>(status.st_size) > most)
        return std::nullopt;
    std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t at = 0;
    while (at < bytes.size()) {
        const auto size = ::read(file.get(), bytes.data() + at, bytes.size() - at);
        if (size < 0 && errno == EINTR)
            continue;
        if (size <= 0)
            break;
        at += static_cast<std::size_t>(size);
    }
    bytes.resize(at);
    return bytes;
}

bool FileStore::remove(const std::string& module, const std::string& name) const
{
    const auto parts = parts_of(module, name);
    const auto folder = folder_of(path_, parts, false);
    if (!folder)
        return false;
    if (::unlinkat(folder.get(), parts.back().c_str(), 0) == 0)
        return true;
    if (errno != ENOENT)
        fail("remove", path_ + "/" + module + "/" + name);
    return false;
}

bool FileStore::exists(const std::string& module, const std::string& name) const
{
    const auto parts = parts_of(module, name);
    const auto folder = folder_of(path_, parts, false);
    struct stat status { };
    return folder && ::fstatat(folder.get(), parts.back().c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0
        && S_ISREG(status.st_mode);
}

std::int64_t FileStore::remove_module(const std::string& module) const
{
    const auto parts = parts_of(module, "x");
    const Descriptor root(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return root ? remove_tree(root.get(), parts.front()) : 0;
}

} // namespace wowhost::service
