// wow_character: a base for providers that read one document into rows of one type. Header-only; compiled into the
// provider's module.
//
// What a character has collected (mounts, toys, titles, achievements) comes as one document with a list whose entries
// refer to a catalogue. A provider then is a description and a mapping:
//
//     class MountData final : public wow_character::CollectionProvider {
//     public:
//         explicit MountData(const Services& host)
//             : CollectionProvider(host, {"Mounts", "collections/mounts", "collections",
//                                            "wow_mount_collection", "mount", "wow_mount", {"is_favorite",
//                                            "is_useable"}}) { }
//     private:
//         void read(const wow::Document& body, std::string_view locale, CollectionRows& rows) const override
//         {
//             for (const wow::Node row : body["mounts"].items())
//                 if (const auto id = row["mount"].id())
//                     rows.add({*id, row["mount"]["name"].localized(locale)}, row["is_favorite"].boolean(), …);
//                 else
//                     rows.skip("mounts[] without mount.id");
//         }
//     };
//
// Entries of the catalogue that are not there yet are created as stubs, and all rows are stored in one transaction.
#pragma once

#include <wow/document.hpp>
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
        , revision(revision_)
    {
    }
    std::string label;
    std::string path; ///< Of the document, below the character.
    std::string link; ///< The member of the summary that offers it.
    std::string row_type;
    std::string
        reference; ///< The field of `row_type` that refers to the catalogue; with the owner it is the row's key.
    std::string catalogue; ///< The entity type that `reference` refers to; has `blizzard_id` and `name`.
    std::vector<std::string> fields; ///< Further fields of `row_type`, in the order of CollectionRows::add.
    int revision; ///< See DocumentRequest.
};

/// The rows that a document holds, before they are stored. Two rows for the same entry of the catalogue: the last wins.
class CollectionRows {
public:
    explicit CollectionRows(const CollectionShape& shape)
        : catalogue_type_(shape.catalogue)
        , rows_(shape.row_type, {shape.reference}, with_reference(shape))
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
    const std::map<std::string, std::size_t>& skipped() const noexcept { return skipped_; }

    /// Stores the rows as rows of this owner; part of the caller's transaction.
    StoredRows write(
        const wowhost::Services& host, const std::string& owner_kind, std::int64_t owner, std::int64_t fetched_at)
    {
        if (catalogue_.empty())
            return {0, 0};
        const auto ids = wow::ensure_rows(host, catalogue_type_, catalogue_);
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

/// Deletes the rows of `type` that belong to this owner, in chunks.
inline void delete_owned_rows(
    const wowhost::Services& host, const std::string& type, const std::string& owner_kind, std::int64_t owner)
{
    constexpr std::int64_t chunk = 1000;
    const auto some = wowhost::Query(type).where(owner_kind, owner).limit(chunk);
    for (auto ids = host.entities().ids(some); !ids.empty(); ids = host.entities().ids(some))
        host.entities().remove(type, ids);
}

class CollectionProvider : public DataProvider {
public:
    std::string label() const override { return shape_.label; }

    std::size_t sync_character_data(const Character& character, const SyncContext& context) const override
    {
        const auto document =
            context.fetch(DocumentRequest(shape_.path, shape_.link, shape_.row_type, shape_.revision));
        if (document.state != DocumentState::full)
            return 0;
        wow::Document body;
        if (!body.parse(document.body, document.url))
            throw wowhost::Error(wowhost::ErrorCode::failed, body.error());
        if (!body.root().is_object())
            throw wowhost::Error(
                wowhost::ErrorCode::failed, document.url + " is JSON, but not an object; nothing was stored");
        CollectionRows rows(shape_);
        read(body, wow::locale(context.client()), rows);
        for (const auto& [shape, count] : rows.skipped())
            context.skipped(document, shape, count);
        return context.store(
            document, [&] { return rows.write(host_, "character", character.id, document.fetched_at); });
    }

    void delete_character_data(const Character& character) const override
    {
        delete_owned_rows(host_, shape_.row_type, "character", character.id);
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

private:
    const wowhost::Services& host_;
    CollectionShape shape_;
};

} // namespace wow_character
