// Items, their classes and pictures. Items have no index.
#include "sdk/sandbox/pages.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace sandbox {

namespace {

constexpr std::string_view item_path = "/data/wow/item/";
constexpr std::string_view class_path = "/data/wow/item-class/";

std::string subclass_path(std::int64_t item_class)
{
    return fmt::format("{}{}/item-subclass/", class_path, item_class);
}

const ItemClass* find_item_class(std::int64_t id)
{
    const auto rows = Goods::item_classes();
    const auto found = std::find_if(rows.begin(), rows.end(), [id](const auto& row) { return row.id == id; });
    return found == rows.end() ? nullptr : &*found;
}

const ItemSubclass* find_subclass(const ItemClass& item_class, std::int64_t id)
{
    const auto found = std::find_if(
        item_class.subclasses.begin(), item_class.subclasses.end(), [id](const auto& row) { return row.id == id; });
    return found == item_class.subclasses.end() ? nullptr : &*found;
}

void write_class(Document& out, const ItemKind& kind)
{
    const auto* item_class = find_item_class(kind.item_class);
    const auto* subclass = find_subclass(*item_class, kind.subclass);
    out.key("item_class").reference(class_path, item_class->id, item_class->name);
    out.key("item_subclass")
        .reference(subclass_path(item_class->id), kind.subclass, subclass == nullptr ? "Other" : subclass->name);
    out.key("inventory_type").type(kind.inventory, kind.label);
}

void write_preview(Document& out, const Item& item)
{
    out.key("preview_item").open().key("item").open().static_key(item_path, item.id).field("id", item.id).close();
    out.field("context", 0).key("quality").type(item.quality).text_field("name", item.name);
    write_media_link(out, "item", item.id);
    write_class(out, *item.kind);
    out.key("binding").type("ON_ACQUIRE", "Binds when picked up");
    if (item.required_level > 0) {
        out.key("requirements").open().key("level").open().field("value", item.required_level);
        out.text_field("display_string", fmt::format("Requires Level {}", item.required_level)).close().close();
    }
    out.key("level").open().field("value", item.level);
    out.text_field("display_string", fmt::format("Item Level {}", item.level)).close().close();
}

Page item_detail(const Call& call)
{
    auto found = call.world.goods().item(parse_id(call.arguments[0]));
    if (!found) {
        return {};
    }
    return static_page(call, [item = std::move(*found)](Document& out) {
        out.open().self(with_id(item_path, item.id), "static").field("id", item.id).text_field("name", item.name);
        out.key("quality").type(item.quality).field("level", item.level).field("required_level", item.required_level);
        write_media_link(out, "item", item.id);
        write_class(out, *item.kind);
        out.field("purchase_price", item.purchase_price).field("sell_price", item.purchase_price / 5);
        out.field("max_count", item.random % 9 == 0 ? 1 : 0).field("is_equippable", item.equippable);
        out.field("is_stackable", !item.equippable);
        if (mix(item.random, 21) % 4 == 0) {
            out.text_field("description", "Property of nobody in particular.");
        }
        write_preview(out, item);
        out.field("purchase_quantity", 1).close();
    });
}

Page item_media(const Call& call)
{
    const auto item = call.world.goods().item(parse_id(call.arguments[0]));
    return item ? icon_page(call, "item", item->id, fmt::format("inv_item_{}", item->random % 2000), 130000 + item->id)
                : Page{};
}

Page class_detail(const Call& call)
{
    const auto* row = find_item_class(parse_id(call.arguments[0]));
    if (row == nullptr) {
        return {};
    }
    return static_page(call, [row](Document& out) {
        out.open().self(with_id(class_path, row->id), "static").field("class_id", row->id);
        out.text_field("name", row->name).key("item_subclasses").open_list();
        for (const auto& subclass : row->subclasses) {
            out.reference(subclass_path(row->id), subclass.id, subclass.name);
        }
        out.close_list().close();
    });
}

Page subclass_detail(const Call& call)
{
    const auto* row = find_item_class(parse_id(call.arguments[0]));
    const auto* subclass = row == nullptr ? nullptr : find_subclass(*row, parse_id(call.arguments[1]));
    if (subclass == nullptr) {
        return {};
    }
    return static_page(call, [row, subclass](Document& out) {
        out.open().self(with_id(subclass_path(row->id), subclass->id), "static").field("class_id", row->id);
        out.field("subclass_id", subclass->id).text_field("display_name", subclass->name);
        if (subclass->id % 3 == 1) {
            out.text_field("verbose_name", std::string(subclass->name) + "s");
        }
        out.field("hide_subclass_in_tooltips", subclass->id == 0).close();
    });
}

} // namespace

void add_item_routes(Router& router)
{
    router.add("/data/wow/item/{}", "static", "item", 4, item_detail);
    router.add("/data/wow/media/item/{}", "static", "media", 1, item_media);
    router.add("/data/wow/item-class/index", "static", "item-class", 1, [](const Call& call) {
        return index_page<ItemClass>(call, class_path, "item_classes", Goods::item_classes());
    });
    router.add("/data/wow/item-class/{}", "static", "item-class", 1, class_detail);
    router.add("/data/wow/item-class/{}/item-subclass/{}", "static", "item-subclass", 1, subclass_detail);
}

} // namespace sandbox
