#include "host/module/byte_source.hpp"

#include <wowhost/error.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace wowhost::module {

std::optional<std::vector<std::byte>> ByteSource::block(
    std::uint64_t offset, std::uint64_t length, std::uint64_t limit) const
{
    if (length > limit || offset > size() || length > size() - offset)
        return std::nullopt;
    std::vector<std::byte> bytes(length);
    if (!read(offset, bytes))
        return std::nullopt;
    return bytes;
}

bool MemoryBytes::read(std::uint64_t offset, std::span<std::byte> into) const
{
    if (offset > bytes_.size() || into.size() > bytes_.size() - offset)
        return false;
    if (!into.empty())
        std::memcpy(into.data(), bytes_.data() + offset, into.size());
    return true;
}

FileBytes::FileBytes(const std::filesystem::path& path, std::uint64_t limit)
{
    // O_NONBLOCK: opening a FIFO must not wait for a writer.
    descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (descriptor_ < 0)
        throw Error(
            ErrorCode::invalid_argument, fmt::format("{} cannot be opened: {}", path.native(), std::strerror(errno)));
    struct stat status { };
    const bool known = ::fstat(descriptor_, &status) == 0;
    size_ = known ? static_cast<std::uint64_t>(status.st_size) : 0;
    if (known && S_ISREG(status.st_mode) && size_ <= limit)
        return;
    ::close(descriptor_);
    if (!known || !S_ISREG(status.st_mode))
        throw Error(ErrorCode::invalid_argument, fmt::format("{} is not a regular file", path.native()));
    throw Error(ErrorCode::invalid_argument,
        fmt::format("{} has {} bytes; at most {} are read, so this is no module", path.native(), size_, limit));
}

FileBytes::~FileBytes() { ::close(descriptor_); }

bool FileBytes::read(std::uint64_t offset, std::span<std::byte> into) const
{
    if (offset > size_ || into.size() > size_ - offset)
        return false;
    while (!into.empty()) {
        const auto count = ::pread(descriptor_, into.data(), into.size(), static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        into = into.subspan(static_cast<std::size_t>(count));
        offset += static_cast<std::uint64_t>(count);
    }
    return true;
}

} // namespace wowhost::module
