// The wanted schema: a pure function of the recorded definitions of the installed modules, whatever their order.
//
// Rules that make any order of installs and uninstalls end the same:
// - A projection onto a type that is not installed is dormant, as are an owner kind whose owner type is not installed,
//   an index one of whose fields is not there, and a vocabulary while `taxonomy_term` is not installed.
// - A reference column exists whether or not its target is installed; until then it can hold nothing but null.
// - A real foreign key stands on a reference or owner column exactly when the module that provides the column also
//   provides the target type: then both come and go together, so no order can leave a key out (SQLite cannot add one to
//   a column later) or in the way. All other references are kept whole by the storage: a write checks that the target
//   row is there (locking it on PostgreSQL), a delete nulls what refers to it, dropping a type nulls what referred to
//   its rows.
// - Every reference and owner column leads an index. last_fetched does not: every sync changes it in every row, which
// an
//   index makes twice as dear (and PostgreSQL cannot update in place), while a sweep passes over the table once a day.
// - Columns stand in one order: the type's own fields, last_fetched, owners by kind, projected fields by module.
//
// A Schema is immutable once built; share it between threads by pointer to const.
#pragma once

#include "host/entity/definitions.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace wowhost::entity {

struct Column {
    std::string name;
    FieldType type = FieldType::text;
    std::string provider; ///< The module that declared it.
    std::string label;
    std::string target; ///< As declared: a type or a vocabulary. For owner columns the owner's type.
    std::string target_type; ///< The type whose ids it holds; empty while that is not installed.
    std::string owner_kind; ///< Set on owner columns (then also the name).
    std::string permission; ///< To read it from outside: its own, or that of the type it refers to.
    bool foreign_key = false;
    Value initial;
    std::string initial_from;

    bool is_owner() const noexcept { return !owner_kind.empty(); }
};

/// What makes an index partial.
enum class IndexWhere {
    always,
    is_true, ///< `where` is a boolean column.
    is_present, ///< `where` is an owner column.
};

struct SchemaIndex {
    std::string name;
    std::vector<std::string> columns;
    bool unique = false;
    IndexWhere condition = IndexWhere::always;
    std::string where;

    friend bool operator==(const SchemaIndex&, const SchemaIndex&) = default;
};

struct Table {
    std::string type; ///< Also the table's name.
    std::string label;
    std::string provider;
    bool is_fetched = false;
    std::string bundle_field;
    std::string permission; ///< To read its rows from outside.
    std::vector<std::string> owner_kinds;
    std::vector<Column> columns; ///< Without `id`.
    std::vector<SchemaIndex> indexes; ///< By name.

    const Column* column(std::string_view name) const noexcept;
    /// Position in `columns`, or -1.
    std::ptrdiff_t position(std::string_view name) const noexcept;
    std::vector<const Column*> owner_columns() const;
    /// Names of all columns, `id` first: for nearest-name hints.
    std::vector<std::string> column_names() const;
};

struct OwnerKind {
    std::string kind;
    std::string type;
    std::string provider;
};

struct VocabularyInfo {
    std::string id;
    std::string label;
    std::string provider;
};

/// One column of one table.
struct ColumnPlace {
    const Table* table = nullptr;
    const Column* column = nullptr;
};

class Schema {
public:
    Schema() = default;
    Schema(std::map<std::string, Table, std::less<>> tables, std::map<std::string, OwnerKind, std::less<>> owners,
        std::map<std::string, VocabularyInfo, std::less<>> vocabularies);
    Schema(const Schema& other);
    Schema(Schema&&) = default;
    Schema& operator=(const Schema& other);
    Schema& operator=(Schema&&) = default;
    ~Schema() = default;

    const Table* table(std::string_view type) const;
    /// Throws Error(invalid_argument) that names the type and the nearest one.
    const Table& require(std::string_view type) const;
    const std::map<std::string, Table, std::less<>>& tables() const noexcept { return tables_; }
    /// Kinds whose owner type is installed.
    const std::map<std::string, OwnerKind, std::less<>>& owners() const noexcept { return owners_; }
    /// All vocabularies of installed modules.
    const std::map<std::string, VocabularyInfo, std::less<>>& vocabularies() const noexcept { return vocabularies_; }

    /// Owner columns through which rows of `type` own rows.
    const std::vector<ColumnPlace>& owned_by(std::string_view type) const;
    /// Reference columns (no owner columns) that hold ids of `type`.
    const std::vector<ColumnPlace>& references_to(std::string_view type) const;
    /// Whether rows of `type` may, over others, own rows of `type` again.
    bool owns_itself(std::string_view type) const;

private:
    void connect();

    std::map<std::string, Table, std::less<>> tables_;
    std::map<std::string, OwnerKind, std::less<>> owners_;
    std::map<std::string, VocabularyInfo, std::less<>> vocabularies_;
    std::map<std::string, std::vector<ColumnPlace>, std::less<>> owned_;
    std::map<std::string, std::vector<ColumnPlace>, std::less<>> references_;
};

/// The same for any order of the modules. Throws Error(refused) naming both modules when two define the same type,
/// vocabulary, kind of owner or column.
Schema build_schema(const std::vector<ModuleDefinitions>& installed_in_dependency_order);

/// Canonical text: equal for equal schemas. With a type, only that type's part.
std::string to_text(const Schema& schema, std::string_view type = {});

} // namespace wowhost::entity
