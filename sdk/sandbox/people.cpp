#include "sdk/sandbox/people.hpp"

#include "sdk/sandbox/names.hpp"
#include "sdk/sandbox/text.hpp"

#include <algorithm>
#include <array>
#include <mutex>

namespace sandbox {

namespace {

// The moment at which the world stands: all dates derive from it, so that a seed gives the same world for ever.
constexpr std::int64_t world_epoch = 1761998400; // 1 November 2025, 12:00 UTC
constexpr int top_level = 80;

std::size_t scaled(std::uint64_t random, std::size_t low, std::size_t high)
{
    return static_cast<std::size_t>(between(random, static_cast<std::int64_t>(low), static_cast<std::int64_t>(high)));
}

const PlayableRace& race_for(std::uint64_t random)
{
    const auto races = playable_races();
    return races[random % races.size()];
}

const Specialization* specialization_for(std::int64_t playable_class, std::uint64_t random)
{
    std::vector<const Specialization*> own;
    for (const auto& row : specializations()) {
        if (row.playable_class == playable_class) {
            own.push_back(&row);
        }
    }
    return own.empty() ? nullptr : own[random % own.size()];
}

} // namespace

People::People(
    std::uint64_t seed, std::size_t count, const RealmsByRegion& realms, const Catalogue& catalogue, Guilds& guilds)
    : seed_(mix(seed, 77))
    , realms_(realms)
    , catalogue_(catalogue)
    , guilds_(guilds)
    , accounts_(static_cast<std::int64_t>(count / 12 + 1))
    , large_share_(std::max<std::uint64_t>(5, count / 600)) // never above the 1,000 that the game allows
{
    add_famous();
    // Most live in eu; indexes of regions() are us 0, eu 1, kr 2, tw 3.
    static constexpr std::array<std::uint8_t, 10> shares{1, 1, 0, 1, 1, 0, 1, 2, 1, 3};
    for (std::uint64_t i = 0; seats_.size() < count; ++i) {
        const auto random = mix(seed_, i);
        const auto region = shares[i % shares.size()];
        const auto& of_region = realms_.find(regions()[region])->second;
        // A third of the characters share the first realms, which have names that people know.
        const auto pool =
            mix(random, 1) % 3 == 0 ? std::min<std::size_t>(of_region.realms().size(), 34) : of_region.realms().size();
        const auto realm = mix(random, 2) % pool;
        take(region, realm, person_name(random, of_region.realms()[realm].script()));
    }
}

void People::add_famous()
{
    struct Famous {
        std::string_view realm;
        std::string_view name;
        std::int64_t id;
        Presence presence;
        std::int64_t race;
        std::int64_t playable_class;
        std::int64_t specialization;
        bool female;
        bool in_guild;
        std::size_t achievements;
        std::size_t mounts;
    };
    static constexpr std::array<Famous, 6> famous{{
        {"stormrage", "Sheday", 142650023, Presence::present, 1, 2, 70, false, true, 3786, 530},
        {"howling-fjord", "Альвеоняша", 104612024, Presence::present, 10, 10, 268, true, true, 3120, 411},
        {"argent-dawn", "Fresh", 209000001, Presence::present, 22, 1, 0, true, false, 0, 0},
        {"silvermoon", "Hidden", 209000002, Presence::hidden, 10, 5, 257, false, false, 900, 80},
        {"silvermoon", "Gone", 209000003, Presence::gone, 10, 5, 257, false, false, 900, 80},
        {"silvermoon", "Invalid", 209000004, Presence::invalid, 10, 5, 257, false, false, 900, 80},
    }};
    const auto& eu = realms_.find("eu")->second;
    for (const auto& row : famous) {
        const auto realm = eu.find(row.realm);
        if (!realm || !take(1, *realm, std::string(row.name))) {
            continue;
        }
        Person person = generate(seats_.size() - 1);
        const bool fresh = row.specialization == 0;
        person.id = row.id;
        person.presence = row.presence;
        person.race = find_race(row.race);
        person.faction = person.race->faction;
        person.playable_class = find_class(row.playable_class);
        person.specialization = fresh ? nullptr : find_specialization(row.specialization);
        person.female = row.female;
        person.level = fresh ? 1 : top_level;
        person.item_level = fresh ? 2 : 684;
        person.achievements = row.achievements;
        person.mounts = row.mounts;
        person.pets = fresh ? 0 : 1128;
        person.toys = fresh ? 0 : 512;
        person.heirlooms = fresh ? 0 : 41;
        person.titles = fresh ? 0 : 188;
        person.reputations = fresh ? 5 : 128;
        person.quests = fresh ? 0 : 3650;
        person.title = fresh ? 0 : catalogue_.titles.rows()[3].id;
        person.account = 1;
        person.guild.reset();
        if (row.in_guild) {
            const auto own =
                guilds_.find("eu", row.realm, row.realm == "stormrage" ? "lantern-watch" : guild_key("Ночной Дозор"));
            person.guild = own == nullptr ? std::nullopt : std::optional(own->index);
        }
        auto where = address("eu", row.realm, person.key);
        replaced_.insert_or_assign(std::move(where), std::make_shared<const Person>(std::move(person)));
    }
}

std::string People::address(std::string_view region, std::string_view slug, std::string_view key) const
{
    std::string out;
    out.reserve(region.size() + slug.size() + key.size() + 2);
    out.append(region).append("/").append(slug).append("/").append(key);
    return out;
}

bool People::take(std::uint8_t region, std::size_t realm, std::string name)
{
    const auto code = regions()[region];
    const auto& slug = realms_.find(code)->second.realms()[realm].slug;
    if (!by_address_.emplace(address(code, slug, lower_key(name)), seats_.size()).second) {
        return false;
    }
    seats_.push_back(Seat{region, static_cast<std::uint32_t>(realm), std::move(name)});
    return true;
}

Person People::generate(std::size_t index) const
{
    const auto& seat = seats_[index];
    const auto random = mix(seed_, index + 5000000);
    const auto pick = [random](std::uint64_t slot) { return mix(random, slot); };
    Person person;
    person.random = random;
    person.region = regions()[seat.region];
    person.realm = seat.realm;
    person.name = seat.name;
    person.key = lower_key(seat.name);
    person.id = static_cast<std::int64_t>(100000000 + index * 37 + pick(1) % 37);
    person.female = pick(2) % 2 == 0;
    person.race = &race_for(pick(3));
    person.faction = person.race->faction;
    person.playable_class = &playable_classes()[pick(4) % playable_classes().size()];
    person.level = pick(5) % 3 == 0 ? static_cast<int>(between(pick(6), 1, top_level - 1)) : top_level;
    if (person.level >= 10) {
        person.specialization = specialization_for(person.playable_class->id, pick(7));
    }
    person.account = 1 + static_cast<std::int64_t>(pick(22) % static_cast<std::uint64_t>(accounts_));
    if (person.level > 1 && pick(8) % 4 != 0) {
        person.guild = pick(23) % large_share_ == 0 ? guilds_.large(person.region)
                                                    : guilds_.choose(person.region, person.realm, pick(9));
    }
    const bool top = person.level == top_level;
    person.item_level = top ? static_cast<int>(between(pick(10), 540, 705)) : person.level * 4;
    person.last_login = world_epoch - between(pick(11), 0, 60 * 86400);
    person.achievements = top ? scaled(pick(12), 300, 3800) : scaled(pick(12), 5, 300);
    person.mounts = top ? scaled(pick(13), 20, 700) : scaled(pick(13), 0, 40);
    person.pets = top ? scaled(pick(14), 10, 1200) : scaled(pick(14), 0, 30);
    person.toys = top ? scaled(pick(15), 10, 600) : scaled(pick(15), 0, 20);
    person.heirlooms = scaled(pick(16), 0, 60);
    person.titles = top ? scaled(pick(17), 2, 200) : 0;
    person.reputations = top ? scaled(pick(18), 60, 200) : scaled(pick(18), 5, 40);
    person.quests = top ? scaled(pick(21), 300, 3800) : scaled(pick(21), 0, 300);
    if (person.titles > 0 && pick(19) % 3 != 0) {
        person.title = catalogue_.titles.rows()[pick(20) % catalogue_.titles.rows().size()].id;
    }
    return person;
}

PersonPointer People::find(std::string_view region, std::string_view slug, std::string_view key) const
{
    const auto where = address(region, slug, key);
    {
        const std::shared_lock lock(mutex_);
        if (const auto found = replaced_.find(where); found != replaced_.end()) {
            return found->second;
        }
    }
    const auto found = by_address_.find(where);
    return found == by_address_.end() ? nullptr : std::make_shared<const Person>(generate(found->second));
}

std::vector<PersonPointer> People::list(std::string_view region, std::size_t offset, std::size_t limit) const
{
    std::vector<PersonPointer> out;
    for (std::size_t i = 0; i < seats_.size() && out.size() < limit; ++i) {
        const auto& seat = seats_[i];
        if (regions()[seat.region] != region) {
            continue;
        }
        if (offset > 0) {
            --offset;
            continue;
        }
        out.push_back(find(region, realms_.find(region)->second.realms()[seat.realm].slug, lower_key(seat.name)));
    }
    return out;
}

const People::Groups& People::groups() const
{
    std::call_once(grouped_, [this] {
        groups_.guilds.resize(guilds_.size());
        groups_.accounts.resize(static_cast<std::size_t>(accounts_) + 1);
        for (std::size_t i = 0; i < seats_.size(); ++i) {
            // The famous are not what their seat generates, and are looked up as they are at the start.
            const auto& seat = seats_[i];
            const auto code = regions()[seat.region];
            const auto person = i < 8
                ? *find(code, realms_.find(code)->second.realms()[seat.realm].slug, lower_key(seat.name))
                : generate(i);
            if (person.guild) {
                groups_.guilds[*person.guild].push_back(static_cast<std::uint32_t>(i));
            }
            groups_.accounts[static_cast<std::size_t>(person.account)].push_back(static_cast<std::uint32_t>(i));
        }
    });
    return groups_;
}

// The seats' people and those who came by a control request, as far as they are wanted now.
template <typename Wanted>
std::vector<PersonPointer> People::current(const std::vector<std::uint32_t>& seats, Wanted wanted) const
{
    std::vector<PersonPointer> out;
    const auto take_if = [&](const PersonPointer& person) {
        if (person->presence != Presence::gone && wanted(*person)) {
            out.push_back(person);
        }
    };
    const std::shared_lock lock(mutex_);
    for (const auto index : seats) {
        const auto& seat = seats_[index];
        const auto code = regions()[seat.region];
        const auto where = address(code, realms_.find(code)->second.realms()[seat.realm].slug, lower_key(seat.name));
        if (!replaced_.contains(where)) {
            take_if(std::make_shared<const Person>(generate(index)));
        }
    }
    for (const auto& [where, person] : replaced_) {
        take_if(person);
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
        return std::pair(mix(a->random), a->id) < std::pair(mix(b->random), b->id);
    });
    return out;
}

std::vector<PersonPointer> People::of_guild(std::size_t guild) const
{
    return current(groups().guilds[guild], [guild](const Person& person) { return person.guild == guild; });
}

std::vector<PersonPointer> People::of_account(std::int64_t account) const
{
    if (account < 1 || account > accounts_) {
        return {};
    }
    return current(groups().accounts[static_cast<std::size_t>(account)],
        [account](const Person& person) { return person.account == account; });
}

void People::put(Person person)
{
    const auto& slug = realms_.find(person.region)->second.realms()[person.realm].slug;
    const auto where = address(person.region, slug, person.key);
    const auto before = find(person.region, slug, person.key);
    for (const auto& guild : {person.guild, before == nullptr ? std::nullopt : before->guild}) {
        if (guild) {
            guilds_.touch(*guild);
        }
    }
    const std::unique_lock lock(mutex_);
    replaced_.insert_or_assign(where, std::make_shared<const Person>(std::move(person)));
}

} // namespace sandbox
