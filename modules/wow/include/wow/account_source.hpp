// wow: the source (see user/account_data.hpp) of all that modules keep because a user has shown us their Battle.net
// account. What bears it goes when the user disconnects that account.
#pragma once

namespace wow {

inline constexpr const char* account_source = "battlenet";

} // namespace wow
