#include "host/entity/schema.hpp"

#include "host/entity/names.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace wowhost::entity {

const Column* Table::column(std::string_view name) const noexcept
{
    const auto at = position(name);
    return at < 0 ? nullptr : &columns[static_cast<std::size_t>(at)];
}

std::ptrdiff_t Table::position(std::string_view name) const noexcept
{
    const auto found =
        std::find_if(columns.begin(), columns.end(), [&](const Column& column) { return column.name == name; });
    return found == columns.end() ? -1 : found - columns.begin();
}

std::vector<const Column*> Table::owner_columns() const
{
    std::vector<const Column*> found;
    for (const auto& column : columns) {
        if (column.is_owner())
            found.push_back(&column);
    }
    return found;
}

std::vector<std::string> Table::column_names() const
{
    std::vector<std::string> names{"id"};
    for (const auto& column : columns)
        names.push_back(column.name);
    return names;
}

Schema::Schema(std::map<std::string, Table, std::less<>> tables, std::map<std::string, OwnerKind, std::less<>> owners,
    std::map<std::string, VocabularyInfo, std::less<>> vocabularies)
    : tables_(std::move(tables))
    , owners_(std::move(owners))
    , vocabularies_(std::move(vocabularies))
{
    connect();
}

Schema::Schema(const Schema& other)
    : Schema(other.tables_, other.owners_, other.vocabularies_)
{
}

Schema& Schema::operator=(const Schema& other)
{
    if (this != &other)
        *this = Schema(other);
    return *this;
}

void Schema::connect()
{
    for (const auto& [type, table] : tables_) {
        for (const auto& column : table.columns) {
            if (!column.target_type.empty())
                (column.is_owner() ? owned_ : references_)[column.target_type].push_back({&table, &column});
        }
    }
}

const Table* Schema::table(std::string_view type) const
{
    const auto found = tables_.find(type);
    return found == tables_.end() ? nullptr : &found->second;
}

const Table& Schema::require(std::string_view type) const
{
    if (const auto* found = table(type))
        return *found;
    std::vector<std::string> names;
    for (const auto& [name, table] : tables_)
        names.push_back(name);
    throw Error(ErrorCode::invalid_argument,
        fmt::format("There is no entity type '{}' among the installed modules{}.", type, did_you_mean(type, names)));
}

namespace {

const std::vector<ColumnPlace>& places(
    const std::map<std::string, std::vector<ColumnPlace>, std::less<>>& map, std::string_view type)
{
    static const std::vector<ColumnPlace> none;
    const auto found = map.find(type);
    return found == map.end() ? none : found->second;
}

} // namespace

const std::vector<ColumnPlace>& Schema::owned_by(std::string_view type) const { return places(owned_, type); }

const std::vector<ColumnPlace>& Schema::references_to(std::string_view type) const { return places(references_, type); }

bool Schema::owns_itself(std::string_view type) const
{
    std::set<std::string_view> seen;
    std::vector<std::string_view> open{type};
    while (!open.empty()) {
        const auto owner = open.back();
        open.pop_back();
        for (const auto& place : owned_by(owner)) {
            if (place.table->type == type)
                return true;
            if (seen.insert(place.table->type).second)
                open.push_back(place.table->type);
        }
    }
    return false;
}

namespace {

class Builder {
public:
    explicit Builder(const std::vector<ModuleDefinitions>& modules)
    {
        for (const auto& module : modules)
            modules_.push_back(&module);
        std::sort(modules_.begin(), modules_.end(),
            [](const auto* left, const auto* right) { return left->module < right->module; });
    }

    Schema build()
    {
        for (const auto* module : modules_)
            collect(*module);
        for (const auto& [kind, owner] : kinds_) {
            if (types_.contains(owner.type))
                owners_.emplace(kind, owner);
        }
        for (auto& [id, table] : tables_)
            fill(table);
        return {std::move(tables_), std::move(owners_), std::move(vocabularies_)};
    }

private:
    struct Declared {
        const EntityType* type;
        std::string module;
    };

    [[noreturn]] static void refuse(
        const std::string& what, const std::string& name, const std::string& first, const std::string& second)
    {
        throw Error(ErrorCode::refused,
            fmt::format("{} '{}' is provided by module {} and by module {}; uninstall one, or rename it in one.", what,
                name, first, second));
    }

    void collect(const ModuleDefinitions& module)
    {
        for (const auto& type : module.types) {
            const auto [at, added] = types_.emplace(type.id, Declared{&type, module.module});
            if (!added)
                refuse("The entity type", type.id, at->second.module, module.module);
            auto& table = tables_[type.id];
            table.type = type.id;
            table.label = type.label_text;
            table.provider = module.module;
            table.is_fetched = type.is_fetched;
            table.bundle_field = type.bundle;
            table.permission = type.needed;
            table.owner_kinds = type.owner_kinds;
            std::sort(table.owner_kinds.begin(), table.owner_kinds.end());
        }
        for (const auto& owner : module.owners) {
            const auto [at, added] =
                kinds_.emplace(owner.kind, OwnerKind{owner.kind, owner.entity_type, module.module});
            if (!added)
                refuse("The owner kind", owner.kind, at->second.provider, module.module);
        }
        for (const auto& vocabulary : module.vocabularies) {
            const auto [at, added] =
                vocabularies_.emplace(vocabulary.id, VocabularyInfo{vocabulary.id, vocabulary.label, module.module});
            if (!added)
                refuse("The vocabulary", vocabulary.id, at->second.provider, module.module);
        }
    }

    const std::string& provider_of(const std::string& type) const { return types_.at(type).module; }

    /// Of a type that was collected already; empty when there is none.
    std::string permission_of(const std::string& type) const
    {
        const auto found = tables_.find(type);
        return found == tables_.end() ? std::string() : found->second.permission;
    }

    void fill(Table& table)
    {
        const auto& declared = types_.at(table.type);
        if (const auto found = vocabularies_.find(table.type); found != vocabularies_.end())
            refuse("The name", table.type, declared.module, found->second.provider);
        for (const auto& field : declared.type->fields)
            add(table, field, declared.module);
        if (table.is_fetched)
            add(table, Field(std::string(last_fetched_field), FieldType::timestamp), declared.module);
        for (const auto& kind : table.owner_kinds)
            add_owner(table, kind);
        for (const auto* module : modules_) {
            for (const auto& projection : module->projections) {
                for (const auto& field : projection.fields) {
                    if (projection.entity_type == table.type)
                        add(table, field, module->module);
                }
            }
        }
        add_indexes(table, *declared.type);
    }

    void add(Table& table, const Field& field, const std::string& module)
    {
        Column column;
        column.name = field.name;
        column.type = field.type;
        column.provider = module;
        column.label = field.label;
        column.target = field.target;
        column.initial = field.initial;
        column.initial_from = field.initial_from;
        if (types_.contains(field.target))
            column.target_type = field.target;
        else if (vocabularies_.contains(field.target) && types_.contains(std::string(term_type)))
            column.target_type = term_type;
        column.foreign_key = types_.contains(field.target) && provider_of(field.target) == module;
        column.permission = permission_of(column.target_type);
        if (column.permission.empty())
            column.permission = field.needed;
        append(table, std::move(column));
    }

    void add_owner(Table& table, const std::string& kind)
    {
        const auto owner = kinds_.find(kind);
        if (owner == kinds_.end() || !types_.contains(owner->second.type))
            return;
        Column column;
        column.name = kind;
        column.type = FieldType::reference;
        column.provider = owner->second.provider;
        column.target = owner->second.type;
        column.target_type = owner->second.type;
        column.owner_kind = kind;
        column.foreign_key = provider_of(column.target) == column.provider;
        column.permission = permission_of(column.target_type);
        append(table, std::move(column));
    }

    static void append(Table& table, Column column)
    {
        if (const auto* present = table.column(column.name))
            refuse("The column", table.type + "." + column.name, present->provider, column.provider);
        table.columns.push_back(std::move(column));
    }

    void add_indexes(Table& table, const EntityType& type)
    {
        for (const auto& index : type.indexes)
            add_index(table, index);
        for (const auto* module : modules_) {
            for (const auto& projection : module->projections) {
                for (const auto& index : projection.indexes) {
                    if (projection.entity_type == table.type)
                        add_index(table, index);
                }
            }
        }
        for (const auto* owner : table.owner_columns()) {
            for (const auto& over : type.once_per_owner_keys) {
                std::vector<std::string> columns{owner->name};
                columns.insert(columns.end(), over.begin(), over.end());
                add_index(table, std::move(columns), true, IndexWhere::is_present, owner->name);
            }
        }
        for (const auto& column : table.columns) {
            const bool leads = std::any_of(table.indexes.begin(), table.indexes.end(), [&](const auto& index) {
                return index.columns.front() == column.name
                    && (index.condition == IndexWhere::always
                        || (index.condition == IndexWhere::is_present && index.where == column.name));
            });
            if (column.type == FieldType::reference && !leads)
                add_index(table, {column.name}, false, IndexWhere::always, {});
        }
        std::sort(table.indexes.begin(), table.indexes.end(),
            [](const auto& left, const auto& right) { return left.name < right.name; });
    }

    static void add_index(Table& table, const Index& index)
    {
        add_index(table, index.fields, index.unique, index.where.empty() ? IndexWhere::always : IndexWhere::is_true,
            index.where);
    }

    /// `table$column$column$$unique$condition`: `$` cannot be in a name, so no two indexes share one.
    static void add_index(
        Table& table, std::vector<std::string> columns, bool unique, IndexWhere condition, const std::string& where)
    {
        SchemaIndex index;
        index.name = table.type;
        for (const auto& column : columns) {
            if (column != "id" && table.column(column) == nullptr)
                return;
            index.name += "$" + column;
        }
        if (!where.empty() && table.column(where) == nullptr)
            return;
        if (unique || condition != IndexWhere::always)
            index.name += unique ? "$$unique" : "$$";
        if (condition != IndexWhere::always)
            index.name += "$" + where;
        index.name = shortened_name(index.name);
        index.columns = std::move(columns);
        index.unique = unique;
        index.condition = condition;
        index.where = where;
        if (std::find(table.indexes.begin(), table.indexes.end(), index) == table.indexes.end())
            table.indexes.push_back(std::move(index));
    }

    std::vector<const ModuleDefinitions*> modules_;
    std::map<std::string, Declared, std::less<>> types_;
    std::map<std::string, OwnerKind, std::less<>> kinds_;
    std::map<std::string, Table, std::less<>> tables_;
    std::map<std::string, OwnerKind, std::less<>> owners_;
    std::map<std::string, VocabularyInfo, std::less<>> vocabularies_;
};

} // namespace

Schema build_schema(const std::vector<ModuleDefinitions>& installed_in_dependency_order)
{
    return Builder(installed_in_dependency_order).build();
}

} // namespace wowhost::entity
