// wowhost SDK: definitions of what a module stores: entity types, fields, vocabularies, projections.
//
// A definition is a plain value that a module hands to the Registrar during setup. The host records it under the
// module's name (its provider) when the module is installed, derives tables, columns and indexes from all recorded
// definitions, and needs only that record, never the module's code, to take everything away again. A definition that
// differs in a newer module file changes nothing until `wowhost update` runs.
//
// Table name = type id, column name = field name; every type has `id` (64-bit, never reused). Names: lower-case
// letters, digits and `_`, starting with a letter, at most 63. Errors in a definition are reported when the module is
// set up, naming it.
#pragma once

#include <wowhost/value.hpp>

#include <string>
#include <utility>
#include <vector>

namespace wowhost {
inline namespace v1 {

enum class FieldType {
    integer, ///< 64-bit signed.
    real, ///< Double precision.
    text, ///< UTF-8, any length, compared by code point.
    boolean,
    timestamp, ///< Unix seconds, UTC, as a 64-bit integer.
    json, ///< A nested Value, stored as JSON text.
    reference, ///< The id of a row of the target type (or of a vocabulary's term); becomes null when that row goes.
};

/// One field of an entity type. Every field but `id` may be null.
class Field {
public:
    Field(std::string name_, FieldType type_)
        : name(std::move(name_))
        , type(type_)
    {
    }
    static Field reference(std::string name, std::string target)
    {
        Field field(std::move(name), FieldType::reference);
        field.target = std::move(target);
        return field;
    }
    Field& with_label(std::string text)
    {
        label = std::move(text);
        return *this;
    }
    /// The value that existing rows get when the field is added to a type that has rows already.
    Field& with_initial(Value value)
    {
        initial = std::move(value);
        return *this;
    }
    /// As with_initial, but copied row by row from another field of the same type and the same FieldType.
    Field& with_initial_from(std::string field)
    {
        initial_from = std::move(field);
        return *this;
    }

    /// Who reads rows from outside (the JSON:API does so) sees this field only with that permission. Without it the
    /// field is as if it were not there: not shown, not filtered or sorted by. Pages and commands are not concerned. A
    /// reference to a type that needs a permission needs that, whether it says so or not.
    Field& permission(std::string name_of_permission)
    {
        needed = std::move(name_of_permission);
        return *this;
    }

    std::string name;
    FieldType type;
    std::string target; ///< For references: an entity type or a vocabulary.
    std::string label;
    Value initial;
    std::string initial_from;
    std::string needed; ///< The permission; empty: none.

    friend bool operator==(const Field&, const Field&) = default;
};

/// An index over fields of one type. `where`, if set, names a boolean field: only rows where it is true take part.
class Index {
public:
    Index(std::vector<std::string> fields_, bool unique_, std::string where_ = {})
        : fields(std::move(fields_))
        , unique(unique_)
        , where(std::move(where_))
    {
    }
    std::vector<std::string> fields;
    bool unique;
    std::string where;

    friend bool operator==(const Index&, const Index&) = default;
};

/// Fields and indexes with a fluent way to write them; the common part of EntityType and Projection.
template <class Derived>
class FieldSet {
public:
    Derived& field(Field field)
    {
        fields.push_back(std::move(field));
        return self();
    }
    Derived& integer(std::string name) { return field({std::move(name), FieldType::integer}); }
    Derived& real(std::string name) { return field({std::move(name), FieldType::real}); }
    Derived& text(std::string name) { return field({std::move(name), FieldType::text}); }
    Derived& boolean(std::string name) { return field({std::move(name), FieldType::boolean}); }
    Derived& timestamp(std::string name) { return field({std::move(name), FieldType::timestamp}); }
    Derived& json(std::string name) { return field({std::move(name), FieldType::json}); }
    Derived& reference(std::string name, std::string target)
    {
        return field(Field::reference(std::move(name), std::move(target)));
    }
    Derived& index(std::vector<std::string> over)
    {
        indexes.emplace_back(std::move(over), false);
        return self();
    }
    /// No two rows may agree in all of `over`; rows with a null among them never collide.
    Derived& unique(std::vector<std::string> over)
    {
        indexes.emplace_back(std::move(over), true);
        return self();
    }
    /// The same, but only among rows whose boolean field `where` is true ("at most one main character per user").
    Derived& unique_where(std::vector<std::string> over, std::string where)
    {
        indexes.emplace_back(std::move(over), true, std::move(where));
        return self();
    }

    std::vector<Field> fields;
    std::vector<Index> indexes;

private:
    Derived& self() { return static_cast<Derived&>(*this); }
};

/// A kind of row that a module keeps.
class EntityType : public FieldSet<EntityType> {
public:
    explicit EntityType(std::string id_)
        : id(std::move(id_))
    {
    }
    EntityType& label(std::string text)
    {
        label_text = std::move(text);
        return *this;
    }
    /// Rows come from elsewhere and age: adds `last_fetched` (timestamp), which every save sets to now unless the
    /// caller gives a value other than the stored one (so that saving a loaded entity renews it). What is fetched is
    /// found by whoever sweeps old data. It has no index, since every sync changes it; a type whose rows are often
    /// looked up by age adds index({"last_fetched"}).
    EntityType& fetched()
    {
        is_fetched = true;
        return *this;
    }
    /// Rows may belong to an owner of this kind. An owner module projects the column `kind` onto every such type,
    /// whatever the order of installs. A row has at most one owner, of whichever kind.
    EntityType& ownable_by(std::string kind)
    {
        owner_kinds.push_back(std::move(kind));
        return *this;
    }
    /// An owner has at most one row with the same values of `over`: one partial unique index per kind of owner.
    EntityType& once_per_owner(std::vector<std::string> over)
    {
        once_per_owner_keys.push_back(std::move(over));
        return *this;
    }
    /// Rows are told apart by this text field into bundles, as terms are by their vocabulary.
    EntityType& bundle_field(std::string field)
    {
        bundle = std::move(field);
        return *this;
    }
    /// As Field::permission, for all rows of the type and for every reference to it, owner columns included.
    EntityType& permission(std::string name)
    {
        needed = std::move(name);
        return *this;
    }

    std::string id;
    std::string label_text;
    bool is_fetched = false;
    std::vector<std::string> owner_kinds;
    std::vector<std::vector<std::string>> once_per_owner_keys;
    std::string bundle;
    std::string needed;
};

/// Fields and indexes that a module adds to another module's type. Recorded even while that type is not installed;
/// takes effect when it is. A column name that exists already is refused, naming both providers.
class Projection : public FieldSet<Projection> {
public:
    explicit Projection(std::string entity_type_)
        : entity_type(std::move(entity_type_))
    {
    }
    std::string entity_type;
};

/// The declaration that rows of `entity_type` own rows: a column `kind`, referring to `entity_type`, on every type that
/// is ownable by `kind`. Deleting an owner purges what it owns; uninstalling the module purges owned rows, then drops
/// the column.
class OwnerProjection {
public:
    OwnerProjection(std::string kind_, std::string entity_type_)
        : kind(std::move(kind_))
        , entity_type(std::move(entity_type_))
    {
    }
    std::string kind;
    std::string entity_type;
};

/// A named list of terms: a bundle of the entity type `taxonomy_term` (module `taxonomy`). References may name it as
/// their target. Its terms go when its module is uninstalled.
class Vocabulary {
public:
    Vocabulary(std::string id_, std::string label_)
        : id(std::move(id_))
        , label(std::move(label_))
    {
    }
    std::string id;
    std::string label;
};

} // namespace v1
} // namespace wowhost
