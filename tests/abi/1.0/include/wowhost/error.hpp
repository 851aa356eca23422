// wowhost SDK: the one exception type that crosses the boundary between host and modules.
//
// The host throws nothing else into a module. A module may throw any exception out of a call; the host catches it at
// the boundary, copies its text, and passes it on as an Error of code `module_failed` that names the module.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace wowhost {
inline namespace v1 {

/// What went wrong, as far as a caller may want to act on it. The command line maps these to exit codes.
enum class ErrorCode {
    failed, ///< Anything without a better name. Exit code 1.
    invalid_argument, ///< The caller asked for something that cannot be: unknown field, module or key. Exit code 2.
    not_found, ///< A row or resource does not exist. Exit code 1.
    refused, ///< A validator said no, or a confirmation was not given. Exit code 3.
    locked, ///< Another process holds the lock. Exit code 4.
    conflict, ///< A unique key, or a value somebody else has changed meanwhile.
    unavailable, ///< A module that is not loaded or being uninstalled, a host that shuts down, a network that fails.
    deadline_exceeded, ///< The call's deadline passed.
    cancelled, ///< The host shuts down, or the caller gave up.
    module_failed, ///< A module threw; `module()` says which.
    storage, ///< The database refused: constraint, disk, connection.
};

/// The stable word for a code, as it stands in `{"error":{"code":…}}`.
constexpr const char* to_string(ErrorCode code) noexcept
{
    switch (code) {
    case ErrorCode::failed: return "failed";
    case ErrorCode::invalid_argument: return "invalid_argument";
    case ErrorCode::not_found: return "not_found";
    case ErrorCode::refused: return "refused";
    case ErrorCode::locked: return "locked";
    case ErrorCode::conflict: return "conflict";
    case ErrorCode::unavailable: return "unavailable";
    case ErrorCode::deadline_exceeded: return "deadline_exceeded";
    case ErrorCode::cancelled: return "cancelled";
    case ErrorCode::module_failed: return "module_failed";
    case ErrorCode::storage: return "storage";
    }
    return "failed";
}

/// An error whose message names the thing, what is wrong, and what to do. `reasons` holds further sentences when there
/// are several (all validators of an uninstall, say).
class Error : public std::runtime_error {
public:
    Error(ErrorCode code, const std::string& message, std::vector<std::string> reasons = {}, std::string module = {})
        : std::runtime_error(message)
        , code_(code)
        , reasons_(std::move(reasons))
        , module_(std::move(module))
    {
    }

    ErrorCode code() const noexcept { return code_; }
    const std::vector<std::string>& reasons() const noexcept { return reasons_; }
    /// The module whose code threw; empty unless the code is `module_failed`.
    const std::string& module() const noexcept { return module_; }

private:
    ErrorCode code_;
    std::vector<std::string> reasons_;
    std::string module_;
};

} // namespace v1
} // namespace wowhost
