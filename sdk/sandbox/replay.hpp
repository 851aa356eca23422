// Recorded responses, served byte for byte with their recorded headers. A folder holds MANIFEST.json: an array of
// {file, endpoint, method, host, url, status, headers, recorded}. Read once at start; bodies when first asked for.
#pragma once

#include "sdk/sandbox/message.hpp"
#include "sdk/sandbox/world.hpp"

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sandbox {

struct Recording {
    std::filesystem::path file;
    std::string endpoint;
    std::string region;
    int status = 200;
    std::int64_t date = 0; // unix seconds, as well as the manifest lets one know
    std::vector<std::pair<std::string, std::string>> headers;
    std::string last_modified;
    mutable std::once_flag read;
    mutable Body body;
};

class Replay {
public:
    // Throws std::runtime_error that names the folder or file.
    explicit Replay(const std::filesystem::path& folder);

    // The newest recording of the path (decoded, an index without its name included), or null.
    const Recording* find(std::string_view region, std::string_view space, std::string_view path) const;
    Body body_of(const Recording& recording) const;
    std::size_t size() const { return recordings_.size(); }

    // What the recorded indexes list.
    Recorded recorded() const;

private:
    std::vector<const Recording*> newest_first(std::string_view endpoint) const;

    std::unordered_map<std::string, std::unique_ptr<Recording>> recordings_;
};

// "static-8.2.5_31884-eu" → class "static", region "eu"; "static-classic-eu" → "static-classic", "eu".
struct NameSpace {
    std::string space;
    std::string region;
};
NameSpace parse_name_space(std::string_view text);

} // namespace sandbox
