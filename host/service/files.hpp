// Files of modules, below `files.path`/<module>.
//
// Names are relative: parts of `[A-Za-z0-9._-]` between `/`, none empty or beginning with a dot. Folders are entered
// one by one without following symbolic links, so nothing outside the folder is ever touched. Writing is atomic:
// readers see the old content or the new. Errors: Error(invalid_argument) for a name, Error(storage) for the rest. Any
// thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wowhost::service {

class FileStore {
public:
    /// The folder is created when something is first written.
    explicit FileStore(std::string path);

    /// Returns the name below `files.path`: "<module>/<name>".
    std::string write(const std::string& module, const std::string& name, std::string_view bytes) const;
    /// Nothing when there is no such file, or it has more than `most` bytes.
    std::optional<std::string> read(
        const std::string& module, const std::string& name, std::size_t most = 64 * 1024 * 1024) const;
    bool remove(const std::string& module, const std::string& name) const;
    bool exists(const std::string& module, const std::string& name) const;
    /// Removes the module's folder; returns how many files there were.
    std::int64_t remove_module(const std::string& module) const;

    const std::string& path() const noexcept { return path_; }

private:
    std::string path_;
};

} // namespace wowhost::service
