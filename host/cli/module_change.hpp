// A change of modules that was confirmed on the modules page: what is known of it, and the command that carries it out.
//
// The change must outlast the server, which starts afresh because of it, and may crash without harming it: it is a
// process of its own, `wowhost module change … --detach`. What became of it stands in the state, where every process
// sees it.
#pragma once

#include "host/cli/session.hpp"
#include "host/service/state.hpp"

#include <wowhost/value.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace wowhost::cli {

/// What changes when the plan is another one: its steps and modules, not how many rows they concern at the moment.
std::string plan_fingerprint(const Value& plan);

class ModuleChange {
public:
    std::string id; ///< Random; empty: there was none.
    std::string action; ///< install or uninstall
    std::vector<std::string> names;
    std::string by;
    std::string state; ///< asked, running, done, failed
    std::string message; ///< Of a failure.
    std::vector<std::string> reasons;
    std::vector<std::string> installed;
    std::vector<std::string> uninstalled;
    std::int64_t asked = 0; ///< Unix seconds.
    std::int64_t ended = 0;
    std::int64_t process = 0; ///< Its number on the machine where it runs; 0: not begun.

    bool is_open() const noexcept { return state == "asked" || state == "running"; }
    Value to_value() const;
    static ModuleChange from_value(const Value& value);
};

/// The last change, or none. One whose process is gone without a word has failed.
ModuleChange last_change(const service::StateStore& state, std::int64_t now);
/// Makes it the last change; false when another one is under way.
bool begin_change(const service::StateStore& state, const ModuleChange& change, std::int64_t now);
/// Replaces what is known of this change; nothing when another one is the last by now.
void note_change(const service::StateStore& state, const ModuleChange& change);

void add_change_command(std::vector<HostCommand>& commands);

} // namespace wowhost::cli
