// Invented names, each a pure function of a random number.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sandbox {

enum class Script { latin, cyrillic, hangul, han };

std::string achievement_name(std::uint64_t random);
std::string mount_name(std::uint64_t random);
std::string pet_name(std::uint64_t random);
std::string toy_name(std::uint64_t random);
std::string item_name(std::uint64_t random);
std::string faction_name(std::uint64_t random);
std::string title_name(std::uint64_t random);
std::string guild_name(std::uint64_t random, Script script);
// A character's name with a capital letter; a fifth of the Latin ones bears an accent.
std::string person_name(std::uint64_t random, Script script);
// A realm's name: plain, of two words, or with an apostrophe.
std::string realm_name(std::uint64_t random);

} // namespace sandbox
