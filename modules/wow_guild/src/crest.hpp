// The images of a guild's crest, which are named by documents of their own.
#pragma once

#include <wow/profile_context.hpp>

namespace wow_guild {

/// Takes over from the crest that is stored what it says of images, where `crest` has the same emblem or border.
void keep_crest_images(wowhost::Value& crest, const wowhost::Value& stored);

/// Asks for the addresses of the crest's images where they are not known, and stores them. Not in a transaction.
void sync_crest(const wow::ProfileRun& run, const std::string& region, std::int64_t guild);

/// Has the crest's images fetched.
void settle_crest(const wow::ProfileRun& run, std::int64_t guild);

} // namespace wow_guild
