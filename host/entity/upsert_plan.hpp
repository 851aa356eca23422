// What an Upsert means for its table: columns, key, statements; internal to this room.
//
// The constructor throws Error(invalid_argument) for what cannot be: unknown fields, a key that is not among them or
// that no unique index enforces (two processes would double rows), a kind of owner that the type does not have.
#pragma once

#include "host/entity/session.hpp"

#include <string>
#include <vector>

namespace wowhost::entity {

class UpsertPlan {
public:
    /// A field that is compared with what is stored, and written where it differs.
    struct Compared {
        std::size_t position; ///< Among the fields given.
        bool keep_when_null;
    };

    UpsertPlan(const Session& session, const Upsert& rows);

    const Table& table() const noexcept { return table_; }
    const std::vector<const Column*>& columns() const noexcept { return columns_; }
    const std::vector<std::size_t>& key_positions() const noexcept { return key_; }
    const std::vector<Compared>& compared() const noexcept { return compared_; }
    bool keeps(const std::string& field) const;
    bool has_owner() const noexcept { return owner_ != nullptr; }
    const Column& owner() const noexcept { return *owner_; }
    /// Whether rows that are written get stamp() as their last_fetched, and whether unchanged ones do, too.
    bool stamps() const noexcept { return stamps_; }
    bool renews() const noexcept { return stamps_ && rows_.mode == Upsert::Mode::insert_or_update; }
    std::int64_t stamp() const noexcept { return stamp_; }
    bool has_hooks() const noexcept { return has_hooks_; }

    /// Throws for a key with a null in it and for a second owner.
    void check_row(const database::Bound* cells) const;

    /// Whether to read all rows of the owner rather than each key by itself.
    bool reads_by_owner(std::size_t keys) const noexcept;
    /// Whether an index alone has all that is wanted of many keys, so that reading all of it may be the quickest.
    bool needs_keys_only(std::size_t keys) const noexcept;
    /// Results: id, key fields, compared fields, last_fetched if renewed. Parameters: the owner, if there is one; for
    /// the second, the key; for the third, none.
    std::string read_owned_sql() const;
    std::string read_by_key_sql() const;
    std::string read_all_sql() const;
    /// Inserts so many rows. Parameters of each: on SQLite the id; the owner if any, all fields, the stamp if any.
    /// Results on PostgreSQL: id, and whether the row is new.
    std::string insert_sql(std::size_t rows) const;
    std::size_t insert_columns() const;
    /// Parameters: compared fields, the stamp if any, id.
    std::string update_sql() const;
    /// Parameters: the stamp, and a set of ids, or for a range the first and the last of them.
    std::string renew_sql(bool range) const;

private:
    void find_fields();
    void find_owner();
    void find_index();
    std::string assignment(const Compared& value, std::string_view source) const;
    std::string read_sql(const std::string& where) const;

    const Session& session_;
    const Upsert& rows_;
    const Table& table_;
    std::vector<const Column*> columns_;
    std::vector<std::size_t> key_;
    std::vector<Compared> compared_;
    std::vector<std::size_t> owner_positions_; ///< Owner columns among the fields.
    const Column* owner_ = nullptr;
    const SchemaIndex* index_ = nullptr;
    bool stamps_ = false;
    bool has_hooks_ = false;
    std::int64_t stamp_ = 0;
};

} // namespace wowhost::entity
