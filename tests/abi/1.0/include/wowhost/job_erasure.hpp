// wowhost SDK: deletion of jobs, for what they are about is gone, or may ask that nothing be left of it.
//
//     wowhost::forget(host.queue(), "wow_image_fetch", {"wow_character 12"});
//
// An interface of its own, as a published one (Queue) gains no function.
#pragma once

#include <wowhost/queue.hpp>

#include <string>
#include <vector>

namespace wowhost {
inline namespace v1 {

/// What the host's Queue can do beside the rest.
class ErasableQueue : public Queue {
public:
    virtual void forget(const std::string& queue, const std::vector<std::string>& unique_keys) const = 0;
};

/// Deletes the jobs of this module with these keys, whether they wait, are claimed (what becomes of them is dropped) or
/// have failed. Part of the caller's transaction. Any thread.
inline void forget(const Queue& queue, const std::string& name, const std::vector<std::string>& unique_keys)
{
    if (const auto* erasable = dynamic_cast<const ErasableQueue*>(&queue))
        erasable->forget(name, unique_keys);
}

} // namespace v1
} // namespace wowhost
