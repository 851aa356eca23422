// user: what a page of somebody's own answers to a visitor without an account.
//
//     if (auto elsewhere = user::login_first(request))
//         return *elsewhere;
#pragma once

#include <wowhost/error.hpp>
#include <wowhost/request.hpp>
#include <wowhost/response.hpp>

#include <optional>

namespace user {

/// For a visitor who is not logged in: the way to the login page and back here, or Error(refused) for a program.
/// Nothing for a user.
inline std::optional<wowhost::Response> login_first(const wowhost::Request& request)
{
    if (request.user.is_authenticated())
        return std::nullopt;
    if (request.wants_json())
        throw wowhost::Error(wowhost::ErrorCode::refused, "this needs an account; log in first");
    return wowhost::Response::redirect("/user/login?destination=" + wowhost::encode_segment(request.path));
}

} // namespace user
