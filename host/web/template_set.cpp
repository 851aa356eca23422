#include "host/web/template_set.hpp"

#include "host/web/embedded.hpp"

#include <wowhost/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace wowhost::web {

namespace fs = std::filesystem;

TemplateSet::TemplateSet(const std::vector<fs::path>& folders)
{
    for (const auto& folder : folders) {
        searched_ += (searched_.empty() ? "" : ", ") + folder.string();
        read_folder(folder);
    }
    for (const auto& file : embedded_templates())
        add(std::string(file.name.substr(0, file.name.rfind('.'))), file.content, "the program");
    for (const auto& [name, one] : templates_)
        for (const auto& partial : one.partials())
            if (!templates_.contains(partial))
                problems_.push_back(fmt::format("template {}: there is no template \"{}\" to include", name, partial));
    find_personal();
}

void TemplateSet::find_personal()
{
    constexpr std::string_view visitors[] = {"user", "csrf_token", "search", "menu"};
    for (bool found = true; found;) {
        found = false;
        for (const auto& [name, one] : templates_) {
            if (personal_.contains(name))
                continue;
            const auto& partials = one.partials();
            const auto& names = one.names();
            if (std::any_of(std::begin(visitors), std::end(visitors),
                    [&](std::string_view word) { return names.contains(word); })
                || std::any_of(partials.begin(), partials.end(),
                    [&](const std::string& partial) { return personal_.contains(partial); })) {
                personal_.insert(name);
                found = true;
            }
        }
    }
}

void TemplateSet::add(const std::string& name, std::string_view text, const std::string& where)
{
    if (templates_.contains(name))
        return;
    try {
        templates_.try_emplace(name, name, text, name == "layout" || name.starts_with("layout/"));
    } catch (const Error& error) {
        problems_.push_back(fmt::format("{} (of {}); it is left out", error.what(), where));
    }
}

void TemplateSet::read_folder(const fs::path& folder)
{
    std::error_code problem;
    for (fs::recursive_directory_iterator at(folder, problem), end; !problem && at != end; at.increment(problem)) {
        const auto& path = at->path();
        if (path.extension() != ".html" || !at->is_regular_file(problem))
            continue;
        if (at->file_size(problem) > largest_file) {
            problems_.push_back(
                fmt::format("{} has more than {} KiB; it is left out", path.string(), largest_file / 1024));
            continue;
        }
        std::ifstream file(path, std::ios::binary);
        const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        auto name = path.lexically_relative(folder);
        add(name.replace_extension().generic_string(), text, path.string());
    }
}

const Template* TemplateSet::find(std::string_view name) const
{
    const auto found = templates_.find(name);
    return found == templates_.end() ? nullptr : &found->second;
}

std::string TemplateSet::render(const std::string& name, const std::vector<const Value*>& values) const
{
    const auto* one = find(name);
    if (one == nullptr)
        throw Error(ErrorCode::failed,
            fmt::format("there is no template \"{0}\": {0}.html was looked for in {1}", name,
                searched_.empty() ? "no folder (serve.templates)" : searched_));
    return one->render(values, [this](const std::string& partial) { return find(partial); });
}

} // namespace wowhost::web
