// wow_character: PageSection, Slot, Figure and Tile, under the names that providers of characters know.
#pragma once

#include <wow/page_section.hpp>

namespace wow_character {

using wow::Figure;
using wow::PageSection;
using wow::Slot;
using wow::Tile;
using wow::to_string;

} // namespace wow_character
