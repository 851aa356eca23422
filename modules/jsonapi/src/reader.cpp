#include "reader.hpp"

#include "document.hpp"

#include <algorithm>

namespace jsonapi {

using namespace wowhost;

Reader::Reader(
    const EntityStorage& storage, const Catalogue& catalogue, const ResourceType& type, const Parameters& parameters)
    : storage_(storage)
    , catalogue_(catalogue)
    , type_(type)
    , parameters_(parameters)
{
    need(type, parameters.include);
    for (const auto& key : parameters.sorts)
        columns_[type.id].insert(key.path.substr(0, key.path.find('.')));
}

void Reader::need(const ResourceType& type, const std::vector<Include>& includes)
{
    auto& columns = columns_[type.id];
    const auto shown = shown_columns(type, parameters_);
    columns.insert(shown.begin(), shown.end());
    for (const auto& include : includes) {
        columns.insert(include.member->field.name);
        need(*include.target, include.children);
    }
}

Query Reader::query(const std::string& type, Conditions conditions) const
{
    const auto& columns = columns_.find(type)->second;
    Query query(type);
    query.only({columns.begin(), columns.end()});
    query.conditions = std::move(conditions);
    return query;
}

const Entity* Reader::keep(Entity entity)
{
    const auto& kept = entities_.emplace_back(std::move(entity));
    known_[{kept.type(), kept.id()}] = &kept;
    return &kept;
}

bool Reader::read_page(const std::optional<Position>& position)
{
    std::vector<Conditions> sets{Conditions()};
    if (position) {
        auto values = position->values;
        if (!values) {
            const auto rows = storage_.select(query(type_.id, {Condition("id", Operator::equal, position->id)}));
            if (rows.empty())
                return false;
            values = sort_values(rows.front());
        }
        sets = sets_after(parameters_.sorts, position->id, *values);
    }
    // One row more than the page has tells whether there is another page.
    const auto wanted = parameters_.size + 1;
    std::vector<Entity> rows;
    for (auto& set : sets) {
        const auto missing = wanted - static_cast<std::int64_t>(rows.size());
        if (missing <= 0)
            break;
        set.insert(set.begin(), parameters_.conditions.begin(), parameters_.conditions.end());
        auto part = query(type_.id, std::move(set));
        for (const auto& key : parameters_.sorts)
            part.sort((key.descending ? "-" : "") + key.path);
        for (auto& row : storage_.select(part.limit(missing)))
            rows.push_back(std::move(row));
    }
    if (static_cast<std::int64_t>(rows.size()) == wanted) {
        rows.pop_back();
        next_ = encode_cursor(type_.id, parameters_.sorts, position_of(rows.back().id(), sort_values(rows.back())));
    }
    for (auto& row : rows)
        rows_.push_back(keep(std::move(row)));
    return true;
}

bool Reader::read_row(std::int64_t id)
{
    for (auto& row : storage_.select(query(type_.id, {Condition("id", Operator::equal, id)})))
        rows_.push_back(keep(std::move(row)));
    return !rows_.empty();
}

std::vector<Value> Reader::sort_values(const Entity& entity) const
{
    std::vector<Value> values;
    for (const auto& key : parameters_.sorts)
        values.push_back(value_at(type_, entity, key.path));
    return values;
}

Value Reader::value_at(const ResourceType& type, const Entity& entity, std::string_view path) const
{
    const auto dot = path.find('.');
    const auto name = path.substr(0, dot);
    if (name == "id")
        return entity.id();
    const auto& value = entity.get(name);
    if (dot == std::string_view::npos || value.is_null())
        return value;
    const auto member = std::find_if(
        type.members.begin(), type.members.end(), [&](const Member& one) { return one.field.name == name; });
    const auto* target = member == type.members.end() ? nullptr : catalogue_.type(member->field.target_type);
    if (target == nullptr)
        return {};
    const auto rest = path.substr(dot + 1);
    Query query(target->id);
    query.where("id", value).only({std::string(rest.substr(0, rest.find('.')))});
    const auto rows = storage_.select(query);
    return rows.empty() ? Value() : value_at(*target, rows.front(), rest);
}

void Reader::read_included() { follow(parameters_.include, rows_); }

void Reader::follow(const std::vector<Include>& includes, const std::vector<const Entity*>& from)
{
    for (const auto& include : includes) {
        const auto& type = include.target->id;
        std::vector<std::int64_t> ids;
        std::set<std::int64_t> seen;
        for (const auto* entity : from)
            if (const auto& id = entity->get(include.member->field.name);
                id.is_integer() && seen.insert(id.integer()).second)
                ids.push_back(id.integer());
        Value::Array unknown;
        for (const auto id : ids)
            if (!known_.contains({type, id}))
                unknown.emplace_back(id);
        if (!unknown.empty()) {
            for (auto& row : storage_.select(query(type, {Condition("id", Operator::in, std::move(unknown))})))
                included_.emplace_back(include.target, keep(std::move(row)));
        }
        std::vector<const Entity*> reached;
        for (const auto id : ids)
            if (const auto found = known_.find({type, id}); found != known_.end())
                reached.push_back(found->second);
        follow(include.children, reached);
    }
}

} // namespace jsonapi
