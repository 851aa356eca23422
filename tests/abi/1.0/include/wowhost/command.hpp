// wowhost SDK: commands of modules.
//
// A command returns a Value; the host prints it as a table, JSON, YAML or CSV. Progress and notes go to stderr, so that
// stdout stays parseable.
#pragma once

#include <wowhost/value.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wowhost {
inline namespace v1 {

/// What a running command may ask of the host. Valid during the call, on the calling thread only (`cancelled` from
/// any).
class CommandContext {
public:
    virtual ~CommandContext() = default;
    /// A positional argument; empty when it is optional and was not given.
    virtual std::string argument(std::string_view name) const = 0;
    /// An option's value, or its default.
    virtual std::string option(std::string_view name) const = 0;
    virtual bool flag(std::string_view name) const = 0;
    /// All values of a repeated argument or option, in order.
    virtual std::vector<std::string> values(std::string_view name) const = 0;
    /// Whether the option or flag was given by the user.
    virtual bool given(std::string_view name) const = 0;
    virtual bool dry_run() const = 0;
    /// Asks a yes-or-no question (`--yes` answers); without a terminal the answer is no. Throws Error(refused) on no.
    virtual void confirm(const std::string& question) = 0;
    /// A line for the user on stderr; dropped by `-q`.
    virtual void note(const std::string& text) = 0;
    /// Moves the progress bar `label`; shown on a terminal only. `total` 0: unknown.
    virtual void progress(const std::string& label, std::int64_t done, std::int64_t total) = 0;
    /// Whether the user pressed Ctrl-C or the host shuts down.
    virtual bool cancelled() const = 0;
};

class CommandResult {
public:
    CommandResult(Value value_, int exit_code_ = 0)
        : value(std::move(value_))
        , exit_code(exit_code_)
    {
    }
    Value value;
    int exit_code; ///< 0 done · 1 failed · 3 refused · 5 partly done.
    std::vector<std::string> columns; ///< The order of a table's columns; empty: as they come.
};

class Command {
public:
    using Run = std::function<CommandResult(CommandContext&)>;
    class Parameter {
    public:
        Parameter(std::string name_, std::string description_)
            : name(std::move(name_))
            , description(std::move(description_))
        {
        }
        std::string name;
        std::string description;
        bool required = false;
        bool is_flag = false;
        bool repeated = false;
        std::string fallback;
    };

    Command(std::string name_, std::string summary_, Run run_)
        : name(std::move(name_))
        , summary(std::move(summary_))
        , run(std::move(run_))
    {
    }
    Command& alias(std::string text)
    {
        aliases.push_back(std::move(text));
        return *this;
    }
    Command& example(std::string text)
    {
        example_text = std::move(text);
        return *this;
    }
    Command& argument(std::string parameter, std::string description, bool required = true)
    {
        auto& added = arguments.emplace_back(std::move(parameter), std::move(description));
        added.required = required;
        return *this;
    }
    /// One or more words (`NAME…`), read with `values`; only as the last argument.
    Command& arguments_list(std::string parameter, std::string description, bool required = true)
    {
        argument(std::move(parameter), std::move(description), required);
        arguments.back().repeated = true;
        return *this;
    }
    Command& option(std::string parameter, std::string description, std::string fallback = {})
    {
        auto& added = options.emplace_back(std::move(parameter), std::move(description));
        added.fallback = std::move(fallback);
        return *this;
    }
    /// An option that may be given several times, read with `values`.
    Command& repeated_option(std::string parameter, std::string description)
    {
        option(std::move(parameter), std::move(description));
        options.back().repeated = true;
        return *this;
    }
    Command& flag(std::string parameter, std::string description)
    {
        auto& added = options.emplace_back(std::move(parameter), std::move(description));
        added.is_flag = true;
        return *this;
    }

    std::string name;
    std::string summary;
    Run run;
    std::vector<std::string> aliases;
    std::string example_text;
    std::vector<Parameter> arguments;
    std::vector<Parameter> options;
};

} // namespace v1
} // namespace wowhost
