// Points at which a test may kill the process, to prove that nothing is lost there.
//
// Two kinds are counted apart: the steps of a command that changes the module set, and the commits of all transactions
// (a point before and one after each). With WOWHOST_KILL_POINT=N or WOWHOST_KILL_COMMIT=N in the environment the N-th
// point of that kind ends the process by SIGKILL; with WOWHOST_KILL_POINT_LOG=FILE or WOWHOST_KILL_COMMIT_LOG=FILE each
// point reached appends its name there. Without any of them a point costs the reading of two variables.
#pragma once

namespace wowhost::database {

enum class KillPoint { step, commit };

void kill_point(KillPoint kind, const char* name);

} // namespace wowhost::database
