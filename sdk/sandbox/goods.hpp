// Items and creatures. There are too many to keep, so each is made from its id when it is asked for; a fifth of the ids
// has none. Thread-safe.
#pragma once

#include "sdk/sandbox/catalogue.hpp"

#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sandbox {

struct ItemSubclass {
    std::int64_t id;
    std::string_view name;
};

struct ItemClass {
    std::int64_t id;
    std::string_view name;
    std::vector<ItemSubclass> subclasses;
};

// What kind of thing an item is: its slot, class and subclass.
struct ItemKind {
    std::string_view inventory; // HEAD
    std::string_view label; // Head
    std::int64_t item_class;
    std::int64_t subclass;
};

struct Item {
    std::int64_t id = 0;
    std::string name;
    const ItemKind* kind = nullptr;
    std::string_view quality; // EPIC
    int level = 0;
    int required_level = 0;
    std::int64_t purchase_price = 0;
    bool equippable = false;
    std::uint64_t random = 0;
};

struct Creature {
    std::int64_t id = 0;
    std::string name;
    const Named* type = nullptr;
    const Named* family = nullptr; // null for most
    bool tameable = false;
    std::int64_t display = 0;
};

class Goods {
public:
    // Keeps a reference to the catalogue.
    Goods(std::uint64_t seed, const Catalogue& catalogue);

    static constexpr std::int64_t last_item = 260000;
    static constexpr std::int64_t last_creature = 260000;

    std::optional<Item> item(std::int64_t id) const;
    std::optional<Creature> creature(std::int64_t id) const;
    // An item for this place, "HEAD" or "NON_EQUIP"; mostly one that exists.
    std::int64_t item_for(std::string_view inventory, std::uint64_t random) const;
    // Growing ids of all whose name has the word (lower case). The first call reads all names once.
    std::span<const std::uint32_t> items_named(const std::string& word) const;
    std::span<const std::uint32_t> creatures_named(const std::string& word) const;

    static std::span<const ItemClass> item_classes();
    static std::span<const Named> creature_types();
    static std::span<const Named> creature_families();

private:
    using Words = std::unordered_map<std::string, std::vector<std::uint32_t>>;

    std::uint64_t seed_;
    const Catalogue& catalogue_;
    std::unordered_map<std::int64_t, const Named*> own_items_; // of toys and heirlooms, which bear their names
    mutable std::once_flag items_read_;
    mutable std::once_flag creatures_read_;
    mutable Words item_words_;
    mutable Words creature_words_;
};

// Lower-case words of a text, without punctuation.
std::vector<std::string> words_of(std::string_view text);

} // namespace sandbox
