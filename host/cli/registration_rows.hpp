// All that a module registered, as `module info` shows it.
#pragma once

#include "host/module/registrations.hpp"

#include <wowhost/value.hpp>

namespace wowhost::cli {

/// Sets a key of `info` per kind of registration, also where there is none of it.
void add_registration_rows(Value& info, const module::Registrations& registered);

} // namespace wowhost::cli
