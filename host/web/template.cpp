#include "host/web/template.hpp"

#include "host/web/template_parser.hpp"
#include "host/web/url.hpp"

#include <wowhost/error.hpp>

#include <fmt/format.h>

namespace wowhost::web {
namespace {

constexpr std::size_t deepest = 16;
constexpr std::size_t most_included = 50'000;
constexpr std::size_t largest = 32 * 1024 * 1024;

bool counts_as_true(const Value& value)
{
    if (value.is_boolean() || value.is_integer())
        return value.is_boolean() ? value.boolean() : value.integer() != 0;
    return !(
        value.is_null() || (value.is_text() && value.text().empty()) || (value.is_array() && value.items().empty()));
}

} // namespace

void escape_html(std::string_view text, std::string& into)
{
    std::size_t begin = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char* entity = nullptr;
        switch (text[at]) {
        case '&': entity = "&amp;"; break;
        case '<': entity = "&lt;"; break;
        case '>': entity = "&gt;"; break;
        case '"': entity = "&quot;"; break;
        case '\'': entity = "&#39;"; break;
        default:
            if (static_cast<unsigned char>(text[at]) < 0x80)
                continue;
            if (const auto length = code_point(text, at)) {
                at += length - 1;
                continue;
            }
            entity = "\xEF\xBF\xBD"; // what is no UTF-8 could swallow what follows it
        }
        into.append(text.substr(begin, at - begin));
        into += entity;
        begin = at + 1;
    }
    into.append(text.substr(begin));
}

class Template::Renderer {
public:
    Renderer(std::vector<const Value*> values, const Find& find)
        : values_(std::move(values))
        , find_(find)
    {
    }

    void render(const std::vector<Node>& nodes)
    {
        for (const auto& node : nodes) {
            switch (node.kind) {
            case Node::Kind::text: text += node.text; break;
            case Node::Kind::value:
            case Node::Kind::raw: print(node); break;
            case Node::Kind::section: section(node); break;
            case Node::Kind::inverted:
                if (!counts_as_true(look_up(node.path)))
                    render(node.children);
                break;
            case Node::Kind::partial:
                if (const auto* partial = find_ && depth_ < deepest ? find_(node.text) : nullptr) {
                    if (++included_ > most_included || text.size() > largest)
                        throw Error(ErrorCode::failed,
                            "template " + node.text + " is included too often; does it include itself?");
                    ++depth_;
                    render(partial->nodes_);
                    --depth_;
                }
                break;
            }
        }
    }

    std::string text;

private:
    const Value& look_up(const std::vector<std::string>& path) const
    {
        static const Value none;
        if (path.empty())
            return values_.empty() ? none : *values_.back();
        for (auto value = values_.rbegin(); value != values_.rend(); ++value) {
            const auto found = (*value)->members().find(path.front());
            if (found == (*value)->members().end())
                continue;
            const auto* inner = &found->second;
            for (std::size_t i = 1; i < path.size(); ++i)
                inner = &(*inner)[path[i]];
            return *inner;
        }
        return none;
    }

    void print(const Node& node)
    {
        const auto& value = look_up(node.path);
        if (node.filter)
            escape_html(node.filter(value), text);
        else if (value.is_text() && node.kind == Node::Kind::raw)
            text += value.text();
        else if (value.is_text())
            escape_html(value.text(), text);
        else if (value.is_integer())
            text += std::to_string(value.integer());
        else if (value.is_real())
            text += fmt::format("{}", value.real());
    }

    void section(const Node& node)
    {
        const auto& value = look_up(node.path);
        if (!counts_as_true(value))
            return;
        if (!value.is_array()) {
            values_.push_back(&value);
            render(node.children);
            values_.pop_back();
            return;
        }
        for (const auto& item : value.items()) {
            values_.push_back(&item);
            render(node.children);
            values_.pop_back();
        }
    }

    std::vector<const Value*> values_;
    const Find& find_;
    std::size_t depth_ = 0;
    std::size_t included_ = 0;
};

Template::Template(std::string name, std::string_view text, bool raw)
    : name_(std::move(name))
{
    nodes_ = Parser::parse(name_, text, raw, partials_);
    std::vector<const std::vector<Node>*> open{&nodes_};
    while (!open.empty()) {
        const auto& nodes = *open.back();
        open.pop_back();
        for (const auto& node : nodes) {
            if (!node.path.empty())
                names_.insert(node.path.front());
            open.push_back(&node.children);
        }
    }
}

Template::~Template() = default;
Template::Template(Template&&) noexcept = default;
Template& Template::operator=(Template&&) noexcept = default;

std::string Template::render(const std::vector<const Value*>& values, const Find& find) const
{
    Renderer renderer(values, find);
    renderer.text.reserve(16 * 1024);
    renderer.render(nodes_);
    return std::move(renderer.text);
}

} // namespace wowhost::web
