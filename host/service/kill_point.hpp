// Points at which a test may kill the process, to prove that nothing is lost there.
//
// With WOWHOST_KILL_POINT=N in the environment the N-th point that is reached ends the process by SIGKILL; with
// WOWHOST_KILL_POINT_LOG=FILE each point reached appends its name there. Without either, a point costs the reading of
// one variable.
#pragma once

namespace wowhost::service {

void kill_point(const char* name);

} // namespace wowhost::service
