// Prepared statements of one PostgreSQL session, and the parameters that go with them.
#pragma once

#include "host/database/database.hpp"
#include "host/database/postgresql/placeholders.hpp"
#include "host/database/postgresql/postgresql_session.hpp"

#include <array>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace wowhost::database::postgresql {

/// One row of parameters in libpq's form. Texts are viewed: the values must outlive it.
class Parameters {
public:
    void set(std::string_view sql, std::span<const Bound> bound);
    int count() const { return static_cast<int>(values_.size()); }
    const char* const* values() const { return values_.data(); }
    const int* lengths() const { return lengths_.data(); }
    const int* formats() const { return formats_.data(); }

private:
    std::vector<std::array<char, 8>> numbers_;
    std::vector<const char*> values_;
    std::vector<int> lengths_;
    std::vector<int> formats_;
};

/// The cache is keyed by SQL and by the types of the parameters: a statement prepared for an integer takes no text. A
/// null has no type of its own and takes the one last seen in its place, so that nullable columns make no statement of
/// each combination.
class Statements {
public:
    Statements(Session& session, std::size_t capacity)
        : session_(session)
        , capacity_(capacity)
    {
    }

    struct Prepared {
        std::vector<Oid> types;
        std::string name;
        /// Whether these values may be sent to it.
        bool fits(std::span<const Bound> bound) const;
    };

    /// A prepared statement for these values; prepares it when there is none. Throws Error.
    Prepared prepared_for(std::string_view sql, std::span<const Bound> bound);
    /// Learns the types of a column's nulls from its other values, before the first row is asked for.
    void learn(std::string_view sql, std::size_t columns, std::span<const Bound> flat);
    /// The session is new: nothing is prepared there.
    void forget();
    /// The schema changed: prepare everything afresh when next used.
    void invalidate() { stale_ = true; }

private:
    struct Entry {
        std::string sql;
        Translated translated;
        std::vector<Oid> known;
        std::vector<Prepared> variants;
    };
    Entry& entry_for(std::string_view sql);
    void refresh();

    Session& session_;
    std::size_t capacity_;
    std::uint64_t serial_ = 0;
    bool stale_ = false;
    std::list<Entry> entries_; // most recently used first
    std::unordered_map<std::string_view, std::list<Entry>::iterator> by_sql_;
};

} // namespace wowhost::database::postgresql
