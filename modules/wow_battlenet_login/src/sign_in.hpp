// What becomes of somebody who has shown a Battle.net account: a user of this site.
#pragma once

#include <wow_battlenet_login/connections.hpp>
#include <wowhost/services.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace wow_battlenet_login {

/// "Sheday#2163" → "Sheday": what can be the name of a user. "Player" when nothing is left.
std::string name_from(std::string_view battletag);

/// The user who has connected the account, with the new token; a new user, with the account connected, when nobody has.
/// Throws Error(refused) when the user is blocked.
std::int64_t sign_in(const wowhost::Services& host, const CodeExchange& exchange);

/// Connects the account to the user who asked. Throws Error(conflict) when one of the two is connected otherwise.
void connect_account(const wowhost::Services& host, std::int64_t user, const CodeExchange& exchange);

/// Tells the plugins of LoginListener.
void tell_listeners(const wowhost::Services& host, std::int64_t user);

} // namespace wow_battlenet_login
