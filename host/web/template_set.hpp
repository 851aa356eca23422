// All templates of a site, by name: the site's own before the modules' before the program's.
//
// Names are paths below a folder without the ending: "layout", "wow_heirloom/list". Read once, when it is made;
// immutable then, any thread. Only the templates "layout" and "layout/…" may print markup as it is.
#pragma once

#include "host/web/template.hpp"

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace wowhost::web {

class TemplateSet {
public:
    /// Reads *.html below the folders (those that are not there are skipped); of several templates of a name the first
    /// that is right is used.
    explicit TemplateSet(const std::vector<std::filesystem::path>& folders);

    /// What is wrong with templates, one sentence each.
    const std::vector<std::string>& problems() const noexcept { return problems_; }
    const Template* find(std::string_view name) const;
    /// Whether a template or one that it includes names what differs by visitor.
    bool is_personal(const std::string& name) const { return personal_.contains(name); }
    /// Throws Error(failed) that names the template and where it was looked for.
    std::string render(const std::string& name, const std::vector<const Value*>& values) const;

    static constexpr std::size_t largest_file = 256 * 1024;

private:
    void add(const std::string& name, std::string_view text, const std::string& where);
    void find_personal();
    void read_folder(const std::filesystem::path& folder);

    std::map<std::string, Template, std::less<>> templates_;
    std::set<std::string, std::less<>> personal_;
    std::vector<std::string> problems_;
    std::string searched_;
};

} // namespace wowhost::web
