#include "host/web/template_parser.hpp"

#include "host/web/url.hpp"

#include <wowhost/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace wowhost::web {
namespace {

constexpr std::size_t most_nodes = 20'000;
constexpr std::string_view blanks = " \t\r\n";

} // namespace

class Template::Parser::Run {
public:
    Run(const std::string& name, std::string_view text, bool raw, std::vector<std::string>& partials)
        : name_(name)
        , text_(text)
        , raw_(raw)
        , partials_(partials)
    {
    }

    std::vector<Node> parse()
    {
        auto nodes = body({});
        if (at_ < text_.size())
            fail("closes what was not open");
        return nodes;
    }

private:
    struct Tag {
        char kind = 0; ///< 0, '#', '^', '/', '>', '!', '{'
        std::string_view content;
        std::size_t begin = 0;
        std::size_t end = 0;
    };

    [[noreturn]] void fail(const std::string& what) const
    {
        const auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n');
        throw Error(ErrorCode::invalid_argument, fmt::format("template {}, line {}: {}", name_, line, what));
    }

    /// The next tag from `at_` on; `begin` npos when there is none.
    Tag next_tag()
    {
        Tag tag;
        tag.begin = text_.find("{{", at_);
        if (tag.begin == std::string_view::npos)
            return tag;
        const bool triple = text_.substr(tag.begin).starts_with("{{{");
        const std::string_view close = triple ? "}}}" : "}}";
        const auto inside = tag.begin + close.size();
        const auto end = text_.find(close, inside);
        if (end == std::string_view::npos) {
            at_ = tag.begin;
            fail("a tag is not closed");
        }
        tag.content = trimmed(text_.substr(inside, end - inside), blanks);
        tag.end = end + close.size();
        if (triple) {
            tag.kind = '{';
        } else if (!tag.content.empty() && std::string_view("#^/>!&").find(tag.content.front()) != std::string::npos) {
            tag.kind = tag.content.front() == '&' ? '{' : tag.content.front();
            tag.content = trimmed(tag.content.substr(1), blanks);
        }
        return tag;
    }

    /// Whether the tag has its line for itself; `begin` and `end` become those of the line then.
    bool is_alone(const Tag& tag, std::size_t& begin, std::size_t& end) const
    {
        if (tag.kind == 0 || tag.kind == '{')
            return false;
        begin = tag.begin;
        while (begin > 0 && (text_[begin - 1] == ' ' || text_[begin - 1] == '\t'))
            --begin;
        end = tag.end;
        while (end < text_.size() && (text_[end] == ' ' || text_[end] == '\t' || text_[end] == '\r'))
            ++end;
        const bool starts = begin == 0 || text_[begin - 1] == '\n';
        const bool ends = end == text_.size() || text_[end] == '\n';
        if (starts && ends && end < text_.size())
            ++end;
        return starts && ends;
    }

    Node value_node(Node::Kind kind, std::string_view content)
    {
        Node node;
        node.kind = kind;
        const auto bar = content.find('|');
        if (bar != std::string_view::npos) {
            node.filter = find_filter(trimmed(content.substr(bar + 1), blanks));
            if (node.filter == nullptr)
                fail(fmt::format("there is no filter \"{}\"; there are {}", trimmed(content.substr(bar + 1), blanks),
                    filter_names()));
        }
        auto rest = trimmed(content.substr(0, bar), blanks);
        if (rest.empty())
            fail("a tag has no name");
        if (rest == ".")
            return node;
        while (true) {
            const auto dot = rest.find('.');
            const auto part = rest.substr(0, dot);
            if (part.empty()
                || part.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
                    != std::string_view::npos)
                fail(fmt::format("\"{}\" is no name", trimmed(content, blanks)));
            node.path.emplace_back(part);
            if (dot == std::string_view::npos)
                return node;
            rest.remove_prefix(dot + 1);
        }
    }

    void add_text(std::vector<Node>& nodes, std::size_t end)
    {
        if (end > at_) {
            Node node;
            node.text = text_.substr(at_, end - at_);
            nodes.push_back(std::move(node));
        }
    }

    std::vector<Node> body(std::string_view open)
    {
        if (++depth_ > 64)
            fail("sections are nested too deeply");
        std::vector<Node> nodes;
        while (true) {
            if (++count_ > most_nodes)
                fail("there are too many tags");
            const auto tag = next_tag();
            if (tag.begin == std::string_view::npos) {
                add_text(nodes, text_.size());
                at_ = text_.size();
                if (!open.empty())
                    fail(fmt::format("{{{{#{}}}}} is not closed", open));
                break;
            }
            std::size_t begin = 0;
            std::size_t end = 0;
            if (!is_alone(tag, begin, end)) {
                begin = tag.begin;
                end = tag.end;
            }
            add_text(nodes, std::max(begin, at_));
            at_ = tag.begin; // for messages
            if (tag.kind == '/' && (open.empty() || tag.content != open))
                fail(fmt::format("{{{{/{}}}}} closes what was not open", tag.content));
            if (tag.kind == '/') {
                at_ = end;
                break;
            }
            add_tag(nodes, tag, end);
        }
        --depth_;
        return nodes;
    }

    void add_tag(std::vector<Node>& nodes, const Tag& tag, std::size_t end)
    {
        switch (tag.kind) {
        case '!': at_ = end; return;
        case '{':
            if (!raw_)
                fail("markup as it is ({{{…}}}) is for the layout alone; write {{…}}");
            nodes.push_back(value_node(Node::Kind::raw, tag.content));
            break;
        case '>': {
            Node node;
            node.kind = Node::Kind::partial;
            node.text = tag.content;
            if (node.text.empty())
                fail("a partial has no name");
            if (std::find(partials_.begin(), partials_.end(), node.text) == partials_.end())
                partials_.push_back(node.text);
            nodes.push_back(std::move(node));
            break;
        }
        case '#':
        case '^': {
            auto node = value_node(tag.kind == '#' ? Node::Kind::section : Node::Kind::inverted, tag.content);
            at_ = end;
            node.children = body(tag.content);
            nodes.push_back(std::move(node));
            return;
        }
        default: nodes.push_back(value_node(Node::Kind::value, tag.content));
        }
        at_ = end;
    }

    const std::string& name_;
    std::string_view text_;
    bool raw_;
    std::vector<std::string>& partials_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    std::size_t count_ = 0;
};

std::vector<Template::Node> Template::Parser::parse(
    const std::string& name, std::string_view text, bool raw, std::vector<std::string>& partials)
{
    return Run(name, text, raw, partials).parse();
}

} // namespace wowhost::web
