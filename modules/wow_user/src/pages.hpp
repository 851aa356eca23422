// /user/characters: which of one's characters to show, which is the main one, and their import.
#pragma once

#include <wowhost/module.hpp>

namespace wow_user {

void register_pages(wowhost::Registrar& add, const wowhost::Services& host);

} // namespace wow_user
