#include "host/module/attempt.hpp"

#include "host/module/runtime.hpp"

#include <fmt/format.h>

#include <unistd.h>

namespace wowhost::module {
namespace {

constexpr const char* key = "wowhost.attempt";

} // namespace

Attempt::Attempt(Runtime& runtime, const std::vector<std::string>& modules)
    : runtime_(runtime)
{
    const auto note = Value::object({{"command", runtime.purpose()},
        {"modules", fmt::format("{}", fmt::join(modules, ", "))}, {"pid", static_cast<std::int64_t>(getpid())},
        {"started", runtime.clock().now()}, {"generation", runtime.generation().current()}});
    runtime_.state().update_shared("", {key}, [&](std::vector<Value>& values, std::int64_t) { values[0] = note; });
}

Attempt::~Attempt()
{
    try {
        runtime_.state().update_shared(
            "", {key}, [](std::vector<Value>& values, std::int64_t) { values[0] = Value(); });
    } catch (const std::exception&) {
        // The note stays, and the next command compares generations: it will say rightly what happened.
    }
}

std::optional<std::string> take_interrupted_attempt(Runtime& runtime, bool holding)
{
    const auto noted = runtime.state().get(key);
    if (!noted || !noted->is_object() || (!holding && runtime.database().holder("install")))
        return std::nullopt;
    Value note;
    runtime.state().update_shared(
        "", {key}, [&](std::vector<Value>& values, std::int64_t) { note = std::exchange(values[0], Value()); });
    if (!note.is_object())
        return std::nullopt;
    const bool kept = runtime.generation().current() > note["generation"].integer();
    return fmt::format("`{}` (pid {}, {}) was cut short {}", note["command"].text(), note["pid"].integer(),
        service::utc_text(note["started"].integer() * 1'000'000),
        kept ? fmt::format("after it had finished: {} {} as it wanted", note["modules"].text(), "is changed")
             : fmt::format(
                 "before it finished: nothing of it was kept. Run it again to change {}", note["modules"].text()));
}

} // namespace wowhost::module
