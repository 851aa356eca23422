// Bytes that are read piece by piece, with bounds: a file on disk, or memory for tests and fuzzing.
//
// Files are read with pread into the caller's buffer, never mapped, so that a file which somebody truncates meanwhile
// is a failed read and not a signal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace wowhost::module {

class ByteSource {
public:
    virtual ~ByteSource() = default;
    virtual std::uint64_t size() const = 0;
    /// Fills `into` from `offset`; false when the source does not hold that many bytes there, or cannot be read.
    virtual bool read(std::uint64_t offset, std::span<std::byte> into) const = 0;

    /// `length` bytes from `offset`, or nothing when they are not all there or more than `limit`.
    std::optional<std::vector<std::byte>> block(std::uint64_t offset, std::uint64_t length, std::uint64_t limit) const;
};

class MemoryBytes final : public ByteSource {
public:
    /// Views `bytes`, which must outlive this.
    explicit MemoryBytes(std::span<const std::byte> bytes)
        : bytes_(bytes)
    {
    }
    std::uint64_t size() const override { return bytes_.size(); }
    bool read(std::uint64_t offset, std::span<std::byte> into) const override;

private:
    std::span<const std::byte> bytes_;
};

class FileBytes final : public ByteSource {
public:
    /// Opens a regular file of at most `limit` bytes. Throws Error(invalid_argument) with a sentence that names the
    /// file.
    FileBytes(const std::filesystem::path& path, std::uint64_t limit);
    ~FileBytes() override;
    FileBytes(const FileBytes&) = delete;
    FileBytes& operator=(const FileBytes&) = delete;

    std::uint64_t size() const override { return size_; }
    bool read(std::uint64_t offset, std::span<std::byte> into) const override;

private:
    int descriptor_ = -1;
    std::uint64_t size_ = 0;
};

} // namespace wowhost::module
