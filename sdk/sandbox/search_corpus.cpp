#include "sdk/sandbox/search_corpus.hpp"

#include "sdk/sandbox/pages.hpp"

#include <algorithm>
#include <vector>

namespace sandbox {

namespace {

void write_named(Document& out, std::string_view key, std::int64_t id, std::string_view name)
{
    out.key(key).open().text_field("name", name).field("id", id).close();
}

class Items : public Corpus {
public:
    using Corpus::Corpus;
    std::int64_t next(std::int64_t id, std::int64_t step) const override
    {
        for (; id >= 1 && id <= Goods::last_item; id += step) {
            if (world_.goods().item(id)) {
                return id;
            }
        }
        return 0;
    }
    std::int64_t last() const override { return Goods::last_item; }
    std::optional<std::span<const std::uint32_t>> named(const std::string& word) const override
    {
        return world_.goods().items_named(word);
    }
    std::string name(std::int64_t id, std::string_view) const override { return world_.goods().item(id)->name; }
    std::optional<std::string> field(std::int64_t id, std::string_view name) const override
    {
        const auto item = *world_.goods().item(id);
        if (name == "level") {
            return std::to_string(item.level);
        }
        if (name == "required_level") {
            return std::to_string(item.required_level);
        }
        if (name == "quality.type") {
            return std::string(item.quality);
        }
        if (name == "inventory_type.type") {
            return std::string(item.kind->inventory);
        }
        if (name == "item_class.id") {
            return std::to_string(item.kind->item_class);
        }
        return name == "item_subclass.id" ? std::optional(std::to_string(item.kind->subclass)) : std::nullopt;
    }
    std::string path(std::int64_t id) const override { return with_id("/data/wow/item/", id); }
    void write(Document& out, std::int64_t id) const override
    {
        const auto item = *world_.goods().item(id);
        const auto classes = Goods::item_classes();
        const auto item_class = std::find_if(
            classes.begin(), classes.end(), [&](const auto& row) { return row.id == item.kind->item_class; });
        std::string_view subclass = "Other";
        for (const auto& row : item_class->subclasses) {
            subclass = row.id == item.kind->subclass ? row.name : subclass;
        }
        out.field("level", item.level).field("required_level", item.required_level);
        out.field("sell_price", item.purchase_price / 5);
        write_named(out, "item_subclass", item.kind->subclass, subclass);
        out.field("is_equippable", item.equippable).field("purchase_quantity", 1);
        out.key("media").open().field("id", id).close();
        write_named(out, "item_class", item_class->id, item_class->name);
        out.key("quality").type(item.quality).field("max_count", item.random % 9 == 0 ? 1 : 0);
        out.field("is_stackable", !item.equippable).text_field("name", item.name);
        out.field("purchase_price", item.purchase_price).field("id", id);
        out.key("inventory_type").type(item.kind->inventory, item.kind->label);
    }
};

// Pictures of items.
class Media : public Items {
public:
    using Items::Items;
    std::optional<std::string> field(std::int64_t, std::string_view name) const override
    {
        return name == "tags" ? std::optional<std::string>("item") : std::nullopt;
    }
    std::string path(std::int64_t id) const override { return with_id("/data/wow/media/item/", id); }
    void write(Document& out, std::int64_t id) const override
    {
        const auto icon = "/icons/56/inv_item_" + std::to_string(world_.goods().item(id)->random % 2000) + ".jpg";
        out.key("assets").open_list().open().field("file_data_id", 130000 + id).key("value").image(icon);
        out.field("key", "icon").close().close_list().field("id", id);
    }
};

class Creatures : public Corpus {
public:
    using Corpus::Corpus;
    std::int64_t next(std::int64_t id, std::int64_t step) const override
    {
        for (; id >= 1 && id <= Goods::last_creature; id += step) {
            if (world_.goods().creature(id)) {
                return id;
            }
        }
        return 0;
    }
    std::int64_t last() const override { return Goods::last_creature; }
    std::optional<std::span<const std::uint32_t>> named(const std::string& word) const override
    {
        return world_.goods().creatures_named(word);
    }
    std::string name(std::int64_t id, std::string_view) const override { return world_.goods().creature(id)->name; }
    std::optional<std::string> field(std::int64_t id, std::string_view name) const override
    {
        const auto row = *world_.goods().creature(id);
        if (name == "type.id") {
            return std::to_string(row.type->id);
        }
        if (name == "is_tameable") {
            return row.tameable ? "true" : "false";
        }
        return name == "family.id" && row.family != nullptr ? std::optional(std::to_string(row.family->id))
                                                            : std::nullopt;
    }
    std::string path(std::int64_t id) const override { return with_id("/data/wow/creature/", id); }
    void write(Document& out, std::int64_t id) const override
    {
        const auto row = *world_.goods().creature(id);
        out.key("creature_displays").open_list().open().field("id", row.display).close().close_list();
        out.field("is_tameable", row.tameable).text_field("name", row.name).field("id", id);
        write_named(out, "type", row.type->id, row.type->name);
        if (row.family != nullptr) {
            write_named(out, "family", row.family->id, row.family->name);
        }
    }
};

// A kind of which there are so few that their ids are listed.
class Listed : public Corpus {
public:
    using Corpus::Corpus;
    std::int64_t next(std::int64_t id, std::int64_t step) const override
    {
        if (step > 0) {
            const auto found = std::lower_bound(ids_.begin(), ids_.end(), id);
            return found == ids_.end() ? 0 : *found;
        }
        const auto found = std::upper_bound(ids_.begin(), ids_.end(), id);
        return found == ids_.begin() ? 0 : *(found - 1);
    }
    std::int64_t last() const override { return ids_.empty() ? 0 : ids_.back(); }

protected:
    template <typename Rows>
    void list(const Rows& rows)
    {
        for (const auto& row : rows) {
            ids_.push_back(row.id);
        }
        std::sort(ids_.begin(), ids_.end());
    }

private:
    std::vector<std::int64_t> ids_;
};

class Mounts : public Listed {
public:
    Mounts(const World& world, std::string region)
        : Listed(world, std::move(region))
    {
        list(world.catalogue().mounts);
    }
    std::string name(std::int64_t id, std::string_view) const override { return row(id).name; }
    std::optional<std::string> field(std::int64_t, std::string_view) const override { return std::nullopt; }
    std::string path(std::int64_t id) const override { return with_id("/data/wow/mount/", id); }
    void write(Document& out, std::int64_t id) const override
    {
        out.key("creature_displays").open_list().open().field("id", row(id).display).close().close_list();
        out.text_field("name", row(id).name).field("id", id);
    }

private:
    const Mount& row(std::int64_t id) const { return *world_.catalogue().find_mount(id); }
};

void write_realm(Document& out, const RegionRealms& all, const Realm& realm)
{
    const bool native = !realm.native_locale.empty();
    out.field("is_tournament", false).field("timezone", realm.timezone).key("name");
    out.text(realm.name, native ? realm.native : realm.name, native ? realm.native_locale : "en_GB");
    out.field("id", realm.id);
    write_named(out, "region", all.region_id(), all.region_name());
    out.text_field("category", realm.category).field("locale", realm.locale).key("type");
    out.type(realm.type, realm.type == "RP" ? "Roleplaying" : "Normal").field("slug", realm.slug);
}

class Realms : public Listed {
public:
    Realms(const World& world, std::string region)
        : Listed(world, std::move(region))
    {
        list(all().realms());
    }
    std::string name(std::int64_t id, std::string_view locale) const override
    {
        return !row(id).native_locale.empty() && row(id).native_locale == locale ? row(id).native : row(id).name;
    }
    std::optional<std::string> field(std::int64_t id, std::string_view name) const override
    {
        const auto& realm = row(id);
        if (name == "timezone") {
            return realm.timezone;
        }
        if (name == "locale") {
            return realm.locale;
        }
        return name == "slug" ? std::optional(realm.slug) : std::nullopt;
    }
    std::string path(std::int64_t id) const override { return with_id("/data/wow/realm/", id); }
    std::string_view space() const override { return "dynamic"; }
    void write(Document& out, std::int64_t id) const override { write_realm(out, all(), row(id)); }

private:
    const RegionRealms& all() const { return world_.realms(region_); }
    const Realm& row(std::int64_t id) const { return all().realms()[*all().find(std::to_string(id))]; }
};

class ConnectedRealms : public Listed {
public:
    ConnectedRealms(const World& world, std::string region)
        : Listed(world, std::move(region))
    {
        list(all().connected());
    }
    std::string name(std::int64_t, std::string_view) const override { return {}; }
    std::optional<std::string> field(std::int64_t id, std::string_view name) const override
    {
        if (name == "status.type") {
            return "UP";
        }
        if (name == "realms.slug") {
            return all().realms()[row(id).realms.front()].slug;
        }
        return name == "population.type" ? std::optional(row(id).population) : std::nullopt;
    }
    std::string path(std::int64_t id) const override { return with_id("/data/wow/connected-realm/", id); }
    std::string_view space() const override { return "dynamic"; }
    void write(Document& out, std::int64_t id) const override
    {
        out.key("realms").open_list();
        for (const auto index : row(id).realms) {
            out.open();
            write_realm(out, all(), all().realms()[index]);
            out.close();
        }
        out.close_list().field("id", id).field("has_queue", row(id).population == "LOCKED");
        out.key("status").type("UP", "Up").key("population").type(row(id).population);
    }

private:
    const RegionRealms& all() const { return world_.realms(region_); }
    const ConnectedRealm& row(std::int64_t id) const { return *all().find_connected(id); }
};

} // namespace

std::unique_ptr<Corpus> make_corpus(std::string_view document, const World& world, std::string region)
{
    if (document == "item") {
        return std::make_unique<Items>(world, std::move(region));
    }
    if (document == "media") {
        return std::make_unique<Media>(world, std::move(region));
    }
    if (document == "creature") {
        return std::make_unique<Creatures>(world, std::move(region));
    }
    if (document == "mount") {
        return std::make_unique<Mounts>(world, std::move(region));
    }
    if (document == "realm") {
        return std::make_unique<Realms>(world, std::move(region));
    }
    return std::make_unique<ConnectedRealms>(world, std::move(region));
}

} // namespace sandbox
