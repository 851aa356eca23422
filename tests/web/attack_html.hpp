// Reads pages as a browser's tokenizer does, to find elements and attributes that no template has, and addresses that
// lead where no page of ours leads.
#pragma once

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace attack_test {

struct Attribute {
    std::string name;
    std::string value; ///< With its references undone.
};

struct Tag {
    std::string name; ///< "/x" of what ends x; "!…" of a comment or declaration.
    std::vector<Attribute> attributes;
};

inline std::string undone(std::string text)
{
    constexpr std::pair<const char*, const char*> references[] = {
        {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};
    for (const auto& [from, to] : references)
        for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; ++at)
            text.replace(at, std::string_view(from).size(), to);
    return text;
}

inline std::vector<Tag> tags_of(const std::string& page)
{
    std::vector<Tag> tags;
    const auto is_space = [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; };
    const auto lower = [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); };
    for (std::size_t at = 0; (at = page.find('<', at)) != std::string::npos;) {
        ++at;
        const auto next = at < page.size() ? page[at] : '\0';
        if (std::isalpha(static_cast<unsigned char>(next)) == 0 && next != '/' && next != '!' && next != '?')
            continue; // text
        Tag tag;
        while (at < page.size() && !is_space(page[at]) && page[at] != '>' && (page[at] != '/' || tag.name.empty()))
            tag.name += lower(page[at++]);
        while (at < page.size() && page[at] != '>') {
            if (is_space(page[at]) || page[at] == '/') {
                ++at;
                continue;
            }
            Attribute attribute;
            while (at < page.size() && !is_space(page[at]) && page[at] != '>' && page[at] != '='
                && (page[at] != '/' || attribute.name.empty()))
                attribute.name += lower(page[at++]);
            while (at < page.size() && is_space(page[at]))
                ++at;
            if (at < page.size() && page[at] == '=') {
                ++at;
                while (at < page.size() && is_space(page[at]))
                    ++at;
                const char quote = at < page.size() && (page[at] == '"' || page[at] == '\'') ? page[at++] : '\0';
                while (at < page.size() && (quote != '\0' ? page[at] != quote : !is_space(page[at]) && page[at] != '>'))
                    attribute.value += page[at++];
                at += quote != '\0' ? 1 : 0;
            }
            attribute.value = undone(attribute.value);
            tag.attributes.push_back(std::move(attribute));
        }
        tags.push_back(std::move(tag));
    }
    return tags;
}

/// "img", "img src", …: all that the templates below `folder` write.
inline std::set<std::string> words_of_templates(const std::filesystem::path& folder)
{
    std::set<std::string> words;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.path().extension() != ".html")
            continue;
        std::ifstream file(entry.path());
        std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        for (std::size_t at = 0; (at = text.find("{{", at)) != std::string::npos;)
            text.replace(at, std::min(text.find("}}", at), text.size() - 2) + 2 - at, " ");
        for (const auto& tag : tags_of(text)) {
            words.insert(tag.name);
            for (const auto& attribute : tag.attributes)
                words.insert(tag.name + " " + attribute.name);
        }
    }
    return words;
}

/// Whether a browser may be led, or may load, from there by a page of ours.
inline bool is_good_address(const std::string& address)
{
    if (address.empty() || address.front() == '#' || address.front() == '?')
        return true;
    if (std::any_of(address.begin(), address.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
        return false;
    if (address.front() == '/')
        return address.size() == 1 || (address[1] != '/' && address[1] != '\\');
    return address.starts_with("https://") || address.starts_with("http://127.0.0.1:");
}

/// What is wrong with a page; empty when nothing is.
inline std::string faults_of(const std::string& page, const std::set<std::string>& words)
{
    std::string faults;
    for (const auto& tag : tags_of(page)) {
        if (!words.contains(tag.name))
            faults += "<" + tag.name.substr(0, 100) + ">\n";
        for (const auto& [name, value] : tag.attributes) {
            if (!words.contains(tag.name + " " + name) || name.starts_with("on") || name == "style" || name == "srcdoc")
                faults += tag.name.substr(0, 100) + " " + name.substr(0, 100) + "\n";
            for (const auto* of_address : {"href", "src", "action", "formaction", "data-suggest", "data-live"})
                if (name == of_address && !is_good_address(value))
                    faults += name + "=" + value.substr(0, 200) + "\n";
            if (tag.name == "script" && name == "src" && !value.starts_with("/static/"))
                faults += "script " + value.substr(0, 200) + "\n";
        }
        if (tag.name == "script" && (tag.attributes.empty() || tag.attributes.front().name != "src"))
            faults += "a script within the page\n";
    }
    return faults;
}

} // namespace attack_test
