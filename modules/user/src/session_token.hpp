// What a browser keeps of a session. Pure.
#pragma once

#include <cstddef>
#include <string_view>

namespace user {

constexpr std::size_t session_token_bytes = 32;

/// Whether it could be the token of a session: so many random bytes in hexadecimal.
constexpr bool is_session_token(std::string_view text)
{
    return text.size() == session_token_bytes * 2
        && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

} // namespace user
