// Reads what a document shows: a page of rows or one row, and what their relationships lead to.
//
// A page takes one statement, and after a cursor at most two per sort key and one more; each relationship that is
// included takes one, however many rows it leads to.
#pragma once

#include "cursor.hpp"
#include "parameters.hpp"

#include <wowhost/entity.hpp>

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace jsonapi {

class Reader {
public:
    /// All must outlive the reader; it is for one document.
    Reader(const wowhost::EntityStorage& storage, const Catalogue& catalogue, const ResourceType& type,
        const Parameters& parameters);

    /// Rows by the parameters, after `position` if given. False: the position hung on a row that is gone.
    bool read_page(const std::optional<Position>& position);
    /// False: there is no such row.
    bool read_row(std::int64_t id);
    /// What `include` asks for; after the rows were read.
    void read_included();

    const std::vector<const wowhost::Entity*>& rows() const noexcept { return rows_; }
    /// The cursor of the next page; empty when this is the last.
    const std::string& next() const noexcept { return next_; }
    /// Each row once, in the order in which relationships lead to them; none that is among `rows`.
    const std::vector<std::pair<const ResourceType*, const wowhost::Entity*>>& included() const noexcept
    {
        return included_;
    }

private:
    void need(const ResourceType& type, const std::vector<Include>& includes);
    wowhost::Query query(const std::string& type, wowhost::Conditions conditions) const;
    const wowhost::Entity* keep(wowhost::Entity entity);
    /// What the sort keys of a row are.
    std::vector<wowhost::Value> sort_values(const wowhost::Entity& entity) const;
    wowhost::Value value_at(const ResourceType& type, const wowhost::Entity& entity, std::string_view path) const;
    void follow(const std::vector<Include>& includes, const std::vector<const wowhost::Entity*>& from);

    const wowhost::EntityStorage& storage_;
    const Catalogue& catalogue_;
    const ResourceType& type_;
    const Parameters& parameters_;
    std::map<std::string, std::set<std::string>, std::less<>> columns_; ///< By type: what is read of its rows.
    std::deque<wowhost::Entity> entities_;
    std::map<std::pair<std::string, std::int64_t>, const wowhost::Entity*> known_;
    std::vector<const wowhost::Entity*> rows_;
    std::vector<std::pair<const ResourceType*, const wowhost::Entity*>> included_;
    std::string next_;
};

} // namespace jsonapi
