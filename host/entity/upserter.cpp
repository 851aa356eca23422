#include "host/entity/cells.hpp"
#include "host/entity/references.hpp"
#include "host/entity/session.hpp"
#include "host/entity/upsert_plan.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <unordered_map>

#include <fmt/format.h>

namespace wowhost::entity {

using database::Bound;
using database::Row;

namespace {

enum class Outcome : char { unchanged, inserted, updated };

/// One key of the input, and what became of it.
struct Item {
    std::size_t row; ///< The last row given with that key.
    std::int64_t id = 0;
    Outcome outcome = Outcome::unchanged;
    bool differs = false;
    bool is_stamped = false; ///< Its last_fetched is the wanted one already.
};

/// Reads what is stored, compares in memory, writes the differences. A key is the bytes of its values.
class Upserter {
public:
    Upserter(const Session& session, const Upsert& rows)
        : session_(session)
        , rows_(rows)
        , plan_(session, rows)
        , width_(rows.fields.size())
    {
    }

    UpsertResult run()
    {
        bind();
        database::transact(session_.connection, [&] {
            for (auto& item : items_)
                item = Item{item.row};
            // Rows may vanish between reading and writing when others delete on PostgreSQL: then read again.
            constexpr int attempts = 5;
            for (int attempt = 1; !write(); ++attempt) {
                if (attempt == attempts)
                    throw Error(ErrorCode::conflict,
                        fmt::format("{}: rows to be updated were deleted by others again and again; try later.",
                            plan_.table().type));
            }
        });
        return result();
    }

private:
    const Bound* row(const Item& item) const { return &cells_[item.row * width_]; }

    void bind()
    {
        const auto count = rows_.rows();
        const auto& table = plan_.table();
        const auto& columns = plan_.columns();
        cells_.reserve(rows_.values.size());
        item_of_row_.reserve(count);
        index_.reserve(count * 2);
        std::string key;
        for (std::size_t at = 0; at < count; ++at) {
            for (std::size_t field = 0; field < width_; ++field)
                cells_.push_back(to_bound(table, *columns[field], rows_.values[at * width_ + field], texts_));
            plan_.check_row(&cells_[at * width_]);
            key.clear();
            for (const auto position : plan_.key_positions())
                append(key, cells_[at * width_ + position]);
            const auto [found, added] = index_.try_emplace(key, items_.size());
            if (added)
                items_.push_back({at});
            else
                items_[found->second].row = at;
            item_of_row_.push_back(found->second);
        }
    }

    static void append(std::string& key, const Bound& cell)
    {
        if (const auto* text = std::get_if<std::string_view>(&cell)) {
            const auto size = text->size();
            key.append(reinterpret_cast<const char*>(&size), sizeof size).append(*text);
        } else if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
            key.append(reinterpret_cast<const char*>(integer), sizeof *integer);
        } else if (const auto* real = std::get_if<double>(&cell)) {
            key.append(reinterpret_cast<const char*>(real), sizeof *real);
        } else {
            key += std::get<bool>(cell) ? '1' : '0';
        }
    }

    static void append(std::string& key, const Column& column, const Row& row, std::size_t at)
    {
        switch (column.type) {
        case FieldType::text: return append(key, Bound(row.text(at)));
        case FieldType::real: return append(key, Bound(row.real(at)));
        case FieldType::boolean: return append(key, Bound(row.integer(at) != 0));
        default: return append(key, Bound(row.integer(at)));
        }
    }

    /// One pass: read, compare, write. False when a row vanished.
    bool write()
    {
        for (auto& item : items_) {
            item.id = 0;
            item.differs = false;
            item.is_stamped = false;
        }
        read();
        return plan_.has_hooks() ? write_one_by_one() : write_all();
    }

    void read()
    {
        const auto& key = plan_.key_positions();
        const auto& columns = plan_.columns();
        std::string bytes;
        const auto compare = [&](const Row& stored) {
            bytes.clear();
            for (std::size_t at = 0; at < key.size(); ++at) {
                if (stored.is_null(at + 1))
                    return;
                append(bytes, *columns[key[at]], stored, at + 1);
            }
            const auto found = index_.find(bytes);
            if (found == index_.end())
                return;
            auto& item = items_[found->second];
            item.id = stored.integer(0);
            auto at = key.size() + 1;
            for (const auto& value : plan_.compared()) {
                const auto& cell = row(item)[value.position];
                const bool kept = value.keep_when_null && std::holds_alternative<std::monostate>(cell);
                item.differs = item.differs || (!kept && !is_same(*columns[value.position], stored, at, cell));
                ++at;
            }
            if (plan_.renews())
                item.is_stamped = stored.integer(at) == plan_.stamp();
        };
        if (plan_.reads_by_owner(items_.size())) {
            session_.connection.run(plan_.read_owned_sql(), {rows_.owner_id}, compare);
            return;
        }
        constexpr std::int64_t part = 4; // a seek costs some times as much as a step
        if (plan_.needs_keys_only(items_.size()) && greatest_id() / part <= static_cast<std::int64_t>(items_.size())) {
            session_.connection.run(plan_.read_all_sql(), {}, compare);
            return;
        }
        std::vector<Bound> flat;
        for (const auto& item : items_) {
            if (plan_.has_owner())
                flat.emplace_back(rows_.owner_id);
            for (const auto position : key)
                flat.push_back(row(item)[position]);
        }
        if (!flat.empty())
            session_.connection.run_many(
                plan_.read_by_key_sql(), key.size() + (plan_.has_owner() ? 1 : 0), flat, compare);
    }

    bool write_all()
    {
        std::vector<Item*> fresh;
        std::vector<Item*> changed;
        std::vector<std::int64_t> stale;
        for (auto& item : items_) {
            if (item.id == 0)
                fresh.push_back(&item);
            else if (item.differs)
                changed.push_back(&item);
            else if (plan_.renews() && !item.is_stamped)
                stale.push_back(item.id);
        }
        check_references(fresh, changed);
        insert(fresh);
        return update(changed) && renew(stale);
    }

    /// Only of columns that have no foreign key; the others the database checks.
    void check_references(const std::vector<Item*>& fresh, const std::vector<Item*>& changed) const
    {
        if (plan_.has_owner() && !plan_.owner().foreign_key && !fresh.empty())
            require_targets(session_, plan_.table(), plan_.owner(), {rows_.owner_id});
        for (std::size_t field = 0; field < width_; ++field) {
            const auto& column = *plan_.columns()[field];
            if (column.type != FieldType::reference || column.foreign_key)
                continue;
            std::vector<std::int64_t> ids;
            for (const auto* items : {&fresh, &changed}) {
                for (const auto* item : *items) {
                    if (const auto* id = std::get_if<std::int64_t>(&row(*item)[field]))
                        ids.push_back(*id);
                }
            }
            require_targets(session_, plan_.table(), column, std::move(ids));
        }
    }

    void insert(std::vector<Item*>& fresh)
    {
        if (fresh.empty())
            return;
        // PostgreSQL: two processes that insert the same keys in the same order wait for, but do not block, each other.
        // SQLite: a large index is written in half the time from one end to the other.
        constexpr std::size_t many = 100;
        if (session_.is_postgresql() || fresh.size() > many)
            std::sort(fresh.begin(), fresh.end(),
                [&](const Item* left, const Item* right) { return key_less(*left, *right); });
        std::vector<Bound> flat;
        flat.reserve(fresh.size() * plan_.insert_columns());
        auto id = session_.is_postgresql() ? 0 : last_id();
        for (auto* item : fresh) {
            if (!session_.is_postgresql()) {
                item->id = ++id;
                item->outcome = Outcome::inserted;
                flat.emplace_back(id);
            }
            if (plan_.has_owner())
                flat.emplace_back(rows_.owner_id);
            flat.insert(flat.end(), row(*item), row(*item) + width_);
            if (plan_.stamps())
                flat.emplace_back(plan_.stamp());
        }
        guarded([&] { session_.is_postgresql() ? insert_returning(fresh, flat) : insert_in_blocks(flat); });
    }

    void insert_returning(const std::vector<Item*>& fresh, const std::vector<Bound>& flat) const
    {
        std::size_t next = 0;
        session_.connection.run_many(plan_.insert_sql(1), plan_.insert_columns(), flat, [&](const Row& returned) {
            auto& item = *fresh[next++];
            item.id = returned.integer(0);
            item.outcome = returned.integer(1) != 0 ? Outcome::inserted : Outcome::updated;
        });
    }

    /// Many rows per statement, without RETURNING, which costs SQLite as much as the insert itself.
    void insert_in_blocks(std::span<const Bound> flat) const
    {
        constexpr std::size_t block_rows = 32;
        const auto block = block_rows * plan_.insert_columns();
        const auto whole = flat.size() / block * block;
        if (whole > 0)
            session_.connection.run_many(plan_.insert_sql(block_rows), block, flat.first(whole));
        if (whole < flat.size())
            session_.connection.run_many(plan_.insert_sql(1), plan_.insert_columns(), flat.subspan(whole));
    }

    /// The last id that SQLite gave out; the next ones are free as long as this transaction lasts.
    std::int64_t last_id() const
    {
        std::int64_t id = 0;
        session_.connection.run("SELECT seq FROM sqlite_sequence WHERE name = ?", {plan_.table().type},
            [&](const Row& found) { id = found.integer(0); });
        return id;
    }

    std::int64_t greatest_id() const
    {
        std::int64_t id = 0;
        session_.connection.run(
            fmt::format("SELECT max(\"id\") FROM {}", quoted(plan_.table().type)), {}, [&](const Row& found) {
                if (!found.is_null(0))
                    id = found.integer(0);
            });
        return id;
    }

    bool key_less(const Item& left, const Item& right) const
    {
        for (const auto position : plan_.key_positions()) {
            const auto& one = row(left)[position];
            const auto& other = row(right)[position];
            if (one != other)
                return one < other;
        }
        return false;
    }

    bool update(const std::vector<Item*>& changed)
    {
        std::vector<Bound> flat;
        for (const auto* item : changed) {
            for (const auto& value : plan_.compared())
                flat.push_back(row(*item)[value.position]);
            if (plan_.stamps())
                flat.emplace_back(plan_.stamp());
            flat.emplace_back(item->id);
        }
        std::int64_t written = 0;
        if (!changed.empty())
            guarded([&] {
                written = session_.connection.run_many(plan_.update_sql(), flat.size() / changed.size(), flat);
            });
        for (auto* item : changed)
            item->outcome = item->outcome == Outcome::inserted ? Outcome::inserted : Outcome::updated;
        return written == static_cast<std::int64_t>(changed.size());
    }

    /// One UPDATE. What was inserted together has ids without a gap, and then needs no list of them.
    bool renew(const std::vector<std::int64_t>& ids) const
    {
        if (ids.empty())
            return true;
        const auto count = static_cast<std::int64_t>(ids.size());
        const auto [first, last] = std::minmax_element(ids.begin(), ids.end());
        const bool range = *last - *first + 1 == count;
        const auto written = range
            ? session_.connection.run(plan_.renew_sql(true), {plan_.stamp(), *first, *last})
            : session_.connection.run(plan_.renew_sql(false), {plan_.stamp(), id_set(session_.engine(), ids)});
        return written == count;
    }

    template <class Work>
    void guarded(const Work& work) const
    {
        try {
            work();
        } catch (const Error& error) {
            if (error.code() != ErrorCode::conflict)
                throw;
            throw Error(ErrorCode::conflict,
                fmt::format("{}: a row given refers to one that does not exist, or has the value of another row in a "
                            "unique field outside the key. {}",
                    plan_.table().type, error.what()));
        }
    }

    bool write_one_by_one()
    {
        for (auto& item : items_) {
            if (item.id != 0 && !item.differs)
                continue;
            const bool is_new = item.id == 0;
            Entity entity(rows_.type);
            entity.set_id(item.id);
            for (std::size_t field = 0; field < width_; ++field) {
                const auto& value = rows_.values[item.row * width_ + field];
                const auto& name = rows_.fields[field];
                if (is_new || !value.is_null() || !plan_.keeps(name))
                    entity.set(name, value);
            }
            if (plan_.has_owner())
                entity.set(rows_.owner_kind, rows_.owner_id);
            if (plan_.stamps())
                entity.set(std::string(last_fetched_field), plan_.stamp());
            try {
                save_entity(session_, entity, false);
            } catch (const Error& error) {
                const bool vanished = !is_new && error.code() == ErrorCode::not_found;
                const bool overtaken =
                    is_new && error.code() == ErrorCode::conflict && session_.is_postgresql() && is_stored(item);
                if (vanished || overtaken)
                    return false;
                throw;
            }
            item.id = entity.id();
            item.outcome = is_new || item.outcome == Outcome::inserted ? Outcome::inserted : Outcome::updated;
        }
        std::vector<std::int64_t> ids;
        for (const auto& item : items_)
            ids.push_back(item.id);
        return !plan_.renews() || renew(ids);
    }

    bool is_stored(const Item& item) const
    {
        std::vector<Bound> bound;
        if (plan_.has_owner())
            bound.emplace_back(rows_.owner_id);
        for (const auto position : plan_.key_positions())
            bound.push_back(row(item)[position]);
        bool found = false;
        session_.connection.run(plan_.read_by_key_sql(), bound, [&](const Row&) { found = true; });
        return found;
    }

    UpsertResult result() const
    {
        UpsertResult result;
        for (const auto& item : items_) {
            auto& count = item.outcome == Outcome::inserted ? result.inserted
                : item.outcome == Outcome::updated          ? result.updated
                                                            : result.unchanged;
            ++count;
        }
        result.ids.reserve(item_of_row_.size());
        for (const auto at : item_of_row_)
            result.ids.push_back(items_[at].id);
        return result;
    }

    const Session& session_;
    const Upsert& rows_;
    const UpsertPlan plan_;
    const std::size_t width_;
    Texts texts_;
    std::vector<Bound> cells_;
    std::vector<Item> items_;
    std::vector<std::size_t> item_of_row_;
    std::unordered_map<std::string, std::size_t> index_;
};

} // namespace

UpsertResult upsert_rows(const Session& session, const Upsert& rows) { return Upserter(session, rows).run(); }

} // namespace wowhost::entity
