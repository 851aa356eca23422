#include "host/service/config_schema.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace wowhost::service {
namespace {

using Kind = ConfigNode::Kind;

[[noreturn]] void fail(const ConfigNode& node, const std::string& name, const KeyDeclaration& declaration)
{
    std::string is = node.kind_name();
    if (node.kind == Kind::scalar)
        is = (node.quoted ? "the text \"" : "\"") + node.scalar.substr(0, 60) + "\"";
    throw Error(ErrorCode::invalid_argument,
        node.where + ": " + name + " is " + is + ", but must be " + type_name(declaration.type)
            + (declaration.description.empty() ? "" : " (" + declaration.description + ")"));
}

template <class Number>
bool parsed(const std::string& text, Number& number)
{
    const auto* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, number);
    return !text.empty() && result.ec == std::errc{} && result.ptr == end;
}

Value text_list(const ConfigNode& node, const std::string& name, const KeyDeclaration& declaration)
{
    if (node.kind != Kind::list)
        fail(node, name, declaration);
    Value::Array items;
    for (const auto& item : node.items) {
        if (item.kind != Kind::scalar)
            fail(item, name + "[" + std::to_string(items.size()) + "]", {"", KeyType::text, {}, {}});
        items.emplace_back(item.scalar);
    }
    return items;
}

KeyDeclaration key(const char* name, KeyType type, Value fallback, const char* description)
{
    return {name, type, std::move(fallback), description};
}

} // namespace

const KeyDeclaration* SectionDeclaration::find(const std::string& name) const
{
    if (any_key && !keys.empty())
        return &keys.front();
    const auto found = std::find_if(
        keys.begin(), keys.end(), [&](const KeyDeclaration& declaration) { return declaration.key == name; });
    return found == keys.end() ? nullptr : &*found;
}

const char* type_name(KeyType type)
{
    switch (type) {
    case KeyType::text: return "text";
    case KeyType::integer: return "an integer";
    case KeyType::real: return "a number";
    case KeyType::boolean: return "true or false";
    case KeyType::list: return "a list of texts";
    case KeyType::map: return "a map";
    }
    return "text";
}

KeyType key_type_of(const std::string& name)
{
    constexpr std::pair<const char*, KeyType> names[] = {{"text", KeyType::text}, {"integer", KeyType::integer},
        {"real", KeyType::real}, {"boolean", KeyType::boolean}, {"list", KeyType::list}};
    for (const auto& [each, type] : names)
        if (name == each)
            return type;
    throw Error(ErrorCode::invalid_argument,
        "\"" + name + "\" is no type of a configuration key; write text, integer, real, boolean or list");
}

const std::vector<SectionDeclaration>& host_sections()
{
    using enum KeyType;
    static const std::vector<SectionDeclaration> sections{
        {"site",
            {key("name", text, "My guild", "the site's name"),
                key("base_url", text, "http://127.0.0.1:8080", "the URL under which visitors reach it")}},
        {"database", {key("url", text, "sqlite:var/wowhost.db", "sqlite:PATH or postgresql://USER@HOST/NAME")}},
        {"modules",
            {key("path", list, Value::array({"build/release/modules"}), "folders with module files"),
                key("enabled", list, Value::Array(), "what `wowhost apply` installs"),
                key("pins", map, Value::Object(), "module name → sha256 of its file")}},
        {"files", {key("path", text, "var/files", "the folder of modules' files")}},
        {"log",
            {key("level", text, "info", "debug, info, notice, warning, error or critical"),
                key("format", text, "text", "text or json")}},
        {"serve",
            {key("listen", text, "127.0.0.1:8080", "HOST:PORT, or unix:PATH"),
                key("threads", integer, 0, "threads that read and write; 0: one per core"),
                key("workers", integer, 16, "threads that make pages"),
                key("connections", integer, 10'000, "how many may be open"),
                key("streams", integer, 100, "how many of them may be streams of events"),
                key("idle_seconds", integer, 75, "how long a connection may be silent between two requests"),
                key("head_seconds", integer, 10, "how long the head of a request may take"),
                key("body_seconds", integer, 30, "how long its body may take"),
                key("drain_seconds", integer, 20, "how long what is under way may take when the server stops"),
                key("trusted_proxies", list, Value::array({"127.0.0.1", "::1"}),
                    "addresses and networks whose X-Forwarded-For and X-Forwarded-Proto are believed"),
                key("access_log", text, "", "a file, - for stderr, nothing for none"),
                key("page_cache_mib", integer, 16,
                    "memory for pages that are sent again to visitors without an account; 0: none"),
                key("rates", map, Value::Object(), "class of routes: PER_SECOND/BURST, or none"),
                key("templates", list, Value::array({"etc/templates"}), "folders with templates, the first wins"),
                key("static", list, Value::array({"etc/static"}), "folders with static files, the first wins")}},
        {"http",
            {key("proxy", text, "", "http://HOST:PORT of a proxy for all that is not on this machine"),
                key("ca_file", text, "", "a PEM bundle instead of the system's certificates")}},
        {"worker", {key("threads", integer, 32, "threads that work on queues")}},
        {"roles", {key("", list, Value::Array(), "the permissions of a role")}, true},
    };
    return sections;
}

Value typed_value(const ConfigNode& node, const KeyDeclaration& declaration, const std::string& name)
{
    if (node.kind == Kind::null)
        return declaration.fallback;
    switch (declaration.type) {
    case KeyType::list: return text_list(node, name, declaration);
    case KeyType::map: {
        if (node.kind != Kind::map)
            fail(node, name, declaration);
        Value::Object members;
        for (const auto& member : node.members) {
            const auto member_name = name + "." + member.name;
            const bool is_list = member.node.kind == Kind::list;
            const KeyDeclaration inner{member.name, is_list ? KeyType::list : KeyType::text, {}, {}};
            members.emplace(member.name, typed_value(member.node, inner, member_name));
        }
        return members;
    }
    default: break;
    }
    if (node.kind != Kind::scalar)
        fail(node, name, declaration);
    if (declaration.type == KeyType::text)
        return node.scalar;
    if (!node.quoted) {
        std::int64_t integer = 0;
        double real = 0;
        if (declaration.type == KeyType::integer && parsed(node.scalar, integer))
            return integer;
        if (declaration.type == KeyType::real && parsed(node.scalar, real) && std::isfinite(real))
            return real;
        if (declaration.type == KeyType::boolean && (node.scalar == "true" || node.scalar == "false"))
            return node.scalar == "true";
    }
    fail(node, name, declaration);
}

} // namespace wowhost::service
