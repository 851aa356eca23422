// keepsake: what other modules may ask.
#pragma once

#include <wowhost/plugin.hpp>

#include <string>

namespace keepsake {

class Giver {
public:
    WOWHOST_INTERFACE("keepsake.giver/1");
    virtual ~Giver() = default;
    virtual std::string gift() const = 0;
};

} // namespace keepsake
