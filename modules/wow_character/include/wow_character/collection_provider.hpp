// wow_character: a base for providers that read one document into rows of one type. Header-only; compiled into the
// provider's module.
//
// What a character has collected (mounts, toys, titles, standings) comes as one document with a list whose entries
// refer to a catalogue or a vocabulary. A provider then is a description and a mapping:
//
//     inline wow_character::CollectionShape collection_shape()
//     {
//         return {"Mounts", "collections/mounts", "collections", "wow_mount_collection", "mount", "wow_mount",
//             {"is_favorite", "is_useable"}};
//     }
//     inline void read_collection(const wow::Document& body, std::string_view locale, CollectionRows& rows)
//     {
//         for (const wow::Node row : body["mounts"].items())
//             if (const auto id = row["mount"].id())
//                 rows.add(wow::Named(*id, row["mount"]["name"].localized(locale)), row["is_favorite"].boolean(), …);
//             else
//                 rows.skip("mounts[] without mount.id");
//     }
//
// registered as a `FavouritesProvider` (favourites.hpp), or derived from CollectionProvider where the page shows
// something else. Entries of the catalogue that are not there yet are created as stubs, and all rows are stored in one
// transaction. Rows are told apart by what they refer to, unless the shape names another key (individuals of a
// species).
#pragma once

#include <wow/document.hpp>
#include <wow/owned_rows.hpp>
#include <wow/stubs.hpp>
#include <wow_character/data_provider.hpp>
#include <wowhost/services.hpp>

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wow_character {

/// What a collection consists of.
class CollectionShape {
public:
    CollectionShape(std::string label_, std::string path_, std::string link_, std::string row_type_,
        std::string reference_, std::string catalogue_, std::vector<std::string> fields_, int revision_ = 1)
        : label(std::move(label_))
        , path(std::move(path_))
        , link(std::move(link_))
        , row_type(std::move(row_type_))
        , reference(std::move(reference_))
        , catalogue(std::move(catalogue_))
        , fields(std::move(fields_))
        , key{reference}
        , revision(revision_)
    {
    }
    CollectionShape& keyed_by(std::vector<std::string> fields_of_key)
    {
        key = std::move(fields_of_key);
        return *this;
    }

    std::string label;
    std::string path; ///< Of the document, below the character.
    std::string link; ///< The member of the summary that offers it.
    std::string row_type;
    std::string reference; ///< The field of `row_type` that refers to the catalogue.
    std::string catalogue; ///< What `reference` refers to: an entity type with `blizzard_id` and `name`, or a
                           ///< vocabulary whose terms are the same in every region.
    std::vector<std::string> fields; ///< Further fields of `row_type`, in the order of CollectionRows::add.
    std::vector<std::string> key; ///< With the owner, what tells rows apart; `reference` unless it is set.
    int revision; ///< See DocumentRequest.
};

/// The rows that a document holds, before they are stored. Of two rows with the same key the last wins.
class CollectionRows {
public:
    explicit CollectionRows(const CollectionShape& shape)
        : catalogue_type_(shape.catalogue)
        , rows_(shape.row_type, shape.key, with_reference(shape))
    {
    }

    /// One row: what it refers to, and one value per entry of CollectionShape::fields.
    template <class... Values>
    void add(wow::Named item, Values&&... values)
    {
        catalogue_.push_back(std::move(item));
        rows_.values.emplace_back(); // the reference, once its id is known
        (rows_.values.emplace_back(std::forward<Values>(values)), ...);
    }
    /// Counts a row that can't be used. `shape` says what is wrong with it, and is what is logged.
    void skip(const std::string& shape) { ++skipped_[shape]; }

    const std::vector<wow::Named>& catalogue() const noexcept { return catalogue_; }
    std::size_t size() const noexcept { return catalogue_.size(); }
    /// Value `field` (0: the first of CollectionShape::fields) of row `row`.
    const wowhost::Value& value(std::size_t row, std::size_t field) const
    {
        return rows_.values.at(row * rows_.fields.size() + 1 + field);
    }
    void set_value(std::size_t row, std::size_t field, wowhost::Value value)
    {
        rows_.values.at(row * rows_.fields.size() + 1 + field) = std::move(value);
    }
    const std::map<std::string, std::size_t>& skipped() const noexcept { return skipped_; }

    /// Stores the rows as rows of this owner; part of the caller's transaction.
    StoredRows write(
        const wowhost::Services& host, const std::string& owner_kind, std::int64_t owner, std::int64_t fetched_at)
    {
        if (catalogue_.empty())
            return {0, 0};
        const auto ids = host.entities().has_type(catalogue_type_)
            ? wow::ensure_rows(host, catalogue_type_, catalogue_)
            : wow::ensure_terms(host, catalogue_type_, {}, catalogue_);
        const auto width = rows_.fields.size();
        for (std::size_t row = 0; row < ids.size(); ++row)
            rows_.values[row * width] = ids[row];
        rows_.owned_by(owner_kind, owner);
        rows_.fetched_at = fetched_at;
        const auto result = host.entities().upsert(rows_);
        return {static_cast<std::size_t>(result.inserted + result.updated + result.unchanged),
            static_cast<std::size_t>(result.written())};
    }

private:
    static std::vector<std::string> with_reference(const CollectionShape& shape)
    {
        std::vector<std::string> fields{shape.reference};
        fields.insert(fields.end(), shape.fields.begin(), shape.fields.end());
        return fields;
    }

    std::string catalogue_type_;
    wowhost::Upsert rows_;
    std::vector<wow::Named> catalogue_;
    std::map<std::string, std::size_t> skipped_;
};

class CollectionProvider : public DataProvider {
public:
    std::string label() const override { return shape_.label; }

    std::size_t sync_character_data(const Character& character, const SyncContext& context) const override
    {
        CollectionRows rows(shape_);
        return wow::sync_document(
            context, DocumentRequest(shape_.path, shape_.link, shape_.row_type, shape_.revision), rows,
            [&](const wow::Document& body) {
                read(body, wow::locale(context.client()), rows);
                complete(rows, context);
            },
            [&](std::int64_t fetched_at) {
                auto stored = rows.write(host_, "character", character.id, fetched_at);
                stored.written += settle(character, fetched_at);
                return stored;
            });
    }

    void delete_character_data(const Character& character) const override
    {
        wow::remove_owned_rows(host_, shape_.row_type, "character", character.id);
    }

    const CollectionShape& shape() const noexcept { return shape_; }

protected:
    CollectionProvider(const wowhost::Services& host, CollectionShape shape)
        : host_(host)
        , shape_(std::move(shape))
    {
    }
    const wowhost::Services& host() const noexcept { return host_; }

    /// Maps a body to rows. Pure; a row that can't be used is skipped, never an exception.
    virtual void read(const wow::Document& body, std::string_view locale, CollectionRows& rows) const = 0;
    /// Adds to the rows what the body lacks; may ask Battle.net. Not in a transaction.
    virtual void complete(CollectionRows&, const SyncContext&) const { }
    /// Changes other rows of the character in consequence, in the transaction that stored those of the document;
    /// returns how many. Those bear `fetched_at`; the others must stay older.
    virtual std::size_t settle(const Character&, std::int64_t /*fetched_at*/) const { return 0; }

private:
    const wowhost::Services& host_;
    CollectionShape shape_;
};

} // namespace wow_character
