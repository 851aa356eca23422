#include "sdk/sandbox/realms.hpp"

#include "sdk/sandbox/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace sandbox {

namespace {

struct KnownRealm {
    std::string_view region;
    std::int64_t id;
    std::string_view name;
    std::string_view native;
    std::string_view locale; // enGB, frFR, …
};

// Realms that exist in every world, whatever the seed: demos and tests name them.
constexpr std::array known_realms{
    KnownRealm{"eu", 550, "Stormrage", "", "enGB"},
    KnownRealm{"eu", 549, "Silvermoon", "", "enGB"},
    KnownRealm{"eu", 536, "Argent Dawn", "", "enGB"},
    KnownRealm{"eu", 500, "Aggramar", "", "enGB"},
    KnownRealm{"eu", 503, "Azjol-Nerub", "", "enGB"},
    KnownRealm{"eu", 506, "Draenor", "", "enGB"},
    KnownRealm{"eu", 1305, "Kazzak", "", "enGB"},
    KnownRealm{"eu", 1306, "Tarren Mill", "", "enGB"},
    KnownRealm{"eu", 1596, "Karazhan", "", "enGB"},
    KnownRealm{"eu", 1416, "Blade's Edge", "", "enGB"},
    KnownRealm{"eu", 1413, "Aggra (Português)", "", "ptBR"},
    KnownRealm{"eu", 1086, "La Croisade écarlate", "", "frFR"},
    KnownRealm{"eu", 1127, "Confrérie du Thorium", "", "frFR"},
    KnownRealm{"eu", 1620, "Chants éternels", "", "frFR"},
    KnownRealm{"eu", 544, "Ner'zhul", "", "frFR"},
    KnownRealm{"eu", 512, "Arak-arahm", "", "frFR"},
    KnownRealm{"eu", 1309, "Pozzo dell'Eternità", "", "itIT"},
    KnownRealm{"eu", 1611, "Festung der Stürme", "", "deDE"},
    KnownRealm{"eu", 581, "Blackrock", "", "deDE"},
    KnownRealm{"eu", 588, "Kel'Thuzad", "", "deDE"},
    KnownRealm{"eu", 576, "Die Silberne Hand", "", "deDE"},
    KnownRealm{"eu", 1379, "Zul'jin", "", "esES"},
    KnownRealm{"eu", 1395, "Colinas Pardas", "", "esES"},
    KnownRealm{"eu", 1615, "Howling Fjord", "Ревущий фьорд", "ruRU"},
    KnownRealm{"eu", 1602, "Gordunni", "Гордунни", "ruRU"},
    KnownRealm{"eu", 1603, "Lich King", "Король-лич", "ruRU"},
    KnownRealm{"eu", 1604, "Soulflayer", "Свежеватель Душ", "ruRU"},
    KnownRealm{"eu", 1605, "Deathguard", "Страж Смерти", "ruRU"},
    KnownRealm{"eu", 1609, "Deepholm", "Подземье", "ruRU"},
    KnownRealm{"eu", 1614, "Galakrond", "Галакронд", "ruRU"},
    KnownRealm{"eu", 1922, "Azuregos", "Азурегос", "ruRU"},
    KnownRealm{"eu", 1923, "Ashenvale", "Ясеневый лес", "ruRU"},
    KnownRealm{"eu", 1925, "Eversong", "Вечная Песня", "ruRU"},
    KnownRealm{"us", 11, "Tichondrius", "", "enUS"},
    KnownRealm{"us", 1262, "Norgannon", "", "enUS"},
    KnownRealm{"us", 121, "Azjol-Nerub", "", "enUS"},
    KnownRealm{"us", 1362, "Drak'Tharon", "", "enUS"},
    KnownRealm{"us", 1356, "Sisters of Elune", "", "enUS"},
    KnownRealm{"us", 3207, "Goldrinn", "", "ptBR"},
    KnownRealm{"us", 1425, "Drakkari", "", "esMX"},
    KnownRealm{"kr", 205, "Azshara", "아즈샤라", "koKR"},
    KnownRealm{"kr", 214, "Windrunner", "윈드러너", "koKR"},
    KnownRealm{"kr", 210, "Durotan", "듀로탄", "koKR"},
    KnownRealm{"tw", 963, "Shadowmoon", "暗影之月", "zhTW"},
    KnownRealm{"tw", 980, "Wrathbringer", "憤怒使者", "zhTW"},
    KnownRealm{"tw", 966, "Dragonmaw", "巨龍之喉", "zhTW"},
};

struct RegionFacts {
    std::string_view code;
    std::int64_t id;
    std::string_view name;
    std::string_view locale;
    std::string_view timezone;
};

constexpr std::array<RegionFacts, 4> region_facts{{
    {"us", 1, "North America", "enUS", "America/New_York"},
    {"kr", 2, "Korea", "koKR", "Asia/Seoul"},
    {"eu", 3, "Europe", "enGB", "Europe/Paris"},
    {"tw", 4, "Taiwan", "zhTW", "Asia/Taipei"},
}};

std::string_view category_of(std::string_view locale)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 11> names{{
        {"enGB", "English"},
        {"enUS", "United States"},
        {"frFR", "French"},
        {"deDE", "German"},
        {"esES", "Spanish"},
        {"esMX", "Latin America"},
        {"itIT", "Italian"},
        {"ruRU", "Russian"},
        {"ptBR", "Portuguese"},
        {"koKR", "Korea"},
        {"zhTW", "Taiwan"},
    }};
    for (const auto& [code, name] : names) {
        if (code == locale) {
            return name;
        }
    }
    return "English";
}

std::string native_locale_of(std::string_view locale)
{
    return std::string(locale.substr(0, 2)) + "_" + std::string(locale.substr(2));
}

} // namespace

std::span<const std::string_view> regions()
{
    static constexpr std::array<std::string_view, 4> codes{"us", "eu", "kr", "tw"};
    return codes;
}

bool is_region(std::string_view text) { return std::find(regions().begin(), regions().end(), text) != regions().end(); }

Script Realm::script() const
{
    if (locale == "ruRU") {
        return Script::cyrillic;
    }
    if (locale == "koKR") {
        return Script::hangul;
    }
    return locale == "zhTW" ? Script::han : Script::latin;
}

RegionRealms::RegionRealms(std::string_view region, std::uint64_t seed, const RecordedRealms& recorded)
{
    const auto& facts = *std::find_if(
        region_facts.begin(), region_facts.end(), [&](const RegionFacts& row) { return row.code == region; });
    region_id_ = facts.id;
    region_name_ = facts.name;
    seed = mix(seed, hash_of(region));

    const auto complete = [&](Realm realm, std::string_view locale) {
        const auto random = mix(seed, static_cast<std::uint64_t>(realm.id));
        realm.locale = locale;
        realm.category = category_of(locale);
        realm.timezone = locale == "ruRU" ? "Europe/Moscow" : facts.timezone;
        realm.type = random % 6 == 0 ? "RP" : "NORMAL";
        if (!realm.native.empty()) {
            realm.native_locale = native_locale_of(locale);
        }
        add(std::move(realm));
    };
    for (const auto& known : known_realms) {
        if (known.region == region) {
            Realm realm;
            realm.id = known.id;
            realm.name = known.name;
            realm.native = known.native;
            realm.slug = slug_of(known.name);
            complete(std::move(realm), known.locale);
        }
    }
    for (const auto& realm : recorded.realms) {
        complete(realm, facts.locale);
    }
    for (std::uint64_t i = 0; recorded.realms.empty() && realms_.size() < realms_per_region; ++i) {
        Realm realm;
        realm.id = static_cast<std::int64_t>(3300 + i);
        realm.name = realm_name(mix(seed, i));
        realm.slug = slug_of(realm.name);
        const auto random = mix(seed, i + 100000);
        auto locale = facts.locale;
        if (region == "eu") {
            static constexpr std::array<std::string_view, 4> others{"frFR", "deDE", "esES", "itIT"};
            locale = random % 2 == 0 ? "enGB" : others[mix(random) % others.size()];
        } else if (region == "kr" || region == "tw") {
            realm.native = person_name(random, region == "kr" ? Script::hangul : Script::han);
        }
        complete(std::move(realm), locale);
    }
    // As in the real index of 2025, rows are in no order.
    group(seed, recorded.connected);
}

void RegionRealms::add(Realm realm)
{
    if (realm.slug.empty() || by_slug_.contains(realm.slug) || by_id_.contains(realm.id)) {
        return;
    }
    by_slug_.emplace(realm.slug, realms_.size());
    by_id_.emplace(realm.id, realms_.size());
    realms_.push_back(std::move(realm));
}

void RegionRealms::group(std::uint64_t seed, const std::vector<std::int64_t>& anchors)
{
    static constexpr std::array<std::string_view, 6> populations{
        "MEDIUM", "LOW", "HIGH", "FULL", "RECOMMENDED", "LOCKED"};
    std::vector<std::size_t> order(realms_.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
    }
    std::stable_sort(order.begin(), order.end(),
        [&](std::size_t a, std::size_t b) { return realms_[a].locale < realms_[b].locale; });
    const auto start = [&](std::int64_t id) {
        ConnectedRealm group;
        group.id = id;
        group.population = populations[mix(seed, static_cast<std::uint64_t>(id)) % populations.size()];
        connected_.push_back(std::move(group));
    };
    for (const auto id : anchors) {
        start(id);
    }
    std::size_t open = 0;
    std::string_view locale;
    for (const auto index : order) {
        auto& realm = realms_[index];
        if (!anchors.empty()) {
            const auto own = std::find(anchors.begin(), anchors.end(), realm.id);
            realm.group =
                own != anchors.end() ? static_cast<std::size_t>(own - anchors.begin()) : index % anchors.size();
        } else {
            if (open == 0 || locale != realm.locale) {
                start(realm.id);
                open = 1 + mix(seed, static_cast<std::uint64_t>(realm.id) + 7) % 4;
                locale = realm.locale;
            }
            --open;
            realm.group = connected_.size() - 1;
        }
        connected_[realm.group].realms.push_back(index);
    }
}

std::optional<std::size_t> RegionRealms::find(std::string_view slug_or_id) const
{
    if (const auto found = by_slug_.find(std::string(slug_or_id)); found != by_slug_.end()) {
        return found->second;
    }
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(slug_or_id.data(), slug_or_id.data() + slug_or_id.size(), id);
    if (error != std::errc{} || end != slug_or_id.data() + slug_or_id.size()) {
        return std::nullopt;
    }
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? std::nullopt : std::optional(found->second);
}

const ConnectedRealm* RegionRealms::find_connected(std::int64_t id) const
{
    const auto found =
        std::find_if(connected_.begin(), connected_.end(), [id](const auto& group) { return group.id == id; });
    return found == connected_.end() ? nullptr : &*found;
}

} // namespace sandbox
