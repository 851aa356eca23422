#include "sdk/sandbox/names.hpp"

#include "sdk/sandbox/text.hpp"

#include <fmt/core.h>

#include <array>

namespace sandbox {

namespace {

using Word = std::string_view;

constexpr std::array<Word, 40> adjectives{"Ashen", "Bitter", "Brazen", "Crimson", "Dread", "Ember", "Fallen", "Feral",
    "Frozen", "Gilded", "Grim", "Hallowed", "Hidden", "Hollow", "Iron", "Jade", "Last", "Lucky", "Mighty", "Misty",
    "Nimble", "Obsidian", "Pale", "Quiet", "Radiant", "Restless", "Rugged", "Sacred", "Savage", "Silent", "Spectral",
    "Stormy", "Sunken", "Swift", "Thorny", "Twilight", "Umbral", "Violet", "Wandering", "Winter"};
constexpr std::array<Word, 40> nouns{"Anvil", "Banner", "Beacon", "Blade", "Bounty", "Caravan", "Chalice", "Compass",
    "Crown", "Cuirass", "Dirge", "Drum", "Feast", "Flame", "Gauntlet", "Grove", "Harvest", "Hearth", "Hunt", "Idol",
    "Lantern", "Ledger", "Legacy", "Mantle", "Monolith", "Oath", "Parade", "Promise", "Quarry", "Relic", "Riddle",
    "Rune", "Sigil", "Song", "Spire", "Throne", "Tide", "Vault", "Vigil", "Whetstone"};
constexpr std::array<Word, 32> places{"Amberfen", "Blackmere", "Coldharrow", "Cragmoor", "Dunwater", "Eastfall",
    "Elderglen", "Fogreach", "Gallowmoor", "Glasshollow", "Greypeak", "Highspire", "Kaldwin", "Larkvale", "Mirkwater",
    "Nettlefield", "Oldbarrow", "Pinecrest", "Ravenscar", "Redcliff", "Saltmarsh", "Shatterrift", "Silverrun",
    "Stonehaven", "Sunreach", "Thistledown", "Umberhall", "Vastwood", "Westering", "Whitewharf", "Windmere", "Wolfden"};
constexpr std::array<Word, 28> beasts{"Bear", "Boar", "Camel", "Charger", "Cloudserpent", "Courser", "Direhorn",
    "Drake", "Elekk", "Falcon", "Gryphon", "Hawkstrider", "Hippogryph", "Horse", "Kodo", "Lynx", "Mammoth", "Owl",
    "Panther", "Ram", "Raptor", "Ray", "Stag", "Strider", "Talbuk", "Tiger", "Wolf", "Wyvern"};
constexpr std::array<Word, 24> critters{"Beetle", "Bunny", "Cat", "Chick", "Cricket", "Crab", "Cub", "Fawn", "Fox",
    "Frog", "Gecko", "Hatchling", "Hare", "Kitten", "Moth", "Mouse", "Otter", "Parrot", "Piglet", "Pup", "Snail",
    "Sprite", "Turtle", "Whelpling"};
constexpr std::array<Word, 24> syllables{"al", "ba", "cor", "da", "el", "fen", "gar", "hi", "is", "jor", "ka", "lu",
    "mir", "na", "or", "pe", "quin", "ra", "sha", "tel", "ul", "va", "wen", "zor"};
constexpr std::array<Word, 20> accented{"ál", "bé", "cör", "dà", "èl", "fën", "gâr", "hï", "îs", "jör", "kà", "lú",
    "mír", "ñá", "ör", "pê", "ræ", "shø", "ût", "çel"};
constexpr std::array<Word, 20> cyrillic{"ал", "бо", "ва", "гор", "да", "ель", "жа", "зи", "ир", "кла", "лю", "мир",
    "но", "оль", "по", "ро", "сла", "ти", "фе", "юр"};
constexpr std::array<Word, 16> hangul{
    "가", "나", "다", "라", "마", "바", "사", "아", "자", "카", "하", "린", "솔", "윤", "진", "희"};
constexpr std::array<Word, 16> han{
    "風", "雲", "月", "星", "雪", "龍", "影", "光", "天", "火", "冰", "劍", "夢", "花", "玄", "明"};
constexpr std::array<Word, 20> realm_heads{"Storm", "Frost", "Ember", "Raven", "Iron", "Moon", "Sun", "Dusk", "Thorn",
    "Wolf", "Stone", "Mist", "Grave", "Star", "Crag", "Oak", "Bright", "Bleak", "Silver", "Amber"};
constexpr std::array<Word, 16> realm_tails{"hold", "watch", "vale", "fall", "mere", "crest", "reach", "song", "guard",
    "helm", "moor", "spire", "wind", "forge", "shade", "wake"};

template <std::size_t N>
Word pick(const std::array<Word, N>& words, std::uint64_t random, std::uint64_t slot)
{
    return words[mix(random, slot) % N];
}

template <std::size_t N>
std::string joined(const std::array<Word, N>& words, std::uint64_t random, std::size_t count)
{
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        out += pick(words, random, 10 + i);
    }
    return out;
}

} // namespace

std::string achievement_name(std::uint64_t random)
{
    const auto adjective = pick(adjectives, random, 1);
    const auto noun = pick(nouns, random, 2);
    const auto place = pick(places, random, 3);
    switch (mix(random, 4) % 7) {
    case 0: return fmt::format("{} {} of {}", adjective, noun, place);
    case 1: return fmt::format("Glory of the {} {}", place, noun);
    case 2: return fmt::format("{}: the {} {}", place, adjective, noun);
    case 3: return fmt::format("{} the {}!", mix(random, 5) % 2 == 0 ? "Find" : "Keep", noun);
    case 4: return fmt::format("{} {}s of {}", between(mix(random, 5), 2, 400), noun, place);
    case 5: return fmt::format("Mythic: {}'s {} {}", place, adjective, noun);
    default: return fmt::format("The {} {}", adjective, noun);
    }
}

std::string mount_name(std::uint64_t random)
{
    const auto adjective = pick(adjectives, random, 1);
    const auto beast = pick(beasts, random, 2);
    return mix(random, 4) % 4 == 0 ? fmt::format("{} {} {}", pick(places, random, 3), adjective, beast)
                                   : fmt::format("{} {}", adjective, beast);
}

std::string pet_name(std::uint64_t random)
{
    return mix(random, 4) % 3 == 0
        ? fmt::format("{} {} {}", pick(adjectives, random, 1), pick(places, random, 3), pick(critters, random, 2))
        : fmt::format("{} {}", pick(adjectives, random, 1), pick(critters, random, 2));
}

std::string toy_name(std::uint64_t random)
{
    return fmt::format("{} {} of {}", pick(adjectives, random, 1), pick(nouns, random, 2), pick(places, random, 3));
}

std::string item_name(std::uint64_t random)
{
    return fmt::format("{} {}", pick(adjectives, random, 1), pick(nouns, random, 2));
}

std::string faction_name(std::uint64_t random)
{
    return mix(random, 4) % 2 == 0
        ? fmt::format("Order of the {} {}", pick(adjectives, random, 1), pick(nouns, random, 2))
        : fmt::format("{} Assembly", pick(places, random, 3));
}

std::string title_name(std::uint64_t random)
{
    switch (mix(random, 4) % 3) {
    case 0: return fmt::format("{{name}} of {}", pick(places, random, 3));
    case 1: return fmt::format("{{name}}, the {}", pick(adjectives, random, 1));
    default: return fmt::format("{}keeper {{name}}", pick(nouns, random, 2));
    }
}

std::string guild_name(std::uint64_t random, Script script)
{
    if (script == Script::cyrillic) {
        return capitalized(joined(cyrillic, random, 3)) + " " + capitalized(joined(cyrillic, mix(random), 2));
    }
    if (script == Script::hangul) {
        return joined(hangul, random, 4);
    }
    if (script == Script::han) {
        return joined(han, random, 4);
    }
    return mix(random, 4) % 4 == 0 ? fmt::format("{}'s {}", pick(places, random, 3), pick(nouns, random, 2))
                                   : fmt::format("{} {}s", pick(adjectives, random, 1), pick(nouns, random, 2));
}

std::string person_name(std::uint64_t random, Script script)
{
    const auto count = 2 + mix(random, 1) % 3;
    switch (script) {
    case Script::cyrillic: return capitalized(joined(cyrillic, random, count));
    case Script::hangul: return joined(hangul, random, count);
    case Script::han: return joined(han, random, count);
    case Script::latin: break;
    }
    if (mix(random, 2) % 5 == 0) {
        return capitalized(joined(syllables, random, count - 1) + joined(accented, random, 1));
    }
    return capitalized(joined(syllables, random, count));
}

std::string realm_name(std::uint64_t random)
{
    switch (mix(random, 4) % 5) {
    case 0:
        return fmt::format("{}'{}", capitalized(pick(syllables, random, 1)), capitalized(joined(syllables, random, 2)));
    case 1: return fmt::format("{} {}", pick(adjectives, random, 1), capitalized(pick(realm_tails, random, 2)));
    case 2: return fmt::format("{}-{}", capitalized(joined(syllables, random, 2)), pick(syllables, random, 9));
    default: return fmt::format("{}{}", pick(realm_heads, random, 1), pick(realm_tails, random, 2));
    }
}

} // namespace sandbox
