// What control requests share: reading their JSON, and changing the world.
#pragma once

#include "sdk/sandbox/world.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace sandbox {

// Both throw std::invalid_argument that says what is missing.
nlohmann::json parse_control(std::string_view text);
std::string control_text(const nlohmann::json& row, const char* key);

// One change of a character or guild: {"op":…,"region":…,"realm":…,"name":…} or with "guild" in place of "name".
// Throws std::invalid_argument that names the operation or the address.
void change_person(World& world, const nlohmann::json& row);
void change_guild(World& world, const nlohmann::json& row);

} // namespace sandbox
