#include "host/cli/scaffold.hpp"

#include "host/service/nearest.hpp"

#include <wowhost/error.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <iterator>
#include <optional>

namespace wowhost::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view template_module = "wow_keepsake";
constexpr std::size_t longest_name = 50;

/// Words that C++ or CMake have taken: a module's name is a namespace and a target.
constexpr std::array taken{"all", "alignas", "and", "asm", "auto", "bool", "break", "case", "catch", "char", "class",
    "clean", "concept", "const", "continue", "decltype", "default", "delete", "depend", "do", "double", "else", "enum",
    "explicit", "export", "extern", "false", "float", "for", "friend", "goto", "help", "if", "inline", "install", "int",
    "long", "main", "mutable", "namespace", "new", "noexcept", "not", "nullptr", "operator", "or", "package", "private",
    "protected", "public", "register", "requires", "return", "short", "signed", "sizeof", "static", "std", "struct",
    "switch", "template", "test", "this", "throw", "true", "try", "typedef", "typeid", "typename", "union", "unsigned",
    "using", "virtual", "void", "volatile", "while", "wowhost", "xor"};

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

bool is_module_name(std::string_view name)
{
    return !name.empty() && name.size() <= longest_name && is_lower(name.front())
        && std::all_of(name.begin(), name.end(), [](char c) { return is_lower(c) || is_digit(c) || c == '_'; });
}

/// "My-Module" → "my_module": the nearest that would do; empty when nothing of it is usable.
std::string usable_name(std::string_view name)
{
    std::string made;
    for (const char c : name) {
        const char small = is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
        const bool usable = is_lower(small) || is_digit(small);
        if (usable && (made.empty() ? is_lower(small) : true))
            made += small;
        else if (!usable && !made.empty() && made.back() != '_')
            made += '_';
    }
    made.resize(std::min(made.size(), longest_name));
    while (!made.empty() && made.back() == '_')
        made.pop_back();
    return made;
}

std::string plural_of(const std::string& word)
{
    const auto ends = [&](std::string_view end) { return word.ends_with(end); };
    if (ends("s") && !ends("ss"))
        return word;
    if (ends("y") && word.size() > 1 && std::string_view("aeiou").find(word[word.size() - 2]) == std::string_view::npos)
        return word.substr(0, word.size() - 1) + "ies";
    return word + (ends("ss") || ends("x") || ends("ch") || ends("sh") ? "es" : "s");
}

std::string capitalised(std::string text)
{
    if (!text.empty())
        text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
    std::replace(text.begin(), text.end(), '_', ' ');
    return text;
}

std::string camel_case(std::string_view text)
{
    std::string made;
    bool start = true;
    for (const char c : text) {
        if (c != '_')
            made += start ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
        start = c == '_';
    }
    return made;
}

/// `text` with every form of the template's name replaced.
std::string rename(std::string_view text, const ModuleNames& names)
{
    // Longer forms first; "Keepsake" before a capital is a part of the name of a class.
    const std::array<std::pair<std::string_view, std::string_view>, 5> forms{{{template_module, names.name},
        {"keepsakes", names.plural}, {"keepsake", names.stem}, {"Keepsakes", names.labels}, {"Keepsake", names.label}}};
    std::string made;
    for (std::size_t at = 0; at < text.size();) {
        const auto rest = text.substr(at);
        const auto form =
            std::find_if(forms.begin(), forms.end(), [&](const auto& one) { return rest.starts_with(one.first); });
        if (form == forms.end()) {
            made += text[at++];
            continue;
        }
        at += form->first.size();
        const bool in_class_name = form->first == "Keepsake" && at < text.size() && is_upper(text[at]);
        made += in_class_name ? std::string_view(names.camel) : form->second;
    }
    return made;
}

std::vector<std::string> words(std::string_view text)
{
    std::vector<std::string> found;
    std::string word;
    for (const char c : text)
        if (is_lower(c) || is_digit(c) || c == '_') {
            word += c;
        } else if (!word.empty()) {
            found.push_back(std::move(word));
            word.clear();
        }
    if (!word.empty())
        found.push_back(std::move(word));
    return found;
}

std::string read_file(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (!in)
        throw Error(ErrorCode::failed, fmt::format("{} can't be read; check who may", file.string()));
    return text;
}

} // namespace

const std::vector<std::pair<std::string, std::string>>& scaffold_features()
{
    static const std::vector<std::pair<std::string, std::string>> features{
        {"entity", "a type of rows (comes with each of the others)"},
        {"provider", "what a character has of them, with a section on its page"},
        {"command", "a command that lists them"},
        {"page", "a route and its templates"},
        {"dashboard", "a section of the administrators' dashboard, with an action"},
        {"queue", "a queue whose worker fetches them, with the command that fills it"},
        {"search", "the site's search finds them"},
    };
    return features;
}

std::set<std::string> parse_features(std::string_view list)
{
    std::vector<std::string> known;
    for (const auto& [name, adds] : scaffold_features())
        known.push_back(name);
    std::set<std::string> features{"entity"};
    for (std::size_t at = 0; at <= list.size();) {
        const auto end = std::min(list.find_first_of(", ", at), list.size());
        const std::string word(list.substr(at, end - at));
        at = end + 1;
        if (word.empty())
            continue;
        if (std::find(known.begin(), known.end(), word) == known.end())
            throw Error(ErrorCode::invalid_argument,
                fmt::format("a module can't be made with \"{}\"{} (there are {})", word,
                    service::nearest_hint(word, known), fmt::join(known, ", ")));
        features.insert(word);
    }
    return features;
}

void check_module_name(const std::string& name)
{
    if (!is_module_name(name)) {
        auto instead = usable_name(name);
        if (std::find(taken.begin(), taken.end(), instead) != taken.end())
            instead = "wow_" + instead;
        throw Error(ErrorCode::invalid_argument,
            fmt::format(
                "\"{}\" is no name for a module: lower-case letters, digits and '_', a letter first, at most {}{}",
                name, longest_name, instead.empty() ? "" : fmt::format("; try {}", instead)));
    }
    if (std::find(taken.begin(), taken.end(), name) != taken.end())
        throw Error(ErrorCode::invalid_argument,
            fmt::format("\"{0}\" is a word of C++ or CMake, and a module's name is its namespace and target; try "
                        "wow_{0}",
                name));
    if (name.find("keepsake") != std::string::npos)
        throw Error(ErrorCode::invalid_argument,
            fmt::format("\"{}\" has the name of the template in it, so that what is left of that could not be told; "
                        "try another",
                name));
}

ModuleNames::ModuleNames(std::string module_name)
    : name(std::move(module_name))
    , stem(name.starts_with("wow_") && name.size() > 4 && is_lower(name[4]) ? name.substr(4) : name)
    , plural(plural_of(stem))
    , camel(camel_case(stem))
    , label(capitalised(stem))
    , labels(capitalised(plural))
{
}

std::string fill_template(
    const std::string& file, std::string_view text, const ModuleNames& names, const std::set<std::string>& features)
{
    std::string made;
    std::optional<bool> kept; // inside of a mark: whether its lines stay
    bool done = false; // one of the alternatives has stayed
    std::size_t number = 0;
    const auto is_wanted = [&](std::string_view list) {
        const auto wanted = words(list);
        return std::any_of(wanted.begin(), wanted.end(), [&](const auto& one) { return features.contains(one); });
    };
    const auto mark_in = [](std::string_view line, std::string_view mark) -> std::optional<std::string_view> {
        const auto found = line.find(mark);
        return found == std::string_view::npos ? std::nullopt : std::optional(line.substr(found + mark.size()));
    };
    const auto within = [&](bool should, const char* what) {
        if (kept.has_value() != should)
            throw Error(ErrorCode::failed, fmt::format("template {}, line {}: {}", file, number, what));
    };
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size() - 1);
        const auto line = text.substr(at, end + 1 - at);
        at = end + 1;
        ++number;
        if (const auto only = mark_in(line, "@only ")) {
            if (!is_wanted(*only))
                return {};
        } else if (const auto first = mark_in(line, "@if ")) {
            within(false, "@if inside of @if");
            kept = done = is_wanted(*first);
        } else if (const auto other = mark_in(line, "@elif ")) {
            within(true, "@elif without @if");
            kept = !done && is_wanted(*other);
            done = done || *kept;
        } else if (mark_in(line, "@else")) {
            within(true, "@else without @if");
            kept = !done;
        } else if (mark_in(line, "@end")) {
            within(true, "@end without @if");
            kept.reset();
        } else if (kept.value_or(true)) {
            made += rename(line, names);
        }
    }
    within(false, "@if without @end");
    return made;
}

std::map<std::string, std::string> make_module(
    const fs::path& template_folder, const ModuleNames& names, const std::set<std::string>& features)
{
    if (!fs::is_directory(template_folder))
        throw Error(ErrorCode::not_found,
            fmt::format("the template of modules is not in {}; install the package wowhost-dev, or name its folder "
                        "with --template",
                template_folder.string()));
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(template_folder)) {
        if (!entry.is_regular_file())
            continue;
        const auto path = fs::relative(entry.path(), template_folder).generic_string();
        auto text = fill_template(path, read_file(entry.path()), names, features);
        auto place = rename(path, names);
        if (place.front() == '_')
            place.front() = '.';
        if (text.find_first_not_of(" \n") != std::string::npos)
            files.emplace(std::move(place), std::move(text));
    }
    if (files.empty())
        throw Error(ErrorCode::not_found,
            fmt::format("there is no file in the template of modules, {}", template_folder.string()));
    return files;
}

} // namespace wowhost::cli
