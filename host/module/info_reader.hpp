// Reads values out of a YAML tree and collects everything that is wrong, each with file and line, so that an author
// sees all of it at once. A private part of the info file's parser.
#pragma once

#include "host/module/yaml_tree.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace wowhost::module {

class InfoReader {
public:
    explicit InfoReader(std::string name)
        : name_(std::move(name))
    {
    }

    void complain(const YamlNode& node, const std::string& sentence);
    /// Runs `work`; an Error of it becomes a complaint about `key`.
    void attempt(const YamlNode& node, const char* key, const std::function<void()>& work);
    /// Throws Error(invalid_argument) with all complaints, if there are any.
    void finish() const;

    void known_keys(const YamlNode& map, const std::string& of, const std::vector<std::string>& known);
    /// Complains once, naming all that are missing or empty.
    bool required_keys(const YamlNode& map, const std::vector<std::string>& required);
    /// Calls `read` for each map of a list that has its required keys.
    void each_map(const YamlNode& list, const std::string& key, const std::vector<std::string>& known,
        const std::vector<std::string>& required, const std::function<void(const YamlNode&)>& read);

    std::string text(const YamlNode& node, const std::string& key);
    bool boolean(const YamlNode& node, const std::string& key);
    int small_integer(const YamlNode& node, const std::string& key);
    /// The index of the word in `words`.
    std::optional<std::size_t> word(
        const YamlNode& node, const std::string& key, const std::vector<std::string>& words);

    static std::optional<std::int64_t> to_integer(const YamlNode& node);
    static std::optional<double> to_real(const YamlNode& node);
    static std::optional<bool> to_boolean(const YamlNode& node);

private:
    std::string name_;
    std::vector<std::string> complaints_;
};

} // namespace wowhost::module
