// A Query as SQL, with the meaning that the contract gives it on both engines.
//
// Comparisons never match null; text sorts and compares by code point, nulls first; `like` ignores ASCII case and knows
// no escape character; a dotted field follows references by outer joins. Values are bound and checked against the
// field's type: Error(invalid_argument) names type and field.
#pragma once

#include "host/database/database.hpp"
#include "host/entity/cells.hpp"
#include "host/entity/schema.hpp"

#include <wowhost/entity.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace wowhost::entity {

/// The column `id`, as if it were declared.
const Column& id_column();

/// Builds the parts of one statement over one type, whose rows go by the alias `t`.
class QuerySql {
public:
    QuerySql(const Schema& schema, database::Engine engine, const std::string& type);

    void add(const Conditions& conditions);
    /// `field` or `-field`.
    void add_sorts(const std::vector<std::string>& sorts);

    /// " FROM … LEFT JOIN … WHERE …"; complete once all conditions and sorts were added.
    std::string from() const;
    /// " WHERE …" alone, or nothing.
    std::string where() const;
    std::string order_by() const;
    /// Values of the conditions, in order of their placeholders.
    const std::vector<database::Bound>& bound() const noexcept { return bound_; }
    bool has_joins() const noexcept { return !joins_.empty(); }
    const Table& table() const noexcept { return table_; }
    /// One more condition, `t.id > ?`, whose value the caller binds last.
    void after_id() { conditions_.push_back("t.\"id\" > ?"); }

private:
    struct Resolved {
        std::string sql;
        const Table* table;
        const Column* column;
    };
    Resolved resolve(const std::string& path);
    void add(const Condition& condition);
    void add_in(const Resolved& field, const Condition& condition);
    void add_like(const Resolved& field, const Condition& condition);

    const Schema& schema_;
    database::Engine engine_;
    const Table& table_;
    std::map<std::string, std::string> aliases_; ///< By path of references.
    std::vector<std::string> joins_;
    std::vector<std::string> conditions_;
    std::vector<std::string> sorts_;
    std::vector<database::Bound> bound_;
    Texts texts_;
};

} // namespace wowhost::entity
