// /user/login, /user/logout and /user.
#pragma once

#include <wowhost/module.hpp>

namespace user {

void register_pages(wowhost::Registrar& add, const wowhost::Services& host);

} // namespace user
