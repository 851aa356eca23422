// wow: a tolerant reader of Battle.net's JSON. Header-only; needs simdjson (LIBRARIES simdjson::simdjson).
//
//     wow::Document body;
//     if (!body.parse(answer.body, answer.url))
//         return fail(body.error());                        // not JSON: names the URL
//     row.set("name", body["name"].localized(locale));      // text, or an object of languages, or null → nothing
//     for (wow::Node mount : body["mounts"].items())        // absent or not an array → no turns
//         use(mount["mount"].id());                         // "id", or the number in "key"."href"
//
// Reading never throws and never fails loudly: what is absent, null, of another type or out of range is empty.
// Nodes point into their Document and live until it is parsed again or destroyed; text views too. A Document reuses its
// memory from one body to the next. Use each from one thread at a time.
#pragma once

#include <wow/json_repair.hpp>
#include <wowhost/value.hpp>

#include <simdjson.h>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace wow {

/// A value in a Document, or nothing.
class Node {
    using Element = simdjson::dom::element;
    using Type = simdjson::dom::element_type;

public:
    class Items;
    class Members;

    Node() = default;
    explicit Node(Element element) noexcept
        : element_(element)
        , present_(element.type() != Type::NULL_VALUE)
    {
    }

    /// There is a value, and it is not null.
    bool exists() const noexcept { return present_; }
    bool is_array() const noexcept { return is(Type::ARRAY); }
    bool is_object() const noexcept { return is(Type::OBJECT); }
    bool is_text() const noexcept { return is(Type::STRING); }

    Node operator[](std::string_view key) const noexcept
    {
        if (!is_object())
            return {};
        Element found;
        return element_.get_object().value_unsafe().at_key(key).get(found) == simdjson::SUCCESS ? Node(found) : Node();
    }

    /// A whole number of 64 bits; reals without a fraction count.
    std::optional<std::int64_t> integer() const noexcept
    {
        if (is(Type::INT64))
            return element_.get_int64().value_unsafe();
        if (is(Type::DOUBLE)) {
            const double real = element_.get_double().value_unsafe();
            if (std::abs(real) < 9.0e15 && std::trunc(real) == real)
                return static_cast<std::int64_t>(real);
        }
        return std::nullopt;
    }
    std::optional<double> real() const noexcept
    {
        if (is(Type::DOUBLE))
            return element_.get_double().value_unsafe();
        if (is(Type::INT64))
            return static_cast<double>(element_.get_int64().value_unsafe());
        return std::nullopt;
    }
    std::optional<bool> boolean() const noexcept
    {
        if (is(Type::BOOL))
            return element_.get_bool().value_unsafe();
        return std::nullopt;
    }
    /// Text as it stands, also empty.
    std::optional<std::string_view> text() const noexcept
    {
        if (is(Type::STRING))
            return element_.get_string().value_unsafe();
        return std::nullopt;
    }
    /// A timestamp of the API (milliseconds) in seconds.
    std::optional<std::int64_t> seconds() const noexcept
    {
        const auto milliseconds = integer();
        if (!milliseconds)
            return std::nullopt;
        return *milliseconds / 1000 - (*milliseconds % 1000 < 0 ? 1 : 0);
    }

    /// Text for people: a plain text, or one of an object of languages: `locale`, else en_GB, en_US, else any. Never
    /// empty.
    std::optional<std::string_view> localized(std::string_view locale) const noexcept;
    /// Blizzard's code of an enumeration: `{"type":"HORDE","name":"Horde"}` or the code itself.
    std::optional<std::string_view> type_code() const noexcept
    {
        const auto code = is_object() ? (*this)["type"].text() : text();
        return code && !code->empty() ? code : std::nullopt;
    }
    /// The number at the end of a link's path: of a text, of `href`, or of `key.href`.
    std::optional<std::int64_t> href_id() const noexcept;
    /// Blizzard's number of what this refers to: `id`, else `href_id()`. Negative numbers are none.
    std::optional<std::int64_t> id() const noexcept
    {
        const auto number = (*this)["id"].integer();
        return number && *number >= 0 ? number : href_id();
    }

    /// The items of an array, the members of an object; none for anything else.
    Items items() const noexcept;
    Members members() const noexcept;

    /// A copy as a Value, for json fields. What is deeper than 32 levels becomes null.
    wowhost::Value value(int depth = 32) const;

private:
    bool is(Type type) const noexcept { return present_ && element_.type() == type; }

    Element element_;
    bool present_ = false;
};

class Node::Items {
public:
    class iterator {
    public:
        iterator() = default;
        explicit iterator(simdjson::dom::array::iterator at) noexcept
            : at_(at)
        {
        }
        Node operator*() const noexcept { return Node(*at_); }
        iterator& operator++() noexcept
        {
            ++at_;
            return *this;
        }
        bool operator!=(const iterator& other) const noexcept { return at_ != other.at_; }

    private:
        simdjson::dom::array::iterator at_{};
    };
    Items() = default;
    explicit Items(simdjson::dom::array array) noexcept
        : begin_(array.begin())
        , end_(array.end())
    {
    }
    iterator begin() const noexcept { return begin_; }
    iterator end() const noexcept { return end_; }

private:
    iterator begin_, end_;
};

class Node::Members {
public:
    class iterator {
    public:
        iterator() = default;
        explicit iterator(simdjson::dom::object::iterator at) noexcept
            : at_(at)
        {
        }
        std::pair<std::string_view, Node> operator*() const noexcept { return {at_.key(), Node(at_.value())}; }
        iterator& operator++() noexcept
        {
            ++at_;
            return *this;
        }
        bool operator!=(const iterator& other) const noexcept { return at_ != other.at_; }

    private:
        simdjson::dom::object::iterator at_{};
    };
    Members() = default;
    explicit Members(simdjson::dom::object object) noexcept
        : begin_(object.begin())
        , end_(object.end())
    {
    }
    iterator begin() const noexcept { return begin_; }
    iterator end() const noexcept { return end_; }

private:
    iterator begin_, end_;
};

inline Node::Items Node::items() const noexcept
{
    return is_array() ? Items(element_.get_array().value_unsafe()) : Items();
}

inline Node::Members Node::members() const noexcept
{
    return is_object() ? Members(element_.get_object().value_unsafe()) : Members();
}

inline std::optional<std::string_view> Node::localized(std::string_view locale) const noexcept
{
    const auto filled = [](std::optional<std::string_view> found) {
        return found && !found->empty() ? found : std::nullopt;
    };
    if (!is_object())
        return filled(text());
    for (const auto& wanted : {locale, std::string_view("en_GB"), std::string_view("en_US")})
        if (const auto found = filled((*this)[wanted].text()))
            return found;
    for (const auto& [language, node] : members())
        if (const auto found = filled(node.text()))
            return found;
    return std::nullopt;
}

inline std::optional<std::int64_t> Node::href_id() const noexcept
{
    auto link = text();
    if (!link)
        link = (*this)["href"].text();
    if (!link)
        link = (*this)["key"]["href"].text();
    if (!link)
        return std::nullopt;
    auto path = link->substr(0, link->find_first_of("?#"));
    while (!path.empty() && path.back() == '/')
        path.remove_suffix(1);
    const auto last = path.substr(path.rfind('/') + 1);
    std::int64_t number = 0;
    const auto result = std::from_chars(last.data(), last.data() + last.size(), number);
    if (last.empty() || result.ec != std::errc() || result.ptr != last.data() + last.size() || number < 0)
        return std::nullopt;
    return number;
}

inline wowhost::Value Node::value(int depth) const
{
    if (!present_ || depth <= 0)
        return nullptr;
    switch (element_.type()) {
    case Type::ARRAY: {
        wowhost::Value::Array array;
        for (const auto item : items())
            array.push_back(item.value(depth - 1));
        return array;
    }
    case Type::OBJECT: {
        wowhost::Value::Object object;
        for (const auto& [key, member] : members())
            object.emplace(key, member.value(depth - 1));
        return object;
    }
    case Type::INT64: return element_.get_int64().value_unsafe();
    case Type::UINT64: return static_cast<double>(element_.get_uint64().value_unsafe());
    case Type::DOUBLE: return element_.get_double().value_unsafe();
    case Type::STRING: return element_.get_string().value_unsafe();
    case Type::BOOL: return element_.get_bool().value_unsafe();
    default: return nullptr;
    }
}

/// A parsed body.
class Document {
public:
    Document() = default;
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;

    /// Reads `body`; false when it is not JSON (or nested deeper than 128), and then `error()` is a sentence that names
    /// `source`. Nodes of an earlier body are no longer valid. The body itself is not needed afterwards.
    bool parse(const std::string& body, std::string_view source = {})
    {
        root_ = Node();
        error_.clear();
        if (parser_.max_depth() != max_depth && parser_.allocate(initial_capacity, max_depth) != simdjson::SUCCESS) {
            error_ = std::string(source) + ": no memory to read the body";
            return false;
        }
        simdjson::dom::element element;
        auto result = parser_.parse(body).get(element);
        if (result == simdjson::NUMBER_ERROR || result == simdjson::STRING_ERROR || result == simdjson::UTF8_ERROR)
            result = parser_.parse(detail::repair_json(body)).get(element);
        if (result == simdjson::SUCCESS) {
            root_ = Node(element);
            return true;
        }
        error_ = (source.empty() ? std::string("the body") : std::string(source)) + " is not JSON ("
            + simdjson::error_message(result) + ", " + std::to_string(body.size()) + " bytes); try again later";
        return false;
    }

    Node root() const noexcept { return root_; }
    Node operator[](std::string_view key) const noexcept { return root_[key]; }
    const std::string& error() const noexcept { return error_; }

private:
    static constexpr std::size_t max_depth = 128;
    static constexpr std::size_t initial_capacity = 4096;

    simdjson::dom::parser parser_;
    Node root_;
    std::string error_;
};

} // namespace wow
