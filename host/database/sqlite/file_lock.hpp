// Process locks as kernel locks on files in a folder beside the database.
//
// They are locks of the open file (F_OFD_SETLK), so that two in one process conflict, any thread may release them, and
// the end of the process, however it comes, releases them too. Unlike flock they can be asked for (F_OFD_GETLK) without
// being taken, so that looking for the holder never makes somebody else's attempt fail.
#pragma once

#include "host/database/database.hpp"

#include <string>

namespace wowhost::database::sqlite {

/// Null when somebody else still holds it after `wait_ms`.
std::unique_ptr<ProcessLock> lock_file(const std::string& folder, const std::string& name, LockMode mode,
    std::int64_t wait_ms, const std::string& purpose);

/// Who holds it exclusively.
std::optional<LockHolder> file_lock_holder(const std::string& folder, const std::string& name);

} // namespace wowhost::database::sqlite
