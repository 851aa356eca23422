// Content negotiation as JSON:API 1.1 has it, on the headers of a request. Pure; any input.
#pragma once

#include "parameters.hpp"

#include <wowhost/request.hpp>

#include <optional>

namespace jsonapi {

constexpr const char* media_type = "application/vnd.api+json";

/// 415 when the content type, 406 when every instance of the media type in Accept, has parameters that we do not know:
/// all but `profile`, which may be ignored, and an empty `ext`. Nothing: go on, also for clients that accept only other
/// types.
std::optional<Fault> refuse_media_type(const wowhost::Fields& headers);

} // namespace jsonapi
