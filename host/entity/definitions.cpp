#include "host/entity/definitions.hpp"

#include "host/entity/names.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include <fmt/format.h>

namespace wowhost::entity {

const char* to_string(FieldType type) noexcept
{
    switch (type) {
    case FieldType::integer: return "integer";
    case FieldType::real: return "real";
    case FieldType::text: return "text";
    case FieldType::boolean: return "boolean";
    case FieldType::timestamp: return "timestamp";
    case FieldType::json: return "json";
    case FieldType::reference: return "reference";
    }
    return "unknown";
}

bool accepts(FieldType type, const Value& value) noexcept
{
    if (value.is_null())
        return true;
    switch (type) {
    case FieldType::integer:
    case FieldType::timestamp:
    case FieldType::reference: return value.is_integer();
    case FieldType::real: return value.is_integer() || (value.is_real() && std::isfinite(value.real()));
    case FieldType::text: return value.is_text();
    case FieldType::boolean:
        return value.is_boolean() || (value.is_integer() && (value.integer() == 0 || value.integer() == 1));
    case FieldType::json: return true;
    }
    return false;
}

namespace {

constexpr std::array reserved_fields{
    "id", "last_fetched", "rowid", "oid", "tableoid", "xmin", "xmax", "cmin", "cmax", "ctid"};
constexpr std::array reserved_prefixes{"wowhost_", "sqlite_", "pg_"};

class Validator {
public:
    explicit Validator(const ModuleDefinitions& definitions)
        : definitions_(definitions)
    {
    }

    void run()
    {
        std::set<std::string> seen;
        for (const auto& type : definitions_.types) {
            check_name("entity type", type.id);
            for (const auto* prefix : reserved_prefixes) {
                if (type.id.starts_with(prefix))
                    fault("entity type '{}' begins with '{}', which is reserved; choose another name", type.id, prefix);
            }
            if (!seen.insert(type.id).second)
                fault("entity type '{}' is defined twice; keep one", type.id);
            check_type(type);
        }
        for (const auto& projection : definitions_.projections)
            check_projection(projection);
        check_kinds();
        for (const auto& vocabulary : definitions_.vocabularies) {
            check_name("vocabulary", vocabulary.id);
            if (!seen.insert(vocabulary.id).second)
                fault("'{}' is defined twice, as a vocabulary and before; references could not tell them apart",
                    vocabulary.id);
        }
        if (!faults_.empty())
            throw Error(ErrorCode::invalid_argument,
                fmt::format("Module {}: {}.", definitions_.module, faults_.front()),
                faults_.size() > 1 ? faults_ : std::vector<std::string>());
    }

private:
    template <class... Parts>
    void fault(fmt::format_string<Parts...> text, Parts&&... parts)
    {
        faults_.push_back(fmt::format(text, std::forward<Parts>(parts)...));
    }

    void check_name(const char* what, const std::string& name)
    {
        if (!is_valid_name(name))
            fault("the {} name '{}' is not allowed; use lower-case letters, digits and '_', beginning with a "
                  "letter, at most 63",
                what, name);
    }

    template <class Set>
    void check_fields(const std::string& type, const Set& set)
    {
        std::set<std::string> names;
        for (const auto& field : set.fields) {
            check_name("field", field.name);
            if (std::find(reserved_fields.begin(), reserved_fields.end(), field.name) != reserved_fields.end())
                fault("{}.{}: the name '{}' is reserved; choose another", type, field.name, field.name);
            if (!names.insert(field.name).second)
                fault("{}.{}: the field is defined twice; keep one", type, field.name);
            check_field(type, field);
        }
    }

    void check_field(const std::string& type, const Field& field)
    {
        const bool is_reference = field.type == FieldType::reference;
        if (is_reference && !is_valid_name(field.target))
            fault("{}.{}: a reference needs the name of an entity type or vocabulary as its target, not '{}'", type,
                field.name, field.target);
        if (!is_reference && !field.target.empty())
            fault("{}.{}: only a reference has a target; this field is of type {}", type, field.name,
                to_string(field.type));
        if (!accepts(field.type, field.initial))
            fault("{}.{}: the initial value is of type {}, but the field is of type {}; change one of the two", type,
                field.name, field.initial.type_name(), to_string(field.type));
        if (is_reference && !field.initial.is_null())
            fault("{}.{}: a reference has no initial value, since no row is known yet; set it in an update", type,
                field.name);
        if (!field.initial.is_null() && !field.initial_from.empty())
            fault("{}.{}: has an initial value and an initial_from; keep one", type, field.name);
        if (field.initial_from == field.name)
            fault("{}.{}: takes its initial value from itself", type, field.name);
    }

    template <class Set>
    const Field* find(const Set& set, const std::string& name) const
    {
        const auto found =
            std::find_if(set.fields.begin(), set.fields.end(), [&](const Field& field) { return field.name == name; });
        return found == set.fields.end() ? nullptr : &*found;
    }

    void check_type(const EntityType& type)
    {
        check_fields(type.id, type);
        const auto knows = [&](const std::string& name) {
            return find(type, name) != nullptr || (type.is_fetched && name == last_fetched_field)
                || std::find(type.owner_kinds.begin(), type.owner_kinds.end(), name) != type.owner_kinds.end();
        };
        for (const auto& field : type.fields) {
            const auto* from = field.initial_from.empty() ? nullptr : find(type, field.initial_from);
            if (!field.initial_from.empty() && from == nullptr)
                fault("{}.{}: takes its initial value from '{}', which {} does not have", type.id, field.name,
                    field.initial_from, type.id);
            else if (from != nullptr && from->type != field.type)
                fault("{}.{}: of type {}, takes its initial value from '{}' of type {}", type.id, field.name,
                    to_string(field.type), from->name, to_string(from->type));
        }
        std::set<std::string> kinds;
        for (const auto& kind : type.owner_kinds) {
            check_name("owner kind", kind);
            if (!kinds.insert(kind).second)
                fault("{}: ownable_by('{}') is said twice", type.id, kind);
            if (find(type, kind) != nullptr)
                fault("{}.{}: the field has the name of a kind of owner; rename it", type.id, kind);
        }
        for (const auto& index : type.indexes)
            check_index(type.id, type, index, knows);
        for (const auto& over : type.once_per_owner_keys) {
            if (type.owner_kinds.empty())
                fault("{}: once_per_owner needs a kind of owner; add ownable_by()", type.id);
            check_index(type.id, type, Index(over, true), knows);
        }
        if (const auto* bundle = type.bundle.empty() ? nullptr : find(type, type.bundle);
            !type.bundle.empty() && (bundle == nullptr || bundle->type != FieldType::text))
            fault("{}.{}: the bundle field must be a text field of the type", type.id, type.bundle);
    }

    template <class Set, class Knows>
    void check_index(const std::string& type, const Set& set, const Index& index, const Knows& knows)
    {
        if (index.fields.empty())
            fault("{}: an index needs at least one field", type);
        std::set<std::string> names;
        for (const auto& name : index.fields) {
            if (!names.insert(name).second)
                fault("{}.{}: stands twice in one index", type, name);
            if (!knows(name))
                fault("{}.{}: an index names this field, but the type does not have it{}", type, name,
                    did_you_mean(name, names_of(set)));
            else if (const auto* field = find(set, name); field != nullptr && field->type == FieldType::json)
                fault("{}.{}: a json field cannot be indexed", type, name);
        }
        const auto* where = index.where.empty() ? nullptr : find(set, index.where);
        if (!index.where.empty() && (where == nullptr || where->type != FieldType::boolean))
            fault("{}.{}: the condition of an index must be a boolean field defined beside it", type, index.where);
    }

    template <class Set>
    static std::vector<std::string> names_of(const Set& set)
    {
        std::vector<std::string> names;
        for (const auto& field : set.fields)
            names.push_back(field.name);
        return names;
    }

    void check_projection(const Projection& projection)
    {
        check_name("entity type", projection.entity_type);
        check_fields(projection.entity_type, projection);
        // Other fields of the index belong to the type, which may be another module's: valid names are all there is
        // to check.
        for (const auto& index : projection.indexes)
            check_index(
                projection.entity_type, projection, index, [](const std::string& name) { return is_valid_name(name); });
    }

    void check_kinds()
    {
        std::set<std::string> kinds;
        for (const auto& owner : definitions_.owners) {
            check_name("owner kind", owner.kind);
            check_name("entity type", owner.entity_type);
            if (std::find(reserved_fields.begin(), reserved_fields.end(), owner.kind) != reserved_fields.end())
                fault("the owner kind '{}' is a reserved column name; choose another", owner.kind);
            if (!kinds.insert(owner.kind).second)
                fault("the owner kind '{}' is projected twice; keep one", owner.kind);
        }
    }

    const ModuleDefinitions& definitions_;
    std::vector<std::string> faults_;
};

} // namespace

void validate(const ModuleDefinitions& definitions) { Validator(definitions).run(); }

} // namespace wowhost::entity
