#include "sdk/sandbox/answers.hpp"

#include <fmt/core.h>

#include <charconv>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <sys/stat.h>

namespace sandbox {

namespace {

// Names of files only: nothing that leads out of the folder.
bool is_safe(std::string_view path)
{
    return path.size() > 1 && path.front() == '/' && path.find("..") == std::string_view::npos
        && path.find("//") == std::string_view::npos && path.find('\0') == std::string_view::npos && path.back() != '/';
}

// The status between the dots of "2.404.json".
int status_of(std::string_view name, std::string_view stem)
{
    const auto middle = name.substr(stem.size());
    int status = 0;
    if (middle == ".json") {
        return 200;
    }
    if (middle.size() != 9 || middle.front() != '.' || !middle.ends_with(".json")) {
        return 0;
    }
    const auto result = std::from_chars(middle.data() + 1, middle.data() + 4, status);
    return result.ptr == middle.data() + 4 && status >= 200 && status < 600 ? status : 0;
}

} // namespace

Answers::Answers(std::filesystem::path folder)
    : folder_(std::move(folder))
{
    if (!folder_.empty() && !std::filesystem::is_directory(folder_)) {
        throw std::runtime_error(fmt::format("--answers: there is no folder {}", folder_.string()));
    }
}

std::optional<WrittenAnswer> Answers::find(std::string_view path, std::string_view base) const
{
    if (folder_.empty() || !is_safe(path)) {
        return std::nullopt;
    }
    const auto place = folder_ / path.substr(1);
    const auto stem = place.filename().string();
    std::error_code absent;
    WrittenAnswer answer;
    for (const auto& entry : std::filesystem::directory_iterator(place.parent_path(), absent)) {
        const auto name = entry.path().filename().string();
        if (name.starts_with(stem) && (answer.status = status_of(name, stem)) != 0) {
            answer.file = entry.path();
            break;
        }
    }
    if (answer.file.empty()) {
        return std::nullopt;
    }
    struct stat facts { };
    if (stat(answer.file.c_str(), &facts) == 0) {
        answer.modified = facts.st_mtime;
    }
    std::ifstream in(answer.file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    answer.body = std::move(text).str();
    constexpr std::string_view placeholder = "${sandbox}";
    for (auto at = answer.body.find(placeholder); at != std::string::npos;
         at = answer.body.find(placeholder, at + base.size())) {
        answer.body.replace(at, placeholder.size(), base);
    }
    return answer;
}

} // namespace sandbox
