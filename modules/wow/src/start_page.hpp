// The start page: what modules contribute to it, and where to look things up.
#pragma once

#include <wowhost/module.hpp>

namespace wow {

void register_start_page(wowhost::Registrar& add, const wowhost::Services& host);

} // namespace wow
