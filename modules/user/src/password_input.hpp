// Where the commands get a password from.
#pragma once

#include <wowhost/command.hpp>

#include <string>

namespace user {

class GivenPassword {
public:
    std::string text;
    bool generated = false; ///< To be printed, as nobody knows it yet.
};

/// Asked for twice at a terminal, without echo; else the first line of stdin. A random one when that is empty, or with
/// `--generate`. Throws Error(invalid_argument) when the two differ or the password is too short.
GivenPassword read_password(const wowhost::CommandContext& context);

} // namespace user
