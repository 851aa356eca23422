// Undoes the gzip of an answer, on the thread that waits for it: the loop's thread is everybody's.
#pragma once

#include "host/http/job.hpp"

namespace wowhost::http {

/// Replaces the body of a job that has come back by what it unpacks to; one that unpacks to more than `max_body`, or
/// not at all, fails the job.
void unpack(Job& job);

} // namespace wowhost::http
