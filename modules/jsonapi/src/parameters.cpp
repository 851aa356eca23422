#include "parameters.hpp"

#include "filter.hpp"

#include <algorithm>
#include <charconv>

namespace jsonapi {

using namespace wowhost;

std::vector<std::string_view> name_parts(std::string_view name)
{
    const auto bracket = name.find('[');
    std::vector<std::string_view> parts{name.substr(0, bracket)};
    name.remove_prefix(parts[0].size());
    while (!name.empty()) {
        const auto end = name.find(']');
        if (name.front() != '[' || end == std::string_view::npos)
            return {};
        const auto part = name.substr(1, end - 1);
        if (part.find('[') != std::string_view::npos)
            return {};
        parts.push_back(part);
        name.remove_prefix(end + 1);
    }
    return parts.front().find(']') == std::string_view::npos ? parts : std::vector<std::string_view>();
}

namespace {

std::string quoted(std::string_view text)
{
    constexpr std::size_t longest_echo = 100;
    if (text.size() <= longest_echo)
        return "\"" + std::string(text) + "\"";
    auto end = longest_echo;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    return "\"" + std::string(text.substr(0, end)) + "…\"";
}

/// The parts between commas; of an empty text none.
std::vector<std::string_view> listed(std::string_view text)
{
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const auto comma = text.find(',');
        parts.push_back(text.substr(0, comma));
        if (comma == std::string_view::npos)
            break;
        text.remove_prefix(comma + 1);
        if (text.empty())
            parts.push_back(text);
    }
    return parts;
}

class Parser {
public:
    Parser(const Catalogue& catalogue, const ResourceType* type, Address address, const PageLimits& limits)
        : catalogue_(catalogue)
        , type_(type)
        , address_(address)
        , limits_(limits)
    {
        result_.size = std::min(limits.size, limits.largest);
    }

    Parameters run(const Fields& query)
    {
        for (const auto& [name, value] : query.pairs()) {
            if (result_.faults.size() >= most_faults)
                break;
            name_ = name;
            const auto parts = name_parts(name);
            if (parts.empty() || !dispatch(parts, value))
                fault("There is no parameter " + quoted(name) + " here; this address takes " + known() + ".");
        }
        return std::move(result_);
    }

private:
    void fault(std::string detail) { result_.faults.push_back({400, std::move(detail), name_, {}}); }

    const char* known() const
    {
        switch (address_) {
        case Address::index: return "none";
        case Address::row: return "fields[TYPE] and include";
        case Address::collection: break;
        }
        return "filter[FIELD], filter[FIELD][OPERATOR], sort, page[size], page[after], fields[TYPE] and include";
    }

    /// False: there is no such parameter at this address.
    bool dispatch(const std::vector<std::string_view>& parts, std::string_view value)
    {
        const auto family = parts[0];
        if (address_ == Address::index)
            return false;
        if (family == "fields" && parts.size() == 2)
            return once() && take_fields(parts[1], value);
        if (family == "include" && parts.size() == 1)
            return once() && take_include(value);
        if (address_ != Address::collection)
            return false;
        if (family == "filter" && (parts.size() == 2 || parts.size() == 3))
            return take_filter(parts[1], parts.size() == 3 ? parts[2] : "eq", value);
        if (family == "sort" && parts.size() == 1)
            return once() && take_sort(value);
        if (family == "page" && parts.size() == 2 && (parts[1] == "size" || parts[1] == "after"))
            return once() && take_page(parts[1], value);
        return false;
    }

    /// Remembers that the parameter was given. A second time is a fault and true all the same: it is a parameter.
    bool once()
    {
        if (!given_.insert(name_).second)
            fault("The parameter is given twice; give it once.");
        return true;
    }

    bool take_filter(std::string_view field, std::string_view op, std::string_view value)
    {
        const auto place = catalogue_.resolve(*type_, field);
        if (!place) {
            fault(no_field(*type_, field));
            return true;
        }
        if (result_.conditions.size() >= most_filters) {
            fault("These are more than " + std::to_string(most_filters) + " filters; leave some out.");
            return true;
        }
        auto condition = parse_filter(place->path, place->type, op, value);
        if (auto* problem = std::get_if<std::string>(&condition))
            fault(std::move(*problem));
        else
            result_.conditions.push_back(std::move(std::get<Condition>(condition)));
        return true;
    }

    bool take_sort(std::string_view value)
    {
        const auto names = listed(value);
        if (names.empty())
            fault("The parameter is empty; name fields, or leave it out.");
        if (names.size() > most_sorts) {
            fault("These are more than " + std::to_string(most_sorts) + " fields; leave some out.");
            return true;
        }
        bool decided = false;
        for (const auto name : names) {
            SortKey key;
            key.descending = name.starts_with('-');
            const auto field = name.substr(key.descending ? 1 : 0);
            const auto place = catalogue_.resolve(*type_, field);
            if (!place) {
                fault(no_field(*type_, field));
                continue;
            }
            key.path = place->path;
            key.type = place->type;
            if (key.type == FieldType::json) {
                fault(quoted(field) + " holds nested data, which has no order.");
                continue;
            }
            const bool known = std::any_of(result_.sorts.begin(), result_.sorts.end(),
                [&](const SortKey& other) { return other.path == key.path; });
            if (known)
                fault(quoted(field) + " is named twice; name it once.");
            else if (!decided)
                result_.sorts.push_back(key);
            decided = decided || key.path == "id";
        }
        return true;
    }

    bool take_page(std::string_view what, std::string_view value)
    {
        if (what == "after") {
            if (value.empty())
                fault("The parameter is empty; take it from links.next of a page.");
            result_.after = value;
            return true;
        }
        std::int64_t size = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), size);
        if (error != std::errc() || end != value.data() + value.size() || size < 1 || size > limits_.largest)
            fault(quoted(value) + " is no size of a page; give a number from 1 to " + std::to_string(limits_.largest)
                + ".");
        else
            result_.size = size;
        return true;
    }

    bool take_fields(std::string_view of, std::string_view value)
    {
        const auto* type = catalogue_.type(of);
        if (type == nullptr) {
            fault("There is no resource type " + quoted(of) + "; /jsonapi lists all.");
            return true;
        }
        auto& wanted = result_.fields[type->id];
        for (const auto name : listed(value)) {
            if (type->find(name) == nullptr) {
                fault(no_field(*type, name));
                break;
            }
            wanted.emplace(name);
        }
        return true;
    }

    bool take_include(std::string_view value)
    {
        result_.has_include = !value.empty();
        for (const auto path : listed(value))
            if (!take_path(path))
                break;
        return true;
    }

    bool take_path(std::string_view path)
    {
        const auto* type = type_;
        auto* children = &result_.include;
        auto rest = path;
        for (std::size_t depth = 1;; ++depth) {
            const auto dot = rest.find('.');
            const auto name = rest.substr(0, dot);
            const auto* member = type->find(name);
            const auto* target = member == nullptr || !member->is_relationship() || member->field.target_type.empty()
                ? nullptr
                : catalogue_.type(member->field.target_type);
            if (target == nullptr) {
                fault(type->id + " has no relationship " + quoted(name) + ".");
                return false;
            }
            auto next = std::find_if(
                children->begin(), children->end(), [&](const Include& other) { return other.member == member; });
            if (next == children->end()) {
                if (depth > deepest_path || ++includes_ > most_includes) {
                    fault("This follows too much; follow at most " + std::to_string(deepest_path)
                        + " relationships in a row and " + std::to_string(most_includes) + " together.");
                    return false;
                }
                next = children->insert(children->end(), Include{member, target, {}});
            }
            if (dot == std::string_view::npos)
                return true;
            children = &next->children;
            type = target;
            rest.remove_prefix(dot + 1);
        }
    }

    static std::string no_field(const ResourceType& type, std::string_view field)
    {
        return type.id + " has no field " + quoted(field) + ".";
    }

    const Catalogue& catalogue_;
    const ResourceType* type_;
    Address address_;
    PageLimits limits_;
    Parameters result_;
    std::string name_;
    std::set<std::string> given_;
    std::size_t includes_ = 0;
};

} // namespace

Parameters parse_parameters(const Catalogue& catalogue, const ResourceType* type, Address address, const Fields& query,
    const PageLimits& limits)
{
    return Parser(catalogue, type, address, limits).run(query);
}

} // namespace jsonapi
