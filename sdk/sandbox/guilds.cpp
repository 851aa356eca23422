#include "sdk/sandbox/guilds.hpp"

#include "sdk/sandbox/text.hpp"

#include <algorithm>
#include <mutex>

namespace sandbox {

namespace {

struct Famous {
    std::string_view realm;
    std::string_view name;
    std::string_view faction;
};
constexpr Famous lantern_watch{"stormrage", "Lantern Watch", "ALLIANCE"}; // the large one of eu
constexpr Famous night_watch{"howling-fjord", "Ночной Дозор", "HORDE"};

Guild famous_guild(const Famous& row)
{
    Guild out;
    out.name = row.name;
    out.faction = row.faction;
    out.id = static_cast<std::int64_t>(30000000 + hash_of(row.name) % 1000000);
    out.random = hash_of(row.name);
    return out;
}

} // namespace

std::string guild_key(std::string_view name)
{
    auto key = lower_key(name);
    key.erase(std::remove(key.begin(), key.end(), '\''), key.end());
    std::replace(key.begin(), key.end(), ' ', '-');
    return key;
}

Guilds::Guilds(std::uint64_t seed, const RealmsByRegion& realms)
    : realms_(realms)
{
    for (const auto& [region, all] : realms) {
        auto& groups = by_group_[region];
        groups.resize(all.connected().size());
        for (std::size_t group = 0; group < groups.size(); ++group) {
            const auto& members = all.connected()[group].realms;
            for (std::size_t i = 0; i < 2 && !members.empty(); ++i) {
                const auto random = mix(mix(seed, hash_of(region)), group * 2 + i);
                const auto realm = members[mix(random, 1) % members.size()];
                Guild guild;
                guild.random = random;
                guild.name = guild_name(random, all.realms()[realm].script());
                guild.faction = mix(random, 2) % 2 == 0 ? "ALLIANCE" : "HORDE";
                guild.id = static_cast<std::int64_t>(40000000 + random % 9000000);
                groups[group].push_back(add(std::move(guild), region, realm));
            }
        }
        for (const auto& famous : {lantern_watch, night_watch}) {
            const auto realm = region == "eu" ? all.find(famous.realm) : std::nullopt;
            if (realm) {
                const auto index = add(famous_guild(famous), region, *realm);
                groups[all.realms()[*realm].group].push_back(index);
                large_.emplace(region, index); // the first
            }
        }
        large_.emplace(region, groups.empty() || groups.front().empty() ? 0 : groups.front().front());
    }
}

std::size_t Guilds::add(Guild guild, std::string_view region, std::size_t realm)
{
    guild.index = guilds_.size();
    guild.region = region;
    guild.realm = realm;
    guild.key = guild_key(guild.name);
    const auto [place, is_new] = by_address_.emplace(address(guild), guild.index);
    if (!is_new) {
        return place->second; // two of a name on a realm are one
    }
    guilds_.push_back(std::make_shared<const Guild>(std::move(guild)));
    size_ = guilds_.size();
    return size_ - 1;
}

std::string Guilds::address(const Guild& guild) const
{
    const auto& slug = realms_.find(guild.region)->second.realms()[guild.realm].slug;
    return guild.region + "/" + slug + "/" + guild.key;
}

GuildPointer Guilds::at(std::size_t index) const
{
    const std::shared_lock lock(mutex_);
    return guilds_[index];
}

GuildPointer Guilds::find(std::string_view region, std::string_view realm_slug, std::string_view key) const
{
    std::string where(region);
    where.append("/").append(realm_slug).append("/").append(key);
    const std::shared_lock lock(mutex_);
    const auto found = by_address_.find(where);
    return found == by_address_.end() ? nullptr : guilds_[found->second];
}

std::size_t Guilds::choose(std::string_view region, std::size_t realm, std::uint64_t random) const
{
    const auto& own = by_group_.find(region)->second[realms_.find(region)->second.realms()[realm].group];
    return own.empty() ? large(region) : own[random % own.size()];
}

void Guilds::put(Guild guild)
{
    const auto index = guild.index;
    const auto where = address(guild);
    const std::unique_lock lock(mutex_);
    const auto before = guilds_[index];
    guild.touches = std::max(guild.touches, before->touches) + 1;
    guild.renewals = before->renewals + 1;
    if (const auto old = by_address_.find(address(*before)); old != by_address_.end() && old->second == index) {
        by_address_.erase(old);
    }
    by_address_.insert_or_assign(where, index);
    guilds_[index] = std::make_shared<const Guild>(std::move(guild));
}

void Guilds::touch(std::size_t index)
{
    const std::unique_lock lock(mutex_);
    auto guild = *guilds_[index];
    ++guild.touches;
    guilds_[index] = std::make_shared<const Guild>(std::move(guild));
}

} // namespace sandbox
