#include "image_keeper.hpp"

#include "image_fields.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace wow {
namespace {

using namespace std::chrono_literals;
using wowhost::Entity;
using wowhost::Operator;
using wowhost::Query;
using wowhost::Value;

constexpr std::size_t job_rows = 64;
constexpr auto patience_of_people = 5s;

} // namespace

std::vector<std::string> ImageKeeper::names(const std::vector<std::string>& addresses) const
{
    auto found = addresses;
    if (!keeps())
        return found;
    const auto known = book_.find("address", addresses);
    for (auto& text : found)
        if (const auto image = known.find(text); image != known.end())
            text = image->second.file;
    return found;
}

void ImageKeeper::settle(const ImageFields& fields, ImageFetch how)
{
    for (std::size_t at = 0; at < fields.rows.size(); at += job_rows) {
        auto part = fields;
        part.rows.assign(fields.rows.begin() + static_cast<std::ptrdiff_t>(at),
            fields.rows.begin() + static_cast<std::ptrdiff_t>(std::min(fields.rows.size(), at + job_rows)));
        Wanted wanted;
        host_.entities().transaction([&] {
            wanted = reconcile(part);
            if (how == ImageFetch::by_queue && keeps())
                enqueue(part, wanted);
        });
        if (how == ImageFetch::now && keeps())
            fetch(part, wanted, patience_of_people);
    }
}

/// Makes the uses of these fields what the rows say, and puts names where images are stored. What is left is wanted.
ImageKeeper::Wanted ImageKeeper::reconcile(const ImageFields& fields) const
{
    const auto said = read(fields);
    std::map<ImagePlace, ImageUse> old;
    for (const auto& use : book_.uses(fields.type, fields.rows))
        if (std::find(fields.fields.begin(), fields.fields.end(), use.place.second) != fields.fields.end())
            old.emplace(use.place, use);

    ImageBook::Ids left_uses;
    ImageBook::Ids left_images;
    const auto stored = book_.find("file", keys_of(said.named));
    for (const auto& [file, places] : said.named) {
        const auto image = stored.find(file);
        if (image == stored.end() || !show(fields.type, image->second, places, old)) {
            for (const auto& place : places) // the image went between the look-up of its name and now
                put(fields.type, place, nullptr);
            continue;
        }
        for (const auto& place : places)
            if (const auto use = old.find(place); use != old.end()) {
                if (use->second.image != image->second.id)
                    left_images.push_back(use->second.image);
                old.erase(use);
            }
    }
    for (const auto& [place, use] : old) {
        left_uses.push_back(use.id);
        left_images.push_back(use.image);
    }
    book_.drop(left_uses, left_images);

    auto wanted = said.addressed;
    if (keeps())
        for (const auto& [address, image] : book_.find("address", keys_of(wanted))) {
            put(fields.type, wanted[address], image);
            wanted.erase(address);
        }
    return wanted;
}

ImageKeeper::Said ImageKeeper::read(const ImageFields& fields) const
{
    Said said;
    std::set<std::string> columns;
    for (const auto& field : fields.fields)
        columns.insert(column_of(field));
    for (const auto& column : columns)
        if (!host_.entities().has_type(fields.type) || !host_.entities().has_field(fields.type, column))
            return said; // its module is gone
    for (const auto& row :
        host_.entities().select(Query(fields.type)
                                    .where("id", Operator::in, Value::Array(fields.rows.begin(), fields.rows.end()))
                                    .only({columns.begin(), columns.end()})))
        for (const auto& field : fields.fields) {
            const auto text = image_text(row, field);
            if (is_cached_image(text))
                said.named[text].emplace_back(row.id(), field);
            else if (is_image_address(text))
                said.addressed[text].emplace_back(row.id(), field);
        }
    return said;
}

/// Notes those of the places that `old` does not have with this image. false: the image is not live any more.
bool ImageKeeper::show(const std::string& type, const StoredImage& image, const std::vector<ImagePlace>& places,
    const std::map<ImagePlace, ImageUse>& old) const
{
    std::vector<ImagePlace> fresh;
    for (const auto& place : places)
        if (const auto use = old.find(place); use == old.end() || use->second.image != image.id)
            fresh.push_back(place);
    return fresh.empty() || book_.show(image.id, type, fresh);
}

/// Changes what a row says of an image, and nothing else: its data does not become younger by it.
void ImageKeeper::put(const std::string& type, const ImagePlace& place, const Value& text) const
{
    const auto& entities = host_.entities();
    const auto row = entities.load(type, place.first);
    if (!row)
        return;
    const auto column = column_of(place.second);
    Entity changed(type, {{column, row->get(column)}});
    changed.set_id(row->id());
    set_image_text(changed, place.second, text);
    entities.save(changed);
    if (row->has("last_fetched"))
        entities.touch(
            type, {wowhost::Condition("id", Operator::equal, row->id())}, row->get("last_fetched").integer());
}

/// Puts the image's name where its address still stands.
void ImageKeeper::put(const std::string& type, const std::vector<ImagePlace>& places, const StoredImage& image) const
{
    std::vector<ImagePlace> shown;
    for (const auto& place : places) {
        const auto row = host_.entities().load(type, place.first);
        if (!row || image_text(*row, place.second) != image.address)
            continue;
        put(type, place, image.file);
        shown.push_back(place);
    }
    if (shown.empty())
        book_.drop({}, {image.id});
    else if (!book_.show(image.id, type, shown))
        throw wowhost::Error(wowhost::ErrorCode::conflict,
            "image " + std::to_string(image.id) + " was deleted while a row was about to show it; its job is repeated");
}

void ImageKeeper::forget(const std::string& type, const std::vector<std::int64_t>& rows) const
{
    forget_jobs(type, rows);
    const auto uses = book_.uses(type, rows);
    if (uses.empty())
        return;
    ImageBook::Ids ids;
    ImageBook::Ids images;
    for (const auto& use : uses) {
        ids.push_back(use.id);
        images.push_back(use.image);
    }
    host_.entities().transaction([&] { book_.drop(ids, images); });
}

} // namespace wow
