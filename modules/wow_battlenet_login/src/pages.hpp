// The addresses of this module: to Battle.net and back, and the account that a user has connected.
#pragma once

#include <wowhost/module.hpp>

namespace wow_battlenet_login {

void register_pages(wowhost::Registrar& add, const wowhost::Services& host);

} // namespace wow_battlenet_login
