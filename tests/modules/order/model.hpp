// What should be stored after any sequence of installs, uninstalls and deletions: the rules, kept in memory.
#pragma once

#include "host/entity/schema.hpp"
#include "host/entity/storage.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace order_test {

using wowhost::Entity;
using wowhost::Value;
using wowhost::entity::ColumnPlace;
using wowhost::entity::Schema;
using wowhost::entity::Table;
using Names = std::set<std::string>;

/// Types whose rows are made by their module from others, and taken back by it.
inline bool is_derived(const std::string& type)
{
    return type == "wow_search_word" || type == "wow_image" || type == "wow_image_use";
}

/// Rows by type and id: what each column holds, null where nothing is given.
class Model {
public:
    using Rows = std::map<std::int64_t, Entity::Fields>;

    const std::map<std::string, Rows>& types() const { return rows_; }
    const Rows& of(const std::string& type) const
    {
        static const Rows none;
        const auto found = rows_.find(type);
        return found == rows_.end() ? none : found->second;
    }
    void add(const Entity& row) { rows_[row.type()][row.id()] = row.fields(); }

    /// A row goes with all that belongs to it, and what refers to it refers to nothing.
    void remove(const Schema& schema, const std::string& type, std::int64_t id)
    {
        if (rows_[type].erase(id) == 0)
            return;
        for (const auto& [owned, owned_id] : holding(schema.owned_by(type), id))
            remove(schema, owned, owned_id);
        for (const auto& place : schema.references_to(type))
            for (auto& [other, fields] : rows_[place.table->type])
                if (const auto held = fields.find(place.column->name);
                    held != fields.end() && held->second == Value(id))
                    held->second = nullptr;
    }

    /// Modules go: with the rows that belong to their owners, their types and vocabularies, and their columns. Rows of
    /// nobody, other modules' catalogues and what only refers to theirs stay.
    void uninstall(const Schema& before, const Names& gone)
    {
        for (const auto& [kind, owner] : before.owners())
            if (gone.contains(owner.provider))
                for (const auto& place : before.owned_by(owner.type))
                    if (place.column->owner_kind == kind)
                        remove_all(before, place.table->type,
                            [&](const auto& fields) { return !get(fields, place.column->name).is_null(); });
        remove_all(before, "taxonomy_term", [&](const auto& fields) {
            const auto found = before.vocabularies().find(get(fields, "vid").text());
            return found != before.vocabularies().end() && gone.contains(found->second.provider);
        });
        for (const auto& [type, table] : before.tables()) {
            if (gone.contains(table.provider))
                remove_all(before, type, [](const auto&) { return true; });
            for (const auto& column : table.columns)
                if (gone.contains(column.provider))
                    for (auto& [id, fields] : rows_[type])
                        fields.erase(column.name);
        }
    }

private:
    static Value get(const Entity::Fields& fields, const std::string& name)
    {
        const auto found = fields.find(name);
        return found == fields.end() ? Value() : found->second;
    }

    std::vector<std::pair<std::string, std::int64_t>> holding(
        const std::vector<ColumnPlace>& places, std::int64_t id) const
    {
        std::vector<std::pair<std::string, std::int64_t>> found;
        for (const auto& place : places)
            for (const auto& [other, fields] : of(place.table->type))
                if (get(fields, place.column->name) == Value(id))
                    found.emplace_back(place.table->type, other);
        return found;
    }

    template <class Which>
    void remove_all(const Schema& schema, const std::string& type, const Which& which)
    {
        std::vector<std::int64_t> ids;
        for (const auto& [id, fields] : of(type))
            if (which(fields))
                ids.push_back(id);
        for (const auto id : ids)
            remove(schema, type, id);
    }

    std::map<std::string, Rows> rows_;
};

/// Makes rows of every installed type: one of nobody, and one for each owner that there is. All that a column can hold
/// is given, other for each row, so that no unique index is in the way.
class RowMaker {
public:
    RowMaker(const wowhost::entity::Storage& storage, Model& model)
        : storage_(storage)
        , model_(model)
    {
    }

    void add_rows()
    {
        const auto schema = storage_.schema();
        done_.clear();
        for (const auto& [type, table] : schema->tables())
            visit(*schema, table);
    }

private:
    /// What a table's rows belong to or refer to comes first.
    void visit(const Schema& schema, const Table& table)
    {
        if (is_derived(table.type) || !done_.insert(table.type).second)
            return;
        for (const auto& column : table.columns)
            if (const auto* target = column.target_type.empty() ? nullptr : schema.table(column.target_type))
                visit(schema, *target);
        if (table.type == "taxonomy_term") {
            add(table, nullptr, "of nobody");
            for (const auto& [vocabulary, info] : schema.vocabularies())
                add(table, nullptr, vocabulary);
            return;
        }
        add(table, nullptr, {});
        for (const auto* owner : table.owner_columns())
            if (!owner->target_type.empty() && !model_.of(owner->target_type).empty())
                add(table, owner, {});
    }

    void add(const Table& table, const wowhost::entity::Column* owner, const std::string& vocabulary)
    {
        ++number_;
        Entity row(table.type);
        for (const auto& column : table.columns)
            if (!column.is_owner())
                row.set(column.name, value(column));
        if (owner)
            row.set(owner->name, newest(owner->target_type, {}));
        if (!vocabulary.empty())
            row.set("vid", vocabulary);
        storage_.save(row);
        model_.add(row);
    }

    Value value(const wowhost::entity::Column& column) const
    {
        using wowhost::FieldType;
        switch (column.type) {
        case FieldType::text: return column.name + " " + std::to_string(number_);
        case FieldType::integer:
        case FieldType::timestamp: return number_;
        case FieldType::real: return static_cast<double>(number_);
        case FieldType::boolean: return true;
        case FieldType::json: return Value::object({{"number", number_}});
        case FieldType::reference: break;
        }
        return column.target_type.empty() ? Value() : newest(column.target_type, column.target);
    }

    /// The row of the type (and vocabulary) that was made last, or null.
    Value newest(const std::string& type, const std::string& vocabulary) const
    {
        const auto& rows = model_.of(type);
        for (auto row = rows.rbegin(); row != rows.rend(); ++row)
            if (type != "taxonomy_term" || vocabulary == type || row->second.at("vid") == Value(vocabulary))
                return row->first;
        return {};
    }

    const wowhost::entity::Storage& storage_;
    Model& model_;
    std::set<std::string> done_;
    std::int64_t number_ = 0;
};

} // namespace order_test
