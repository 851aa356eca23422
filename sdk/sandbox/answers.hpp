// Answers that an author writes: a folder in which `data/wow/decor/index.json` is the body of /data/wow/decor/index,
// and `data/wow/decor/2.404.json` that of a 404. Read anew at each request, so that they may be edited while it runs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace sandbox {

struct WrittenAnswer {
    std::filesystem::path file;
    int status = 200;
    std::int64_t modified = 0; // unix seconds, of the file
    std::string body;
};

class Answers {
public:
    // An empty folder: there are none. Throws std::runtime_error when the folder is not there.
    explicit Answers(std::filesystem::path folder);

    // That of the path (decoded, from its slash); "${sandbox}" in it becomes `base`.
    std::optional<WrittenAnswer> find(std::string_view path, std::string_view base) const;

private:
    std::filesystem::path folder_;
};

} // namespace sandbox
