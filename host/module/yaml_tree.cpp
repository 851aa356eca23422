#include "host/module/yaml_tree.hpp"

#include <wowhost/error.hpp>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <sstream>
#include <utility>

namespace wowhost::module {
namespace {

constexpr std::size_t largest_text = 64 * 1024;
constexpr std::size_t deepest = 8;
constexpr std::size_t most_nodes = 10'000;
/// yaml-cpp recurses on brackets; what nests so deep is refused before it gets there.
constexpr std::size_t most_brackets = 64;

class TreeBuilder final : public YAML::EventHandler {
public:
    explicit TreeBuilder(const std::string& name)
        : name_(name)
    {
    }

    YamlNode take() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark&) override { }
    void OnDocumentEnd() override { }
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        check(mark, "?", anchor);
        add(make(mark, YamlNode::Kind::null));
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override
    {
        refuse(mark, "aliases (*name) are not allowed; write the value out");
    }
    void OnScalar(
        const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override
    {
        check(mark, tag, anchor);
        const bool quoted = tag == "!";
        const bool is_null =
            !quoted && (value.empty() || value == "~" || value == "null" || value == "Null" || value == "NULL");
        auto node = make(mark, is_null ? YamlNode::Kind::null : YamlNode::Kind::scalar);
        node.scalar = value;
        node.quoted = quoted;
        add(std::move(node));
    }
    void OnSequenceStart(
        const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override
    {
        open(mark, tag, anchor, YamlNode::Kind::list);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(
        const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override
    {
        open(mark, tag, anchor, YamlNode::Kind::map);
    }
    void OnMapEnd() override { close(); }

private:
    struct Open {
        YamlNode node;
        bool has_key = false;
        YamlNode key;
    };

    [[noreturn]] void refuse(const YAML::Mark& mark, const std::string& why) const
    {
        throw Error(ErrorCode::invalid_argument, fmt::format("{}:{}: {}", name_, mark.line + 1, why));
    }

    void check(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) const
    {
        if (anchor != 0)
            refuse(mark, "anchors (&name) are not allowed; write the value out");
        if (!tag.empty() && tag != "?" && tag != "!")
            refuse(mark, fmt::format("the tag {} is not allowed; write the value without it", tag.substr(0, 60)));
    }

    YamlNode make(const YAML::Mark& mark, YamlNode::Kind kind)
    {
        if (++count_ > most_nodes)
            refuse(mark, fmt::format("more than {} values", most_nodes));
        YamlNode node;
        node.kind = kind;
        node.line = mark.line + 1;
        return node;
    }

    void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YamlNode::Kind kind)
    {
        check(mark, tag, anchor);
        if (stack_.size() >= deepest)
            refuse(mark, fmt::format("nested deeper than {} levels", deepest));
        stack_.push_back({make(mark, kind), false, {}});
    }

    void close()
    {
        auto node = std::move(stack_.back().node);
        stack_.pop_back();
        add(std::move(node));
    }

    void add(YamlNode node)
    {
        if (stack_.empty()) {
            root_ = std::move(node);
            return;
        }
        auto& top = stack_.back();
        if (top.node.kind == YamlNode::Kind::list) {
            top.node.items.push_back(std::move(node));
        } else if (!top.has_key) {
            add_key(top, std::move(node));
        } else {
            top.node.members.push_back({std::move(top.key), std::move(node)});
            top.has_key = false;
        }
    }

    void add_key(Open& top, YamlNode key)
    {
        const auto at = fmt::format("{}:{}: ", name_, key.line);
        if (key.kind != YamlNode::Kind::scalar)
            throw Error(ErrorCode::invalid_argument, fmt::format("{}a key must be text, not {}", at, key.kind_name()));
        if (const auto* before = top.node.find(key.scalar))
            throw Error(ErrorCode::invalid_argument,
                fmt::format("{}the key {} is there twice, first in line {}; keep one", at, key.scalar.substr(0, 60),
                    before->line));
        top.key = std::move(key);
        top.has_key = true;
    }

    const std::string& name_;
    std::vector<Open> stack_;
    YamlNode root_;
    std::size_t count_ = 0;
};

} // namespace

const char* YamlNode::kind_name() const noexcept
{
    constexpr const char* names[] = {"nothing", "text", "a list", "a map"};
    return names[static_cast<std::size_t>(kind)];
}

const YamlNode* YamlNode::find(std::string_view key) const
{
    for (const auto& [name, value] : members) {
        if (name.scalar == key)
            return &value;
    }
    return nullptr;
}

YamlNode parse_yaml(std::string_view text, const std::string& name)
{
    if (text.size() > largest_text)
        throw Error(ErrorCode::invalid_argument,
            fmt::format("{}:1: {} bytes; at most {} are allowed", name, text.size(), largest_text));
    std::size_t brackets = 0;
    int line = 1;
    for (const char c : text) {
        line += c == '\n' ? 1 : 0;
        brackets = c == '[' || c == '{' ? brackets + 1
            : c == ']' || c == '}'      ? brackets - (brackets > 0 ? 1 : 0)
                                        : brackets;
        if (brackets > most_brackets)
            throw Error(ErrorCode::invalid_argument,
                fmt::format("{}:{}: nested deeper than {} brackets", name, line, most_brackets));
    }
    std::istringstream stream{std::string(text)};
    TreeBuilder builder(name);
    try {
        YAML::Parser parser(stream);
        parser.HandleNextDocument(builder);
        auto root = builder.take();
        TreeBuilder rest(name);
        if (parser.HandleNextDocument(rest))
            throw Error(ErrorCode::invalid_argument,
                fmt::format("{}:{}: a second document begins; only one is allowed", name, rest.take().line));
        return root;
    } catch (const YAML::Exception& error) {
        throw Error(ErrorCode::invalid_argument,
            fmt::format("{}:{}: not valid YAML: {}; check brackets, quotes and indentation here and above", name,
                error.mark.line + 1, error.msg));
    }
}

} // namespace wowhost::module
