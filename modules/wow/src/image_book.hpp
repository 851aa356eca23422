// wow: ImageBook, which images are stored and which rows show them. Any thread; part of the caller's transaction.
//
// `wow_image` has a row per file. It is written before the file is, and not live until a row shows the file; it loses
// its address when the last row that showed it goes, and the file goes with the commit. What a process that was killed
// leaves is therefore known by name: `tidy()` takes it away. `wow_image_use` has a row per field that shows an image.
#pragma once

#include <wowhost/module.hpp>

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wow {

class StoredImage {
public:
    explicit StoredImage(const wowhost::Entity& row);
    std::int64_t id;
    std::string address;
    std::string file; ///< Below files.path, as rows have it.
    std::string last_modified;
};

/// A field of a row.
using ImagePlace = std::pair<std::int64_t, std::string>;

class ImageUse {
public:
    explicit ImageUse(const wowhost::Entity& row);
    std::int64_t id;
    ImagePlace place;
    std::int64_t image;
};

template <class Map>
std::vector<typename Map::key_type> keys_of(const Map& map)
{
    std::vector<typename Map::key_type> keys;
    keys.reserve(map.size());
    for (const auto& [key, value] : map)
        keys.push_back(key);
    return keys;
}

class ImageBook {
public:
    using Ids = std::vector<std::int64_t>;
    using Found = std::map<std::string, StoredImage>;

    explicit ImageBook(const wowhost::Services& host)
        : host_(host)
    {
    }
    static void declare(wowhost::Registrar& add);

    /// Live images by these values of `field`: "address" or "file".
    Found find(const char* field, const std::vector<std::string>& values) const;
    /// Live images by id, by their addresses.
    Found find(const Ids& images) const;
    std::vector<ImageUse> uses(const std::string& type, const Ids& rows) const;

    /// Notes that these fields of rows of `type` show the image. false: it is not live any more. Uses that named
    /// another image are replaced; that image must be dropped by the caller.
    bool show(std::int64_t image, const std::string& type, const std::vector<ImagePlace>& places) const;
    /// Forgets these uses, and of these images those that nothing shows any more, with their files.
    void drop(const Ids& uses, Ids images) const;

    /// A row for the image that is about to be written; its id makes the name of the file.
    std::int64_t reserve() const;
    static std::string file_name(std::int64_t image, std::string_view suffix);
    /// The name of the image's file as Files wants it, below the folder of this module.
    std::string name_of(const StoredImage& image) const;
    /// Makes a reserved image live, once its file is there. Where another is live for the address by now, that one is
    /// returned and the file goes.
    StoredImage publish(std::int64_t image, const std::string& address, const std::string& file,
        const std::string& last_modified) const;
    void note_date(std::int64_t image, const std::string& last_modified) const;
    /// Takes back what was reserved and not published.
    void release(const Ids& images) const;

    /// Forgets uses by rows, fields and types that are no more, and by fields that show something else.
    std::int64_t tidy_uses() const;
    /// Takes away files that a killed process left.
    std::int64_t tidy_files() const;

private:
    std::vector<std::string> columns_of(const std::string& type, const std::vector<ImageUse>& uses) const;
    std::int64_t tidy_uses(
        const std::string& type, const std::vector<std::string>& columns, std::span<const ImageUse> uses) const;
    std::string path_of(const std::string& name) const;
    void remove_file(std::int64_t image) const;

    const wowhost::Services& host_;
};

} // namespace wow
