#include "host/module/info_file.hpp"

#include "host/module/info_reader.hpp"

#include <wowhost/error.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace wowhost::module {
namespace {

using Kind = YamlNode::Kind;

const std::vector<std::string> lifecycle_words{"stable", "experimental", "deprecated", "obsolete"};
const std::vector<std::string> config_words{"text", "integer", "real", "boolean", "list"};

std::optional<Value> convert(ConfigType type, const YamlNode& node)
{
    switch (type) {
    case ConfigType::text:
        if (node.kind == Kind::scalar)
            return Value(node.scalar);
        break;
    case ConfigType::integer:
        if (const auto number = InfoReader::to_integer(node))
            return Value(*number);
        break;
    case ConfigType::real:
        if (const auto number = InfoReader::to_real(node))
            return Value(*number);
        break;
    case ConfigType::boolean:
        if (const auto truth = InfoReader::to_boolean(node))
            return Value(*truth);
        break;
    case ConfigType::list:
        if (node.kind != Kind::list || !std::all_of(node.items.begin(), node.items.end(), [](const auto& item) {
                return item.kind == Kind::scalar;
            }))
            break;
        Value::Array items;
        for (const auto& item : node.items)
            items.emplace_back(item.scalar);
        return Value(std::move(items));
    }
    return std::nullopt;
}

void read_sdk(InfoReader& in, const YamlNode& node, InfoFile& info)
{
    info.sdk_line = node.line;
    const auto text = in.text(node, "sdk");
    const auto* end = text.data() + text.size();
    const auto major = std::from_chars(text.data(), end, info.sdk_major);
    auto good = major.ec == std::errc() && major.ptr != end && *major.ptr == '.' && info.sdk_major >= 0;
    if (good) {
        const auto minor = std::from_chars(major.ptr + 1, end, info.sdk_minor);
        good = minor.ec == std::errc() && minor.ptr == end && info.sdk_minor >= 0;
    }
    if (!good)
        in.complain(node,
            fmt::format(
                "sdk is \"{}\", which is not an SDK version; write the lowest one it needs, MAJOR.MINOR, such as 1.0",
                text));
}

void read_dependencies(InfoReader& in, const YamlNode& node, const char* key, std::vector<Dependency>& into)
{
    if (node.kind == Kind::null)
        return;
    if (node.kind != Kind::list) {
        in.complain(node,
            fmt::format(
                "{} must be a list of modules, such as [wow_realm (>=1.0 <2)]; it is {}", key, node.kind_name()));
        return;
    }
    for (const auto& item : node.items) {
        const auto text = in.text(item, key);
        try {
            into.push_back(parse_dependency(text));
            into.back().line = item.line;
        } catch (const Error& error) {
            in.complain(item, fmt::format("in {}: {}", key, error.what()));
        }
    }
}

void check_dependencies(InfoReader& in, const YamlNode& root, const InfoFile& info)
{
    std::set<std::string> seen{info.name};
    for (const auto* list : {&info.dependencies, &info.optional}) {
        const auto* key = list == &info.optional ? "optional" : "dependencies";
        for (const auto& dependency : *list) {
            if (seen.insert(dependency.name).second)
                continue;
            in.complain(*root.find(key),
                dependency.name == info.name
                    ? fmt::format("{} names the module itself; take it out", key)
                    : fmt::format("{} names {}, which is listed already; name it once", key, dependency.name));
        }
    }
}

void read_config(InfoReader& in, const YamlNode& node, InfoFile& info)
{
    in.each_map(node, "config", {"key", "type", "default", "description", "secret", "generate"}, {"key", "type"},
        [&](const YamlNode& item) {
            ConfigKey key;
            key.key = in.text(*item.find("key"), "key");
            const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
            if (!key.key.empty() && (!std::all_of(key.key.begin(), key.key.end(), allowed) || key.key.front() < 'a'))
                in.complain(item,
                    fmt::format(
                        "the config key \"{}\" must be lower-case letters, digits and _, a letter first", key.key));
            if (std::any_of(
                    info.config.begin(), info.config.end(), [&](const auto& other) { return other.key == key.key; }))
                in.complain(item, fmt::format("the config key {} is declared twice; keep one", key.key));
            const auto type = in.word(*item.find("type"), "type", config_words);
            if (type)
                key.type = static_cast<ConfigType>(*type);
            if (const auto* fallback = item.find("default"); fallback && type && fallback->kind != Kind::null) {
                if (auto value = convert(key.type, *fallback))
                    key.default_value = std::move(*value);
                else
                    in.complain(*fallback,
                        fmt::format(
                            "the default of config key {} is {}, which is not of type {}; change one of the two",
                            key.key,
                            fallback->kind == Kind::scalar ? fmt::format("\"{}\"", fallback->scalar.substr(0, 60))
                                                           : fallback->kind_name(),
                            to_string(key.type)));
            }
            if (const auto* description = item.find("description"))
                key.description = in.text(*description, "description");
            if (const auto* secret = item.find("secret"))
                key.secret = in.boolean(*secret, "secret");
            if (const auto* generate = item.find("generate"))
                key.generate = in.boolean(*generate, "generate");
            if (key.generate && (!key.secret || key.type != ConfigType::text))
                in.complain(item,
                    fmt::format(
                        "the config key {} is to be generated; that needs type text and secret: true", key.key));
            info.config.push_back(std::move(key));
        });
}

void read_permissions(InfoReader& in, const YamlNode& node, InfoFile& info)
{
    in.each_map(node, "permissions", {"name", "label", "description", "restrict", "roles"}, {"name"},
        [&](const YamlNode& item) {
            Permission permission;
            permission.name = in.text(*item.find("name"), "name");
            const auto allowed = [](char c) {
                return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == ' ' || c == '-';
            };
            if (permission.name.empty() || !std::all_of(permission.name.begin(), permission.name.end(), allowed))
                in.complain(item,
                    fmt::format(
                        "the permission \"{}\" must be lower-case words, such as \"access pages\"", permission.name));
            if (std::any_of(info.permissions.begin(), info.permissions.end(),
                    [&](const auto& other) { return other.name == permission.name; }))
                in.complain(item, fmt::format("the permission \"{}\" is declared twice; keep one", permission.name));
            const auto* label = item.find("label");
            permission.label = label ? in.text(*label, "label") : permission.name;
            if (const auto* description = item.find("description"))
                permission.description = in.text(*description, "description");
            if (const auto* restricted = item.find("restrict"))
                permission.restrict_access = in.boolean(*restricted, "restrict");
            if (const auto* roles = item.find("roles")) {
                if (roles->kind != Kind::list)
                    in.complain(
                        *roles, fmt::format("the roles of the permission \"{}\" must be a list", permission.name));
                for (const auto& role : roles->items)
                    permission.roles.push_back(in.text(role, "roles"));
            }
            info.permissions.push_back(std::move(permission));
        });
}

void check_lifecycle(InfoReader& in, const YamlNode& root, const InfoFile& info)
{
    const bool ends = info.lifecycle == Lifecycle::deprecated || info.lifecycle == Lifecycle::obsolete;
    const auto& link = info.lifecycle_link;
    const bool is_link =
        (link.starts_with("https://") && link.size() > 8) || (link.starts_with("http://") && link.size() > 7);
    const bool has_space = link.find_first_of(" \t\r\n") != std::string::npos;
    if (ends && (!is_link || has_space))
        in.complain(*root.find("lifecycle"),
            fmt::format(
                "lifecycle {} needs lifecycle_link, an http(s) address that says what to use instead; it is \"{}\"",
                to_string(info.lifecycle), link));
}

} // namespace

const char* to_string(Lifecycle lifecycle) noexcept
{
    return lifecycle_words[static_cast<std::size_t>(lifecycle)].c_str();
}
const char* to_string(ConfigType type) noexcept { return config_words[static_cast<std::size_t>(type)].c_str(); }

std::optional<std::string> module_name_complaint(std::string_view name)
{
    constexpr std::size_t longest = 50;
    if (name.size() > longest)
        return fmt::format("the module name \"{}…\" has {} characters; at most {} are allowed", name.substr(0, longest),
            name.size(), longest);
    const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    if (name.empty() || name.front() < 'a' || name.front() > 'z' || !std::all_of(name.begin(), name.end(), allowed))
        return fmt::format(
            "\"{}\" is not a module name; it must be lower-case letters, digits and _, a letter first", name);
    return std::nullopt;
}

Dependency parse_dependency(std::string_view text)
{
    const auto trim = [](std::string_view part) {
        const auto first = part.find_first_not_of(" \t\r\n");
        return first == std::string_view::npos ? std::string_view()
                                               : part.substr(first, part.find_last_not_of(" \t\r\n") - first + 1);
    };
    auto rest = trim(text);
    const auto refuse = [&](const std::string& why) {
        return Error(ErrorCode::invalid_argument,
            fmt::format("the dependency \"{}\" cannot be read: {}; write one like wow_realm (>=1.0 <2)",
                text.substr(0, 200), why));
    };
    Dependency dependency;
    if (const auto open = rest.find('('); open != std::string_view::npos) {
        if (rest.back() != ')' || rest.find('(', open + 1) != std::string_view::npos
            || rest.find(')') != rest.size() - 1)
            throw refuse("the parentheses do not match");
        try {
            dependency.constraint = Constraint(rest.substr(open + 1, rest.size() - open - 2));
        } catch (const Error& error) {
            throw refuse(error.what());
        }
        rest = trim(rest.substr(0, open));
    }
    if (const auto colon = rest.find(':'); colon != std::string_view::npos) {
        dependency.project = trim(rest.substr(0, colon));
        rest = trim(rest.substr(colon + 1));
        if (module_name_complaint(dependency.project))
            throw refuse(fmt::format("\"{}\" is not a project's name", dependency.project));
    }
    if (const auto complaint = module_name_complaint(rest))
        throw refuse(*complaint);
    dependency.name = rest;
    return dependency;
}

std::optional<std::string> sdk_complaint(const InfoFile& info, int host_major, int host_minor)
{
    if (info.sdk_major == host_major && info.sdk_minor <= host_minor)
        return std::nullopt;
    const auto host = fmt::format("{}.{}", host_major, host_minor);
    if (info.sdk_major < host_major)
        return fmt::format("module {} needs SDK {}, this host has {}; build the module against SDK {}.x", info.name,
            info.sdk(), host, host_major);
    return fmt::format("module {} needs SDK {} or later of the same major, this host has {}; use a newer host",
        info.name, info.sdk(), host);
}

InfoFile parse_info_file(std::string_view text, const std::string& name)
{
    InfoReader in(name);
    const auto root = parse_yaml(text, name);
    if (root.kind != Kind::map)
        throw Error(ErrorCode::invalid_argument,
            fmt::format("{}:1: an info file must be a map of keys such as `name: wow_realm`; this is {}", name,
                root.kind_name()));
    in.known_keys(root, "the info file",
        {"name", "label", "description", "package", "version", "sdk", "dependencies", "optional", "lifecycle",
            "lifecycle_link", "required", "hidden", "weight", "config", "permissions"});
    in.required_keys(root, {"name", "label", "version", "sdk"});

    InfoFile info;
    const auto with = [&](const char* key, auto&& read) {
        if (const auto* node = root.find(key); node && node->kind != Kind::null)
            read(*node);
    };
    const auto read_text = [&](const char* key, std::string& into) {
        with(key, [&](const YamlNode& node) { into = in.text(node, key); });
    };
    read_text("name", info.name);
    read_text("label", info.label);
    read_text("description", info.description);
    read_text("package", info.package);
    read_text("version", info.version_text);
    read_text("lifecycle_link", info.lifecycle_link);
    with("name", [&](const YamlNode& node) {
        if (const auto complaint = module_name_complaint(info.name))
            in.complain(node, *complaint);
    });
    with("version", [&](const YamlNode& node) { in.attempt(node, "version", [&] { Version{info.version_text}; }); });
    with("sdk", [&](const YamlNode& node) { read_sdk(in, node, info); });
    with("lifecycle", [&](const YamlNode& node) {
        if (const auto word = in.word(node, "lifecycle", lifecycle_words))
            info.lifecycle = static_cast<Lifecycle>(*word);
        check_lifecycle(in, root, info);
    });
    with("required", [&](const YamlNode& node) { info.required = in.boolean(node, "required"); });
    with("hidden", [&](const YamlNode& node) { info.hidden = in.boolean(node, "hidden"); });
    with("weight", [&](const YamlNode& node) { info.weight = in.small_integer(node, "weight"); });
    with("dependencies", [&](const YamlNode& node) { read_dependencies(in, node, "dependencies", info.dependencies); });
    with("optional", [&](const YamlNode& node) { read_dependencies(in, node, "optional", info.optional); });
    with("config", [&](const YamlNode& node) { read_config(in, node, info); });
    with("permissions", [&](const YamlNode& node) { read_permissions(in, node, info); });
    check_dependencies(in, root, info);
    in.finish();
    return info;
}

} // namespace wowhost::module
