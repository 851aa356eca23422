// The note of a change of modules under way, so that the next command can say what became of one that was cut short.
//
// Written before the transaction begins, in the coordination store, and removed when the change has ended in whatever
// way but the death of the process.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace wowhost::module {

class Runtime;

class Attempt {
public:
    Attempt(Runtime& runtime, const std::vector<std::string>& modules);
    ~Attempt();
    Attempt(const Attempt&) = delete;
    Attempt& operator=(const Attempt&) = delete;

private:
    Runtime& runtime_;
};

/// A sentence about a change that was cut short, told once; nothing when there was none or it is still going on.
/// `holding`: the caller holds the install lock.
std::optional<std::string> take_interrupted_attempt(Runtime& runtime, bool holding);

} // namespace wowhost::module
