// recipes: one function per recipe of docs/recipes.md.
#pragma once

#include <wowhost/module.hpp>

namespace recipes {

void add_entity_type(wowhost::Registrar& add);
void add_projection(wowhost::Registrar& add);
void add_owner(wowhost::Registrar& add);
void add_update(wowhost::Registrar& add, const wowhost::Services& host);
void add_queue(wowhost::Registrar& add, const wowhost::Services& host);
void add_provider(wowhost::Registrar& add, const wowhost::Services& host);
void add_route(wowhost::Registrar& add, const wowhost::Services& host);
void add_dashboard(wowhost::Registrar& add, const wowhost::Services& host);
void add_search(wowhost::Registrar& add, const wowhost::Services& host);

} // namespace recipes
