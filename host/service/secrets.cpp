#include "host/service/secrets.hpp"

#include <wowhost/error.hpp>

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace wowhost::service {
namespace {

constexpr std::string_view environment_prefix = "env:";
constexpr std::string_view file_prefix = "file:";

std::string from_environment(const std::string& name, const std::string& whose)
{
    const char* value = std::getenv(name.c_str());
    if (value == nullptr)
        throw Error(ErrorCode::invalid_argument,
            whose + " names the environment variable " + name + ", which is not set; set it, or write file:/path");
    return value;
}

std::string from_file(const std::string& path, const std::string& whose)
{
    constexpr std::size_t most = 64 * 1024;
    std::string content(most + 1, '\0');
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const auto size = file >= 0 ? ::read(file, content.data(), content.size()) : -1;
    const int error = errno;
    if (file >= 0)
        ::close(file);
    if (size < 0)
        throw Error(ErrorCode::invalid_argument,
            whose + " names the file " + path + ", which cannot be read: " + std::strerror(error));
    if (static_cast<std::size_t>(size) > most)
        throw Error(ErrorCode::invalid_argument, whose + " names the file " + path + ", which has more than 64 KiB");
    content.resize(static_cast<std::size_t>(size));
    while (!content.empty() && (content.back() == '\n' || content.back() == '\r'))
        content.pop_back();
    return content;
}

/// 32 random bytes in hexadecimal, complete under its name or not there at all; whoever was first wins.
void make_secret(const std::string& path, const std::string& whose)
{
    const auto fail = [&](const char* what) {
        const std::string reason = std::strerror(errno);
        throw Error(ErrorCode::failed,
            "cannot " + std::string(what) + " the file " + path + " for " + whose + ": " + reason
                + "; check files.path and its permissions, or set " + whose + " in the configuration");
    };
    std::array<unsigned char, 32> bytes{};
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
        fail("make random bytes for");
    std::string text;
    for (const auto byte : bytes)
        for (const auto digit : {byte >> 4, byte & 15})
            text += "0123456789abcdef"[digit];
    text += '\n';
    std::error_code ignored;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
    auto temporary = path + ".XXXXXX";
    const int file = ::mkstemp(temporary.data()); // of mode 0600
    if (file < 0)
        fail("make");
    const bool written =
        ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
    const bool linked = written && (::link(temporary.c_str(), path.c_str()) == 0 || errno == EEXIST);
    const int error = errno;
    ::close(file);
    ::unlink(temporary.c_str());
    errno = error;
    if (!linked)
        fail("write");
}

} // namespace

bool is_secret_reference(std::string_view text)
{
    return text.starts_with(environment_prefix) || text.starts_with(file_prefix);
}

bool names_a_secret(std::string_view key)
{
    std::string lowered;
    for (const char c : key)
        lowered += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return lowered.find("secret") != std::string::npos || lowered.find("password") != std::string::npos
        || lowered.find("token") != std::string::npos;
}

Secrets::Secrets(Redactor& redactor)
    : redactor_(redactor)
{
}

std::string Secrets::resolve(const std::string& text, const std::string& whose)
{
    if (!is_secret_reference(text))
        return text;
    const std::lock_guard lock(mutex_);
    if (const auto found = resolved_.find(text); found != resolved_.end())
        return found->second;
    auto value = text.starts_with(environment_prefix) ? from_environment(text.substr(environment_prefix.size()), whose)
                                                      : from_file(text.substr(file_prefix.size()), whose);
    redactor_.add(value);
    resolved_.emplace(text, value);
    return value;
}

std::string Secrets::generated(const std::string& path, const std::string& whose)
{
    const std::lock_guard lock(mutex_);
    const auto key = std::string(file_prefix) + path;
    if (const auto found = resolved_.find(key); found != resolved_.end())
        return found->second;
    struct stat status { };
    if (::stat(path.c_str(), &status) != 0 && (errno == ENOENT || errno == ENOTDIR))
        make_secret(path, whose);
    if (::stat(path.c_str(), &status) == 0 && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        throw Error(ErrorCode::invalid_argument,
            "the file " + path + ", which keeps " + whose + ", is open to others than its owner; chmod 600 it");
    auto value = from_file(path, whose);
    if (value.empty())
        throw Error(ErrorCode::invalid_argument,
            "the file " + path + ", which keeps " + whose
                + ", is empty; restore it from a backup, or delete it to have "
                  "a new one made (what the old one opened stays closed then)");
    redactor_.add(value);
    resolved_.emplace(key, value);
    return value;
}

std::optional<std::string> Secrets::warning(const std::string& text)
{
    struct stat status { };
    if (!text.starts_with(file_prefix) || ::stat(text.c_str() + file_prefix.size(), &status) != 0
        || (status.st_mode & (S_IRGRP | S_IROTH)) == 0)
        return std::nullopt;
    return "the file " + text.substr(file_prefix.size()) + " can be read by others than its owner; chmod 600 it";
}

} // namespace wowhost::service
