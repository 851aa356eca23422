#include "sdk/sandbox/faults.hpp"

#include "sdk/sandbox/text.hpp"

#include <fmt/core.h>

#include <array>
#include <charconv>
#include <stdexcept>

namespace sandbox {

namespace {

enum class Argument { none, count, value };

struct Kind {
    std::string_view name;
    FaultKind kind;
    Argument argument;
};

constexpr std::array<Kind, 14> kinds{{
    {"5xx", FaultKind::unavailable, Argument::count},
    {"5xx-rate", FaultKind::unavailable, Argument::value},
    {"html", FaultKind::html, Argument::none},
    {"not-json", FaultKind::not_json, Argument::none},
    {"truncated", FaultKind::truncated, Argument::none},
    {"reset", FaultKind::reset, Argument::none},
    {"stall", FaultKind::none, Argument::value},
    {"oversize", FaultKind::oversize, Argument::value},
    {"429", FaultKind::throttled, Argument::count},
    {"429-noheader", FaultKind::throttled_bare, Argument::count},
    {"401", FaultKind::unauthorized, Argument::count},
    {"403", FaultKind::forbidden, Argument::count},
    {"404", FaultKind::not_found, Argument::count},
    {"redirect", FaultKind::redirect, Argument::none},
}};

const Kind* find_kind(std::string_view name)
{
    for (const auto& row : kinds) {
        if (row.name == name) {
            return &row;
        }
    }
    return nullptr;
}

std::int64_t number_of(std::string_view text, std::string_view whole)
{
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < 0) {
        throw std::invalid_argument(
            fmt::format("fault '{}': '{}' is no number; write for example 5xx=3, stall=500 or reset#1", whole, text));
    }
    return number;
}

} // namespace

void Faults::add(std::string_view text)
{
    Fault fault;
    fault.text = text;
    auto rest = text;
    if (const auto at = rest.find('@'); at != std::string_view::npos) {
        fault.prefix = rest.substr(at + 1);
        rest = rest.substr(0, at);
    }
    if (const auto hash = rest.find('#'); hash != std::string_view::npos) {
        fault.left = number_of(rest.substr(hash + 1), text);
        rest = rest.substr(0, hash);
    }
    const auto equals = rest.find('=');
    fault.kind = rest.substr(0, equals);
    const auto* kind = find_kind(fault.kind);
    if (kind == nullptr) {
        std::string known;
        for (const auto& row : kinds) {
            known += known.empty() ? "" : ", ";
            known += row.name;
        }
        throw std::invalid_argument(
            fmt::format("fault '{}': there is no kind '{}'; the kinds are {}", text, fault.kind, known));
    }
    if ((kind->argument == Argument::none) != (equals == std::string_view::npos)) {
        throw std::invalid_argument(fmt::format("fault '{}': '{}' {} an argument", text, fault.kind,
            kind->argument == Argument::none ? "takes no" : "needs"));
    }
    if (kind->argument != Argument::none) {
        const auto number = number_of(rest.substr(equals + 1), text);
        (kind->argument == Argument::count ? fault.left : fault.argument) = number;
    }
    const std::lock_guard lock(mutex_);
    faults_.push_back(std::move(fault));
}

void Faults::clear()
{
    const std::lock_guard lock(mutex_);
    faults_.clear();
}

std::vector<std::string> Faults::list()
{
    const std::lock_guard lock(mutex_);
    std::vector<std::string> out;
    for (const auto& fault : faults_) {
        out.push_back(fault.text);
    }
    return out;
}

FaultEffect Faults::take(std::string_view path, bool is_api)
{
    FaultEffect effect;
    const std::lock_guard lock(mutex_);
    for (auto& fault : faults_) {
        if (fault.left == 0 || (fault.prefix.empty() ? !is_api : !path.starts_with(fault.prefix))) {
            continue;
        }
        if (fault.kind == "5xx-rate" && mix(0x5bd1e995, ++drawn_) % 100 >= static_cast<std::uint64_t>(fault.argument)) {
            continue;
        }
        const bool stall = fault.kind == "stall";
        if (!stall && effect.kind != FaultKind::none) {
            continue;
        }
        if (stall) {
            effect.stall_ms += static_cast<int>(fault.argument);
        } else {
            effect.kind = find_kind(fault.kind)->kind;
            effect.argument = fault.argument;
        }
        fault.left -= fault.left > 0 ? 1 : 0;
    }
    std::erase_if(faults_, [](const Fault& fault) { return fault.left == 0; });
    return effect;
}

} // namespace sandbox
