// Whether the service tells of somebody.
#pragma once

namespace sandbox {

enum class Presence {
    present,
    hidden, // 403 everywhere
    gone, // 404 everywhere
    invalid, // 404, but /status answers is_valid false
};

} // namespace sandbox
