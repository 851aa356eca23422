// Requests and replies as the text that travels. Pure functions, any thread.
#pragma once

#include "host/web/message.hpp"

#include <cstdint>
#include <string>

namespace wowhost::web {

/// What is said about the connection in a reply's head.
enum class KeepAlive { unsaid, keep, close };

/// The head of a reply, with the empty line. `length` is that of the body; of a stream of events there is none.
std::string head_text(const Reply& reply, std::uint64_t length, KeepAlive keep_alive);

/// Whether replies of that status have no body, whatever they hold.
bool is_bodiless(int status);

/// The request as it might have come, for another process to read.
std::string request_text(const Incoming& request, bool keep_alive);

/// Events in the form that browsers read.
std::string event_text(const Events& events);

} // namespace wowhost::web
