// Static files, kept in memory: style sheets, scripts, icons.
//
// An address bears a hash of the content ("/static/1f3a…/site.css"), so that browsers may keep it for good; without the
// right hash the file is served too, but kept briefly. Read once; immutable then, any thread.
#pragma once

#include "host/web/message.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace wowhost::web {

class Assets {
public:
    /// Files directly below the folders, the first of a name wins; then the program's own.
    explicit Assets(const std::vector<std::filesystem::path>& folders);

    const std::vector<std::string>& problems() const noexcept { return problems_; }
    /// For templates: name with '.' and '-' as '_' → address. {{assets.site_css}}
    const Value& addresses() const noexcept { return addresses_; }
    /// The reply to a path below /static/, or to a file that stands at the root (/robots.txt, /favicon.ico); nothing
    /// when the path is neither.
    std::optional<Reply> answer(const Incoming& request) const;

    static constexpr std::size_t largest_file = 2 * 1024 * 1024;
    static constexpr std::size_t most_bytes = 32 * 1024 * 1024;

private:
    struct File {
        std::string hash;
        std::string type;
        std::shared_ptr<const std::string> plain;
        std::shared_ptr<const std::string> packed; ///< Null when it is not worth it.
    };
    void add(const std::string& name, std::string content);

    std::map<std::string, File, std::less<>> files_;
    std::size_t bytes_ = 0;
    std::vector<std::string> problems_;
    Value addresses_ = Value::object({});
};

/// By the ending of a name; empty when it is none that is served.
std::string content_type_of(std::string_view name);

} // namespace wowhost::web
