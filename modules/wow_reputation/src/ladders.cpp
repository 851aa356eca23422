#include "ladders.hpp"

#include <wow_reputation/mapping.hpp>

#include <chrono>

namespace wow_reputation {

using namespace wowhost;

namespace {

const std::string state_prefix = "wow_reputation.tiers.";
constexpr std::chrono::hours pause_after_failure{1};

} // namespace

Ladders::Ladders(const Services& host, const wow_character::SyncContext& context)
    : host_(host)
    , context_(context)
    , locale_(wow::locale(context.client()))
{
}

void Ladders::forget(const Services& host)
{
    for (const auto& key : host.state().keys(state_prefix))
        host.state().remove(key);
}

Value Ladders::of_faction(std::int64_t faction)
{
    const auto [place, is_new] = known_.try_emplace(faction);
    if (is_new)
        if (const auto number = number_of(faction))
            place->second = ladder(*number);
    return place->second;
}

std::optional<std::int64_t> Ladders::number_of(std::int64_t faction) const
{
    const auto terms = host_.entities().select(Query("taxonomy_term")
                                                   .where("vid", faction_vocabulary)
                                                   .where("wow_region", "")
                                                   .where("wow_blizzard_id", faction)
                                                   .only({"wow_reputation_tiers"}));
    if (!terms.empty() && terms.front()["wow_reputation_tiers"].is_integer())
        return terms.front()["wow_reputation_tiers"].integer();
    const auto number =
        kept("faction." + std::to_string(faction), "/data/wow/reputation-faction/" + std::to_string(faction),
            [](const wow::Node& body) { return Value(body["reputation_tiers"].id()); });
    return number.is_integer() ? std::optional(number.integer()) : std::nullopt;
}

Value Ladders::ladder(std::int64_t number) const
{
    return kept((locale_.empty() ? "all" : locale_) + "." + std::to_string(number),
        "/data/wow/reputation-tiers/" + std::to_string(number),
        [&](const wow::Node& body) { return read_ladder(body, locale_); });
}

template <class Read>
Value Ladders::kept(const std::string& key, const std::string& path, Read&& read) const
{
    const auto state_key = state_prefix + key;
    if (auto stored = host_.state().get(state_key))
        return std::move(*stored);
    if (context_.cancelled() || host_.cache().get(state_key))
        return {};
    const auto answer = wow::get(context_.client(), wow::Request(context_.region(), path, "static"));
    wow::Document document;
    if (answer.ok() && document.parse(answer.body, answer.url)) {
        auto value = read(document.root());
        host_.state().set(state_key, value);
        return value;
    }
    if (answer.outcome == wow::Outcome::not_found)
        host_.state().set(state_key, nullptr); // not there before the next build
    else
        host_.cache().set(state_key, true, pause_after_failure);
    return {};
}

} // namespace wow_reputation
