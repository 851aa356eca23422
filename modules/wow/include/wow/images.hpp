// wow: images of rows, kept in files of this site: avatars, crests, icons. Found as the plugin "wow".
//
// A field of a row first holds an image's address, as Battle.net names it. `settle()` has the image fetched and puts
// the name of its file there ("wow/images/…", below files.path). An image is stored once, however many rows show it,
// and goes with the last of them. A sync that stores rows with such a field does it so, in one transaction:
//
//     wow::use_cached_images(host, rows, column);                     // or it would undo what was settled before
//     const auto stored = host.entities().upsert(…);
//     wow::settle_images(host, wow::ImageFields("wow_mount", {"icon"}, stored.ids), wow::ImageFetch::by_queue);
//
// and its module calls `register_images(add, host, "wow_mount")`. The base classes of syncs do all that for the columns
// `icon` and `wow_icon`. With `wow.cache_icons` false nothing is fetched and fields keep addresses. An image that can't
// be had fails nothing: the field keeps its address, and the next sync that stores the row tries again.
#pragma once

#include <wowhost/module.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wow {

/// Fields of rows that hold images. A field may lie within a json field: "crest.emblem.media.image".
class ImageFields {
public:
    ImageFields(std::string type_, std::vector<std::string> fields_, std::vector<std::int64_t> rows_)
        : type(std::move(type_))
        , fields(std::move(fields_))
        , rows(std::move(rows_))
    {
    }
    std::string type;
    std::vector<std::string> fields;
    std::vector<std::int64_t> rows;
    bool renew = false; ///< Also ask whether images that are stored have changed.
};

enum class ImageFetch {
    by_queue, ///< Images that are not stored yet become jobs of the queue wow_image_fetch.
    now, ///< They are fetched before the call returns, which takes some seconds at most; not inside a transaction.
};

class Images {
public:
    WOWHOST_INTERFACE("wow.images/1");
    virtual ~Images() = default;
    /// What fields hold for these addresses: the file's name where the image is stored, else the address itself.
    virtual std::vector<std::string> names(const std::vector<std::string>& addresses) const = 0;
    /// Sees to it that these fields, which are stored with addresses or names, hold the names of files. Trouble with an
    /// image is logged, once per kind of trouble a day.
    virtual void settle(const ImageFields& fields, ImageFetch how) const = 0;
    /// These rows are gone: the files that no other row shows go too, when the transaction commits.
    virtual void forget(const std::string& type, const std::vector<std::int64_t>& rows) const = 0;
};

/// Whether a field's value is the name of a stored image, or the address of one.
inline bool is_cached_image(std::string_view value) { return value.starts_with("wow/images/"); }
inline bool is_image_address(std::string_view value)
{
    return value.starts_with("https://") || value.starts_with("http://");
}

/// Calls Images. What it throws is logged and dropped: no image is worth a row. What concerns the whole transaction (a
/// deadlock, which is tried again, or the end of the process) is thrown on.
template <class Call>
void with_images(const wowhost::Services& host, const char* what, Call call)
{
    using wowhost::ErrorCode;
    try {
        host.plugin<Images>("wow").call(what, call);
    } catch (const wowhost::Error& error) {
        if (error.code() == ErrorCode::locked || error.code() == ErrorCode::cancelled
            || error.code() == ErrorCode::deadline_exceeded)
            throw;
        host.log().error(std::string("Images: ") + what + " failed: " + error.what());
    }
}

inline void settle_images(const wowhost::Services& host, const ImageFields& fields, ImageFetch how)
{
    if (!fields.rows.empty())
        with_images(host, "settle", [&](const Images& images) { images.settle(fields, how); });
}

/// Replaces addresses of images that are stored by their names, in column `column` of rows with `values`.
template <class Row>
void use_cached_images(const wowhost::Services& host, std::vector<Row>& rows, std::size_t column)
{
    std::vector<std::string> addresses;
    for (const auto& row : rows)
        if (const auto text = row.values[column].text(); is_image_address(text))
            addresses.emplace_back(text);
    if (addresses.empty())
        return;
    std::vector<std::string> names;
    with_images(host, "names", [&](const Images& images) { names = images.names(addresses); });
    std::size_t next = 0;
    for (auto& row : rows)
        if (is_image_address(row.values[column].text()) && next < names.size())
            row.values[column] = names[next++];
}

/// The same for the column of that name, if `columns` has it, and `store` in one transaction; `store` returns the ids
/// of all rows. For the base classes of syncs.
template <class Row, class Store>
void store_with_images(const wowhost::Services& host, const std::string& type, const std::vector<std::string>& columns,
    const std::string& column, std::vector<Row>& rows, const Store& store)
{
    const auto found = std::find(columns.begin(), columns.end(), column);
    if (found == columns.end()) {
        store();
        return;
    }
    host.entities().transaction([&] {
        use_cached_images(host, rows, static_cast<std::size_t>(found - columns.begin()));
        settle_images(host, ImageFields(type, {column}, store()), ImageFetch::by_queue);
    });
}

/// Rows of `type` take their images along when they are deleted.
inline void register_images(wowhost::Registrar& add, const wowhost::Services& host, const std::string& type)
{
    add.removal_hook(type, [&host, type](const std::vector<std::int64_t>& rows) {
        with_images(host, "forget", [&](const Images& images) { images.forget(type, rows); });
    });
}

} // namespace wow
