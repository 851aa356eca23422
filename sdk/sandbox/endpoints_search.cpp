// The search of items, creatures, mounts, realms, connected realms and media: every locale, at most 1,000 results.
#include "sdk/sandbox/pages.hpp"
#include "sdk/sandbox/search.hpp"

#include <algorithm>

namespace sandbox {

namespace {

// One searchable kind of document.
class Corpus {
public:
    Corpus(const World& world, std::string region)
        : world_(world)
        , region_(std::move(region))
    {
    }
    Corpus(const Corpus&) = delete;
    Corpus& operator=(const Corpus&) = delete;
    virtual ~Corpus() = default;

    // The next id from this one on, in steps of 1 or -1; 0 when there is none.
    virtual std::int64_t next(std::int64_t id, std::int64_t step) const = 0;
    virtual std::int64_t last() const = 0;
    // Ids whose English name has the word, where an index of words exists.
    virtual std::optional<std::span<const std::uint32_t>> named(const std::string&) const { return std::nullopt; }
    virtual std::string name(std::int64_t id, std::string_view locale) const = 0;
    // A field other than id and name; nothing when there is no such field.
    virtual std::optional<std::string> field(std::int64_t id, std::string_view name) const = 0;
    virtual std::string path(std::int64_t id) const = 0;
    virtual std::string_view space() const { return "static"; }
    virtual void write(Document& out, std::int64_t id) const = 0;

protected:
    const World& world_;
    std::string region_;
};

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

bool admitted(const Corpus& corpus, const SearchQuery& query, std::int64_t id)
{
    return std::all_of(query.filters.begin(), query.filters.end(), [&](const SearchFilter& filter) {
        if (filter.is_name()) {
            return name_matches(filter, corpus.name(id, std::string_view(filter.field).substr(5)));
        }
        const auto text = filter.field == "id" ? std::optional(std::to_string(id)) : corpus.field(id, filter.field);
        return text ? filter.admits(*text) : filter.negated;
    });
}

// Ids that one word of the names' index leaves; nothing when no filter or no index narrows them.
std::optional<std::vector<std::int64_t>> narrowed(const Corpus& corpus, const SearchQuery& query)
{
    for (const auto& filter : query.filters) {
        if (!filter.is_name() || filter.negated) {
            continue;
        }
        std::vector<std::int64_t> out;
        for (const auto& value : filter.values) {
            const auto words = words_of(value);
            std::optional<std::span<const std::uint32_t>> fewest;
            for (const auto& word : words) {
                const auto rows = corpus.named(word);
                if (!rows) {
                    return std::nullopt;
                }
                if (!fewest || rows->size() < fewest->size()) {
                    fewest = rows;
                }
            }
            if (fewest) {
                out.insert(out.end(), fewest->begin(), fewest->end());
            }
        }
        std::sort(out.begin(), out.end());
        out.erase(std::unique(out.begin(), out.end()), out.end());
        return out;
    }
    return std::nullopt;
}

void sort_by(std::vector<std::int64_t>& ids, const Corpus& corpus, const SearchOrder& order)
{
    const auto key = [&](std::int64_t id) {
        return order.field.starts_with("name.") ? corpus.name(id, std::string_view(order.field).substr(5))
                                                : corpus.field(id, order.field).value_or("");
    };
    std::stable_sort(ids.begin(), ids.end(), [&](std::int64_t a, std::int64_t b) {
        const auto left = key(a);
        const auto right = key(b);
        const auto less = left.size() != right.size() && parse_id(left) >= 0 && parse_id(right) >= 0
            ? left.size() < right.size()
            : left < right;
        return order.descending ? !less && left != right : less;
    });
}

struct Found {
    std::vector<std::int64_t> ids; // at most `most_results`
    bool capped = false;
};

Found find(const Corpus& corpus, const SearchQuery& query)
{
    Found out;
    const bool by_id = query.order.empty() || query.order.front().field == "id";
    const bool down = by_id && !query.order.empty() && query.order.front().descending;
    const auto take = [&](std::int64_t id) {
        if (!admitted(corpus, query, id)) {
            return true;
        }
        out.capped = out.ids.size() == most_results;
        if (!out.capped) {
            out.ids.push_back(id);
        }
        return !out.capped;
    };
    if (auto few = narrowed(corpus, query)) {
        if (down) {
            std::reverse(few->begin(), few->end());
        }
        static_cast<void>(std::all_of(few->begin(), few->end(), take));
    } else {
        const auto range = query.ids();
        const auto low = std::max<std::int64_t>(1, range.low.value_or(1));
        const auto high = std::min(corpus.last(), range.high.value_or(corpus.last()));
        const std::int64_t step = down ? -1 : 1;
        for (auto id = corpus.next(down ? high : low, step); id >= low && id <= high && take(id);) {
            id = corpus.next(id + step, step);
        }
    }
    if (!by_id) {
        sort_by(out.ids, corpus, query.order.front());
    }
    return out;
}

void write_results(Document& out, const Corpus& corpus, const SearchQuery& query)
{
    const auto found = find(corpus, query);
    const auto count = static_cast<std::int64_t>(found.ids.size());
    out.open().field("page", query.page).field("pageSize", query.page_size).field("maxPageSize", query.page_size);
    out.field("pageCount", (count + query.page_size - 1) / query.page_size);
    if (found.capped) {
        out.field("resultCountCapped", true);
    }
    out.key("results").open_list();
    const auto first = std::min(count, (std::min<std::int64_t>(query.page, 1000000) - 1) * query.page_size);
    for (auto i = first; i < std::min(count, first + query.page_size); ++i) {
        const auto id = found.ids[static_cast<std::size_t>(i)];
        out.open().link("key", corpus.path(id), corpus.space()).key("data").open();
        corpus.write(out, id);
        out.close().close();
    }
    out.close_list().close();
}

template <typename Kind>
void add_search(Router& router, std::string_view name, std::string_view space)
{
    router.add("/data/wow/search/" + std::string(name), space, "search", 1, [](const Call& call) {
        auto page = static_page(
            call, [&world = call.world, region = call.scene.region, query = parse_search(call.query)](Document& out) {
                write_results(out, Kind(world, region), query);
            });
        page.variant = call.query;
        page.all_locales = true;
        return page;
    });
}

} // namespace

void add_search_routes(Router& router)
{
    add_search<Items>(router, "item", "static");
    add_search<Media>(router, "media", "static");
    add_search<Creatures>(router, "creature", "static");
    add_search<Mounts>(router, "mount", "static");
    add_search<Realms>(router, "realm", "dynamic");
    add_search<ConnectedRealms>(router, "connected-realm", "dynamic");
}

} // namespace sandbox
