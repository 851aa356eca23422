#include "host/module/plan.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wowhost::module {

const char* to_string(Action action) noexcept
{
    switch (action) {
    case Action::create_type: return "create_type";
    case Action::drop_type: return "drop_type";
    case Action::add_column: return "add_column";
    case Action::drop_column: return "drop_column";
    case Action::purge_rows: return "purge_rows";
    case Action::install: return "install";
    case Action::uninstall: return "uninstall";
    case Action::run_hook: return "run_hook";
    }
    return "run_hook";
}

std::int64_t Plan::rows_lost() const noexcept
{
    std::int64_t rows = 0;
    for (const auto& step : steps)
        rows += step.rows;
    return rows;
}

std::string Plan::question() const
{
    std::vector<std::string> losses;
    for (const auto& step : steps)
        if (step.rows > 0)
            losses.push_back(fmt::format("{} row{} of {}", step.rows, step.rows == 1 ? "" : "s", step.target));
    std::vector<std::string> dependents;
    for (const auto& module : uninstalled)
        if (std::find(asked.begin(), asked.end(), module) == asked.end())
            dependents.push_back(module);
    if (losses.empty() && dependents.empty())
        return {};
    std::string text = fmt::format("This uninstalls {}", fmt::join(uninstalled, ", "));
    if (!dependents.empty())
        text += fmt::format(" ({} because {} on what you named)", fmt::join(dependents, ", "),
            dependents.size() == 1 ? "it depends" : "they depend");
    if (!losses.empty())
        text += fmt::format(" and deletes {}", fmt::join(losses, ", "));
    return text + ". Continue?";
}

Value Plan::to_value() const
{
    Value::Array list;
    for (const auto& step : steps)
        list.push_back(Value::object({{"action", to_string(step.action)}, {"module", step.module},
            {"target", step.target}, {"rows", step.rows}}));
    const auto names = [](const std::vector<std::string>& modules) {
        Value::Array array;
        for (const auto& module : modules)
            array.emplace_back(module);
        return array;
    };
    return Value::object({{"steps", list}, {"installed", names(installed)}, {"uninstalled", names(uninstalled)}});
}

} // namespace wowhost::module
