#include "budget.hpp"

#include <wow/schedule.hpp>

#include <algorithm>
#include <string>

namespace wow::budget {

using wowhost::Value;

namespace {

constexpr std::int64_t width = 720;
constexpr std::int64_t height = 100;
constexpr std::int64_t buckets_per_piece = piece_seconds * limit::second_us / limit::hour_bucket_us;

} // namespace

Use merged(const Value& stored, const limit::HourWindow& hour, std::int64_t now)
{
    const auto last = now / piece_seconds;
    const auto first = last - pieces + 1;
    Use use;
    const auto& flat = stored.items();
    for (std::size_t i = 0; i + 1 < flat.size(); i += 2)
        use[flat[i].integer()] = std::max<std::int64_t>(0, flat[i + 1].integer());
    Use live;
    for (const auto& [bucket, slots] : hour.buckets)
        live[bucket / buckets_per_piece] += slots;
    for (const auto& [piece, requests] : live)
        use[piece] = std::max(use[piece], requests);
    // The database's clock may be a little ahead of ours.
    std::erase_if(use, [&](const auto& entry) { return entry.first < first || entry.first > last + 1; });
    return use;
}

Value to_value(const Use& use)
{
    Value::Array flat;
    flat.reserve(use.size() * 2);
    for (const auto& [piece, requests] : use) {
        flat.emplace_back(piece);
        flat.emplace_back(requests);
    }
    return flat;
}

Value chart(const Use& use, std::int64_t per_hour, std::int64_t now)
{
    const auto allowed = std::max<std::int64_t>(0, per_hour) * piece_seconds / 3600;
    std::int64_t most = 0;
    std::int64_t total = 0;
    for (const auto& [piece, requests] : use) {
        most = std::max(most, requests);
        total += requests;
    }
    const auto top = std::max<std::int64_t>(1, std::max(most, allowed));
    const auto scaled = [&](std::int64_t requests) {
        return requests == 0 ? 0 : std::max<std::int64_t>(1, requests * height / top);
    };
    const auto last = now / piece_seconds;
    constexpr auto step = width / pieces;
    Value bars = Value::Array{};
    for (const auto& [piece, requests] : use) {
        const auto place = pieces - 1 - (last - piece);
        if (requests == 0 || place < 0 || place >= pieces)
            continue;
        const auto tall = scaled(requests);
        bars.push_back(Value::object({{"x", std::to_string(place * step)}, {"y", std::to_string(height - tall)},
            {"height", std::to_string(tall)},
            {"title", utc_text(piece * piece_seconds) + ": " + std::to_string(requests)}}));
    }
    Value view = Value::object({{"bars", std::move(bars)}, {"most", most}, {"total", total}, {"any", total > 0}});
    if (allowed > 0)
        view.set("limit_y", std::to_string(height - scaled(allowed))).set("allowed", allowed);
    return view;
}

Value gauge(std::int64_t used, std::int64_t per_hour)
{
    if (per_hour <= 0)
        return {};
    const auto filled = std::clamp<std::int64_t>(used, 0, per_hour) * 1000 / per_hour;
    const char* level = filled >= 1000 ? "full" : filled > 900 ? "near" : "ok";
    return Value::object({{"used", std::to_string(used)}, {"of", per_hour}, {"percent", std::to_string(filled / 10)},
        {"filled", std::to_string(filled)}, {"level", level}});
}

} // namespace wow::budget
