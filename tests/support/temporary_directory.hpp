// A folder for one test, gone with the object.
#pragma once

#include <filesystem>
#include <string>

namespace wowhost::test {

class TemporaryDirectory {
public:
    /// Below $TMPDIR or /tmp.
    TemporaryDirectory();
    ~TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::string operator/(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

/// Writes or reads a whole file; throws std::runtime_error.
void write_file(const std::filesystem::path& path, const std::string& content);
std::string read_file(const std::filesystem::path& path);

} // namespace wowhost::test
