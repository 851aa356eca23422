#include "host/service/config.hpp"

#include "host/service/nearest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace wowhost::service {
namespace {

using Kind = ConfigNode::Kind;

const std::string roles_section = "roles";

[[noreturn]] void fail(const std::string& message) { throw Error(ErrorCode::invalid_argument, message); }

std::string read_config(const std::string& file)
{
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    if (std::filesystem::is_directory(file) || !stream
        || !(stream.peek() == std::char_traits<char>::eof() || text << stream.rdbuf()))
        fail("the configuration " + file + " cannot be read; name another with --config or $WOWHOST_CONFIG");
    return text.str();
}

/// Literal secrets and the passwords in URLs must not be printed, whether or not anybody asks for them.
void learn_secrets(const ConfigNode& node, bool secret, Redactor& redactor)
{
    if (node.kind == Kind::scalar && !is_secret_reference(node.scalar)) {
        if (secret)
            redactor.add(node.scalar);
        const auto begin = node.scalar.find("://");
        const auto end = begin == std::string::npos ? begin : node.scalar.find('@', begin + 3);
        const auto colon = end == std::string::npos ? end : node.scalar.find(':', begin + 3);
        if (colon < end)
            redactor.add(node.scalar.substr(colon + 1, end - colon - 1));
    }
    for (const auto& item : node.items)
        learn_secrets(item, secret, redactor);
    for (const auto& member : node.members)
        learn_secrets(member.node, secret || names_a_secret(member.name), redactor);
}

Value shown_value(const Value& value, bool secret, const Redactor& redactor)
{
    if (secret && value.is_text() && !value.text().empty() && !is_secret_reference(value.text()))
        return "********";
    return redactor.redact_value(value);
}

} // namespace

std::optional<std::string> find_config_file(const std::optional<std::string>& named)
{
    if (named)
        return named;
    if (const char* variable = std::getenv("WOWHOST_CONFIG"); variable != nullptr && *variable != '\0')
        return variable;
    std::error_code ignored;
    for (const char* file : {"etc/wowhost.yml", "/etc/wowhost/wowhost.yml"})
        if (std::filesystem::exists(file, ignored))
            return file;
    return std::nullopt;
}

Config::Config(const std::optional<std::string>& file, const std::vector<std::string>& overrides, Redactor& redactor)
    : source_(file.value_or("the defaults"))
    , redactor_(redactor)
    , secrets_(redactor)
{
    for (const auto& each : host_sections())
        sections_.emplace(each.section, each);
    if (file)
        tree_ = parse_config(read_config(*file), *file);
    if (tree_.kind == Kind::null)
        tree_.kind = Kind::map;
    if (tree_.kind != Kind::map)
        fail(tree_.where + ": a configuration is a map of sections, not " + tree_.kind_name());
    for (const auto& override_text : overrides)
        apply_override(override_text);
    learn_secrets(tree_, false, redactor);
}

void Config::apply_override(const std::string& text)
{
    const auto equals = text.find('=');
    const auto path = text.substr(0, equals);
    const auto first_dot = path.find('.');
    if (equals == std::string::npos || first_dot == 0 || first_dot == std::string::npos || path.back() == '.')
        fail("--set " + path + ": write it as --set SECTION.KEY=VALUE");
    const auto source = "--set " + path;
    auto* node = &tree_;
    std::istringstream names(path);
    for (std::string name; std::getline(names, name, '.');) {
        if (node->kind == Kind::null)
            node->kind = Kind::map;
        if (node->kind != Kind::map)
            fail(fmt::format("{}: \"{}\" cannot be set inside {} ({})", source, name, node->kind_name(), node->where));
        if (node->find(name) == nullptr)
            node->members.push_back({name, source, {}});
        node = &node->find(name)->node;
    }
    *node = parse_config(text.substr(equals + 1), source);
    node->where = source;
}

void Config::declare(const std::string& name, std::vector<KeyDeclaration> keys)
{
    for (const auto& each : host_sections())
        if (each.section == name)
            fail("a module may not be called \"" + name + "\": that is a section of the host's configuration");
    for (const auto& key : keys)
        if (const auto* configured = node(name, key.key); configured != nullptr && key.secret)
            learn_secrets(*configured, true, redactor_);
    sections_.insert_or_assign(name, SectionDeclaration{name, std::move(keys)});
}

void Config::declare_permission(const std::string& role, const std::string& permission)
{
    auto& permissions = roles_[role];
    const auto present = permissions.items();
    if (std::find(present.begin(), present.end(), Value(permission)) == present.end())
        permissions.push_back(permission);
}

const ConfigNode* Config::node(const std::string& section_name, const std::string& key) const
{
    const auto* member = tree_.find(section_name);
    const auto* found = member != nullptr ? member->node.find(key) : nullptr;
    return found != nullptr ? &found->node : nullptr;
}

const SectionDeclaration& Config::section(const std::string& name) const
{
    if (const auto found = sections_.find(name); found != sections_.end())
        return found->second;
    std::vector<std::string> names;
    for (const auto& [each, declared] : sections_)
        names.push_back(each);
    fail("the configuration has no section \"" + name + "\"" + nearest_hint(name, names));
}

const KeyDeclaration& Config::declaration(const std::string& section_name, const std::string& key) const
{
    const auto& in = section(section_name);
    if (const auto* found = in.find(key))
        return *found;
    std::vector<std::string> names;
    for (const auto& each : in.keys)
        names.push_back(each.key);
    fail("the configuration has no key \"" + section_name + "." + key + "\"" + nearest_hint(key, names));
}

bool Config::is_secret(const std::string& section_name, const std::string& key) const
{
    return names_a_secret(key) || declaration(section_name, key).secret;
}

Value Config::raw(const std::string& section_name, const std::string& key) const
{
    const auto& declared = declaration(section_name, key);
    if (const auto* configured = node(section_name, key))
        return typed_value(*configured, declared, section_name + "." + key);
    if (const auto role = roles_.find(key); section_name == roles_section && role != roles_.end())
        return role->second;
    return declared.fallback;
}

Value Config::resolved(const Value& value, const std::string& whose) const
{
    if (value.is_text())
        return secrets_.resolve(value.string(), whose);
    if (value.is_array()) {
        Value::Array items;
        for (const auto& item : value.items())
            items.push_back(resolved(item, whose));
        return items;
    }
    if (value.is_object()) {
        Value::Object members;
        for (const auto& [name, member] : value.members())
            members.emplace(name, resolved(member, fmt::format("{}.{}", whose, name)));
        return members;
    }
    return value;
}

Value Config::resolved(const std::string& section_name, const std::string& key) const
{
    const auto* configured = node(section_name, key);
    const auto whose = configured != nullptr ? configured->where + ": " + section_name + "." + key
                                             : "the default of " + section_name + "." + key;
    auto value = resolved(raw(section_name, key), whose);
    if (is_secret(section_name, key) && value.is_text())
        redactor_.add(value.string());
    return value;
}

Value Config::get(const std::string& section_name, const std::string& key) const
{
    auto value = resolved(section_name, key);
    if (!declaration(section_name, key).generate || !value.is_text() || !value.text().empty())
        return value;
    const auto folder = std::filesystem::absolute(text("files", "path")).lexically_normal();
    const auto beside = (folder.has_filename() ? folder : folder.parent_path()).parent_path();
    const auto name = fmt::format("{}.{}", section_name, key);
    return secrets_.generated((beside / name).string(), name);
}

Value Config::all(const std::string& section_name) const
{
    auto values = Value(Value::Object());
    for (const auto& key : keys(section_name))
        values.set(key, get(section_name, key));
    return values;
}

std::vector<std::string> Config::list(const std::string& section_name, const std::string& key) const
{
    std::vector<std::string> texts;
    const auto value = get(section_name, key);
    for (const auto& item : value.items())
        texts.push_back(item.string());
    return texts;
}

std::vector<std::string> Config::keys(const std::string& section_name) const
{
    std::set<std::string> names;
    const auto& declared = section(section_name);
    if (!declared.any_key)
        for (const auto& each : declared.keys)
            names.insert(each.key);
    else if (const auto* member = tree_.find(section_name))
        for (const auto& each : member->node.members)
            names.insert(each.name);
    if (section_name == roles_section)
        for (const auto& [role, permissions] : roles_)
            names.insert(role);
    return {names.begin(), names.end()};
}

Value Config::shown(const std::string& path) const
{
    const auto dot = path.find('.');
    const auto section_name = path.substr(0, dot);
    if (dot != std::string::npos) {
        const auto key = path.substr(dot + 1);
        return shown_value(raw(section_name, key), is_secret(section_name, key), redactor_);
    }
    auto all = Value(Value::Object());
    section(section_name); // throws when there is none
    for (const auto& key : keys(section_name))
        all.set(key, shown_value(raw(section_name, key), is_secret(section_name, key), redactor_));
    return all;
}

Value Config::dump() const
{
    auto all = Value(Value::Object());
    for (const auto& [name, declared] : sections_)
        all.set(name, shown(name));
    return all;
}

} // namespace wowhost::service
