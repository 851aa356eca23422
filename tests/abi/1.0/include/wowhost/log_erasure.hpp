// wowhost SDK: deletion of log entries, for those who may ask that nothing be left of them.
//
//     wowhost::forget(host.log(), "character", ids);
//
// An interface of its own, as a published one (Log) gains no function.
#pragma once

#include <wowhost/services.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace wowhost {
inline namespace v1 {

/// What the host's Log can do beside writing.
class ErasableLog : public Log {
public:
    virtual void forget(const std::string& fact, const std::vector<std::int64_t>& ids) const = 0;
};

/// Deletes the stored entries of all modules whose context says that `fact` ("character") is one of the ids. They stay
/// deleted when the transaction around the call is rolled back. Any thread.
inline void forget(const Log& log, const std::string& fact, const std::vector<std::int64_t>& ids)
{
    if (const auto* erasable = dynamic_cast<const ErasableLog*>(&log))
        erasable->forget(fact, ids);
}

} // namespace v1
} // namespace wowhost
