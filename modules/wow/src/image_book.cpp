#include "image_book.hpp"

#include "image_checks.hpp"
#include "image_fields.hpp"

#include <wow/images.hpp>

#include <algorithm>
#include <set>

namespace wow {
namespace {

using wowhost::Entity;
using wowhost::Operator;
using wowhost::Query;
using wowhost::Value;

constexpr const char* image_type = "wow_image";
constexpr const char* use_type = "wow_image_use";
constexpr std::size_t chunk = 256;

Value::Array texts(const std::vector<std::string>& values)
{
    const std::set<std::string> unique(values.begin(), values.end());
    return {unique.begin(), unique.end()};
}

Entity change(std::int64_t image)
{
    Entity row(image_type);
    row.set_id(image);
    return row;
}

} // namespace

StoredImage::StoredImage(const Entity& row)
    : id(row.id())
    , address(row["address"].text())
    , file(row["file"].text())
    , last_modified(row["last_modified"].text())
{
}

ImageUse::ImageUse(const Entity& row)
    : id(row.id())
    , place(row["row_id"].integer(), row["field"].string())
    , image(row["image"].integer())
{
}

void ImageBook::declare(wowhost::Registrar& add)
{
    add.entity_type(wowhost::EntityType(image_type)
                        .label("Stored image")
                        .text("address")
                        .text("file")
                        .text("last_modified")
                        .boolean("is_live")
                        .timestamp("changed")
                        .unique_where({"address"}, "is_live")
                        .index({"file"})
                        .index({"is_live", "changed"}));
    add.entity_type(wowhost::EntityType(use_type)
                        .label("Use of a stored image")
                        .text("row_type")
                        .integer("row_id")
                        .text("field")
                        .reference("image", image_type)
                        .unique({"row_type", "row_id", "field"})
                        .index({"image"}));
}

ImageBook::Found ImageBook::find(const char* field, const std::vector<std::string>& values) const
{
    Found found;
    if (values.empty())
        return found;
    for (const auto& row :
        host_.entities().select(Query(image_type).where(field, Operator::in, texts(values)).where("is_live", true)))
        found.emplace(row[field].string(), StoredImage(row));
    return found;
}

ImageBook::Found ImageBook::find(const Ids& images) const
{
    Found found;
    if (images.empty())
        return found;
    const Value::Array wanted(images.begin(), images.end());
    for (const auto& row :
        host_.entities().select(Query(image_type).where("id", Operator::in, wanted).where("is_live", true)))
        found.emplace(row["address"].string(), StoredImage(row));
    return found;
}

std::vector<ImageUse> ImageBook::uses(const std::string& type, const Ids& rows) const
{
    std::vector<ImageUse> found;
    if (!rows.empty())
        for (const auto& row :
            host_.entities().select(Query(use_type)
                                        .where("row_type", type)
                                        .where("row_id", Operator::in, Value::Array(rows.begin(), rows.end()))))
            found.emplace_back(row);
    return found;
}

bool ImageBook::show(std::int64_t image, const std::string& type, const std::vector<ImagePlace>& places) const
{
    // The row is written to, so that nobody drops the image meanwhile: whoever does writes to it first as well.
    auto row = change(image);
    row.set("changed", host_.now());
    host_.entities().save(row);
    if (host_.entities().count(Query(image_type).where("id", image).where("is_live", true)) == 0)
        return false;
    wowhost::Upsert uses(use_type, {"row_type", "row_id", "field"}, {"row_type", "row_id", "field", "image"});
    for (const auto& [id, field] : places)
        uses.add({type, id, field, image});
    host_.entities().upsert(uses);
    return true;
}

void ImageBook::drop(const Ids& uses, Ids images) const
{
    const auto& entities = host_.entities();
    if (!uses.empty())
        entities.remove(use_type, uses);
    std::sort(images.begin(), images.end()); // locked in one order
    images.erase(std::unique(images.begin(), images.end()), images.end());
    const auto is_shown = [&](std::int64_t image) {
        return !entities.ids(Query(use_type).where("image", image).limit(1)).empty();
    };
    for (const auto image : images) {
        if (image == 0 || is_shown(image))
            continue;
        auto row = change(image);
        row.set("changed", host_.now());
        entities.save(row); // waits for those who are about to show it
        if (is_shown(image))
            continue;
        const auto stored = entities.load(image_type, image);
        row.set("is_live", false).set("address", nullptr);
        entities.save(row);
        for (const auto suffix : image_suffixes)
            if (const auto name = file_name(image, suffix); stored && stored->get("file").text() == path_of(name))
                host_.files().remove(name);
    }
}

/// Without the address, which may be a person's: nothing would lead from them to a row that is never published.
std::int64_t ImageBook::reserve() const
{
    Entity row(image_type, {{"is_live", false}, {"changed", host_.now()}});
    host_.entities().save(row);
    return row.id();
}

/// Folders are kept small.
std::string ImageBook::file_name(std::int64_t image, std::string_view suffix)
{
    return "images/" + std::to_string(image % 100) + "/" + std::to_string(image) + "." + std::string(suffix);
}

std::string ImageBook::path_of(const std::string& name) const { return host_.module() + "/" + name; }

std::string ImageBook::name_of(const StoredImage& image) const
{
    for (const auto suffix : image_suffixes)
        if (auto name = file_name(image.id, suffix); image.file == path_of(name))
            return name;
    throw wowhost::Error(wowhost::ErrorCode::invalid_argument,
        "image " + std::to_string(image.id) + " has a file of another name; delete its row in wow_image");
}

StoredImage ImageBook::publish(
    std::int64_t image, const std::string& address, const std::string& file, const std::string& last_modified) const
{
    const auto known = find("address", {address});
    if (const auto other = known.find(address); other != known.end()) {
        release({image});
        return other->second;
    }
    auto row = change(image);
    row.set("file", file).set("is_live", true).set("changed", host_.now());
    row.set("last_modified", last_modified.empty() ? Value() : Value(last_modified)).set("address", address);
    host_.entities().save(row);
    return StoredImage(row);
}

void ImageBook::note_date(std::int64_t image, const std::string& last_modified) const
{
    auto row = change(image);
    row.set("last_modified", last_modified.empty() ? Value() : Value(last_modified));
    host_.entities().save(row);
}

void ImageBook::release(const Ids& images) const
{
    if (images.empty())
        return;
    for (const auto image : images)
        remove_file(image);
    host_.entities().remove(image_type, images);
}

void ImageBook::remove_file(std::int64_t image) const
{
    for (const auto suffix : image_suffixes)
        host_.files().remove(file_name(image, suffix));
}

/// The columns that the uses name and that are there.
std::vector<std::string> ImageBook::columns_of(const std::string& type, const std::vector<ImageUse>& uses) const
{
    std::set<std::string> columns;
    for (const auto& use : uses)
        columns.insert(column_of(use.place.second));
    std::erase_if(columns, [&](const std::string& column) {
        return !host_.entities().has_type(type) || !host_.entities().has_field(type, column);
    });
    return {columns.begin(), columns.end()};
}

std::int64_t ImageBook::tidy_uses(
    const std::string& type, const std::vector<std::string>& columns, std::span<const ImageUse> uses) const
{
    Value::Array wanted;
    for (const auto& use : uses)
        wanted.emplace_back(use.place.first);
    std::map<std::int64_t, Entity> there;
    if (!columns.empty())
        for (auto& row : host_.entities().select(Query(type).where("id", Operator::in, wanted).only(columns)))
            there.emplace(row.id(), std::move(row));
    Ids gone;
    Ids images;
    for (const auto& use : uses) {
        const auto row = there.find(use.place.first);
        if (row == there.end() || !is_cached_image(image_text(row->second, use.place.second))) {
            gone.push_back(use.id);
            images.push_back(use.image);
        }
    }
    drop(gone, images);
    return static_cast<std::int64_t>(gone.size());
}

std::int64_t ImageBook::tidy_uses() const
{
    const auto& entities = host_.entities();
    std::map<std::string, std::vector<ImageUse>> by_type;
    entities.each(Query(use_type), [&](const Entity& row) {
        by_type[row["row_type"].string()].emplace_back(row);
        return true;
    });
    std::int64_t count = 0;
    for (const auto& one : by_type) {
        const auto& [type, uses] = one;
        const auto columns = columns_of(type, uses);
        for (std::span<const ImageUse> left(uses); !left.empty() && !host_.cancelled();) {
            const auto part = left.first(std::min(left.size(), chunk));
            std::int64_t gone = 0;
            entities.transaction([&] { gone = tidy_uses(one.first, columns, part); });
            count += gone;
            left = left.subspan(part.size());
        }
    }
    return count;
}

std::int64_t ImageBook::tidy_files() const
{
    constexpr std::int64_t patience = 3600; // who is about to publish one has done so by then
    std::int64_t count = 0;
    while (!host_.cancelled()) {
        const auto ids = host_.entities().ids(Query(image_type)
                                                  .where("is_live", false)
                                                  .where("changed", Operator::less_equal, host_.now() - patience)
                                                  .limit(static_cast<std::int64_t>(chunk)));
        if (ids.empty())
            break;
        host_.entities().transaction([&] { release(ids); });
        count += static_cast<std::int64_t>(ids.size());
    }
    return count;
}

} // namespace wow
