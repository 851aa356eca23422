// What is wrong or unwise about a configuration, all at once.
#include "host/service/config.hpp"

#include "host/service/log_format.hpp"
#include "host/service/nearest.hpp"

#include <algorithm>
#include <unistd.h>

namespace wowhost::service {
namespace {

using Kind = ConfigNode::Kind;

void check_secrets(const ConfigNode& node, const std::string& name, bool secret, std::vector<ConfigProblem>& problems)
{
    if (node.kind == Kind::scalar) {
        if (const auto warning = Secrets::warning(node.scalar))
            problems.push_back({false, node.where + ": " + name + ": " + *warning});
        if (secret && !node.scalar.empty() && !is_secret_reference(node.scalar))
            problems.push_back({false,
                node.where + ": " + name + " is written into the configuration; write env:NAME or file:/path instead"});
    }
    for (const auto& item : node.items)
        check_secrets(item, name, secret, problems);
    for (const auto& member : node.members)
        check_secrets(member.node, name + "." + member.name, secret || names_a_secret(member.name), problems);
}

bool is_proxy(std::string_view text)
{
    const auto scheme = text.find("://");
    if (scheme == std::string_view::npos || (text.substr(0, scheme) != "http" && text.substr(0, scheme) != "https"))
        return false;
    const auto host = text.substr(scheme + 3);
    return !host.empty() && host.front() != ':' && host.front() != '/'
        && std::none_of(host.begin(), host.end(), [](unsigned char c) { return c <= ' ' || c == 127; });
}

/// Rules for single values of the host's own keys; empty: nothing is wrong.
std::string rule_broken(const std::string& name, const Value& value)
{
    if (name == "http.proxy" && !value.text().empty() && !is_secret_reference(value.text()) && !is_proxy(value.text()))
        return "must be http://HOST:PORT";
    if (name == "http.ca_file" && !value.text().empty() && !is_secret_reference(value.text())
        && ::access(value.string().c_str(), R_OK) != 0)
        return "is " + value.string() + ", which can't be read; name a PEM file that this user may read";
    if (name == "log.level" && !is_secret_reference(value.text()) && !level_of(value.text()))
        return "must be debug, info, notice, warning, error or critical";
    if (name == "log.format" && !is_secret_reference(value.text()) && value.text() != "text" && value.text() != "json")
        return "must be text or json";
    constexpr std::int64_t most_threads = 1024;
    if ((name == "serve.threads" || name == "worker.threads")
        && (value.integer() < (name == "worker.threads" ? 1 : 0) || value.integer() > most_threads))
        return name == "worker.threads" ? "must be between 1 and 1024" : "must be between 0 and 1024";
    if (name == "serve.workers" && (value.integer() < 1 || value.integer() > most_threads))
        return "must be between 1 and 1024";
    if (name == "serve.connections" && (value.integer() < 1 || value.integer() > 1'000'000))
        return "must be between 1 and 1000000";
    if (name.starts_with("serve.") && name.ends_with("_seconds") && (value.integer() < 1 || value.integer() > 3600))
        return "must be between 1 and 3600";
    return {};
}

} // namespace

void Config::check_key(
    const std::string& section_name, const ConfigNode::Member& member, std::vector<ConfigProblem>& problems) const
{
    const auto name = section_name + "." + member.name;
    const auto& in = sections_.at(section_name);
    const auto* declared = in.find(member.name);
    if (declared == nullptr) {
        std::vector<std::string> names;
        for (const auto& each : in.keys)
            names.push_back(each.key);
        problems.push_back(
            {true, member.where + ": there is no key \"" + name + "\"" + nearest_hint(member.name, names)});
        return;
    }
    try {
        const auto value = typed_value(member.node, *declared, name);
        if (const auto rule = rule_broken(name, value); !rule.empty())
            problems.push_back({true, member.node.where + ": " + name + " " + rule});
    } catch (const Error& error) {
        problems.push_back({true, error.what()});
        return;
    }
    check_secrets(member.node, name, is_secret(section_name, member.name), problems);
    try {
        resolved(section_name, member.name); // not get, which may make a secret
    } catch (const Error& error) {
        problems.push_back({false, error.what()});
    }
}

void Config::check_section(const ConfigNode::Member& member, std::vector<ConfigProblem>& problems) const
{
    if (!sections_.contains(member.name)) {
        std::vector<std::string> names;
        for (const auto& [name, declared] : sections_)
            names.push_back(name);
        const auto near = nearest_hint(member.name, names);
        problems.push_back({true,
            member.where + ": there is no section \"" + member.name + "\""
                + (near.empty() ? "; a section bears the name of a module on modules.path" : near)});
        return;
    }
    if (member.node.kind == Kind::null)
        return;
    if (member.node.kind != Kind::map) {
        problems.push_back({true,
            member.node.where + ": the section \"" + member.name + "\" is " + member.node.kind_name()
                + ", but must be a map of keys"});
        return;
    }
    for (const auto& each : member.node.members)
        check_key(member.name, each, problems);
}

std::vector<ConfigProblem> Config::check() const
{
    std::vector<ConfigProblem> problems;
    for (const auto& member : tree_.members)
        check_section(member, problems);
    std::stable_sort(problems.begin(), problems.end(),
        [](const ConfigProblem& left, const ConfigProblem& right) { return left.is_error && !right.is_error; });
    return problems;
}

void Config::require_valid() const
{
    std::vector<std::string> errors;
    for (const auto& problem : check())
        if (problem.is_error)
            errors.push_back(problem.message);
    if (!errors.empty()) {
        const auto first = errors.front();
        throw Error(ErrorCode::invalid_argument, first, std::move(errors));
    }
}

} // namespace wowhost::service
